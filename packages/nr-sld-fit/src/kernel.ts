import { reflectivityComplex } from './parratt-complex.js';
import { reflectivityReal } from './parratt-real.js';
import { packSlabs } from './slab-table.js';
import type { SlabTable } from './slab-table.js';

/** |r|^2 at each Q, by the kernel that fits: without absorption all wave numbers are real or imaginary. */
export function reflectivityInto(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  out: Float64Array,
  packed?: Float64Array,
): void {
  const ready = packSlabs(layers, packed);
  let absorbs = false;
  for (let j = 1; j < layers.count; j++) if (layers.isld[j] !== 0) absorbs = true;
  if (absorbs) reflectivityComplex(q, points, ready, layers.count, out);
  else reflectivityReal(q, points, ready, layers.count, out);
}
