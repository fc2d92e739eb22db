import { statusOf } from '@operando/core';
import type { EstimateColumn } from '@operando/core';
import { chiSquareTail } from '@operando/numerics';
import { radiographDefaults } from './defaults.js';
import type { DepthProfiles } from './depth-profiles.js';
import type { FrontData, FrontState } from './front-equations.js';
import { frontShare } from './front-model.js';
import { fitFrontSeries } from './front-series.js';
import type { FrontSeriesFit } from './front-series.js';
import { linearFit } from './normal-equations.js';

/** How the place of a front is found. */
export type FrontModel = 'error-function' | 'half-maximum';

/** Options of {@link reactionFront}. */
export interface ReactionFrontOptions {
  /** Rows of the layer that it moves through. */
  readonly rows: readonly [top: number, bottom: number];
  /** Rows at both ends of the layer that are left out, where its borders are blurred. @default 3 */
  readonly margin?: number | undefined;
  /** @default 'error-function' */
  readonly model?: FrontModel | undefined;
}

/** A front through a series. */
export interface ReactionFront {
  /** Row of its centre, and its standard deviation in rows. */
  readonly center: EstimateColumn;
  readonly width: EstimateColumn;
  /** Change of attenuation where it has passed, and its standard error. */
  readonly height: number;
  readonly heightStderr: number;
  /** 1 where it moves to larger rows, -1 to smaller ones. */
  readonly direction: 1 | -1;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Difference of the information criterion of a straight profile and of the front, frame by frame: above 6 a front is seen. */
  readonly evidence: Float64Array;
}

const leastEvidence = 6;
const misfitChance = 1e-4;

/** Profiles of the rows of a layer without its borders. @throws RangeError for rows outside of the profiles. */
function dataOf(profiles: DepthProfiles, top: number, bottom: number): FrontData {
  const { firstRow, rows: all, frames, doseStderr } = profiles;
  if (!(top >= firstRow && bottom <= firstRow + all && bottom - top >= 6))
    throw new RangeError(
      `a front needs six rows of the profiles, ${top} to ${bottom} of ${firstRow} to ${firstRow + all}`,
    );
  const rows = bottom - top;
  const cut = (values: Float64Array): Float64Array => {
    const out = new Float64Array(frames * rows);
    for (let f = 0; f < frames; f++)
      out.set(values.subarray(f * all + top - firstRow, f * all + bottom - firstRow), f * rows);
    return out;
  };
  return { values: cut(profiles.values), variances: cut(profiles.variances), frames, rows, offsetStderr: doseStderr };
}

/** Places, between rows, where values cross a level first and last. */
function crossings(values: ArrayLike<number>, level: number): readonly [number, number] {
  let [first, last] = [0, values.length - 1];
  while (first < last && !(values[first]! > level)) first++;
  while (last > first && !(values[last]! > level)) last--;
  const between = (inside: number, outside: number): number => {
    const [a, b] = [values[inside]!, values[outside]];
    return b === undefined || a === b ? inside : inside + ((a - level) / (a - b)) * (outside - inside);
  };
  return [between(first, first - 1), between(last, last + 1)];
}

/** A difference to the first frame, smoothed over three rows, turned so that it is positive. */
function bump({ values, rows }: FrontData, f: number, sign: number): Float64Array {
  const raw = Float64Array.from({ length: rows }, (_, y) => sign * (values[f * rows + y]! - values[y]!));
  return raw.map((value, y) => (value + (raw[y - 1] ?? value) + (raw[y + 1] ?? value)) / 3);
}

