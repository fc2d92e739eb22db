import { OperandoError } from '@operando/core';
import type { BlackBodies } from './black-bodies.js';
import { linearFit } from './normal-equations.js';
import type { LinearFit } from './normal-equations.js';
import type { PictureSize } from './picture.js';

/** Scatter over a picture. */
export interface ScatterSurface {
  /** Per unit dose, pixel by pixel. */
  readonly values: Float32Array;
  /** Standard error of its mean over the picture. */
  readonly meanStderr: number;
  /** Over the picture, in units of the dose. */
  readonly mean: number;
  /** Of the surface through the dots; 1 for a good one. */
  readonly reducedChiSquare: number;
  /** How many it goes through. */
  readonly dots: number;
  /** Of the polynomial. */
  readonly terms: number;
}

const highestDegree = 4;

/** Powers of row and column in a surface. */
type Powers = readonly (readonly [ofRow: number, ofColumn: number])[];

/** Powers up to a degree, as far as so many rows and columns of dots determine them. */
function powersOf(degree: number, rows: number, columns: number): Powers {
  const found: [number, number][] = [];
  for (let total = 0; total <= degree; total++)
    for (let a = 0; a <= total; a++) if (a < rows && total - a < columns) found.push([a, total - a]);
  return found;
}

/** Terms of the surface at a place, from -1 to 1 over the picture. */
function terms(y: number, x: number, { width, height }: PictureSize, powers: Powers): readonly number[] {
  const [v, u] = [(2 * y) / (height - 1) - 1, (2 * x) / (width - 1) - 1];
  return powers.map(([a, b]) => v ** a * u ** b);
}

/** Means of the terms over the picture. */
function meanTerms({ width, height }: PictureSize, powers: Powers): Float64Array {
  const meanPower = (count: number, power: number): number => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += ((2 * k) / (count - 1) - 1) ** power;
    return sum / count;
  };
  return Float64Array.from(powers, ([a, b]) => meanPower(height, a) * meanPower(width, b));
}

/** The surface pixel by pixel. */
function surfaceOf(coefficients: ArrayLike<number>, { width, height }: PictureSize, powers: Powers): Float32Array {
  const values = new Float32Array(width * height);
  const inRow = new Float64Array(highestDegree + 1);
  for (let y = 0; y < height; y++) {
    const v = (2 * y) / (height - 1) - 1;
    inRow.fill(0);
    powers.forEach(([a, b], k) => (inRow[b] = inRow[b]! + coefficients[k]! * v ** a));
    for (let x = 0; x < width; x++) {
      const u = (2 * x) / (width - 1) - 1;
      let value = 0;
      for (let b = highestDegree; b >= 0; b--) value = value * u + inRow[b]!;
      values[y * width + x] = value;
    }
  }
  return values;
}

/** How many different values there are, those nearer than a distance as one. */
function distinct(values: readonly number[], distance: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.filter((value, i) => i === 0 || value - sorted[i - 1]! > distance).length;
}

/**
 * The surface through what opaque dots see: a polynomial in rows and columns, of the degree from 1 to 4 that describes the dots with the
 * fewest terms (information criterion).
 *
 * @param signal Mean of pictures with the grid, less dark, per unit dose. @param variance Variance of a pixel of that mean.
 * @throws OperandoError `singular` for dots in a line.
 */
export function scatterSurface(
  signal: Float32Array,
  variance: number,
  { dots, radius }: BlackBodies,
  size: PictureSize,
): ScatterSurface {
  const values = dots.map(({ core }) => core.reduce((sum, i) => sum + signal[i]!, 0) / core.length);
  const weights = dots.map(({ core }) => core.length / variance);
  const [gridRows, gridColumns] = [
    distinct(
      dots.map(({ y }) => y),
      radius,
    ),
    distinct(
      dots.map(({ x }) => x),
      radius,
    ),
  ];
  let best: { readonly fit: LinearFit; readonly powers: Powers; readonly criterion: number } | undefined;
  for (let degree = 1; degree <= highestDegree; degree++) {
    const powers = powersOf(degree, gridRows, gridColumns);
    if (degree > 1 && powers.length > 0.7 * dots.length) break;
    const fit = linearFit(
      dots.map(({ y, x }) => terms(y, x, size, powers)),
      values,
      weights,
    );
    if (fit === undefined) continue;
    const criterion = fit.chiSquare + powers.length * Math.log(dots.length);
    if (best === undefined || criterion < best.criterion) best = { fit, powers, criterion };
  }
  if (best === undefined)
    throw new OperandoError('singular', 'the dots of the black-body grid lie in a line.', {
      where: { parameter: 'blackBody' },
      cure: 'Use a grid of rows and columns.',
    });
  const { fit, powers } = best;
  const count = powers.length;
  const { coefficients, covariance, chiSquare } = fit;
  const mean = meanTerms(size, powers);
  const degreesOfFreedom = dots.length - count;
  const reducedChiSquare = degreesOfFreedom > 0 ? chiSquare / degreesOfFreedom : Number.NaN;
  let meanVariance = 0;
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) meanVariance += mean[i]! * mean[j]! * covariance[i * count + j]!;
  return {
    values: surfaceOf(coefficients, size, powers),
    mean: mean.reduce((sum, each, i) => sum + each * coefficients[i]!, 0),
    meanStderr: Math.sqrt(meanVariance * Math.max(1, degreesOfFreedom > 0 ? reducedChiSquare : 1)),
    reducedChiSquare,
    dots: dots.length,
    terms: count,
  };
}
