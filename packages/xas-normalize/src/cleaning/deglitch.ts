import { OperandoError } from '@operando/core';
import { medianInPlace, sigmaFromMedian } from '@operando/numerics';

/** A point that was replaced. */
export interface Glitch {
  /** Place of the point, from 0. */
  readonly index: number;
  /** eV. */
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
  /**
   * Nothing within this distance of the white line is taken, eV, unless it is narrower than half of it, which no line is.
   * @default 2e-4 of the energy (1.7 eV at 8.3 keV), and the steps beside the line
   */
  readonly resolution?: number | undefined;
  /** Spectra on the same energies, measured before and after: what stands at the same energy in one of them is no glitch. @default none */
  readonly neighbours?: readonly ArrayLike<number>[] | undefined;
}

/** A spectrum without its glitches. */
export interface Deglitched {
  /** Absorption with bad points replaced. */
  readonly mu: Float64Array;
  /** What was found, in the order of energy. */
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
 * after another, the largest first, so that a glitch does not condemn its neighbours. Never taken is what lies within a
 * resolution of the white line and could be a part of it, nor what stands at the same energy in a neighbouring spectrum.
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
  const isKept = keptPoints(energy, out, options);
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
          !standsAlone(energy, out, from, length, height) ||
          isKept(from, length, height)
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

/** What tells whether a run is a feature of the sample whatever it looks like. @throws OperandoError `shape-mismatch`. */
function keptPoints(
  energy: ArrayLike<number>,
  mu: Float64Array,
  { resolution, neighbours = [] }: DeglitchOptions,
): (from: number, length: number, height: number) => boolean {
  const n = mu.length;
  for (const each of neighbours)
    if (each.length !== n)
      throw new OperandoError(
        'shape-mismatch',
        `a neighbouring spectrum has ${each.length} values for ${n} energies.`,
        {
          where: { parameter: 'neighbours' },
        },
      );
  const line = whiteLineOf(energy, mu);
  const at = line === undefined ? Number.NaN : energy[line]!;
  const narrowest = resolution ?? 2e-4 * Math.abs(at);
  const reach = resolution ?? Math.max(narrowest, stepAt(energy, line ?? 0));
  return (from, length, height) => {
    const width = 0.5 * (energy[Math.min(n - 1, from + length)]! - energy[Math.max(0, from - 1)]!);
    // What is narrower than any line can be is none, wherever it stands.
    if (width >= 0.5 * narrowest)
      for (let i = from; i < from + length; i++) if (Math.abs(energy[i]! - at) <= reach) return true;
    return neighbours.some((each) => {
      let own = 0;
      for (let i = from; i < from + length; i++) {
        const d = each[i]! - expected(energy, each, from, from + length, i);
        if (d * height > 0) own = Math.max(own, Math.abs(d));
      }
      return own > 0.5 * Math.abs(height);
    });
  };
}

/** The wider of the steps beside a point. */
function stepAt(energy: ArrayLike<number>, index: number): number {
  const before = index > 0 ? energy[index]! - energy[index - 1]! : 0;
  const after = index + 1 < energy.length ? energy[index + 1]! - energy[index]! : 0;
  return Math.max(before, after);
}

/** So far above the steepest rise the white line is looked for, eV, or so many points. */
const whiteLineReach = { energy: 25, points: 3 } as const;

/**
 * The highest point above the edge. Where the grid is finer than a line can be, the highest of medians of five, so that a spike is
 * none. Undefined where the absorption does not rise.
 */
function whiteLineOf(energy: ArrayLike<number>, mu: Float64Array): number | undefined {
  const n = mu.length;
  const smooth = mu.map((_, i) => medianInPlace(mu.slice(Math.max(0, i - 2), Math.min(n, i + 3))));
  let edge = -1;
  let steepest = 0;
  for (let i = 1; i + 1 < n; i++) {
    const slope = (smooth[i + 1]! - smooth[i - 1]!) / (energy[i + 1]! - energy[i - 1]!);
    if (slope > steepest) {
      steepest = slope;
      edge = i;
    }
  }
  if (edge < 0) return undefined;
  const isFine = stepAt(energy, edge) < 1e-4 * Math.abs(energy[edge]!);
  const values = isFine ? smooth : mu;
  // Medians on a coarse grid put the edge a point or two late.
  let line = Math.max(0, isFine ? edge : edge - 2);
  for (let i = line; i < n; i++) {
    if (energy[i]! > energy[edge]! + whiteLineReach.energy && i > edge + whiteLineReach.points) break;
    if (values[i]! > values[line]!) line = i;
  }
  return line;
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
