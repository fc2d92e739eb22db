import {
  addTo,
  block,
  invertInto,
  learnInto,
  leaveInto,
  momentsOf,
  newGaussian,
  newGaussianRoom,
  newMixture,
  partOf,
} from './gaussian.js';
import type { Gaussian, GaussianRoom, Said } from './gaussian.js';
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

/** Carry on over some frames. @param push Variance of how far all were pushed aside: it is the same of both. */
function carryInto(
  { mean, covariance }: Gaussian,
  frames: number,
  changes: Float64Array,
  push: number,
  { mean: moved, covariance: spread }: Gaussian,
): void {
  const n = mean.length;
  for (let k = 0; k < n; k++) moved[k] = mean[k]!;
  for (let k = 0; k < n * n; k++) spread[k] = covariance[k]!;
  for (let place = 0; place < motions; place += 2) {
    const noise = changes[place + 1]!;
    moved[place]! += frames * moved[place + 1]!;
    for (let k = 0; k < n; k++) spread[place * n + k]! += frames * spread[(place + 1) * n + k]!;
    for (let k = 0; k < n; k++) spread[k * n + place]! += frames * spread[k * n + place + 1]!;
    spread[place * n + place]! += (noise * frames ** 3) / 3;
    spread[place * n + place + 1]! += 0.5 * noise * frames ** 2;
    spread[(place + 1) * n + place]! += 0.5 * noise * frames ** 2;
    spread[(place + 1) * n + place + 1]! += noise * frames;
  }
  for (let k = motions; k < n; k++) spread[k * n + k]! += changes[k]! * frames;
  for (let a = 0; a < motions; a += 2) for (let b = 0; b < motions; b += 2) spread[a * n + b]! += push;
}

/** A frame as it is known by all before it becomes what all say, by what was expected and is known of the next (Rauch, Tung and Striebel). */
function goBack(here: Gaussian, expected: Gaussian, next: Gaussian, frames: number, room: GaussianRoom): boolean {
  const { mean, covariance } = here;
  const n = mean.length;
  const { one, other } = room;
  if (Number.isNaN(invertInto(expected.covariance, n, one, room))) return false;
  // Its covariance with the next, times the inverse.
  const gain = other;
  gain.fill(0, 0, n * n);
  for (let a = 0; a < n; a++)
    for (let k = 0; k < n; k++) {
      const rate = k < motions && k % 2 === 0 ? frames * covariance[a * n + k + 1]! : 0;
      const value = covariance[a * n + k]! + rate;
      for (let b = 0; b < n; b++) gain[a * n + b]! += value * one[k * n + b]!;
    }
  const half = one;
  half.fill(0, 0, n * n);
  for (let a = 0; a < n; a++)
    for (let k = 0; k < n; k++) {
      const value = gain[a * n + k]!;
      mean[a]! += value * (next.mean[k]! - expected.mean[k]!);
      for (let b = 0; b < n; b++)
        half[a * n + b]! += value * (next.covariance[k * n + b]! - expected.covariance[k * n + b]!);
    }
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) {
      let sum = covariance[a * n + b]!;
      for (let k = 0; k < n; k++) sum += half[a * n + k]! * gain[b * n + k]!;
      covariance[a * n + b] = sum;
      covariance[b * n + a] = sum;
    }
  return true;
}

/** A frame, what it says, and how well it is known how far all were pushed aside since the one before. */
interface Step {
  readonly frame: number;
  readonly said: Said;
  readonly push: number;
}

/** What a blend is smoothed in: what is expected and what is known of each frame. */
interface BlendRoom {
  readonly expected: readonly Gaussian[];
  readonly known: readonly Gaussian[];
  readonly gaussian: GaussianRoom;
}

/** What is known of each frame by all of them, where both move in one way. @returns Logarithm of the likelihood of the frames; NaN where it is not sound. */
function smoothBy(steps: readonly Step[], { start, end, changes }: PairWay, room: BlendRoom): number {
  const { expected, known, gaussian } = room;
  const last = steps.length - 1;
  const whole = steps.reduce((sum, { push }) => sum + push, 0);
  // How well approach and departure fit together by themselves is in the weight already.
  carryInto(start, steps[last]!.frame - steps[0]!.frame, changes, whole, known[0]!);
  let logLikelihood = -learnInto(known[0]!, end, known[0]!, gaussian);
  for (const [k, { frame, said, push }] of steps.entries()) {
    carryInto(k === 0 ? start : known[k - 1]!, k === 0 ? 0 : frame - steps[k - 1]!.frame, changes, push, expected[k]!);
    logLikelihood += learnInto(expected[k]!, said, known[k]!, gaussian);
  }
  logLikelihood += learnInto(known[last]!, end, known[last]!, gaussian);
  if (Number.isNaN(logLikelihood)) return Number.NaN;
  for (let k = last - 1; k >= 0; k--) {
    const frames = steps[k + 1]!.frame - steps[k]!.frame;
    if (!goBack(known[k]!, expected[k + 1]!, known[k + 1]!, frames, gaussian)) return Number.NaN;
  }
  return logLikelihood;
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
  const n = numbers.length;
  const room: BlendRoom = {
    expected: steps.map(() => newGaussian(n)),
    known: steps.map(() => newGaussian(n)),
    gaussian: newGaussianRoom(n),
  };
  const mixtures = steps.map(() => newMixture(terms.length));
  const left = newGaussian(terms.length);
  for (const way of ways) {
    const log = Math.log(way.weight) + smoothBy(steps, wayOf(way, numbers), room);
    if (Number.isNaN(log)) continue;
    steps.forEach(({ said }, k) => {
      if (leaveInto(room.known[k]!, said, left, room.gaussian)) addTo(mixtures[k]!, log, left);
    });
  }
  return mixtures.map((mixture) => {
    const known = momentsOf(mixture);
    return known === undefined ? undefined : allTerms(known, terms, ways[0]!.start);
  });
}