/** A start: the frame that differs most from the first shows the band through which the front has moved. */
function startOf(data: FrontData): FrontState & { readonly direction: 1 | -1 } {
  const { values, frames, rows } = data;
  const sums = Array.from({ length: frames }, (_, f) => {
    let sum = 0;
    for (let y = 0; y < rows; y++) sum += values[f * rows + y]! - values[y]!;
    return sum;
  });
  const far = sums.reduce((best, sum, f) => (Math.abs(sum) > Math.abs(sums[best]!) ? f : best), 0);
  const sign = Math.sign(sums[far]!) || 1;
  const last = bump(data, far, sign);
  const top = [...last].sort((a, b) => b - a)[Math.min(rows - 1, 2)]!;
  const [lowLast, highLast] = crossings(last, top / 2);
  const half = sums.findIndex((sum) => sign * sum > 0.5 * sign * sums[far]!);
  const middle = bump(data, Math.max(half, 0), sign);
  const [lowMiddle, highMiddle] = crossings(middle, Math.max(...middle) / 2);
  // The end of the band that moves is the front; the other one is where it began.
  const direction = Math.abs(highLast - highMiddle) >= Math.abs(lowLast - lowMiddle) ? 1 : -1;
  const begin = direction === 1 ? lowLast : highLast;
  const height = sign * direction * top;
  const center = Float64Array.from(sums, (sum) => begin + sum / height);
  const width = new Float64Array(frames).fill(2.5);
  const base = Float64Array.from({ length: rows }, (_, y) => values[y]! - height * frontShare(y, begin, 2.5));
  return { base, height, center, width, offset: new Float64Array(frames), direction };
}

const straightIterations = 25;

/**
 * Chi square of each frame where what is added to a profile that stays is straight over the layer: lithium that arrives everywhere. The
 * profile and the lines are fitted in turn.
 */
function straightChiSquares({ values, variances, rows, frames }: FrontData): Float64Array {
  const base = new Float64Array(rows);
  const lines = Array.from({ length: frames }, (): readonly [number, number] => [0, 0]);
  const terms = Array.from({ length: rows }, (_, y): readonly [number, number] => [1, y / rows - 0.5]);
  const chiSquare = new Float64Array(frames);
  const line = (f: number, y: number): number => lines[f]![0] + lines[f]![1] * terms[y]![1];
  for (let iteration = 0; iteration < straightIterations; iteration++) {
    for (let y = 0; y < rows; y++) {
      let [sum, weights] = [0, 0];
      for (let f = 0; f < frames; f++) {
        const weight = 1 / variances[f * rows + y]!;
        sum += weight * (values[f * rows + y]! - line(f, y));
        weights += weight;
      }
      base[y] = sum / weights;
    }
    for (let f = 0; f < frames; f++) {
      const rest = Float64Array.from({ length: rows }, (_, y) => values[f * rows + y]! - base[y]!);
      const fit = linearFit(
        terms,
        rest,
        variances.subarray(f * rows, (f + 1) * rows).map((each) => 1 / each),
      );
      if (fit === undefined) continue;
      lines[f] = [fit.coefficients[0]!, fit.coefficients[1]!];
      chiSquare[f] = fit.chiSquare;
    }
  }
  return chiSquare;
}

/** Difference of the information criteria of a straight change and of a front, frame by frame. */
function evidenceOf(data: FrontData, fit: FrontSeriesFit): Float64Array {
  const straight = straightChiSquares(data);
  const penalty = Math.log(data.rows);
  return fit.chiSquare.map((front, f) => {
    const offset = (fit.offset[f]! / data.offsetStderr[f]!) ** 2;
    return straight[f]! + 2 * penalty - (front - offset + 3 * penalty);
  });
}

/** Status of each frame. */
function statusesOf(fit: FrontSeriesFit, evidence: Float64Array, rows: number, margin: number): Uint8Array {
  const { center, centerStderr, isSingular, isConverged, totalChiSquare, degreesOfFreedom } = fit;
  const isMisfit =
    chiSquareTail(totalChiSquare, degreesOfFreedom) < misfitChance && totalChiSquare / degreesOfFreedom > 1.5;
  const isSeen = evidence.some((each) => each > leastEvidence);
  return Uint8Array.from(center, (value, f) => {
    if (isSingular) return statusOf.singular;
    if (!isConverged) return statusOf['limit-reached'];
    if (!isSeen) return statusOf['not-visible'];
    // Beyond the layer there is nothing that it could be in.
    if (!(value > -margin - 1 && value < rows + margin)) return statusOf['at-bound'];
    const hasMoved = Math.abs(value - center[0]!) > 5 * Math.hypot(centerStderr[f]!, centerStderr[0]!);
    if (hasMoved && !(evidence[f]! > leastEvidence)) return statusOf.ambiguous;
    return isMisfit ? statusOf.misfit : statusOf.converged;
  });
}

