import { OperandoError } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { squaredWavenumberPerElectronvolt } from '../exafs/wavenumber.js';
import { findE0 } from '../find-e0.js';
import { indexOf } from '../grid-search.js';
import { cleanSpectrum } from '../spectrum.js';

/** Options of {@link rebin}: regions relative to e0, eV. */
export interface RebinOptions {
  /** Edge energy, eV. @default found */
  readonly e0?: number | undefined;
  /** Begin of the pre-edge region, eV from e0. @default the data's, on a step */
  readonly pre1?: number | undefined;
  /** End of the pre-edge region, eV from e0. @default -30 */
  readonly pre2?: number | undefined;
  /** Step of the pre-edge region, eV. @default 2 */
  readonly preStep?: number | undefined;
  /** Step of the edge region, eV. @default 0.05 for each 1250 eV of e0 */
  readonly xanesStep?: number | undefined;
  /** Begin of the EXAFS region, eV from e0. @default 15 */
  readonly exafs1?: number | undefined;
  /** End of the EXAFS region, eV from e0. @default the data's */
  readonly exafs2?: number | undefined;
  /** Step of the EXAFS region in wavenumber, 1/angstrom. @default 0.05 */
  readonly exafsKStep?: number | undefined;
  /** Points of a bin become their mean, the mean with the energies' own centroid, or a spline's value at the middle. @default 'boxcar' */
  readonly method?: 'boxcar' | 'centroid' | 'spline' | undefined;
}

/** A spectrum on the grid of X-ray absorption. */
export interface Rebinned {
  /** eV, increasing. */
  readonly energy: Float64Array;
  /** Absorption, one for each energy. */
  readonly mu: Float64Array;
  /** Standard deviation of the points in each bin; 0 for one point, NaN for none. */
  readonly deviation: Float64Array;
}

/**
 * Grid of a scan: steps of energy before and across the edge, of wavenumber after it, as `rebin` makes it.
 *
 * @param energy First and last energy are all that counts.
 * @throws OperandoError `invalid-argument` for steps that cannot be.
 */
export function rebinGrid(
  energy: Float64Array,
  e0: number,
  options: Omit<RebinOptions, 'e0' | 'method'> = {},
): Float64Array {
  const { preStep = 2, pre2 = -30, exafs1 = 15, exafsKStep = 0.05 } = options;
  const xanesStep = options.xanesStep ?? 0.05 * Math.max(1, Math.trunc(e0 / 1250));
  const [lowest, highest] = [energy[0]! - e0, energy.at(-1)! - e0];
  const pre1 = options.pre1 ?? preStep * Math.trunc(lowest / preStep);
  if (
    !(preStep > 0) ||
    !(xanesStep > 0) ||
    !(exafsKStep > 0) ||
    (highest - lowest) / Math.min(preStep, xanesStep) > 1e6
  ) {
    throw new OperandoError('invalid-argument', `steps of ${preStep}, ${xanesStep} eV and ${exafsKStep} 1/angstrom.`, {
      cure: 'Give positive steps that make no more than a million points.',
    });
  }
  // Each bound inside the data, and none before the one before it.
  const bounds = [pre1, pre2, exafs1, options.exafs2 ?? highest].map((bound) =>
    Math.min(highest, Math.max(lowest, bound)),
  );
  for (let i = 1; i < 4; i++) bounds[i] = Math.max(bounds[i]!, bounds[i - 1]!);
  const grid: number[] = [];
  const region = (start: number, stop: number, step: number, toEnergy: (value: number) => number): void => {
    const count = 1 + Math.trunc(0.1 + Math.abs(stop - start) / step);
    for (let i = 0; i < count - 1; i++) grid.push(e0 + toEnergy(start + (i * (stop - start)) / (count - 1)));
  };
  region(bounds[0]!, bounds[1]!, preStep, (value) => value);
  region(bounds[1]!, bounds[2]!, xanesStep, (value) => value);
  const wavenumber = (value: number): number => (value > 0 ? Math.sqrt(value * squaredWavenumberPerElectronvolt) : 0);
  region(wavenumber(bounds[2]!), wavenumber(bounds[3]!), exafsKStep, (k) => (k * k) / squaredWavenumberPerElectronvolt);
  return Float64Array.from(grid);
}

/**
 * Bring a spectrum onto the usual grid: coarse before the edge, fine across it, even in wavenumber after it; points
 * that fall into one bin are averaged. Algorithm of Larch's `rebin_xafs`.
 *
 * @throws OperandoError as `cleanSpectrum`; `invalid-argument` for steps that cannot be.
 */
export function rebin(
  energyInput: ArrayLike<number>,
  muInput: ArrayLike<number>,
  options: RebinOptions = {},
): Rebinned {
  const { energy, mu } = cleanSpectrum(energyInput, muInput);
  const e0 = options.e0 ?? findE0(energy, mu);
  const { method = 'boxcar' } = options;
  const grid = rebinGrid(energy, e0, options);
  const n = energy.length;
  const bounds = Int32Array.from(grid, (at) => indexOf(energy, at));
  const out = new Float64Array(grid.length);
  const deviation = new Float64Array(grid.length);
  let from = indexOf(energy, grid[0]! - 5);
  for (let g = 0; g < grid.length; g++) {
    const to = g === grid.length - 1 ? n - 1 : Math.trunc((bounds[g]! + bounds[g + 1]! + 1) / 2);
    out[g] = to - from < 3 ? lineAt(energy, mu, from, to, grid[g]!) : binValue(energy, mu, from, to, grid[g]!, method);
    deviation[g] = spread(mu, from, to);
    from = to;
  }
  return { energy: grid, mu: out, deviation };
}

/** On the line between the two points about a place, one of which may lie beside the bin. */
function lineAt(energy: Float64Array, mu: Float64Array, from: number, to: number, at: number): number {
  const n = energy.length;
  // The bin and a neighbour, widened until the place lies between.
  let [low, high] = [from, Math.min(n - 1, to === from ? to + 1 : to)];
  while (low > 0 && energy[low]! > at) low--;
  while (high < n - 1 && energy[high]! < at) high++;
  let i = low;
  while (i < high - 1 && energy[i + 1]! <= at) i++;
  const t = (at - energy[i]!) / (energy[i + 1]! - energy[i]!);
  return at <= energy[low]! ? mu[low]! : at >= energy[high]! ? mu[high]! : (1 - t) * mu[i]! + t * mu[i + 1]!;
}

function binValue(
  energy: Float64Array,
  mu: Float64Array,
  from: number,
  to: number,
  at: number,
  method: NonNullable<RebinOptions['method']>,
): number {
  let [sum, moment, energies] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    sum += mu[i]!;
    moment += mu[i]! * energy[i]!;
    energies += energy[i]!;
  }
  if (method === 'boxcar') return sum / (to - from);
  if (method === 'centroid') return moment / energies;
  if (to - from > 3) return cubicSpline(energy.subarray(from, to), mu.subarray(from, to)).evaluate(at);
  // The parabola through three points.
  let value = 0;
  for (let i = from; i < to; i++) {
    let weight = 1;
    for (let j = from; j < to; j++) if (j !== i) weight *= (at - energy[j]!) / (energy[i]! - energy[j]!);
    value += weight * mu[i]!;
  }
  return value;
}

function spread(mu: Float64Array, from: number, to: number): number {
  if (to <= from) return Number.NaN;
  let mean = 0;
  for (let i = from; i < to; i++) mean += mu[i]! / (to - from);
  let squares = 0;
  for (let i = from; i < to; i++) squares += (mu[i]! - mean) ** 2;
  return Math.sqrt(squares / (to - from));
}
