/** What readers take for the errors or flags of another dataset. */
const belonging = /_(?:errors?|flags)$/;

/** A name after NeXus's rules, of ASCII letters, digits and underscores; empty where nothing is left. */
function cleaned(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\W+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
}

/**
 * Gives datasets of one group their names: after NeXus's rules, none twice, and none that would be read as the errors or
 * flags of another. Names that are not free, or are such, get a number.
 *
 * @param taken Names that mean something in the group.
 * @returns Function of the wanted name, and of what it is called when nothing of that is left.
 */
export function nexusNames(taken: readonly string[] = []): (wanted: string, otherwise: string) => string {
  const used = new Set(taken);
  return (wanted, otherwise) => {
    const base = cleaned(wanted) || otherwise;
    let name = base;
    for (let number = 2; used.has(name) || belonging.test(name); number++) name = `${base}_${number}`;
    used.add(name);
    return name;
  };
}
