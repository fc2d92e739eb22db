import { medianInPlace } from '@operando/numerics';
import { kernelOf, rowAddress, valueVariancesModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import { indexOf } from '../grid-search.js';

/** Points over which noise may be shared: spectra brought to a finer grid, or smoothed. */
export const sharedOver = 4;
/** Differences of points so many places apart are by so much the larger, in variance, that the noise of neighbours must be shared. */
const clearly = 6;
/** The pre-edge ends so far below e0, eV: above begin pre-edge peaks. */
const below = 25;
/** Points that share noise lie within this share of e0, 1.7 eV at 8.3 keV: what changes over more is the spectrum itself. */
const reach = 2e-4;
/** Differences that tell a scatter. */
const enough = 20;

/** Median magnitude of the fourth differences of points `stride` apart, on a grid that is nearly even there. */
function scatter(
  energy: Float64Array,
  values: Float64Array,
  offset: number,
  to: number,
  stride: number,
  widest: number,
): number {
  const differences = new Float64Array(Math.max(0, to - 4 * stride));
  let count = 0;
  for (let i = 0; i + 4 * stride < to; i++) {
    if (energy[i + sharedOver]! - energy[i]! > widest) continue;
    const at = offset + i;
    const outer = values[at]! + values[at + 4 * stride]!;
    const inner = values[at + stride]! + values[at + 3 * stride]!;
    differences[count++] = outer - 4 * inner + 6 * values[at + 2 * stride]!;
  }
  if (count < enough) return Number.NaN;
  const magnitudes = differences.subarray(0, count);
  for (let i = 0; i < count; i++) magnitudes[i] = Math.abs(magnitudes[i]!);
  return medianInPlace(magnitudes);
}

/** Finds by how much the noise of a spectrum is larger than neighbouring points show. */
export type SharedNoise = (values: Float64Array, offset: number, e0: number) => number;

/** Median magnitudes of the differences of neighbours, and of points {@link sharedOver} places apart, within the first `to` points. */
type Medians = (values: Float64Array, offset: number, to: number, widest: number) => readonly [number, number];

function plainMedians(energy: Float64Array): Medians {
  return (values, offset, to, widest) => [
    scatter(energy, values, offset, to, 1, widest),
    scatter(energy, values, offset, to, sharedOver, widest),
  ];
}

function kernelMedians(energy: Float64Array, choice: KernelChoice): Medians | undefined {
  const kernel = kernelOf(valueVariancesModule, choice);
  if (kernel === undefined || 3 * energy.length > kernel.space.innerSize) return undefined;
  const { run, space } = kernel;
  const table = { values: energy };
  const work = space.inner + 8 * (energy.length + (energy.length % 2));
  const out = work + 8 * (energy.length + (energy.length % 2));
  return (values, offset, to, widest) => {
    const row = rowAddress(space, values, offset, to);
    run.sharedMedians(to, space.place(table), row, sharedOver, widest, enough, work, out);
    return [space.doubles[out / 8]!, space.doubles[out / 8 + 1]!];
  };
}

/**
 * By how much the noise is larger than neighbouring points show, in variance, because they share it: 1 where it is white. Found in
 * the pre-edge, where differences of points that are some places apart hold nothing else.
 */
export function sharedNoise(energy: Float64Array, kernels: KernelChoice = 'auto'): SharedNoise {
  const mediansOf = kernelMedians(energy, kernels) ?? plainMedians(energy);
  return (values, offset, e0) => {
    const [near, apart] = mediansOf(values, offset, indexOf(energy, e0 - below) + 1, reach * e0);
    const ratio = (apart / near) ** 2;
    return ratio > clearly && Number.isFinite(ratio) ? ratio : 1;
  };
}

/** Variance of a weighted sum of values whose noise is shared by up to {@link sharedOver} neighbours, less and less. */
export function sharedVariance(weights: Float64Array, variances: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const own = weights[i]! * Math.sqrt(variances[i]!);
    if (own === 0) continue;
    sum += own * own;
    for (let k = 1; k < sharedOver && i + k < weights.length; k++) {
      sum += 2 * (1 - k / sharedOver) * own * weights[i + k]! * Math.sqrt(variances[i + k]!);
    }
  }
  return sum;
}
