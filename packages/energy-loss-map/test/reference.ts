import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createAxis, createSeries } from '@operando/core';
import type { Series } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import type { EnergyLossMaps } from '@operando/fixtures';
import type { EdgeMapOptions } from '../src/index.js';

/** Folder of the reference of energy loss; undefined without it. */
export const reference = referencePath('further', 'electron-energy-loss');

/** A JSON file of the reference. */
export function referenceJson(name: string): unknown {
  return JSON.parse(readFileSync(join(reference!, name), 'utf8'));
}

/** A table of the reference: its first column, and the others. */
export function referenceTable(name: string): { readonly x: Float64Array; readonly columns: readonly Float64Array[] } {
  const rows = readFileSync(join(reference!, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ').map(Number));
  return {
    x: Float64Array.from(rows, ([first]) => first!),
    columns: rows[0]!.slice(1).map((_, k) => Float64Array.from(rows, (row) => row[k + 1]!)),
  };
}

/** A series of maps. */
export function mapSeries(
  counts: Float64Array,
  energies: Float64Array,
  [frames, rows, columns]: readonly [number, number, number],
): Series<'energy', 'eV'> {
  const counted = (name: string, size: number) =>
    createAxis({ name, unit: '1', values: Array.from({ length: size }, (_, i) => i) });
  return createSeries({
    signal: counts,
    dims: ['time', 'row', 'column', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energies }),
    coordinates: { row: counted('row', rows), column: counted('column', columns) },
    time: { start: Array.from({ length: frames }, (_, f) => 12 * f), duration: 12 },
  });
}

/** The maps of the reference: 20 x 8 x 14 pixels. */
export function referenceMaps(): Series<'energy', 'eV'> {
  const bytes = Uint8Array.from(gunzipSync(readFileSync(join(reference!, 'li_k_maps.u16.gz'))));
  const energies = Float64Array.from({ length: 240 }, (_, i) => 35 + 0.25 * i);
  return mapSeries(Float64Array.from(new Uint16Array(bytes.buffer)), energies, [20, 8, 14]);
}

/** Edges and layers of simulated maps, as they are fitted. */
export function simulatedOptions({ layers, lithium, cobalt, known }: EnergyLossMaps): EdgeMapOptions {
  return {
    background: { window: [38, 53] },
    layers,
    edges: [
      { ...lithium, window: [54.5, 59.5], known: { layer: 'electrolyte', value: known } },
      { ...cobalt, window: [60, 64], layers: ['cathode'] },
    ],
  };
}

/** Mean, root mean square and pull of estimates. */
export function judge(
  values: ArrayLike<number>,
  stderr: ArrayLike<number>,
  truth: ArrayLike<number>,
  which: (i: number) => boolean = () => true,
): { readonly bias: number; readonly rms: number; readonly pull: number; readonly count: number } {
  let [sum, squares, pulls, count] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    if (!which(i)) continue;
    const error = values[i]! - truth[i]!;
    sum += error;
    squares += error * error;
    pulls += (error / stderr[i]!) ** 2;
    count++;
  }
  return { bias: sum / count, rms: Math.sqrt(squares / count), pull: Math.sqrt(pulls / count), count };
}
