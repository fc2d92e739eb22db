import { choleskyInPlace, choleskyQuadraticForm } from '@operando/numerics';
import { penaltyOf } from './objective.js';
import { slots } from './peak-columns.js';
import type { Room, Running } from './room.js';
import { crossDots, ownDots, startOfColumn, tile } from './tile-dots.js';
import type { KnownRatio, WindowData, WindowFit, WindowPeak, WindowPeakFit } from './types.js';

/** What a fit that has ended says, with the errors of its matrix. */
export function describe(
  room: Room,
  data: WindowData,
  fit: Running,
  peaks: readonly WindowPeak[],
  ratios: readonly KnownRatio[],
  value: number,
  converged: boolean,
  asks: boolean,
): WindowFit {
  const { parameters, hessian, factor } = room;
  const { free, known } = fit;
  const n = free.length;
  for (let k = 0; k < n * n; k++) factor[k] = hessian[k]!;
  const isSound = choleskyInPlace(factor, n, 1e-14);
  fillErrors(room, fit, isSound);
  const { bend, turn } = asks && isSound ? bends(room, data, fit) : { bend: 0, turn: 0 };
  const penalty = penaltyOf(fit, parameters, ratios);
  let unknown = 0;
  for (let a = 0; a < n; a++) if (!(known[free[a]!]! < Infinity)) unknown++;
  const described: WindowPeakFit[] = [];
  for (let k = 0; k < peaks.length; k++) described.push(describePeak(room, slots.count * k));
  return {
    peaks: described,
    chiSquare: value - penalty,
    penalty,
    degreesOfFreedom: data.x.length - unknown,
    converged: converged && isSound,
    bend,
    turn,
    asked: asks && isSound,
    pair: undefined,
  };
}

/** Standard errors of all parameters by the factor of the matrix: 0 for what is held, none for what ended on a bound, infinite where it is singular. */
function fillErrors(
  { parameters, lower, upper, factor, step, errors }: Room,
  { free, count, peaks }: Running,
  isSound: boolean,
): void {
  const n = free.length;
  errors.fill(0, 0, count);
  for (let a = 0; a < n; a++) {
    const at = free[a]!;
    step.fill(0, 0, n);
    step[a] = 1;
    errors[at] = isSound ? Math.sqrt(choleskyQuadraticForm(factor, n, step)) : Infinity;
    const isInside = parameters[at]! > lower[at]! && parameters[at]! < upper[at]!;
    const isArea = at % slots.count === slots.area;
    if (!isInside && !isArea && at < slots.count * peaks.length) errors[at] = Number.NaN;
  }
}

/** The peak whose parameters begin at `at`. */
function describePeak({ parameters, errors }: Room, at: number): WindowPeakFit {
  const centerError = errors[at]!;
  const fwhmError = errors[at + slots.fwhm]!;
  return {
    center: parameters[at]!,
    centerError,
    fwhm: parameters[at + slots.fwhm]!,
    fwhmError,
    eta: parameters[at + slots.eta]!,
    etaError: errors[at + slots.eta]!,
    skew: parameters[at + slots.skew]!,
    skewError: errors[at + slots.skew]!,
    area: parameters[at + slots.area]!,
    areaError: errors[at + slots.area]!,
    atBound: Number.isNaN(centerError) || Number.isNaN(fwhmError),
  };
}

/** How far the residuals ask for a parabola and a cubic below the peaks, in standard errors. */
function bends(
  { jacobian, weights, pulls, factor, step, hessian, sums, further }: Room,
  { x }: WindowData,
  { free, degree, peaks }: Running,
): { readonly bend: number; readonly turn: number } {
  const points = x.length;
  const n = free.length;
  const first = slots.count * peaks.length;
  const cubic = (first + 3) * points;
  const parabola = degree < 2 ? (first + 2) * points : cubic;
  ownDots(jacobian, weights, pulls, points, parabola, cubic, cubic, sums);
  const [own2, own3, slope2, slope3] = [sums[0]!, sums[2]!, sums[6]!, sums[7]!];
  const column = (k: number): number => startOfColumn(free, k, points);
  for (let b = 0; b < n; b += tile) {
    crossDots(jacobian, weights, points, parabola, cubic, cubic, column(b), column(b + 1), column(b + 2), sums);
    for (let j = 0; j < Math.min(tile, n - b); j++) {
      further[b + j] = sums[j]!;
      further[n + b + j] = sums[tile + j]!;
    }
  }
  const askFor = (own: number, slope: number, from: number): number => {
    for (let a = 0; a < n; a++) step[a] = further[from + a]!;
    // |L^-1 v|^2 is what the parameters can do of it.
    const left = own - choleskyQuadraticForm(factor, n, step);
    return left > 1e-9 * hessian[n * n - 1]! ? slope / Math.sqrt(left) : 0;
  };
  return { bend: degree < 2 ? askFor(own2, slope2, 0) : 0, turn: degree < 3 ? askFor(own3, slope3, n) : 0 };
}

/** Nothing is known of areas that the points do not determine. */
export function undetermined(peaks: readonly WindowPeak[]): WindowFit {
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
    pair: undefined,
  };
}
