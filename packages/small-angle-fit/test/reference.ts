import { readFileSync } from 'node:fs';
import { referencePath } from '@operando/fixtures';
import type { CutData } from '../src/index.js';

/** A file of the reference data, or undefined without them. */
export const smallAngle = (name: string): string | undefined => referencePath('further', 'small-angle', name);

/** A JSON file of them. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Columns of a file: q, then counts of each frame. */
export function readCuts(path: string): CutData[] {
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(/\s+/).map(Number));
  const q = Float64Array.from(rows, (row) => row[0]!);
  return Array.from({ length: rows[0]!.length - 1 }, (_, f) => ({
    q,
    intensity: Float64Array.from(rows, (row) => row[f + 1]!),
  }));
}

/** Root of the mean square. */
export const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
