import { dirname } from 'node:path';

/** The folder that a pattern begins in. */
function beforeMarks(pattern: string): string {
  const at = pattern.search(/[*?[{]/);
  if (at < 0) return pattern;
  // Of `scans/run_*.xdi` it is `scans`.
  return dirname(`${pattern.slice(0, at)}x`);
}

/** Where something may come that paths and patterns stand for. */
export function watchedPlaces(paths: readonly string[]): string[] {
  return [...new Set(paths.map(beforeMarks))];
}
