import { slots } from './peak-columns.js';
import { tile } from './tile-dots.js';
import type { WindowData, WindowPeak, WindowRequest } from './types.js';

/** Greatest skew of a split profile. */
const mostSkew = 0.7;

/** Terms of the background that a fit of a line may be asked for: a parabola and a cubic. */
export const furtherTerms = 2;
const linear = 1;

/** Memory that windows are fitted in. */
export interface Room {
  readonly parameters: Float64Array;
  readonly trial: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly model: Float64Array;
  readonly jacobian: Float64Array;
  readonly weights: Float64Array;
  readonly pulls: Float64Array;
  readonly hessian: Float64Array;
  readonly gradient: Float64Array;
  readonly factor: Float64Array;
  readonly step: Float64Array;
  /** Products of a tile of columns. */
  readonly sums: Float64Array;
  /** Products of the columns of two further terms of the background with those of the parameters. */
  readonly further: Float64Array;
}

export function newRoom(parameters: number, points: number): Room {
  const array = (length: number): Float64Array => new Float64Array(length);
  return {
    parameters: array(parameters),
    trial: array(parameters),
    lower: array(parameters),
    upper: array(parameters),
    model: array(points),
    // Whether the background bends is asked of columns beyond the last parameter.
    jacobian: array((parameters + furtherTerms) * points),
    weights: array(points),
    pulls: array(points),
    hessian: array(parameters * parameters),
    gradient: array(parameters),
    factor: array(parameters * parameters),
    step: array(parameters),
    sums: array(tile * tile),
    further: array(2 * parameters),
  };
}

/** A fit under way. */
export interface Running {
  /** Parameters that are not held. */
  readonly free: Int32Array;
  readonly count: number;
  readonly degree: number;
  readonly peaks: readonly WindowPeak[];
  readonly known: Float64Array;
  readonly isSplit: boolean;
}

export function startFit(
  { parameters, lower, upper, jacobian, weights }: Room,
  { x, y, sigma }: WindowData,
  { peaks, degree, asks = false }: WindowRequest,
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
  for (let j = 0; j <= degree; j++) {
    const at = first + j;
    parameters[at] = j === 0 ? 0.5 * (left + right) : j === 1 ? 0.5 * (right - left) : 0;
    lower[at] = -Infinity;
    upper[at] = Infinity;
    free.push(at);
  }
  const terms = asks ? Math.max(degree, linear + furtherTerms) : degree;
  const line = (first + linear) * points;
  jacobian.fill(1, first * points, line);
  if (terms > 0) for (let i = 0; i < points; i++) jacobian[line + i] = (x[i]! - middle) / half;
  for (let j = linear + 1; j <= terms; j++) {
    const at = (first + j) * points;
    for (let i = 0; i < points; i++) jacobian[at + i] = jacobian[at - points + i]! * jacobian[line + i]!;
  }
  if (!poisson) for (let i = 0; i < points; i++) weights[i] = 1 / (sigma[i]! * sigma[i]!);
  return { free: new Int32Array(free), count, degree, peaks, known, isSplit };
}

/** Mean of up to four points. */
function levelOf(y: Float64Array, from: number, points: number): number {
  const begin = Math.max(0, Math.min(from, points - 1));
  const end = Math.min(points, begin + 4);
  let sum = 0;
  for (let i = begin; i < end; i++) sum += y[i]!;
  return sum / (end - begin);
}
