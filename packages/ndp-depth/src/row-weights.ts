import type { DepthModel } from './depth-model.js';
import { arealWeights } from './profile.js';

/** Rows to either side over which counts are averaged for weights: counts that are low by chance must not count for more. */
const reach = 5;

/** Mean over a row and its neighbours. */
function runningMean(values: Float64Array): Float64Array {
  return values.map((_, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(values.length, i + reach + 1);
    let sum = 0;
    for (let k = from; k < to; k++) sum += values[k]!;
    return sum / (to - from);
  });
}

function share(own: number, blank: number): number {
  return blank > 0 ? own / (own + blank) : 1;
}

/**
 * Weight of each row in the likelihood: 0 where it is masked; else the share of its variance that is the counts' own,
 * the rest being the blank's, so that a row whose blank is poorly known says less. Undefined where every row counts fully.
 *
 * @param blankVariance Of the expected background of each row, counts squared.
 * @param masked 1 for rows that must not be used.
 */
export function rowWeights(
  counts: Float64Array,
  blankVariance: Float64Array | undefined,
  masked: Uint8Array | undefined,
): Float64Array | undefined {
  if (blankVariance === undefined && masked === undefined) return undefined;
  const weights = new Float64Array(counts.length).fill(1);
  if (blankVariance !== undefined) {
    // Counts of masked rows are none: their neighbours' mean would be too low, and so the others' weights.
    const own = runningMean(counts);
    for (let i = 0; i < weights.length; i++) weights[i] = share(own[i]!, blankVariance[i]!);
  }
  if (masked !== undefined) for (let i = 0; i < weights.length; i++) if (masked[i] === 1) weights[i] = 0;
  return weights;
}

/** Least share of a bin's particles that the rows used must see for the bin to be seen. */
const leastSeen = 0.1;

/** A model for frames whose rows are masked in part: bins that only masked rows would show are not seen. */
function withMaskedRows(model: DepthModel, masked: Uint8Array): DepthModel {
  const { matrix, rows, grid, axes } = model;
  const bins = grid.layer.length;
  const all = new Float64Array(bins);
  const left = new Float64Array(bins);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < bins; j++) {
      all[j]! += matrix[i * bins + j]!;
      if (masked[i] === 0) left[j]! += matrix[i * bins + j]!;
    }
  }
  const seen = model.seen.map((value, j) => (left[j]! >= leastSeen * all[j]! ? value : 0));
  const { layers: layerWeights, total: totalWeights } = arealWeights(axes[0]!, grid, seen);
  return { ...model, seen, layerWeights, totalWeights };
}

/** The model of frames with masked rows, made anew where others are masked than before. */
export function modelsByMask(model: DepthModel): (mask: Uint8Array | undefined) => DepthModel {
  let last: { readonly mask: Uint8Array; readonly model: DepthModel } | undefined;
  return (mask) => {
    if (mask === undefined) return model;
    if (last?.mask.every((value, i) => value === mask[i]) !== true) last = { mask, model: withMaskedRows(model, mask) };
    return last.model;
  };
}
