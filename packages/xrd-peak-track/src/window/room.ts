import { gaussianArea, lorentzianArea } from '@operando/peak-fit';
import { sumOf } from '../sum-of.js';
import { slots } from './peak-columns.js';
import { tile } from './tile-dots.js';
import type { KnownPair, WindowData, WindowPeak, WindowRequest } from './types.js';

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
  /** Lorentzian and Gaussian of every peak. */
  readonly parts: Float64Array;
  readonly weights: Float64Array;
  readonly pulls: Float64Array;
  readonly hessian: Float64Array;
  readonly gradient: Float64Array;
  readonly factor: Float64Array;
  readonly step: Float64Array;
  readonly errors: Float64Array;
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
    parts: array(2 * Math.ceil(parameters / slots.count) * points),
    weights: array(points),
    pulls: array(points),
    hessian: array(parameters * parameters),
    gradient: array(parameters),
    factor: array(parameters * parameters),
    step: array(parameters),
    errors: array(parameters),
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
  readonly pair: KnownPair | undefined;
  /** Every peak has one line of one width. */
  readonly isPlain: boolean;
}

/** Begin a fit: parameters and bounds, terms of the background, and the weights where they are known. */
export function startFit(
  room: Room,
  data: WindowData,
  { peaks, degree, asks = false, pair }: WindowRequest,
  isPlain: boolean,
  isSplit: boolean,
  poisson: boolean,
): Running {
  const { jacobian, weights } = room;
  const { x, variance } = data;
  const points = x.length;
  const first = slots.count * peaks.length;
  const count = first + degree + 1;
  const known = new Float64Array(count).fill(Infinity);
  for (let k = 0; k < peaks.length; k++) {
    const { center, fwhm, eta, skew, area, below, above, knownTo } = peaks[k]!;
    const at = slots.count * k;
    const place = Math.min(x[points - 1]!, Math.max(x[0]!, center));
    const [from, to] = [Math.max(x[0]!, place - below), Math.min(x[points - 1]!, place + above)];
    enter(room, known, at + slots.center, place, from, to, knownTo.center);
    enter(room, known, at + slots.fwhm, fwhm, 0.35 * fwhm, 2.6 * fwhm, knownTo.fwhm);
    enter(room, known, at + slots.eta, Math.min(1, Math.max(0, eta)), 0, 1, knownTo.eta);
    // Two that overlap could be far above and far below nothing.
    enter(room, known, at + slots.area, area, poisson || peaks.length > 1 ? 0 : -Infinity, Infinity, Infinity);
    enter(room, known, at + slots.skew, skew, -mostSkew, mostSkew, isSplit ? knownTo.skew : 0);
  }
  const ends = Math.max(1, Math.round(endShare * points));
  const [left, right] = [levelOf(data, peaks, 0, ends), levelOf(data, peaks, points - ends, ends)];
  for (let j = 0; j <= degree; j++) {
    const value = j === 0 ? 0.5 * (left + right) : j === 1 ? 0.5 * (right - left) : 0;
    enter(room, known, first + j, value, -Infinity, Infinity, Infinity);
  }
  const [middle, perHalf] = [0.5 * (x[0]! + x[points - 1]!), 2 / (x[points - 1]! - x[0]!)];
  const line = (first + linear) * points;
  jacobian.fill(1, first * points, line);
  for (let i = 0; i < points; i++) jacobian[line + i] = (x[i]! - middle) * perHalf;
  const terms = asks ? Math.max(degree, linear + furtherTerms) : degree;
  for (let j = linear + 1; j <= terms; j++) {
    const at = (first + j) * points;
    for (let i = 0; i < points; i++) jacobian[at + i] = jacobian[at - points + i]! * jacobian[line + i]!;
  }
  if (!poisson) for (let i = 0; i < points; i++) weights[i] = 1 / variance[i]!;
  return { free: freeOf(known), count, degree, peaks, known, pair, isPlain };
}

function enter(
  { parameters, lower, upper }: Room,
  known: Float64Array,
  at: number,
  value: number,
  low: number,
  high: number,
  to: number,
): void {
  parameters[at] = value;
  lower[at] = low;
  upper[at] = high;
  known[at] = to;
}

/** Parameters that are not held. */
function freeOf(known: Float64Array): Int32Array {
  const free = new Int32Array(known.length);
  let count = 0;
  for (let at = 0; at < known.length; at++) if (known[at]! > 0) free[count++] = at;
  return free.subarray(0, count);
}

/** Share of a window, at either end, whose mean the background begins with. */
const endShare = 1 / 6;

/** Mean of the points from an index on, less the Lorentzian tails of the peaks and what is known to lie below. */
function levelOf({ x, y, ground }: WindowData, peaks: readonly WindowPeak[], from: number, count: number): number {
  let sum = sumOf(y, from, from + count);
  if (ground !== undefined) sum -= sumOf(ground, from, from + count);
  const middle = x[from + (count >> 1)]!;
  for (let k = 0; k < peaks.length; k++) {
    const { center, fwhm, eta, area } = peaks[k]!;
    const u = (2 * (middle - center)) / fwhm;
    sum -= (count * eta * area) / (fwhm * (eta * lorentzianArea + (1 - eta) * gaussianArea) * (1 + u * u));
  }
  return sum / count;
}
