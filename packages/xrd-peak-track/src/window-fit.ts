import { choleskyInPlace, choleskyQuadraticForm, choleskySolveInPlace } from '@operando/numerics';
import type { Doublet } from '@operando/peak-fit';
import { addPeak, slots } from './window-model.js';
import type { TrackProfile } from './window-model.js';

/** What is known of a parameter before the fit: 0 holds it, Infinity leaves it free. */
export interface KnownTo {
  readonly center: number;
  readonly fwhm: number;
  readonly eta: number;
  readonly skew: number;
}

/** One peak of a window: where it should be, and how well that is known. */
export interface WindowPeak {
  readonly center: number;
  readonly fwhm: number;
  readonly eta: number;
  readonly skew: number;
  readonly area: number;
  /** How far the center may move. */
  readonly reach: number;
  /** Standard deviations of center, width and shape as they stand here. */
  readonly knownTo: KnownTo;
}

/** Area of a peak in units of that of another, as known before. */
export interface KnownRatio {
  readonly peak: number;
  readonly to: number;
  readonly ratio: number;
  /** Relative. */
  readonly sigma: number;
}

/** What a window fit says of one peak. */
export interface WindowPeakFit {
  readonly center: number;
  readonly centerError: number;
  readonly fwhm: number;
  readonly fwhmError: number;
  readonly eta: number;
  readonly etaError: number;
  readonly skew: number;
  readonly skewError: number;
  readonly area: number;
  readonly areaError: number;
  /** Center or width ended on a bound: they have no error. */
  readonly atBound: boolean;
}

/** A fitted window. */
export interface WindowFit {
  readonly peaks: readonly WindowPeakFit[];
  /** Of the data alone: squares of residuals in standard deviations, or the deviance of counts. */
  readonly chiSquare: number;
  /** Of what was known before. */
  readonly penalty: number;
  readonly degreesOfFreedom: number;
  readonly converged: boolean;
  /** What a bend and a turn of the background would be in their standard errors. */
  readonly bend: number;
  readonly turn: number;
  /** Whether that was asked. */
  readonly asked: boolean;
}

/** The points of a window. */
export interface WindowData {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sigma: Float64Array;
  /** What is known to lie below: peaks that are not fitted here. @default nothing */
  readonly ground?: Float64Array | undefined;
}

/** What a window is fitted with. */
export interface WindowRequest {
  readonly peaks: readonly WindowPeak[];
  readonly ratios?: readonly KnownRatio[] | undefined;
  /** Degree of the polynomial below the peaks. */
  readonly degree: number;
  /** Whether it is asked how the background bends. @default false */
  readonly asks?: boolean | undefined;
}

/** Fits windows, one after the other, in memory of its own. */
export interface WindowFitter {
  fit(this: void, data: WindowData, request: WindowRequest): WindowFit;
}

/** What all windows of a series are fitted with. */
export interface WindowFitterOptions {
  readonly doublet: Doublet | undefined;
  readonly profile: TrackProfile;
  /** Maximum likelihood of counts, instead of least squares with the sigma of the data. */
  readonly poisson: boolean;
}

/** Gain of chi2 that is no longer worth a step: a tenth of a standard error at the most, before the step that is still taken. */
const smallGain = 0.01;
/** Gain that is left at most after the last step, and gain up to which a step can be the last: beyond, the matrix is another. */
const leftOver = 0.003;
const largeGain = 20;
const mostRounds = 40;
/** Least expected counts: below, a count would be infinitely surprising. */
const leastCounts = 0.02;
/** Greatest skew of a split profile. */
const mostSkew = 0.7;

