import { finiteMedian } from '@operando/core';
import type { SeriesTerms } from './position-error.js';
import { varianceOfLevels } from './scan-drift.js';
import type { LevelDrift } from './scan-drift.js';

/** Second differences that tell how e0 goes about the edge. */
const enough = 10;

/** Spectra to either side whose sensitivity to noise is that of one between them. */
const beside = 5;
/** ... by up to this factor, in variance: others are another edge, or another reference. */
const alike = 2.5;

/**
 * Errors of the positions of a series: those of its spectra, which neighbours share, with what wanders within each scan, with how far each position
 * is off against the median for where its edge lies on the grid, and with how e0 goes to and fro among its points.
 *
 * @param positions Of all spectra by one method, eV; NaN where there is none.
 * @param stderr Their own errors, eV.
 * @param e0 Of all spectra, eV.
 * @param step Of the grid at the edge, eV.
 */
export function seriesErrors(
  positions: Float64Array,
  stderr: Float64Array,
  terms: readonly SeriesTerms[],
  { e0, step, drift }: { readonly e0: Float64Array; readonly step: number; readonly drift: LevelDrift | undefined },
): Float64Array {
  const middle = finiteMedian(positions);
  const moving = finiteMedian(
    Float64Array.from(terms, (each, f) => (Number.isFinite(positions[f]!) ? each.moving : Number.NaN)),
  );
  const ofEdge = edgeScatter(positions, stderr, e0);
  const variances = sharedVariances(
    stderr.map((own, f) => Math.max(0, own * own - terms[f]!.choice)),
    terms,
  );
  return variances.map((variance, f) => {
    const { square, choice } = terms[f]!;
    const moved = moving * (positions[f]! - middle);
    const wandering = drift === undefined ? 0 : varianceOfLevels(terms[f]!, drift);
    const chosen = ofEdge === undefined ? choice : square * Math.max(ofEdge, (step * step) / 12);
    return Math.sqrt(variance + chosen + moved * moved + wandering);
  });
}

/**
 * Variances, in place of which each spectrum has that of its own noise with the mean sensitivity of those beside it: by itself it
 * reads that from curvatures which are noisy, too, and has the smaller error the further off it is.
 */
function sharedVariances(own: Float64Array, terms: readonly SeriesTerms[]): Float64Array {
  const gains = own.map((variance, f) => variance / terms[f]!.noise);
  return own.map((variance, f) => {
    const gain = gains[f]!;
    let sum = 0;
    let count = 0;
    for (let k = Math.max(0, f - beside); k <= Math.min(own.length - 1, f + beside); k++) {
      const ratio = gains[k]! / gain;
      if (!(ratio < alike && ratio > 1 / alike)) continue;
      sum += gains[k]!;
      count++;
    }
    return count > beside ? (sum / count) * terms[f]!.noise : variance;
  });
}

/** Variance by which e0 goes to and fro about the edge from one spectrum to the next, eV squared; undefined for few spectra. */
function edgeScatter(positions: Float64Array, stderr: Float64Array, e0: Float64Array): number | undefined {
  const squares: number[] = [];
  for (let f = 1; f + 1 < e0.length; f++) {
    const [a, b, c] = [f - 1, f, f + 1].map((k) => e0[k]! - positions[k]!) as [number, number, number];
    const square = (a - 2 * b + c) ** 2 / 6 - stderr[f]! ** 2;
    if (Number.isFinite(square)) squares.push(square);
  }
  if (squares.length < enough) return undefined;
  // A jump of e0 is another thing.
  const limit = 20 * finiteMedian(Float64Array.from(squares, Math.abs));
  return Math.max(0, squares.reduce((sum, square) => sum + Math.min(limit, square), 0) / squares.length);
}
