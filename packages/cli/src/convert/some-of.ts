/** The first of many names, for a message. */
export function someOf(names: readonly string[], most = 12): string {
  return `${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`;
}
