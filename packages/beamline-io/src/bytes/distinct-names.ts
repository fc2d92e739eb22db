import type { NamedSource } from '@operando/core';
import { baseName } from './contents.js';

/** The last folders of a path and its file, with `/` between them, whatever the machine. */
function lastParts(path: string, count: number): string {
  return path
    .split(/[\\/]+/)
    .slice(-count)
    .join('/');
}

/**
 * Names that tell sources apart: that of the file, and where several files have one name as many of the folders before it as
 * make them differ.
 *
 * @returns One for each source, in their order; the same for sources that are the same.
 */
export function distinctBaseNames(sources: readonly NamedSource[]): string[] {
  const names = sources.map(baseName);
  const alike = new Map<string, number[]>();
  names.forEach((name, k) => {
    const group = alike.get(name);
    if (group === undefined) alike.set(name, [k]);
    else group.push(k);
  });
  for (const group of alike.values()) {
    if (group.length === 1) continue;
    const paths = group.map((k) => sources[k]!.name);
    const different = new Set(paths).size;
    const deepest = paths.reduce((most, path) => Math.max(most, path.split(/[\\/]+/).length), 0);
    let count = 2;
    while (count < deepest && new Set(paths.map((path) => lastParts(path, count))).size < different) count++;
    for (const k of group) names[k] = lastParts(sources[k]!.name, count);
  }
  return names;
}
