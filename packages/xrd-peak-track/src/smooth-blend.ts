import { block, inverseOf, learnFrom, mixture, partOf, without } from './gaussian.js';
import type { Gaussian, Said } from './gaussian.js';
import type { Course } from './motion.js';
import { pairTerms } from './window/pair-terms.js';

/** Place and rate of both peaks, one after the other; their shapes and the logarithm of the ratio of their areas follow. */
export const motions = 4;
export const size: number = motions + pairTerms - 2;
/** Where the terms of a pair are among these. */
export const termPlaces: readonly number[] = [0, 4, 5, 6, 2, 7, 8, 9, 10];

/** A frame in which two peaks lie within each other, and what it says of the terms of the pair: centers less the common course. */
export interface BlendFrame {
  readonly frame: number;
  readonly said: Omit<Said, 'of'>;
}

/** How two peaks may move and change, and how likely it is beforehand. */
export interface PairWay {
  readonly weight: number;
  /** Variances of the changes from frame to frame: of the rates, and of shapes and ratio. */
  readonly changes: Float64Array;
  /** What is known in the first frame by all before, and what all that comes after says of the last. */
  readonly start: Gaussian;
  readonly end: Said;
}

/** Carry on from one frame to another, later one. */
function carry(
  { mean, covariance }: Gaussian,
  from: number,
  to: number,
  changes: Float64Array,
  push: number,
): Gaussian {
  const n = mean.length;
  const [moved, spread] = [mean.slice(), covariance.slice()];
  const dt = to - from;
  for (let place = 0; place < motions; place += 2) {
    const noise = changes[place + 1]!;
    moved[place]! += dt * moved[place + 1]!;
    for (let k = 0; k < n; k++) spread[place * n + k]! += dt * spread[(place + 1) * n + k]!;
    for (let k = 0; k < n; k++) spread[k * n + place]! += dt * spread[k * n + place + 1]!;
    spread[place * n + place]! += (noise * dt ** 3) / 3;
    spread[place * n + place + 1]! += 0.5 * noise * dt * dt;
    spread[(place + 1) * n + place]! += 0.5 * noise * dt * dt;
    spread[(place + 1) * n + place + 1]! += noise * dt;
  }
  for (let k = motions; k < n; k++) spread[k * n + k]! += changes[k]! * dt;
  // How far all were pushed aside is not known for sure: it is the same of both.
  for (let a = 0; a < motions; a += 2) for (let b = 0; b < motions; b += 2) spread[a * n + b]! += push;
  return { mean: moved, covariance: spread };
}

/** A frame as it is known by all before it, and what is expected and known of the next (Rauch, Tung and Striebel). */
function backOne(here: Gaussian, expected: Gaussian, next: Gaussian, dt: number): Gaussian | undefined {
  const n = here.mean.length;
  const inverse = inverseOf(expected.covariance, n)?.inverse;
  if (inverse === undefined) return undefined;
  // Covariance of this frame with the next.
  const both = here.covariance.slice();
  for (let k = 0; k < n; k++)
    for (let place = 0; place < motions; place += 2) both[k * n + place]! += dt * both[k * n + place + 1]!;
  const gain = product(both, inverse, n);
  const change = next.covariance.map((value, k) => value - expected.covariance[k]!);
  const half = product(gain, change, n);
  const [mean, covariance] = [here.mean.slice(), here.covariance.slice()];
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) mean[a]! += gain[a * n + b]! * (next.mean[b]! - expected.mean[b]!);
    for (let b = 0; b <= a; b++) {
      let sum = covariance[a * n + b]!;
      for (let k = 0; k < n; k++) sum += half[a * n + k]! * gain[b * n + k]!;
      covariance[a * n + b] = sum;
      covariance[b * n + a] = sum;
    }
  }
  return { mean, covariance };
}

function product(one: Float64Array, other: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let k = 0; k < n; k++) {
      const value = one[a * n + k]!;
      for (let b = 0; b < n; b++) result[a * n + b]! += value * other[k * n + b]!;
    }
  return result;
}

/** A frame, what it says, and how well it is known how far all were pushed aside since the one before. */
interface Step {
  readonly frame: number;
  readonly said: Said;
  readonly push: number;
}