/** Fit peaks of windows on polynomials, with what is known of them before and its uncertainty. */
export function createWindowFitter(options: WindowFitterOptions): WindowFitter {
  const { doublet, poisson } = options;
  const isSplit = options.profile === 'split-pseudo-voigt';
  let room = newRoom(0, 0);
  return {
    fit(data, { peaks, ratios = [], degree, asks = false }) {
      const points = data.x.length;
      const first = slots.count * peaks.length;
      const count = first + degree + 1;
      if (room.parameters.length < count || room.model.length < points)
        room = newRoom(Math.max(count, room.parameters.length), Math.max(points, room.model.length));
      const fit = startFit(room, data, peaks, degree, isSplit, poisson);
      if (fit.free.length > points) return undetermined(peaks);
      const objective = (p: Float64Array): number => evaluate(room, data, fit, p, doublet, poisson, ratios);
      let value = objective(room.parameters);
      let lambda = 0;
      let converged = false;
      for (let round = 0; round < mostRounds && !converged; round++) {
        normalEquations(room, data, fit, ratios);
        let accepted = false;
        for (let tries = 0; tries < 12 && !accepted && !converged; tries++) {
          const predicted = stepFrom(room, fit, lambda);
          if (predicted === undefined) {
            lambda = Math.max(1e-3, lambda * 10);
            continue;
          }
          const next = objective(room.trial);
          if (next <= value + 1e-9 * Math.abs(value)) {
            accepted = true;
            // What a step misses its prediction by says what the next would gain: a square of it.
            const missed = value - next - predicted;
            converged = missed * missed < leftOver * predicted && predicted < largeGain;
            value = next;
            room.parameters.set(room.trial);
            lambda = lambda < 1e-4 ? 0 : lambda * 0.1;
          } else if (predicted < 1e-3 * smallGain) {
            converged = true;
          } else lambda = Math.max(1e-3, lambda * 8);
        }
        if (!accepted) {
          value = objective(room.parameters);
          break;
        }
      }
      // After a step that gained little the matrix is the same to the errors' own precision.
      if (!converged) normalEquations(room, data, fit, ratios);
      return describe(room, data, fit, peaks, ratios, value, converged, asks);
    },
  };
}

interface Room {
  readonly parameters: Float64Array;
  readonly trial: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly model: Float64Array;
  readonly jacobian: Float64Array;
  readonly weights: Float64Array;
  readonly pulls: Float64Array;
  readonly column: Float64Array;
  readonly hessian: Float64Array;
  readonly gradient: Float64Array;
  readonly factor: Float64Array;
  readonly step: Float64Array;
}

function newRoom(parameters: number, points: number): Room {
  const array = (length: number): Float64Array => new Float64Array(length);
  return {
    parameters: array(parameters),
    trial: array(parameters),
    lower: array(parameters),
    upper: array(parameters),
    model: array(points),
    jacobian: array(parameters * points),
    weights: array(points),
    pulls: array(points),
    column: array(points),
    // Sums are made four at a time: room for three more.
    hessian: array(parameters * parameters + 4),
    gradient: array(parameters),
    factor: array(parameters * parameters),
    step: array(parameters),
  };
}

/** A fit under way. */
interface Running {
  /** Parameters that are not held. */
  readonly free: Int32Array;
  readonly count: number;
  readonly degree: number;
  readonly peaks: readonly WindowPeak[];
  readonly known: Float64Array;
  readonly middle: number;
  readonly half: number;
  readonly isSplit: boolean;
}

function startFit(
  { parameters, lower, upper, jacobian, weights }: Room,
  { x, y, sigma }: WindowData,
  peaks: readonly WindowPeak[],
  degree: number,
  isSplit: boolean,
  poisson: boolean,
): Running {
  const points = x.length;
  const count = slots.count * peaks.length + degree + 1;
  const known = new Float64Array(count).fill(Infinity);
  const free: number[] = [];
  const [lowest, highest] = [x[0]!, x[points - 1]!];
  peaks.forEach(({ center, fwhm, eta, skew, area, reach, knownTo }, k) => {
    const at = slots.count * k;
    const place = Math.min(highest, Math.max(lowest, center));
    enter(slots.center, place, Math.max(lowest, place - reach), Math.min(highest, place + reach), knownTo.center);
    enter(slots.fwhm, fwhm, 0.35 * fwhm, 2.6 * fwhm, knownTo.fwhm);
    enter(slots.eta, Math.min(1, Math.max(0, eta)), 0, 1, knownTo.eta);
    // Two that overlap could be far above and far below nothing.
    enter(slots.area, area, poisson || peaks.length > 1 ? 0 : -Infinity, Infinity, Infinity);
    enter(slots.skew, skew, -mostSkew, mostSkew, isSplit ? knownTo.skew : 0);
    function enter(slot: number, value: number, low: number, high: number, to: number): void {
      parameters[at + slot] = value;
      lower[at + slot] = low;
      upper[at + slot] = high;
      known[at + slot] = to;
      if (to > 0) free.push(at + slot);
    }
  });
  const [left, right] = [levelOf(y, 0, points), levelOf(y, points - 4, points)];
  const first = slots.count * peaks.length;
  const [middle, half] = [0.5 * (lowest + highest), 0.5 * (highest - lowest)];
  const first1 = (first + 1) * points;
  for (let j = 0; j <= degree; j++) {
    const at = first + j;
    parameters[at] = j === 0 ? 0.5 * (left + right) : j === 1 ? 0.5 * (right - left) : 0;
    lower[at] = -Infinity;
    upper[at] = Infinity;
    free.push(at);
    const [column, before] = [at * points, (at - 1) * points];
    for (let i = 0; i < points; i++)
      jacobian[column + i] =
        j === 0 ? 1 : jacobian[before + i]! * (j === 1 ? (x[i]! - middle) / half : jacobian[first1 + i]!);
  }
  if (!poisson) for (let i = 0; i < points; i++) weights[i] = 1 / (sigma[i]! * sigma[i]!);
  return { free: Int32Array.from(free), count, degree, peaks, known, middle, half, isSplit };
}

