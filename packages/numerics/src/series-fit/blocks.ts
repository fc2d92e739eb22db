import { dotProduct } from '../dot-product.js';
import type { Layout } from './layout.js';
import type { SeriesFitOptions, SeriesFitProblem } from './types.js';

/** What the linearised model says of each frame, for the parameters that move: those of the border, then the free ones. */
export interface Blocks {
  /** frames x m x m: J^T J. */
  readonly normal: Float64Array;
  /** frames x m: J^T r, r = (data - model) / sigma. */
  readonly gradient: Float64Array;
  /** Sum of squares, or deviance; Infinity where the model has no value. */
  readonly cost: Float64Array;
}

/** Number of parameters that move in a frame. */
export const movingCount = ({ border, free }: Layout): number => border.length + free.length;

export function createBlocks(layout: Layout): Blocks {
  const m = movingCount(layout);
  return {
    normal: new Float64Array(layout.frames * m * m),
    gradient: new Float64Array(layout.frames * m),
    cost: new Float64Array(layout.frames),
  };
}

/** Linearise one frame at its row of `values` into `blocks`. */
export type Linearise = (frame: number, values: Float64Array, blocks: Blocks) => void;

/** Rows of the Jacobian by central differences. */
function byDifferences(
  problem: SeriesFitProblem,
  n: number,
  moving: Int32Array,
  points: number,
): SeriesFitProblem['model'] {
  const plus = new Float64Array(points);
  const minus = new Float64Array(points);
  const { model, start } = problem;
  return (parameters, x, out, jacobian, frame) => {
    const size = x.length;
    model(parameters, x, out, undefined, frame);
    if (jacobian === undefined) return;
    for (const k of moving) {
      const value = parameters[k]!;
      const scale = Math.abs(start[start.length === n ? k : frame * n + k]!) || 1;
      const h = 6.055e-6 * Math.max(Math.abs(value), 1e-3 * scale);
      parameters[k] = value + h;
      model(parameters, x, plus, undefined, frame);
      parameters[k] = value - h;
      model(parameters, x, minus, undefined, frame);
      parameters[k] = value;
      for (let i = 0; i < size; i++) jacobian[i * n + k] = (plus[i]! - minus[i]!) / (2 * h);
    }
  };
}

/** What a frame of one size needs. */
interface Space {
  readonly out: Float64Array;
  /** points x parameters. */
  readonly jacobian: Float64Array;
  /** moving parameters x points, in standard deviations. */
  readonly columns: Float64Array;
  readonly scale: Float64Array;
  readonly residuals: Float64Array;
}

/** Deviance of y counts where m are expected: Infinity where that cannot be. */
function deviance(y: number, m: number): number {
  if (m > 0) return 2 * (m - y + (y > 0 ? y * Math.log(y / m) : 0));
  return m === 0 && y === 0 ? 0 : Infinity;
}

/** @returns The linearisation of any frame; it reads the data where they lie. */
export function createLineariser(problem: SeriesFitProblem, layout: Layout, options: SeriesFitOptions): Linearise {
  const { n, border, free } = layout;
  const moving = Int32Array.from([...border, ...free]);
  const m = moving.length;
  const points = problem.frames.reduce((most, { x }) => Math.max(most, x.length), 0);
  const analytic = problem.analytic ?? problem.model.length >= 4;
  const model = analytic ? problem.model : byDifferences(problem, n, moving, points);
  const poisson = options.likelihood === 'poisson';
  const parameters = new Float64Array(n);
  const spaces = new Map<number, Space>();
  const spaceOf = (size: number): Space => {
    let space = spaces.get(size);
    if (space === undefined) {
      space = {
        out: new Float64Array(size),
        jacobian: new Float64Array(size * n),
        columns: new Float64Array(size * m),
        scale: new Float64Array(size),
        residuals: new Float64Array(size),
      };
      // Frames of one series have few different sizes; a space for each of many would be no gain.
      if (spaces.size > 4) spaces.clear();
      spaces.set(size, space);
    }
    return space;
  };
  return (frame, values, { normal, gradient, cost }) => {
    const { x, y, sigma } = problem.frames[frame]!;
    const size = x.length;
    const { out, jacobian, columns, scale, residuals } = spaceOf(size);
    for (let k = 0; k < n; k++) parameters[k] = values[frame * n + k]!;
    model(parameters, x, out, jacobian, frame);
    const block = frame * m * m;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const expected = out[i]!;
      const weight = poisson ? 1 / Math.sqrt(expected > 0 ? expected : 1) : sigma === undefined ? 1 : 1 / sigma[i]!;
      const residual = (y[i]! - expected) * weight;
      scale[i] = weight;
      residuals[i] = residual;
      sum += poisson ? deviance(y[i]!, expected) : residual * residual;
    }
    for (let a = 0; a < m; a++) {
      const k = moving[a]!;
      const column = a * size;
      for (let i = 0; i < size; i++) columns[column + i] = jacobian[i * n + k]! * scale[i]!;
      gradient[frame * m + a] = dotProduct(columns, column, residuals, 0, size);
      for (let b = 0; b <= a; b++) normal[block + a * m + b] = dotProduct(columns, column, columns, b * size, size);
    }
    for (let a = 0; a < m; a++) for (let b = 0; b < a; b++) normal[block + b * m + a] = normal[block + a * m + b]!;
    cost[frame] = Number.isFinite(sum) ? sum : Infinity;
  };
}
