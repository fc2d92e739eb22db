import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import { frontShare, frontSlopes } from './front-model.js';
import { inverseOf } from './normal-equations.js';

/** Profiles in the rows of a layer that a front moves through. */
export interface FrontData {
  /** [frame x row], and variances. */
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly frames: number;
  readonly rows: number;
  /** Standard error of what moves all rows of a frame together. */
  readonly offsetStderr: Float64Array;
}

/** Parameters of a series: a profile that stays and the height of the front in common; centre, width and offset of each frame. */
export interface FrontState {
  /** [rows]: what does not change. */
  readonly base: Float64Array;
  height: number;
  readonly center: Float64Array;
  readonly width: Float64Array;
  readonly offset: Float64Array;
}

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

const perFrame = 3;
const mostIterations = 60;
const leastWidth = 0.4;

/** Normal equations of all frames, those of each frame eliminated. */
interface Equations {
  readonly chiSquare: number;
  /** shared x shared, and right side. */
  readonly shared: Float64Array;
  readonly sharedRight: Float64Array;
  /** [frame][3 x 3], [frame][3 x shared], [frame][3]. */
  readonly own: Float64Array;
  readonly cross: Float64Array;
  readonly ownRight: Float64Array;
}

function chiSquareOf(data: FrontData, state: FrontState, f: number): number {
  const { values, variances, rows } = data;
  let sum = (state.offset[f]! / data.offsetStderr[f]!) ** 2;
  for (let y = 0; y < rows; y++) {
    const model = state.base[y]! + state.height * frontShare(y, state.center[f]!, state.width[f]!) + state.offset[f]!;
    sum += (values[f * rows + y]! - model) ** 2 / variances[f * rows + y]!;
  }
  return sum;
}

function equationsOf(data: FrontData, state: FrontState): Equations {
  const { values, variances, rows, frames, offsetStderr } = data;
  const n = rows + 1;
  const shared = new Float64Array(n * n);
  const sharedRight = new Float64Array(n);
  const own = new Float64Array(frames * 9);
  const cross = new Float64Array(frames * perFrame * n);
  const ownRight = new Float64Array(frames * perFrame);
  let chiSquare = 0;
  const slopes = new Float64Array(perFrame);
  const add = (target: Float64Array, at: number, value: number): void => {
    target[at] = target[at]! + value;
  };
  for (let f = 0; f < frames; f++) {
    const [center, width, offset] = [state.center[f]!, state.width[f]!, state.offset[f]!];
    const prior = 1 / offsetStderr[f]! ** 2;
    add(own, f * 9 + 8, prior);
    add(ownRight, f * 3 + 2, -prior * offset);
    chiSquare += prior * offset * offset;
    for (let y = 0; y < rows; y++) {
      const weight = 1 / variances[f * rows + y]!;
      const share = frontShare(y, center, width);
      const [byCenter, byWidth] = frontSlopes(y, center, width);
      const residual = values[f * rows + y]! - state.base[y]! - state.height * share - offset;
      slopes[0] = state.height * byCenter;
      slopes[1] = state.height * byWidth;
      slopes[2] = 1;
      chiSquare += weight * residual * residual;
      add(shared, y * n + y, weight);
      add(shared, y * n + rows, weight * share);
      add(shared, rows * n + y, weight * share);
      add(shared, rows * n + rows, weight * share * share);
      add(sharedRight, y, weight * residual);
      add(sharedRight, rows, weight * residual * share);
      for (let i = 0; i < perFrame; i++) {
        const scaled = weight * slopes[i]!;
        add(ownRight, f * 3 + i, scaled * residual);
        add(cross, (f * 3 + i) * n + y, scaled);
        add(cross, (f * 3 + i) * n + rows, scaled * share);
        for (let j = 0; j < perFrame; j++) add(own, f * 9 + 3 * i + j, scaled * slopes[j]!);
      }
    }
  }
  return { chiSquare, shared, sharedRight, own, cross, ownRight };
}

/** Inverses of the blocks of frames, damped. */
function inverseBlocks(own: Float64Array, frames: number, damping: number): Float64Array | undefined {
  const out = new Float64Array(own.length);
  for (let f = 0; f < frames; f++) {
    const block = own.slice(9 * f, 9 * f + 9);
    for (let i = 0; i < 3; i++) block[4 * i] = block[4 * i]! * (1 + damping) + 1e-12;
    const inverse = inverseOf(block, 3);
    if (inverse === undefined) return undefined;
    out.set(inverse, 9 * f);
  }
  return out;
}

