import { OperandoError } from '@operando/core';
import { choleskyInPlace, choleskyQuadraticForm, choleskySolveInPlace } from '@operando/numerics';
import type { EdgeTemplate } from './edge-template.js';

/** What a pixel's fit gives, written into `out`: shift, its standard error, edge step, its standard error, reduced squares left. */
export const templateColumns = 5;

/** Fits one spectrum after another. */
export interface TemplateFitter {
  /** Fit spectra[at ...]; write {@link templateColumns} values. False where there is no edge, or none within the largest shift. */
  fit(this: void, spectra: Float64Array, at: number, out: Float64Array, outAt: number): boolean;
  /** Add the squares that the last fit left at each energy. */
  addSquares(this: void, spectra: Float64Array, at: number, squares: Float64Array): void;
}

/** What a fitter works with. The terms are constant, line, shape and slope of the shape, in this order. */
interface FitSpace {
  readonly energy: Float64Array;
  readonly template: EdgeTemplate;
  readonly weights: Float64Array;
  /** Energies on [-1, 1]. */
  readonly line: Float64Array;
  /** The template at the shift looked up last. */
  readonly shape: Float64Array;
  readonly slope: Float64Array;
  /** Normal matrix (lower triangle) and its Cholesky factor. */
  readonly matrix: Float64Array;
  readonly factor: Float64Array;
  readonly right: Float64Array;
  readonly solution: Float64Array;
  readonly along: Float64Array;
}

function fitSpace(energy: Float64Array, template: EdgeTemplate, weights: Float64Array): FitSpace {
  const n = energy.length;
  const middle = 0.5 * (energy[0]! + energy[n - 1]!);
  const half = 0.5 * (energy[n - 1]! - energy[0]!);
  const line = energy.map((value) => (value - middle) / half);
  const matrix = new Float64Array(16);
  for (let i = 0; i < n; i++) {
    matrix[0]! += weights[i]!;
    matrix[4]! += weights[i]! * line[i]!;
    matrix[5]! += weights[i]! * line[i]! * line[i]!;
  }
  return {
    energy,
    template,
    weights,
    line,
    shape: new Float64Array(n),
    slope: new Float64Array(n),
    matrix,
    factor: new Float64Array(16),
    right: new Float64Array(4),
    solution: new Float64Array(4),
    along: new Float64Array(4),
  };
}

/** The template at a shift. */
function lookUp({ energy, template: { from, step, values, slopes }, shape, slope }: FitSpace, shift: number): void {
  const last = values.length - 1;
  for (let i = 0; i < energy.length; i++) {
    const place = (energy[i]! - shift - from) / step;
    const k = place <= 0 ? 0 : place >= last ? last - 1 : Math.floor(place);
    const t = place <= 0 ? 0 : place >= last ? 1 : place - k;
    shape[i] = (1 - t) * values[k]! + t * values[k + 1]!;
    slope[i] = place <= 0 || place >= last ? 0 : (1 - t) * slopes[k]! + t * slopes[k + 1]!;
  }
}

/** Normal matrix and right-hand side of a spectrum. @returns Its weighted squares; NaN where a value is not finite. */
function accumulate(
  { weights, line, shape, slope, matrix, right }: FitSpace,
  spectra: Float64Array,
  at: number,
): number {
  let s = 0;
  let sl = 0;
  let ss = 0;
  let d = 0;
  let dl = 0;
  let ds = 0;
  let dd = 0;
  let y = 0;
  let yl = 0;
  let ys = 0;
  let yd = 0;
  let yy = 0;
  for (let i = 0; i < line.length; i++) {
    const value = spectra[at + i]!;
    const l = line[i]!;
    const f = shape[i]!;
    const g = slope[i]!;
    const wf = weights[i]! * f;
    const wg = weights[i]! * g;
    const wy = weights[i]! * value;
    s += wf;
    sl += wf * l;
    ss += wf * f;
    d += wg;
    dl += wg * l;
    ds += wg * f;
    dd += wg * g;
    y += wy;
    yl += wy * l;
    ys += wy * f;
    yd += wy * g;
    yy += wy * value;
  }
  matrix[8] = s;
  matrix[9] = sl;
  matrix[10] = ss;
  matrix[12] = d;
  matrix[13] = dl;
  matrix[14] = ds;
  matrix[15] = dd;
  right[0] = y;
  right[1] = yl;
  right[2] = ys;
  right[3] = yd;
  return yy;
}

