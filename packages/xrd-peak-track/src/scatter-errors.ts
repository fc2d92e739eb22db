import { median } from '@operando/numerics';
import { correlationOf } from './correlation.js';
import { changesOf, differenceVariance, fourthDifference, timeVariance, valuesOf } from './differences.js';
import type { Values } from './differences.js';
import { orderByRanks } from './order-by-ranks.js';

/** Variance of an intensity: offset + gain * intensity, as of counts on an arbitrary scale from which a background was taken off. */
export interface VarianceLaw {
  /** In the square of the unit of the intensity. */
  readonly offset: number;
  /** In the unit of the intensity; 1 for counts. */
  readonly gain: number;
}

/** Points that are looked at, at most: more do not make the law better. */
const mostSamples = 60_000;
/** Points in the smallest class of intensities. */
const leastSamples = 24;
/** Upper ends of the classes, as shares of the points in order of intensity. */
const classEnds = [0.2, 0.4, 0.6, 0.75, 0.85, 0.9, 0.94, 0.97, 0.985, 1];
/** Median of the absolute value to standard deviation, of a normal distribution. */
const madToSigma = 1.4826;

/** Mean intensities of five neighbouring points, class after class, and the absolute fourth differences there. */
interface Samples {
  readonly levels: Float64Array;
  readonly differences: Float64Array;
}

/** @param values What differences are taken of, with those of the frames beside where it is wanted in time. */
function samplesOf(stack: Float64Array, points: number, mask: Uint8Array | undefined, values: Values): Samples {
  const step = Math.max(1, Math.ceil(stack.length / mostSamples));
  const levels = new Float64Array(Math.ceil(stack.length / step));
  const differences = new Float64Array(levels.length);
  let count = 0;
  for (let at = 2; at < stack.length - 2; at += step) {
    const column = at % points;
    if (column < 2 || column > points - 3) continue;
    let level = 0;
    let bad = false;
    for (let i = at - 2; i <= at + 2; i++) {
      level += stack[i]! / 5;
      bad ||= mask?.[i] === 1 || !Number.isFinite(stack[i]!);
    }
    if (bad) continue;
    const difference = fourthDifference(values, at, 1);
    if (Number.isNaN(difference)) continue;
    levels[count] = level;
    differences[count] = Math.abs(difference);
    count++;
  }
  const ranks = [...classEnds.map((end) => Math.round(end * count)), Math.max(0, count - leastSamples)];
  const order = orderByRanks(
    levels.subarray(0, count),
    ranks.toSorted((a, b) => a - b),
  );
  const inOrder = (all: Float64Array): Float64Array => Float64Array.from(order, (at) => all[at]!);
  return { levels: inOrder(levels), differences: inOrder(differences) };
}

/** A line through variances of classes, neither offset at the lowest level nor gain below 0; each counts by its relative error. */
function lineThrough(classes: readonly VarianceClass[]): VarianceLaw {
  const lowest = classes[0]!.level;
  let law: VarianceLaw = { offset: 0, gain: 0 };
  // Of those that scatter: where most values are one number (no counts, no noise), most do not.
  const usual = median(
    Float64Array.from(
      classes.filter(({ variance }) => variance > 0),
      ({ variance }) => variance,
    ),
  );
  for (let round = 0; round < 20; round++) {
    let [s, sx, sxx, sy, sxy] = [0, 0, 0, 0, 0];
    for (const { level, variance, count } of classes) {
      const expected =
        round === 0
          ? Math.max(variance, 1e-3 * usual)
          : Math.max(law.offset + law.gain * (level - lowest), 1e-3 * usual);
      const weight = count / (expected * expected);
      const x = level - lowest;
      s += weight;
      sx += weight * x;
      sxx += weight * x * x;
      sy += weight * variance;
      sxy += weight * x * variance;
    }
    const determinant = s * sxx - sx * sx;
    const slope = determinant > 1e-12 * s * sxx ? (s * sxy - sx * sy) / determinant : 0;
    const base = (sy - slope * sx) / s;
    law =
      slope > 0 && base > 0
        ? { offset: base, gain: slope }
        : slope > 0
          ? { offset: 0, gain: sxy / sxx }
          : { offset: sy / s, gain: 0 };
  }
  return { offset: law.offset - law.gain * lowest, gain: law.gain };
}

/**
 * How the noise of patterns grows with their intensity, from the scatter of neighbouring points: fourth differences, which peaks of
 * some points across hardly touch, in classes of intensity, and a line through their variances.
 *
 * @param stack Frames x points. @param mask 1 where a point must not be used.
 * @returns Undefined where too few points are left, or they do not scatter at all.
 */
