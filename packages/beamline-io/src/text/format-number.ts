/** A number in the fewest digits that give it back to the last bit, its sign too. */
export function exactNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
