/** Names on a path. */
export function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** A path as it is remembered; the root's is empty. */
export function pathKey(path: string): string {
  return /^(?:\/[^/.][^/]*)+$/.test(path)
    ? path
    : partsOf(path)
        .map((part) => `/${part}`)
        .join('');
}