/** Mean of up to four points. */
function levelOf(y: Float64Array, from: number, points: number): number {
  const begin = Math.max(0, Math.min(from, points - 1));
  const end = Math.min(points, begin + 4);
  let sum = 0;
  for (let i = begin; i < end; i++) sum += y[i]!;
  return sum / (end - begin);
}

/** Model, derivatives, weights and weighted residuals at p. @returns What is minimised. */
function evaluate(
  { model, jacobian, weights, pulls }: Room,
  { x, y, ground }: WindowData,
  fit: Running,
  p: Float64Array,
  doublet: Doublet | undefined,
  poisson: boolean,
  ratios: readonly KnownRatio[],
): number {
  const points = x.length;
  const first = slots.count * fit.peaks.length;
  for (let i = 0; i < points; i++) {
    let value = ground === undefined ? p[first]! : p[first]! + ground[i]!;
    for (let j = 1; j <= fit.degree; j++) value += p[first + j]! * jacobian[(first + j) * points + i]!;
    model[i] = value;
  }
  const { isSplit } = fit;
  for (let k = 0; k < fit.peaks.length; k++) addPeak(x, points, p, slots.count * k, doublet, isSplit, model, jacobian);
  let value = penaltyOf(fit, p, ratios);
  if (poisson) {
    for (let i = 0; i < points; i++) {
      const counts = y[i]!;
      const expected = Math.max(leastCounts, model[i]!);
      weights[i] = 1 / expected;
      pulls[i] = counts / expected - 1;
      value += 2 * (expected - counts + (counts > 0 ? counts * Math.log(counts / expected) : 0));
      // Below the least counts it grows on, so that the way back is seen.
      if (model[i]! < leastCounts) value += ((leastCounts - model[i]!) / leastCounts) * 2;
    }
  } else {
    for (let i = 0; i < points; i++) {
      const residual = y[i]! - model[i]!;
      pulls[i] = residual * weights[i]!;
      value += residual * pulls[i]!;
    }
  }
  return value;
}

/** Squares of the distances to what is known. */
function penaltyOf({ known, peaks }: Running, p: Float64Array, ratios: readonly KnownRatio[]): number {
  let sum = 0;
  peaks.forEach((peak, k) => {
    const at = slots.count * k;
    sum += squareOf((p[at]! - peak.center) / known[at]!);
    sum += squareOf((p[at + slots.fwhm]! - peak.fwhm) / known[at + slots.fwhm]!);
    sum += squareOf((p[at + slots.eta]! - peak.eta) / known[at + slots.eta]!);
    sum += squareOf((p[at + slots.skew]! - peak.skew) / known[at + slots.skew]!);
  });
  for (const ratio of ratios) sum += squareOf(ratioPull(ratio, peaks, p));
  return sum;
}

/** 0 for what is held. */
const squareOf = (value: number): number => (Number.isFinite(value) ? value * value : 0);

const areaAt = (peak: number): number => slots.count * peak + slots.area;
/** Standard deviation of a known area: of what the two had before, scaled to what they have together now. */
function ratioSpread({ peak, to, ratio, sigma }: KnownRatio, p: Float64Array): number {
  return sigma * Math.max(1e-12, (ratio * Math.abs(p[areaAt(peak)]! + p[areaAt(to)]!)) / (1 + ratio));
}
function ratioPull(known: KnownRatio, _: readonly WindowPeak[], p: Float64Array): number {
  return (p[areaAt(known.peak)]! - known.ratio * p[areaAt(known.to)]!) / ratioSpread(known, p);
}

