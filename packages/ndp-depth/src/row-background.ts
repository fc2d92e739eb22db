import type { DepthModel } from './depth-model.js';
import type { CountBackground } from './spectrum.js';

/** What a blank says of the rows of a model, per live second. */
export interface RowBackground {
  readonly rate: Float64Array;
  /** Of the rate; undefined for a blank without noise. */
  readonly variance: Float64Array | undefined;
}

/** Counts of the blank that a row needs to be taken as it is: with fewer its neighbours are averaged in. */
const enough = 25;
/** The most rows to either side. */
const furthest = 20;

/**
 * A blank in the rows of a model. Where it has few counts, rates are means over as many rows to both sides as bring
 * the counts of the blank to 25: a row that has none by chance would take every count for signal. The variance of a row stays that
 * of one row, as if its neighbours knew nothing of it, so that the errors of sums over rows hold.
 */
export function rowBackground(model: DepthModel, { background, backgroundVariance }: CountBackground): RowBackground {
  const rate = background === undefined ? new Float64Array(model.rows) : model.gather(background);
  if (background === undefined || backgroundVariance === undefined) return { rate, variance: undefined };
  const variance = model.gather(backgroundVariance);
  if (!variance.some((value) => value > 0)) return { rate, variance: undefined };
  // Channels without counts have a variance that is a guess: the ratio to the rate is that of the others.
  const known = model.gather(Float64Array.from(background, (value, i) => (value > 0 ? backgroundVariance[i]! : 0)));
  const smooth = new Float64Array(model.rows);
  const smoothVariance = new Float64Array(model.rows);
  for (let i = 0; i < model.rows; i++) {
    let [sum, all, counted] = [rate[i]!, variance[i]!, known[i]!];
    let rows = 1;
    for (let k = 1; k <= furthest && sum * sum < enough * all; k++) {
      for (const row of [i - k, i + k]) {
        if (row < 0 || row >= model.rows) continue;
        sum += rate[row]!;
        all += variance[row]!;
        counted += known[row]!;
        rows++;
      }
    }
    smooth[i] = sum / rows;
    smoothVariance[i] = (sum > 0 ? counted : all) / rows;
  }
  return { rate: smooth, variance: smoothVariance };
}
