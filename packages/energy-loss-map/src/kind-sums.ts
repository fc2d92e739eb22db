import type { SpectrumFit } from './spectrum-fit.js';

/** Pixels that have the same edges, summed, and what describes the sum. */
export interface KindSums {
  /** Shift at which all sums together are described best, eV. */
  readonly shift: number;
  /** Amplitudes of the sum of each kind; of a kind without pixels NaN. */
  readonly amplitudes: readonly Float64Array[];
  /** Counts of the sum of each kind. */
  readonly totals: Float64Array;
}

/** Of the search for the shift of a whole map, eV: half the width of a sharp edge. */
const coarseStep = 0.2;
/** Steps from there on. */
const refinements = 5;

/** Counts of the fitted channels of a pixel. */
export function totalOf(counts: Float64Array, at: number, points: number): number {
  let sum = 0;
  for (let i = at; i < at + points; i++) sum += counts[i]!;
  return sum;
}

/** Fits the sums of all kinds. @returns their chi-square, information and pull together. */
function fitSums(
  fits: readonly SpectrumFit[],
  sums: readonly Float64Array[],
  totals: Float64Array,
  shift: number,
  before?: readonly Float64Array[],
): { readonly chiSquare: number; readonly information: number; readonly pull: number } {
  let chiSquare = 0;
  let information = 0;
  let pull = 0;
  for (const [kind, fit] of fits.entries()) {
    if (!(totals[kind]! > 0)) continue;
    fit.step(sums[kind]!, 0, shift, before?.[kind], undefined);
    if (!fit.isDetermined) continue;
    fit.conclude();
    chiSquare += fit.chiSquare;
    information += fit.information;
    pull += fit.pull;
  }
  return { chiSquare, information, pull };
}

/**
 * Sums of the pixels of every kind, fitted: their shift by a coarse search and Newton's steps, or at a shift that is known.
 *
 * @param pixels Which pixels are used, and where the fitted channels of each begin. @param known Shift, eV. @default looked for
 */
export function kindSums(
  counts: Float64Array,
  pixels: readonly { readonly at: number; readonly kind: number }[],
  fits: readonly SpectrumFit[],
  points: number,
  mostShift: number,
  known?: number,
): KindSums {
  const sums = fits.map(() => new Float64Array(points));
  const totals = new Float64Array(fits.length);
  for (const { at, kind } of pixels) {
    const sum = sums[kind]!;
    for (let i = 0; i < points; i++) sum[i]! += counts[at + i]!;
    totals[kind]! += totalOf(counts, at, points);
  }
  let best = known ?? 0;
  if (known === undefined) {
    let lowest = Infinity;
    const steps = Math.round(mostShift / coarseStep);
    // From the middle outwards: of two alike the smaller shift is taken.
    for (let k = 0; k <= 2 * steps; k++) {
      const shift = coarseStep * (k % 2 === 0 ? k / 2 : -(k + 1) / 2);
      if (Math.abs(shift) > mostShift) continue;
      const { chiSquare } = fitSums(fits, sums, totals, shift);
      if (chiSquare < lowest) [best, lowest] = [shift, chiSquare];
    }
  }
  const amplitudes = fits.map((fit) => new Float64Array(fit.amplitudes.length).fill(Number.NaN));
  for (let k = 0; k < (known === undefined ? refinements : 1); k++) {
    const { information, pull } = fitSums(fits, sums, totals, best, k === 0 ? undefined : amplitudes);
    fits.forEach((fit, kind) => totals[kind]! > 0 && amplitudes[kind]!.set(fit.amplitudes));
    if (known !== undefined || !(information > 0)) break;
    const step = Math.min(coarseStep, Math.max(-coarseStep, pull / information));
    best = Math.min(mostShift, Math.max(-mostShift, best + step));
  }
  return { shift: best, amplitudes, totals };
}