/** Matrix and gradient of the parameters that are free, at the parameters evaluated last. */
function normalEquations(
  { parameters, jacobian, weights, pulls, column, hessian, gradient }: Room,
  { x }: WindowData,
  { free, known, peaks }: Running,
  ratios: readonly KnownRatio[],
): void {
  const points = x.length;
  const n = free.length;
  for (let a = 0; a < n; a++) {
    const from = free[a]! * points;
    let slope = 0;
    for (let i = 0; i < points; i++) {
      const value = jacobian[from + i]!;
      slope += value * pulls[i]!;
      column[i] = value * weights[i]!;
    }
    gradient[a] = slope;
    // Four at a time: each sum alone would wait for itself.
    for (let b = 0; b <= a; b += 4) {
      const f0 = free[b]!;
      const f1 = free[Math.min(a, b + 1)]!;
      const f2 = free[Math.min(a, b + 2)]!;
      const f3 = free[Math.min(a, b + 3)]!;
      fourDots(column, jacobian, points, f0 * points, f1 * points, f2 * points, f3 * points, hessian, a * n + b);
    }
    const at = free[a]!;
    const to = known[at]!;
    if (to < Infinity) {
      const peak = peaks[Math.floor(at / slots.count)]!;
      const slot = at % slots.count;
      const before =
        slot === slots.center
          ? peak.center
          : slot === slots.fwhm
            ? peak.fwhm
            : slot === slots.eta
              ? peak.eta
              : peak.skew;
      hessian[a * n + a]! += 1 / (to * to);
      gradient[a]! += (before - parameters[at]!) / (to * to);
    }
  }
  for (const ratio of ratios) {
    const a = free.indexOf(areaAt(ratio.peak));
    const b = free.indexOf(areaAt(ratio.to));
    const spread = ratioSpread(ratio, parameters);
    const pull = ratioPull(ratio, peaks, parameters) / spread;
    const weight = 1 / (spread * spread);
    hessian[a * n + a]! += weight;
    hessian[b * n + b]! += ratio.ratio * ratio.ratio * weight;
    hessian[Math.max(a, b) * n + Math.min(a, b)]! -= ratio.ratio * weight;
    gradient[a]! -= pull;
    gradient[b]! += ratio.ratio * pull;
  }
}

/** Four products of a column with others, into `out` from `at` on. */
function fourDots(
  column: Float64Array,
  jacobian: Float64Array,
  points: number,
  f0: number,
  f1: number,
  f2: number,
  f3: number,
  out: Float64Array,
  at: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < points; i++) {
    const value = column[i]!;
    s0 += value * jacobian[f0 + i]!;
    s1 += value * jacobian[f1 + i]!;
    s2 += value * jacobian[f2 + i]!;
    s3 += value * jacobian[f3 + i]!;
  }
  out[at] = s0;
  out[at + 1] = s1;
  out[at + 2] = s2;
  out[at + 3] = s3;
}

/** The next parameters into `trial`, those at bounds that push outwards staying there. @returns The gain that is predicted. */
function stepFrom(room: Room, { free, count }: Running, lambda: number): number | undefined {
  const { parameters, trial, lower, upper, hessian, gradient, factor, step } = room;
  const n = free.length;
  trial.set(parameters.subarray(0, count));
  factor.set(hessian.subarray(0, n * n));
  for (let a = 0; a < n; a++) {
    const at = free[a]!;
    step[a] = gradient[a]!;
    const stays =
      (parameters[at]! <= lower[at]! && gradient[a]! < 0) || (parameters[at]! >= upper[at]! && gradient[a]! > 0);
    if (stays) {
      for (let b = 0; b < a; b++) factor[a * n + b] = 0;
      for (let b = a + 1; b < n; b++) factor[b * n + a] = 0;
      step[a] = 0;
    }
    factor[a * n + a]! *= 1 + lambda;
    if (!(factor[a * n + a]! > 0)) factor[a * n + a] = 1;
  }
  if (!choleskyInPlace(factor.subarray(0, n * n), n, 1e-13)) return undefined;
  choleskySolveInPlace(factor, n, step);
  let gain = 0;
  for (let a = 0; a < n; a++) {
    const at = free[a]!;
    gain += step[a]! * gradient[a]!;
    trial[at] = Math.min(upper[at]!, Math.max(lower[at]!, parameters[at]! + step[a]!));
  }
  return gain;
}