export function varianceLaw(stack: Float64Array, points: number, mask?: Uint8Array): VarianceLaw | undefined {
  const classes = varianceClasses(stack, points, mask);
  if (!classes.some(({ variance }) => variance > 0)) return undefined;
  return lineThrough(classes);
}

/** Share of the points, the lowest, that are taken for the ground between peaks. */
const groundShare = 0.6;

/**
 * Mean intensity of the ground between peaks and variance of its points: peaks as narrow as their points make differences of their
 * own, which {@link varianceLaw} takes for noise.
 * @param stack Frames x points. @param mask 1 where a point must not be used. @returns Undefined where too few points are left.
 */
export function groundNoise(
  stack: Float64Array,
  points: number,
  mask?: Uint8Array,
): { readonly level: number; readonly variance: number } | undefined {
  const classes = varianceClasses(stack, points, mask);
  const all = classes.reduce((sum, { count }) => sum + count, 0);
  let [level, variance, count] = [0, 0, 0];
  for (const one of classes) {
    if (count + one.count > groundShare * all + 1) break;
    level += one.level * one.count;
    variance += one.variance * one.count;
    count += one.count;
  }
  return count === 0 ? undefined : { level: level / count, variance: variance / count };
}

/** Points of one range of intensities: their mean, and the variance by their differences. */
interface VarianceClass {
  readonly level: number;
  readonly variance: number;
  readonly count: number;
}

/** Variance by the frames beside below which, in parts of that by the points beside, peaks are too narrow for the latter. */
const tooNarrow = 0.5;

/**
 * Variances by the points beside each point; where these make much more of it than the frames beside do as well, by the latter:
 * peaks as narrow as their points differ from point to point, but not from frame to frame.
 */
function varianceClasses(stack: Float64Array, points: number, mask: Uint8Array | undefined): VarianceClass[] {
  const inPlace = classesOf(stack, points, mask, valuesOf(stack));
  const inTime = classesOf(stack, points, mask, changesOf(stack, points, mask));
  if (inTime.length !== inPlace.length) return inPlace;
  return inPlace.map(({ level, variance, count }, k) => {
    const other = inTime[k]!.variance / timeVariance;
    return { level, count, variance: other > 0 && other < tooNarrow * variance ? other : variance };
  });
}

function classesOf(stack: Float64Array, points: number, mask: Uint8Array | undefined, values: Values): VarianceClass[] {
  const { levels, differences } = samplesOf(stack, points, mask, values);
  const samples = levels.length;
  const classes: VarianceClass[] = [];
  let from = 0;
  for (const end of classEnds) {
    const to = Math.round(end * samples);
    if (to - from < leastSamples && end < 1) continue;
    const begin = to - from < leastSamples ? Math.max(0, to - leastSamples) : from;
    const count = to - begin;
    if (count < leastSamples) break;
    const spread = madToSigma * median(differences.subarray(begin, to));
    const level = levels.subarray(begin, to).reduce((sum, one) => sum + one, 0) / count;
    classes.push({ level, variance: (spread * spread) / differenceVariance, count });
    from = to;
  }
  return classes;
}

/**
 * Standard deviations of patterns by {@link varianceLaw}, of intensities smoothed over three points. Where neighbouring points are
 * not independent ({@link correlationOf}) they are those that independent points would have which say as much together.
 * @param law Where it is known already. @param together What {@link correlationOf} gives, where that is known already. @returns Undefined where there is no law.
 */
export function scatterErrors(
  stack: Float64Array,
  points: number,
  mask?: Uint8Array,
  law: VarianceLaw | undefined = varianceLaw(stack, points, mask),
  together: number = correlationOf(stack, points, mask),
): Float64Array | undefined {
  if (law === undefined) return undefined;
  const { offset, gain } = law;
  const isGood = (i: number): boolean => mask?.[i] !== 1 && Number.isFinite(stack[i]!);
  const variances = Float64Array.from(stack, (value, i) => {
    if (!isGood(i)) return Number.NaN;
    const column = i % points;
    const left = column > 0 && isGood(i - 1) ? stack[i - 1]! : value;
    const right = column < points - 1 && isGood(i + 1) ? stack[i + 1]! : value;
    return offset + (gain * (left + value + right)) / 3;
  });
  // Where the line would go below 0, a tenth of what is usual is the least; where most points are at its zero, of the mean.
  const known = variances.filter((variance) => Number.isFinite(variance));
  const usual =
    Math.max(0, median(known)) || known.reduce((sum, variance) => sum + Math.max(0, variance), 0) / known.length;
  const least = 0.1 * usual;
  return variances.map((variance) => Math.sqrt(together * Math.max(variance, least > 0 ? least : Number.MIN_VALUE)));
}
