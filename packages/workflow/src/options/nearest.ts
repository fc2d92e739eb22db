import leven from 'leven';

/** The known name that a misspelt one most likely means; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_\s]/g, '');
  // Names of foreign files may be of any length; no known name is long.
  const asked = plain(name.slice(0, 100));
  // As many letters as make another word of a short name are no slip.
  const most = asked.length < 4 ? 1 : Math.max(2, Math.floor(asked.length / 3));
  let best: string | undefined;
  let least = Math.min(asked.length, most + 1);
  for (const each of new Set(known)) {
    const distance = leven(asked, plain(each));
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}
