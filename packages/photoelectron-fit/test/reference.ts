import { readFileSync } from 'node:fs';
import { referencePath } from '@operando/fixtures';
import type { RegionData } from '../src/index.js';

/** Folder of the photoelectron references, where there is one. */
export const folder: string | undefined = referencePath('further', 'photoelectron');

/** A JSON file of the folder; an empty object without it, so that lists of tests can be made. */
export function referenceOf(name: string): unknown {
  return folder === undefined ? {} : JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
}

/** A text of the folder as rows of numbers. */
export function rowsOf(name: string, separator: RegExp = /\s+/): number[][] {
  return readFileSync(`${folder}/${name}`, 'utf8')
    .split(/\r?\n/)
    .filter((line) => /^[\s\d.+-]/.test(line) && line.trim() !== '')
    .map((line) => line.trim().split(separator).map(Number));
}

/** A series of counts per second, by increasing binding energy; errors of the counts of 6 s. */
export function seriesOf(name: string): RegionData {
  const rows = rowsOf(name).toSorted((a, b) => a[0]! - b[0]!);
  const n = rows.length;
  const frames = rows[0]!.length - 1;
  const values = Float64Array.from({ length: n * frames }, (_, i) => rows[i % n]![1 + Math.floor(i / n)]!);
  return {
    energy: Float64Array.from(rows, (row) => row[0]!),
    values,
    sigma: values.map((value) => Math.sqrt(6 * value) / 6),
  };
}
