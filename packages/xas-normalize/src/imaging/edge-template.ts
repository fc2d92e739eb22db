import { OperandoError } from '@operando/core';
import { choleskyInPlace, choleskyQuadraticForm, choleskySolveInPlace, cubicSpline } from '@operando/numerics';

/** The shape of an edge, tabulated finely so that a pixel's fit only looks it up. */
export interface EdgeTemplate {
  /** First tabulated energy and step, eV. */
  readonly from: number;
  readonly step: number;
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

const finest = 16;

/** Tabulate a spectrum: cubic spline, sixteen places to the smallest step. */
export function edgeTemplate(energy: ArrayLike<number>, norm: ArrayLike<number>): EdgeTemplate {
  const spline = cubicSpline(energy, norm);
  const { knots } = spline;
  const n = knots.length;
  let smallest = Infinity;
  for (let i = 1; i < n; i++) smallest = Math.min(smallest, knots[i]! - knots[i - 1]!);
  const span = knots[n - 1]! - knots[0]!;
  const count = Math.min(200_000, Math.ceil((finest * span) / smallest) + 1);
  const step = span / (count - 1);
  const values = new Float64Array(count);
  const slopes = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const at = knots[0]! + k * step;
    values[k] = spline.evaluate(at);
    slopes[k] = spline.derivative(at);
  }
  return { from: knots[0]!, step, values, slopes };
}

/** What a pixel's fit gives, written into `out`: shift, its standard error, edge step, its standard error, reduced squares left. */
export const templateColumns = 5;

/** Fits one spectrum after another. */
export interface TemplateFitter {
  /** Fit spectra[at ...]; write {@link templateColumns} values. False where there is no edge, or none within the largest shift. */
  fit(this: void, spectra: Float64Array, at: number, out: Float64Array, outAt: number): boolean;
  /** Add the squares that the last fit left at each energy. */
  addSquares(this: void, spectra: Float64Array, at: number, squares: Float64Array): void;
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
  const middle = 0.5 * (energy[0]! + energy[n - 1]!);
  const half = 0.5 * (energy[n - 1]! - energy[0]!);
  const line = energy.map((value) => (value - middle) / half);
  const shape = new Float64Array(n);
  const slope = new Float64Array(n);
  const { from, step, values, slopes } = template;
  const last = values.length - 1;
  let weightSum = 0;
  let lineSum = 0;
  let lineSquares = 0;
  for (let i = 0; i < n; i++) {
    weightSum += weights[i]!;
    lineSum += weights[i]! * line[i]!;
    lineSquares += weights[i]! * line[i]! * line[i]!;
  }
  const lookUp = (shift: number): void => {
    for (let i = 0; i < n; i++) {
      const place = (energy[i]! - shift - from) / step;
      const k = place <= 0 ? 0 : place >= last ? last - 1 : Math.floor(place);
      const t = place <= 0 ? 0 : place >= last ? 1 : place - k;
      shape[i] = (1 - t) * values[k]! + t * values[k + 1]!;
      slope[i] = place <= 0 || place >= last ? 0 : (1 - t) * slopes[k]! + t * slopes[k + 1]!;
    }
  };
  // Normal matrix (lower triangle) of constant, line, shape, slope, and its Cholesky factor.
  const matrix = new Float64Array(16);
  const factor = new Float64Array(16);
  const right = new Float64Array(4);
  const solution = new Float64Array(4);
  const along = new Float64Array(4);
  /** Element (i, i) of the inverse of the matrix solved last. */
  const inverse = (index: number): number => {
    along.fill(0);
    along[index] = 1;
    return choleskyQuadraticForm(factor, 4, along);
  };
  const fit: TemplateFitter['fit'] = (spectra, at, out, outAt) => {
    let shift = 0;
    let left = Number.NaN;
    let moved = Infinity;
    let solved = false;
    for (let round = 0; round < 12; round++) {
      lookUp(shift);
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
      for (let i = 0; i < n; i++) {
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
      matrix[0] = weightSum;
      matrix[4] = lineSum;
      matrix[5] = lineSquares;
      matrix[8] = s;
      matrix[9] = sl;
      matrix[10] = ss;
      matrix[12] = d;
      matrix[13] = dl;
      matrix[14] = ds;
      matrix[15] = dd;
      factor.set(matrix);
      solved = choleskyInPlace(factor, 4, 1e-10);
      if (!solved || yy !== yy) break;
      right[0] = y;
      right[1] = yl;
      right[2] = ys;
      right[3] = yd;
      solution.set(right);
      choleskySolveInPlace(factor, 4, solution);
      left = yy - solution[0]! * y - solution[1]! * yl - solution[2]! * ys - solution[3]! * yd;
      const height = solution[2]!;
      if (!(height > 0)) break;
      // A pixel without material: its shift means nothing, and would be looked for to the last round.
      if (round === 0 && height < 2 * Math.sqrt((Math.max(0, left) / (n - 4)) * inverse(2))) break;
      // template(E - shift - step) = template - step x slope.
      const next = Math.max(-0.5 * maximumShift, Math.min(0.5 * maximumShift, -solution[3]! / height));
      shift = Math.max(-maximumShift, Math.min(maximumShift, shift + next));
      moved = Math.abs(next);
      if (moved < 1e-4) break;
    }
    const good = solved && moved < 1e-2 && Math.abs(shift) < maximumShift && solution[2]! > 0 && left >= 0;
    const variance = left / (n - 4);
    out[outAt] = good ? shift : Number.NaN;
    out[outAt + 1] = good ? Math.sqrt(variance * inverse(3)) / solution[2]! : Number.NaN;
    out[outAt + 2] = solved ? solution[2]! : Number.NaN;
    out[outAt + 3] = solved ? Math.sqrt(Math.max(0, variance) * inverse(2)) : Number.NaN;
    out[outAt + 4] = variance;
    return good;
  };
  const addSquares: TemplateFitter['addSquares'] = (spectra, at, squares) => {
    for (let i = 0; i < n; i++) {
      const rest =
        spectra[at + i]! - solution[0]! - solution[1]! * line[i]! - solution[2]! * shape[i]! - solution[3]! * slope[i]!;
      squares[i]! += (rest * rest) / (1 - Math.min(0.9, leverage(i)));
    }
  };
  /** How much of point i's noise the last fit took up: without this, the points on the edge would seem quieter than they are. */
  const leverage = (i: number): number => {
    along[0] = 1;
    along[1] = line[i]!;
    along[2] = shape[i]!;
    along[3] = slope[i]!;
    return weights[i]! * choleskyQuadraticForm(factor, 4, along);
  };
  return { fit, addSquares };
}