function describe(
  room: Room,
  data: WindowData,
  fit: Running,
  peaks: readonly WindowPeak[],
  ratios: readonly KnownRatio[],
  value: number,
  converged: boolean,
  asks: boolean,
): WindowFit {
  const { parameters, lower, upper, hessian, factor, step } = room;
  const { free, known } = fit;
  const n = free.length;
  factor.set(hessian.subarray(0, n * n));
  const isSound = choleskyInPlace(factor.subarray(0, n * n), n, 1e-14);
  const errorOf = (at: number): number => {
    const a = free.indexOf(at);
    if (a < 0) return 0;
    if (!isSound) return Infinity;
    step.fill(0, 0, n);
    step[a] = 1;
    return Math.sqrt(choleskyQuadraticForm(factor, n, step));
  };
  const bound = (at: number): boolean =>
    known[at]! > 0 && (parameters[at]! <= lower[at]! || parameters[at]! >= upper[at]!);
  const { bend, turn } = asks && isSound ? bends(room, data, fit) : { bend: 0, turn: 0 };
  const penalty = penaltyOf(fit, parameters, ratios);
  return {
    peaks: peaks.map((_, k): WindowPeakFit => {
      const at = slots.count * k;
      const own = (slot: number): number => parameters[at + slot]!;
      return {
        center: own(slots.center),
        centerError: bound(at) ? Number.NaN : errorOf(at),
        fwhm: own(slots.fwhm),
        fwhmError: bound(at + slots.fwhm) ? Number.NaN : errorOf(at + slots.fwhm),
        eta: own(slots.eta),
        etaError: bound(at + slots.eta) ? Number.NaN : errorOf(at + slots.eta),
        skew: own(slots.skew),
        skewError: bound(at + slots.skew) ? Number.NaN : errorOf(at + slots.skew),
        area: own(slots.area),
        areaError: errorOf(at + slots.area),
        atBound: bound(at) || bound(at + slots.fwhm),
      };
    }),
    chiSquare: value - penalty,
    penalty,
    degreesOfFreedom: data.x.length - free.filter((at) => !(known[at]! < Infinity)).length,
    converged: converged && isSound,
    bend,
    turn,
    asked: asks && isSound,
  };
}

/** How far the residuals ask for a parabola and a cubic below the peaks, in standard errors. */
function bends(
  { jacobian, weights, pulls, column, factor, step, hessian }: Room,
  { x }: WindowData,
  { free, degree, middle, half }: Running,
): { readonly bend: number; readonly turn: number } {
  const points = x.length;
  const n = free.length;
  const askFor = (power: 2 | 3): number => {
    let [slope, own] = [0, 0];
    for (let i = 0; i < points; i++) {
      const t = (x[i]! - middle) / half;
      const term = power === 2 ? t * t : t * t * t;
      slope += term * pulls[i]!;
      column[i] = term * weights[i]!;
      own += term * column[i]!;
    }
    for (let a = 0; a < n; a++) {
      const from = free[a]! * points;
      let sum = 0;
      for (let i = 0; i < points; i++) sum += jacobian[from + i]! * column[i]!;
      step[a] = sum;
    }
    // |L^-1 v|^2 is what the parameters can do of it.
    own -= choleskyQuadraticForm(factor, n, step);
    return own > 1e-9 * hessian[n * n - 1]! ? slope / Math.sqrt(own) : 0;
  };
  return { bend: degree < 2 ? askFor(2) : 0, turn: degree < 3 ? askFor(3) : 0 };
}

/** Nothing is known of areas that the points do not determine. */
function undetermined(peaks: readonly WindowPeak[]): WindowFit {
  return {
    peaks: peaks.map(({ center, fwhm, eta, skew }) => ({
      center,
      centerError: 0,
      fwhm,
      fwhmError: 0,
      eta,
      etaError: 0,
      skew,
      skewError: 0,
      area: 0,
      areaError: Infinity,
      atBound: false,
    })),
    chiSquare: Number.NaN,
    penalty: 0,
    degreesOfFreedom: 0,
    converged: false,
    bend: 0,
    turn: 0,
    asked: false,
  };
}
