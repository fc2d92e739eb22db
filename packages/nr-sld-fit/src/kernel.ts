import type { KernelChoice } from '@operando/numerics';
import { parrattInto } from './parratt-kernel.js';
import { crossSections } from './polarisation.js';
import { packSlabs } from './slab-table.js';
import type { Magnetism, SlabTable } from './slab-table.js';
import { spinReflectivitiesInto, spinRoom } from './spin-reflectivities.js';

/** |r|^2 at each Q, by the loop that fits: without absorption all wave numbers are real or imaginary. */
export function reflectivityInto(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  out: Float64Array,
  choice?: KernelChoice,
): void {
  if (layers.magnetism !== undefined) {
    crossSectionInto(q, points, layers, layers.magnetism, crossSections[layers.magnetism.polarisation], out, choice);
    return;
  }
  parrattInto(q, points, packSlabs(layers), layers.count, out, choice);
}

/** Sum of cross sections of a stack with magnetism, each by its weight. */
function crossSectionInto(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  magnetism: Magnetism,
  [pp, pm, mp, mm]: readonly [number, number, number, number],
  out: Float64Array,
  choice: KernelChoice | undefined,
): void {
  const found = spinRoom(points);
  spinReflectivitiesInto(q, points, layers, magnetism, found, choice);
  const [up, downUp, upDown, down] = found;
  for (let i = 0; i < points; i++) out[i] = pp * up[i]! + mp * downUp[i]! + pm * upDown[i]! + mm * down[i]!;
}