/** Where the difference to the first frame falls to half of its height: no model, and no honest error of shapes that differ. */
function halfMaximum(data: FrontData, start: FrontState & { readonly direction: 1 | -1 }): FrontSeriesFit {
  const { frames, rows, variances } = data;
  const center = new Float64Array(frames).fill(Number.NaN);
  const centerStderr = new Float64Array(frames).fill(Number.NaN);
  const sign = Math.sign(start.height) * start.direction;
  for (let f = 1; f < frames; f++) {
    const band = bump(data, f, sign);
    const top = Math.abs(start.height);
    if (Math.max(...band) < 0.75 * top) continue;
    const [low, high] = crossings(band, top / 2);
    center[f] = start.direction === 1 ? high : low;
    const y = Math.min(rows - 2, Math.max(1, Math.round(center[f]!)));
    const slope = Math.abs(band[y + 1]! - band[y - 1]!) / 2;
    centerStderr[f] = Math.sqrt((variances[f * rows + y]! + variances[y]!) / 3) / slope;
  }
  const none = new Float64Array(frames).fill(Number.NaN);
  return {
    ...start,
    center,
    width: none,
    centerStderr,
    widthStderr: none,
    heightStderr: Number.NaN,
    chiSquare: none,
    totalChiSquare: Number.NaN,
    degreesOfFreedom: 0,
    isConverged: true,
    isSingular: false,
  };
}

/**
 * A reaction front through a layer, frame by frame: the place where what has changed gives way to what has not.
 *
 * Profiles of all frames are fitted together: what stays the same in every row, and the height of the front, are known from all of
 * them, so that errors of the first frame are not in each difference, and errors of centres are those of their counts.
 * @throws RangeError for fewer than six rows without the margins, or rows outside of the profiles.
 */
export function reactionFront(profiles: DepthProfiles, options: ReactionFrontOptions): ReactionFront {
  const {
    rows: [top, bottom],
    margin = radiographDefaults.frontMargin,
    model = 'error-function',
  } = options;
  const first = top + margin;
  const data = dataOf(profiles, first, bottom - margin);
  const start = startOf(data);
  const isFitted = model === 'error-function';
  const fit = isFitted ? fitFrontSeries(data, start) : halfMaximum(data, start);
  const evidence = isFitted ? evidenceOf(data, fit) : new Float64Array(data.frames).fill(Number.NaN);
  const status = isFitted
    ? statusesOf(fit, evidence, data.rows, margin)
    : Uint8Array.from(fit.center, (value) => (Number.isNaN(value) ? statusOf['not-visible'] : statusOf.doubtful));
  // Errors are those of counting; where the profiles scatter by more, they are wider.
  const excess = Math.sqrt(Math.max(1, fit.degreesOfFreedom > 0 ? fit.totalChiSquare / fit.degreesOfFreedom : 1));
  const known = (errors: Float64Array): Float64Array => errors.map((each) => each * excess);
  const moved = fit.center.at(-1)! - fit.center[0]!;
  return {
    center: {
      name: 'front_row',
      unit: 'px',
      values: fit.center.map((value) => value + first),
      stderr: known(fit.centerStderr),
      status,
    },
    width: {
      name: 'front_width',
      unit: 'px',
      values: Float64Array.from(fit.width),
      stderr: known(fit.widthStderr),
      status,
    },
    height: fit.height,
    heightStderr: fit.heightStderr * excess,
    direction: Number.isNaN(moved) ? start.direction : moved >= 0 ? 1 : -1,
    chiSquare: fit.totalChiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    evidence,
  };
}