/** What is known of each frame by all of them, where both move in one way, and the logarithm of the likelihood of the frames. */
function smoothBy(
  steps: readonly Step[],
  { start, end, changes }: PairWay,
): { readonly smoothed: readonly Gaussian[]; readonly logLikelihood: number } | undefined {
  const whole = steps.reduce((sum, { push }) => sum + push, 0);
  const last = steps.length - 1;
  // How well approach and departure fit together by themselves is in the weight already.
  const sides = learnFrom(carry(start, steps[0]!.frame, steps[last]!.frame, changes, whole), end);
  if (sides === undefined) return undefined;
  let logLikelihood = -sides.logLikelihood;
  const expected: Gaussian[] = [];
  const known: Gaussian[] = [];
  for (const [k, { frame, said, push }] of steps.entries()) {
    expected.push(k === 0 ? start : carry(known[k - 1]!, steps[k - 1]!.frame, frame, changes, push));
    const learnt = learnFrom(expected[k]!, said);
    if (learnt === undefined) return undefined;
    known.push(learnt.after);
    logLikelihood += learnt.logLikelihood;
  }
  const ended = learnFrom(known[last]!, end);
  if (ended === undefined) return undefined;
  known[last] = ended.after;
  for (let k = last - 1; k >= 0; k--) {
    const back = backOne(known[k]!, expected[k + 1]!, known[k + 1]!, steps[k + 1]!.frame - steps[k]!.frame);
    if (back === undefined) return undefined;
    known[k] = back;
  }
  return { smoothed: known, logLikelihood: logLikelihood + ended.logLikelihood };
}

/** A way of some of the numbers. */
function wayOf({ weight, changes, start, end }: PairWay, numbers: readonly number[]): PairWay {
  const pick = (of: Float64Array): Float64Array => Float64Array.from(numbers, (k) => of[k]!);
  return {
    weight,
    changes: pick(changes),
    start: partOf(start, numbers),
    end: {
      of: numbers.map((_, k) => k),
      at: pick(end.at),
      precision: block(end.precision, size, numbers),
      pull: pick(end.pull),
    },
  };
}

/** Terms of a pair of which a frame says something. */
const toldTerms = (frames: readonly BlendFrame[]): number[] =>
  termPlaces
    .map((_, term) => term)
    .filter((term) => frames.some(({ said }) => said.precision[term * (pairTerms + 1)]! > 0));

/** All terms of a pair by those that are told; the others stay as they begin. */
function allTerms(told: Gaussian, terms: readonly number[], start: Gaussian): Gaussian {
  const { mean, covariance } = partOf(start, termPlaces);
  terms.forEach((term, k) => {
    mean[term] = told.mean[k]!;
    terms.forEach((other, j) => (covariance[term * pairTerms + other] = told.covariance[k * terms.length + j]!));
  });
  return { mean, covariance };
}

/**
 * What is expected of two peaks in every frame of a blend by the approach, the departure and all other frames of it: a Kalman
 * smoother of places, rates, shapes and ratio of areas, averaged over the ways in which these may change by how likely each is.
 *
 * @param frames In order. @param ways Those that are likely.
 * @returns Terms of the pair in each frame, in order; undefined where nothing can be told.
 */
export function smoothBlend(
  frames: readonly BlendFrame[],
  ways: readonly PairWay[],
  { variances }: Course,
): (Gaussian | undefined)[] {
  const terms = toldTerms(frames);
  const others = terms.map((term) => termPlaces[term]!).filter((place) => place >= motions);
  const numbers = [0, 1, 2, 3, ...others];
  const of = terms.map((term) => numbers.indexOf(termPlaces[term]!));
  const steps = frames.map(({ frame, said: { at, precision, pull } }, k): Step => {
    const pick = (from: Float64Array): Float64Array => Float64Array.from(terms, (term) => from[term]!);
    const said = { of, at: pick(at), precision: block(precision, pairTerms, terms), pull: pick(pull) };
    return { frame, said, push: Math.abs(variances[frame]! - variances[frames[Math.max(0, k - 1)]!.frame]!) };
  });
  const told = ways.flatMap((way) => {
    const known = smoothBy(steps, wayOf(way, numbers));
    return known === undefined ? [] : [{ ...known, log: Math.log(way.weight) + known.logLikelihood }];
  });
  const most = Math.max(...told.map(({ log }) => log));
  return steps.map(({ said }, k) => {
    const parts = told.flatMap(({ smoothed, log }) => {
      const known = without(smoothed[k]!, said);
      return known === undefined ? [] : [{ weight: Math.exp(log - most), known }];
    });
    const known = mixture(parts);
    return known === undefined ? undefined : allTerms(known, terms, ways[0]!.start);
  });
}