/** Element (i, i) of the inverse of the matrix solved last. */
function inverseAt({ factor, along }: FitSpace, index: number): number {
  along.fill(0);
  along[index] = 1;
  return choleskyQuadraticForm(factor, 4, along);
}

/** How much of point i's noise the last fit took up: without this, the points on the edge would seem quieter than they are. */
function leverage({ weights, line, shape, slope, factor, along }: FitSpace, i: number): number {
  along[0] = 1;
  along[1] = line[i]!;
  along[2] = shape[i]!;
  along[3] = slope[i]!;
  return weights[i]! * choleskyQuadraticForm(factor, 4, along);
}

function fitShift(
  space: FitSpace,
  maximumShift: number,
  spectra: Float64Array,
  at: number,
  out: Float64Array,
  outAt: number,
): boolean {
  const { energy, matrix, factor, right, solution } = space;
  const degrees = energy.length - 4;
  let shift = 0;
  let left = Number.NaN;
  let moved = Infinity;
  let solved = false;
  for (let round = 0; round < 12; round++) {
    lookUp(space, shift);
    const squares = accumulate(space, spectra, at);
    factor.set(matrix);
    solved = choleskyInPlace(factor, 4, 1e-10) && squares === squares;
    if (!solved) break;
    solution.set(right);
    choleskySolveInPlace(factor, 4, solution);
    left =
      squares -
      solution[0]! * right[0]! -
      solution[1]! * right[1]! -
      solution[2]! * right[2]! -
      solution[3]! * right[3]!;
    const height = solution[2]!;
    if (!(height > 0)) break;
    // A pixel without material: its shift means nothing, and would be looked for to the last round.
    if (round === 0 && height < 2 * Math.sqrt((Math.max(0, left) / degrees) * inverseAt(space, 2))) break;
    // template(E - shift - step) = template - step x slope.
    const next = Math.max(-0.5 * maximumShift, Math.min(0.5 * maximumShift, -solution[3]! / height));
    shift = Math.max(-maximumShift, Math.min(maximumShift, shift + next));
    moved = Math.abs(next);
    if (moved < 1e-4) break;
  }
  const good = solved && moved < 1e-2 && Math.abs(shift) < maximumShift && solution[2]! > 0 && left >= 0;
  const variance = left / degrees;
  out[outAt] = good ? shift : Number.NaN;
  out[outAt + 1] = good ? Math.sqrt(variance * inverseAt(space, 3)) / solution[2]! : Number.NaN;
  out[outAt + 2] = solved ? solution[2]! : Number.NaN;
  out[outAt + 3] = solved ? Math.sqrt(Math.max(0, variance) * inverseAt(space, 2)) : Number.NaN;
  out[outAt + 4] = variance;
  return good;
}

/**
 * Fits a + b E + step x template(E - shift) to spectra on one grid: for pixels, whose noise leaves no edge to be read
 * off, the shape common to all says where each stands. Variable projection: three linear terms and a Gauss-Newton step
 * in the shift, to the end.
 *
 * @param weights Of each energy, by what its noise is beside that of the others. @default all 1
 */
export function createTemplateFitter(
  energy: Float64Array,
  template: EdgeTemplate,
  maximumShift: number,
  weights: Float64Array = new Float64Array(energy.length).fill(1),
): TemplateFitter {
  const n = energy.length;
  if (n < 6) throw new OperandoError('too-few-points', `${n} energies are too few to place an edge.`);
  const space = fitSpace(energy, template, weights);
  const { line, shape, slope, solution } = space;
  return {
    fit: (spectra, at, out, outAt) => fitShift(space, maximumShift, spectra, at, out, outAt),
    addSquares(spectra, at, squares) {
      for (let i = 0; i < n; i++) {
        const rest =
          spectra[at + i]! -
          solution[0]! -
          solution[1]! * line[i]! -
          solution[2]! * shape[i]! -
          solution[3]! * slope[i]!;
        squares[i]! += (rest * rest) / (1 - Math.min(0.9, leverage(space, i)));
      }
    },
  };
}
