import { OperandoError } from '@operando/core';
import { medianInPlace, sigmaFromMedian } from '@operando/numerics';

/** A point that was replaced. */
export interface Glitch {
  readonly index: number;
  readonly energy: number;
  /** How far the point stood from where its neighbours put it. */
  readonly height: number;
}

/** Options of {@link deglitch}. */
export interface DeglitchOptions {
  /** Robust standard deviations of the spectrum's own noise beyond which a point is one. @default 12 */
  readonly threshold?: number | undefined;
  /** ... and beyond this share of the spectrum's range, so that a quiet spectrum keeps its features. @default 0.05 */
  readonly minimumHeight?: number | undefined;
  /** Longest run of points that counts as a glitch. @default 2 */
  readonly longest?: number | undefined;
}

/** A spectrum without its glitches. */
export interface Deglitched {
  readonly mu: Float64Array;
  readonly glitches: readonly Glitch[];
}

/** Where the cubic through four sound neighbours (two on each side, or what there is) puts a point. */
function expected(energy: ArrayLike<number>, mu: ArrayLike<number>, from: number, to: number, at: number): number {
  const n = energy.length;
  const neighbours = [from - 2, from - 1, to, to + 1].filter((i) => i >= 0 && i < n);
  // At an end, a line through the two nearest: a cubic would run away.
  const used = from <= 0 ? [to, to + 1] : to >= n ? [from - 2, from - 1] : neighbours;
  let sum = 0;
  for (const i of used) {
    let weight = 1;
    for (const j of used) if (j !== i) weight *= (energy[at]! - energy[j]!) / (energy[i]! - energy[j]!);
    sum += weight * mu[i]!;
  }
  return sum;
}

/**
 * Find single bad points (or short runs) and replace them by the cubic through their neighbours.
 *
 * A point is bad when it stands from where its neighbours put it by more than `threshold` times the scatter of such
 * differences (robust) and `minimumHeight` of the range, and turns back: an edge or white line does not. Found one
 * after another, the largest first, so that a glitch does not condemn its neighbours.
 *
 * @param energy Increasing, eV.
 * @throws OperandoError `shape-mismatch`, `too-few-points` below 8 points.
 */
export function deglitch(energy: ArrayLike<number>, mu: ArrayLike<number>, options: DeglitchOptions = {}): Deglitched {
  const { threshold = 12, minimumHeight = 0.05, longest = 2 } = options;
  const n = mu.length;
  if (energy.length !== n) throw new OperandoError('shape-mismatch', `${energy.length} energies and ${n} values.`);
  if (n < 8) throw new OperandoError('too-few-points', `${n} points are too few to tell a glitch.`);
  const out = Float64Array.from(mu);
  const difference = (from: number, length: number): number => {
    let worst = 0;
    for (let i = from; i < from + length; i++) {
      const d = out[i]! - expected(energy, out, from, from + length, i);
      if (Math.abs(d) > Math.abs(worst)) worst = d;
    }
    return worst;
  };
  const glitches: Glitch[] = [];
  for (let round = 0; round < Math.max(8, 0.05 * n); round++) {
    const single = Float64Array.from({ length: n }, (_, i) => difference(i, 1));
    const sorted = out.toSorted();
    const range = sorted[Math.floor(0.98 * (n - 1))]! - sorted[Math.floor(0.02 * (n - 1))]!;
    const noise = sigmaFromMedian(single);
    let best:
      | { readonly from: number; readonly length: number; readonly height: number; readonly score: number }
      | undefined;
    for (let length = 1; length <= longest; length++) {
      for (let from = 0; from + length <= n; from++) {
        const height = length === 1 ? single[from]! : difference(from, length);
        // What the spectrum itself does about here: a white line has large differences all around.
        const local = localScatter(single, from, length);
        const limit = Math.max(threshold * noise, minimumHeight * range, 6 * local);
        if (
          Math.abs(height) <= limit ||
          !turnsBack(out, from, length, height) ||
          !standsAlone(energy, out, from, length, height)
        )
          continue;
        // A run must gain over its single points: otherwise each of them is the glitch.
        const score = Math.abs(height) / (limit * (length === 1 ? 1 : 1.5));
        if (best === undefined || score > best.score) best = { from, length, height, score };
      }
    }
    if (best === undefined) break;
    for (let i = best.from; i < best.from + best.length; i++) {
      const value = expected(energy, out, best.from, best.from + best.length, i);
      glitches.push({ index: i, energy: energy[i]!, height: out[i]! - value });
    }
    for (let i = best.from; i < best.from + best.length; i++)
      out[i] = expected(energy, out, best.from, best.from + best.length, i);
  }
  return { mu: out, glitches: glitches.toSorted((a, b) => a.index - b.index) };
}

/** Usual difference of points near a run, those beside it (which it disturbs) left out. */
function localScatter(single: Float64Array, from: number, length: number): number {
  const near: number[] = [];
  for (let k = 3; k <= 8; k++) {
    if (from - k >= 0) near.push(Math.abs(single[from - k]!));
    const after = from + length - 1 + k;
    if (after < single.length) near.push(Math.abs(single[after]!));
  }
  return medianInPlace(Float64Array.from(near));
}

/**
 * Once the run is put right, its neighbours lie where their own neighbours put them: those of a sharp white line, of
 * which the run is only the top, do not.
 */
function standsAlone(
  energy: ArrayLike<number>,
  mu: Float64Array,
  from: number,
  length: number,
  height: number,
): boolean {
  const n = mu.length;
  const kept = mu.slice(from, from + length);
  const repaired = kept.map((_, k) => expected(energy, mu, from, from + length, from + k));
  mu.set(repaired, from);
  let worst = 0;
  for (let k = 1; k <= 2; k++) {
    for (const i of [from - k, from + length - 1 + k])
      if (i >= 0 && i < n) worst = Math.max(worst, Math.abs(mu[i]! - expected(energy, mu, i, i + 1, i)));
  }
  mu.set(kept, from);
  return worst < 0.25 * Math.abs(height);
}

/** The run rises and falls again (or falls and rises) by half its height. */
function turnsBack(mu: Float64Array, from: number, length: number, height: number): boolean {
  const before = from > 0 ? mu[from - 1]! : undefined;
  const after = from + length < mu.length ? mu[from + length]! : undefined;
  const sign = Math.sign(height);
  const rise = before === undefined ? Infinity : sign * (mu[from]! - before);
  const fall = after === undefined ? Infinity : sign * (mu[from + length - 1]! - after);
  return Math.min(rise, fall) > 0.5 * Math.abs(height);
}
