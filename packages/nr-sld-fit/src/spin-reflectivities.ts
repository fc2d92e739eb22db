import type { KernelChoice } from '@operando/numerics';
import { parrattInto } from './parratt-kernel.js';
import { packMagnetic, plainAmplitudes } from './parratt-polarised.js';
import { decayingWaves, realFrom, realWaves } from './polarised-kernel.js';
import type { SpinReflectivities } from './polarised-kernel.js';
import { packSlabs } from './slab-table.js';
import type { Magnetism, SlabTable } from './slab-table.js';

/** Sines of angles to the guide field that turn no neutron: rounding of half turns. */
const unturned = 1e-12;

/** Room for reflectivities of so many Q. */
export function spinRoom(points: number): SpinReflectivities {
  return [new Float64Array(points), new Float64Array(points), new Float64Array(points), new Float64Array(points)];
}

/** Either spin by itself, where all magnetisations are along the guide field or against it. */
function byEither(
  q: Float64Array,
  points: number,
  table: SlabTable,
  { sld: magnetic, angle }: Magnetism,
  [pp, mp, pm, mm]: SpinReflectivities,
  choice: KernelChoice | undefined,
): void {
  mp.fill(0, 0, points);
  pm.fill(0, 0, points);
  for (const [spin, out] of [
    [1, pp],
    [-1, mm],
  ] as const) {
    const sld = table.sld.map((value, j) => value + spin * Math.cos(angle[j]!) * magnetic[j]!);
    parrattInto(q, points, packSlabs({ ...table, sld }), table.count, out, choice);
  }
}

/** The same in plain loops. */
function plainly(
  q: Float64Array,
  [begin, end]: readonly [number, number],
  packed: Float64Array,
  count: number,
  out: SpinReflectivities,
): void {
  const amplitudes = new Float64Array(8 * (end - begin));
  plainAmplitudes(q.subarray(begin, end), end - begin, packed, count, amplitudes);
  for (let i = begin, at = 0; i < end; i++)
    for (let k = 0; k < 4; k++, at += 2) out[k]![i] = amplitudes[at]! ** 2 + amplitudes[at + 1]! ** 2;
}

/**
 * Reflectivities of both spins at each Q by the loops that fit: one spin at a time where nothing turns it, by kernels where they run,
 * which differ from plain loops by rounding. What comes of a Q does not depend on the others.
 *
 * @param table Layers with magnetism, the fronting without.
 */
export function spinReflectivitiesInto(
  q: Float64Array,
  points: number,
  table: SlabTable,
  magnetism: Magnetism,
  out: SpinReflectivities,
  choice: KernelChoice | undefined,
): void {
  if (magnetism.angle.every((angle) => Math.abs(Math.sin(angle)) < unturned)) {
    byEither(q, points, table, magnetism, out, choice);
    return;
  }
  const { count } = table;
  const packed = packMagnetic(table, magnetism);
  const from = realFrom(packed, count);
  // Runs of Q that are above all edges, or not.
  for (let begin = 0; begin < points;) {
    const isReal = q[begin]! ** 2 > from;
    let end = begin + 1;
    while (end < points && q[end]! ** 2 > from === isReal) end++;
    const run = [begin, end] as const;
    if (!(isReal ? realWaves : decayingWaves)(q, run, packed, count, out, choice)) plainly(q, run, packed, count, out);
    begin = end;
  }
}
