/**
 * Names that each stand once: the second of one name gets `_2` behind it, the third `_3`; a name that stands by itself keeps it.
 *
 * @returns As many as were given, in their order.
 */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names);
  const given = new Set<string>();
  const next = new Map<string, number>();
  return names.map((name) => {
    if (!given.has(name)) {
      given.add(name);
      return name;
    }
    let number = next.get(name) ?? 2;
    while (taken.has(`${name}_${number}`)) number++;
    next.set(name, number + 1);
    return `${name}_${number}`;
  });
}
