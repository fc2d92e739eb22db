import type { KernelChoice } from '@operando/numerics';
import { parrattInto } from './parratt-kernel.js';
import { polarisedAmplitudes } from './polarised-kernel.js';
import { crossSections } from './polarisation.js';
import { packSlabs } from './slab-table.js';
import type { SlabTable } from './slab-table.js';

/** |r|^2 at each Q, by the loop that fits: without absorption all wave numbers are real or imaginary. */
export function reflectivityInto(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  out: Float64Array,
  choice?: KernelChoice,
): void {
  if (layers.magnetism !== undefined) {
    crossSectionInto(q, points, layers, crossSections[layers.magnetism.polarisation], out, choice);
    return;
  }
  parrattInto(q, points, packSlabs(layers), layers.count, out, choice);
}

/** Sum of cross sections of a stack with magnetism, each by its weight. */
export function crossSectionInto(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  [pp, pm, mp, mm]: readonly [number, number, number, number],
  out: Float64Array,
  choice: KernelChoice | undefined,
): void {
  const r = new Float64Array(8 * points);
  polarisedAmplitudes(q, points, layers, r, choice);
  for (let i = 0; i < points; i++) {
    const at = 8 * i;
    out[i] =
      pp * (r[at]! ** 2 + r[at + 1]! ** 2) +
      mp * (r[at + 2]! ** 2 + r[at + 3]! ** 2) +
      pm * (r[at + 4]! ** 2 + r[at + 5]! ** 2) +
      mm * (r[at + 6]! ** 2 + r[at + 7]! ** 2);
  }
}
