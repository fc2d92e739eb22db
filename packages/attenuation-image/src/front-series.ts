import { frontChange } from './blurred-front.js';
import { stepByFrames, variancesByFrames } from './front-by-frames.js';
import { stepByRows, variancesByRows } from './front-by-rows.js';
import { equationsOf, perFrame } from './front-equations.js';
import type { FrontData, FrontEquations, FrontState } from './front-equations.js';

/** A fit of all frames together. */
export interface FrontSeriesFit extends FrontState {
  readonly heightStderr: number;
  readonly centerStderr: Float64Array;
  readonly widthStderr: Float64Array;
  /** Of each frame. */
  readonly chiSquare: Float64Array;
  readonly totalChiSquare: number;
  readonly degreesOfFreedom: number;
  readonly isConverged: boolean;
  readonly isSingular: boolean;
}

const mostIterations = 60;
const leastWidth = 0.4;

function chiSquareOf(data: FrontData, state: FrontState, f: number): number {
  const { values, variances, rows, psfSigma } = data;
  const front = { height: state.height, center: state.center[f]!, width: state.width[f]! };
  let sum = (state.offset[f]! / data.offsetStderr[f]!) ** 2;
  for (let y = 0; y < rows; y++) {
    const model = state.base[y]! + frontChange(y, front, psfSigma).value + state.offset[f]!;
    sum += (values[f * rows + y]! - model) ** 2 / variances[f * rows + y]!;
  }
  return sum;
}

/** Whether there are fewer parameters of rows than of frames: the more are eliminated. */
const hasFewRows = (rows: number, frames: number): boolean => rows <= perFrame * frames;

/** The state after a damped step; undefined where the equations are singular. */
function stepped(state: FrontState, equations: FrontEquations, damping: number): FrontState | undefined {
  const { rows, frames } = equations;
  const step = (hasFewRows(rows, frames) ? stepByFrames : stepByRows)(equations, damping);
  if (step === undefined) return undefined;
  const { shared, own } = step;
  const next: FrontState = {
    base: state.base.map((value, y) => value + shared[y]!),
    height: state.height + shared[rows]!,
    center: Float64Array.from(state.center),
    width: Float64Array.from(state.width),
    offset: Float64Array.from(state.offset),
  };
  const limit = rows / 4;
  for (let f = 0; f < frames; f++) {
    const move = (i: number): number => own[perFrame * f + i]!;
    next.center[f] = Math.min(
      1.5 * rows,
      Math.max(-0.5 * rows, next.center[f]! + Math.max(-limit, Math.min(limit, move(0)))),
    );
    next.width[f] = Math.min(
      rows,
      Math.max(leastWidth, next.width[f]! * Math.exp(Math.max(-0.7, Math.min(0.7, move(1) / next.width[f]!)))),
    );
    next.offset[f] = next.offset[f]! + move(2);
  }
  return next;
}

const total = (data: FrontData, state: FrontState): number => {
  let sum = 0;
  for (let f = 0; f < data.frames; f++) sum += chiSquareOf(data, state, f);
  return sum;
};

/** Standard errors of centres and widths, and of the height, all other parameters free. */
function errorsOf(
  data: FrontData,
  state: FrontState,
): Pick<FrontSeriesFit, 'heightStderr' | 'centerStderr' | 'widthStderr' | 'isSingular'> {
  const { rows, frames } = data;
  const found = (hasFewRows(rows, frames) ? variancesByFrames : variancesByRows)(equationsOf(data, state));
  const stderr = (i: number): Float64Array =>
    Float64Array.from({ length: frames }, (_, f) =>
      found === undefined ? Number.NaN : Math.sqrt(found.own[2 * f + i]!),
    );
  return {
    heightStderr: found === undefined ? Number.NaN : Math.sqrt(found.height),
    centerStderr: stderr(0),
    widthStderr: stderr(1),
    isSingular: found === undefined,
  };
}

/**
 * Fits centre and width of a front in every frame of a series at once, with a profile that stays and a height of the front in common:
 * profile(y, f) = base(y) + height share((y - center_f) / width_f) + offset_f, offsets within the errors of the doses, and less what the
 * blur of the camera takes off the logarithm at the front. Levenberg and Marquardt's method, the parameters of frames eliminated or those
 * of rows, whichever are more.
 */
export function fitFrontSeries(data: FrontData, start: FrontState): FrontSeriesFit {
  let state = start;
  let cost = total(data, state);
  let damping = 1e-3;
  let isConverged = false;
  for (let iteration = 0; iteration < mostIterations && !isConverged; iteration++) {
    const equations = equationsOf(data, state);
    let isBetter = false;
    while (!isBetter && damping < 1e8) {
      const next = stepped(state, equations, damping);
      const nextCost = next === undefined ? Infinity : total(data, next);
      if (next !== undefined && nextCost < cost) {
        isConverged = cost - nextCost < 1e-6 * (1 + 1e-3 * cost);
        state = next;
        cost = nextCost;
        damping = Math.max(1e-9, damping / 5);
        isBetter = true;
      } else damping *= 4;
    }
    if (!isBetter) {
      isConverged = true;
      break;
    }
  }
  const chiSquare = Float64Array.from({ length: data.frames }, (_, f) => chiSquareOf(data, state, f));
  return {
    ...state,
    ...errorsOf(data, state),
    chiSquare,
    totalChiSquare: cost,
    // The offsets of frames are held by as many doses.
    degreesOfFreedom: data.frames * data.rows - (data.rows + 1) - 2 * data.frames,
    isConverged,
  };
}