/** What is left for the shared parameters when those of the frames are eliminated. */
function eliminated(
  { shared, sharedRight, cross, ownRight }: Equations,
  inverses: Float64Array,
  frames: number,
  n: number,
  damping: number,
): { readonly matrix: Float64Array; readonly right: Float64Array } {
  const matrix = Float64Array.from(shared);
  const right = Float64Array.from(sharedRight);
  for (let i = 0; i < n; i++) matrix[i * n + i] = matrix[i * n + i]! * (1 + damping);
  const turned = new Float64Array(3 * n);
  for (let f = 0; f < frames; f++) {
    const block = cross.subarray(f * 3 * n, (f + 1) * 3 * n);
    for (let i = 0; i < 3; i++)
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (let j = 0; j < 3; j++) sum += inverses[9 * f + 3 * i + j]! * block[j * n + k]!;
        turned[i * n + k] = sum;
      }
    for (let i = 0; i < 3; i++)
      for (let k = 0; k < n; k++) {
        const value = block[i * n + k]!;
        if (value === 0) continue;
        right[k] = right[k]! - turned[i * n + k]! * ownRight[3 * f + i]!;
        for (let l = 0; l < n; l++) matrix[k * n + l] = matrix[k * n + l]! - value * turned[i * n + l]!;
      }
  }
  return { matrix, right };
}

/** The state after a damped step; undefined where the equations are singular. */
function stepped(data: FrontData, state: FrontState, equations: Equations, damping: number): FrontState | undefined {
  const { rows, frames } = data;
  const n = rows + 1;
  const inverses = inverseBlocks(equations.own, frames, damping);
  if (inverses === undefined) return undefined;
  const { matrix, right } = eliminated(equations, inverses, frames, n, damping);
  if (!choleskyInPlace(matrix, n)) return undefined;
  choleskySolveInPlace(matrix, n, right);
  const next: FrontState = {
    base: state.base.map((value, y) => value + right[y]!),
    height: state.height + right[rows]!,
    center: Float64Array.from(state.center),
    width: Float64Array.from(state.width),
    offset: Float64Array.from(state.offset),
  };
  for (let f = 0; f < frames; f++) {
    const rest = [0, 1, 2].map((i) => {
      let sum = equations.ownRight[3 * f + i]!;
      for (let k = 0; k < n; k++) sum -= equations.cross[(3 * f + i) * n + k]! * right[k]!;
      return sum;
    });
    const move = (i: number): number => rest.reduce((sum, each, j) => sum + inverses[9 * f + 3 * i + j]! * each, 0);
    const limit = rows / 4;
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
  const n = rows + 1;
  const equations = equationsOf(data, state);
  const inverses = inverseBlocks(equations.own, frames, 0);
  const covariance =
    inverses === undefined ? undefined : inverseOf(eliminated(equations, inverses, frames, n, 0).matrix, n);
  const none = new Float64Array(frames).fill(Number.NaN);
  if (inverses === undefined || covariance === undefined)
    return { heightStderr: Number.NaN, centerStderr: none, widthStderr: none, isSingular: true };
  const errors = [new Float64Array(frames), new Float64Array(frames)] as const;
  const along = new Float64Array(n);
  for (let f = 0; f < frames; f++)
    for (const i of [0, 1] as const) {
      // The frame's own part, and what the shared parameters add.
      along.fill(0);
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < n; k++)
          along[k] = along[k]! + inverses[9 * f + 3 * i + j]! * equations.cross[(3 * f + j) * n + k]!;
      let variance = inverses[9 * f + 4 * i]!;
      for (let k = 0; k < n; k++)
        for (let l = 0; l < n; l++) variance += along[k]! * covariance[k * n + l]! * along[l]!;
      errors[i][f] = Math.sqrt(variance);
    }
  return {
    heightStderr: Math.sqrt(covariance[n * n - 1]!),
    centerStderr: errors[0],
    widthStderr: errors[1],
    isSingular: false,
  };
}

/**
 * Fits centre and width of a front in every frame of a series at once, with a profile that stays and a height of the front in common:
 * profile(y, f) = base(y) + height share((y - center_f) / width_f) + offset_f, offsets within the errors of the doses. Levenberg and
 * Marquardt's method, the parameters of each frame eliminated: time grows with the number of frames.
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
      const next = stepped(data, state, equations, damping);
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
