import { OperandoError } from '@operando/core';
import { dotProduct, householderQrInPlace } from '@operando/numerics';
import type { BackgroundRanges } from './background-ranges.js';
import type { BackgroundSettings } from './background-settings.js';
import { bSplineBasis, evaluateBSplines } from './b-spline-basis.js';
import type { BSplineBasis } from './b-spline-basis.js';
import { exafsWindow } from './exafs-window.js';
import { splineResampler } from './spline-resampler.js';
import type { SplineResampler } from './spline-resampler.js';

/**
 * All of a background fit that depends on the energies, e0 and options but not on the absorption.
 *
 * chi is linear in the spline coefficients c: chi = mu(k) - G c, and so is its transform below rbkg. With the QR
 * factorisation of that linear map the coefficients are replaced by z = R c, in which the fit without clamps is
 * z = z0, a projection, and its squares rise as |z - z0|^2.
 */
export interface BackgroundOperator {
  readonly ranges: BackgroundRanges;
  readonly settings: BackgroundSettings;
  readonly resampler: SplineResampler;
  /** The splines at the measured wavenumbers. */
  readonly basis: BSplineBasis;
  /** R, row-major, splines x splines. */
  readonly triangle: Float64Array;
  /** Q^T of the transform: 2 bins x points in k, row-major. Its first rows give z0, the rest the residual. */
  readonly transform: Float64Array;
  /** G R^-1: change of the background on the k grid with each z; splines x points in k, row-major. */
  readonly response: Float64Array;
}

/** Transform of windowed chi below rbkg: real and imaginary rows, 2 bins x points. */
function lowDistanceTransform(
  { k, kmax, bins }: BackgroundRanges,
  { kmin, dk, window, kweight, nfft, kstep }: BackgroundSettings,
): Float64Array {
  const weight = exafsWindow(k, { xmin: kmin, xmax: kmax, dx: dk, window }).map((w, i) =>
    w === 0 ? 0 : (kstep / Math.sqrt(Math.PI)) * w * k[i]! ** kweight,
  );
  const points = k.length;
  const rows = new Float64Array(2 * bins * points);
  for (let m = 0; m < bins; m++) {
    for (let i = 0; i < points; i++) {
      const angle = (2 * Math.PI * ((m * i) % nfft)) / nfft;
      rows[2 * m * points + i] = weight[i]! * Math.cos(angle);
      rows[(2 * m + 1) * points + i] = -weight[i]! * Math.sin(angle);
    }
  }
  return rows;
}

/** Each spline on the k grid, interpolated from the measured points as the data are: splines x points. */
function splinesOnGrid(basis: BSplineBasis, splines: number, points: number, resampler: SplineResampler): Float64Array {
  const grid = new Float64Array(splines * points);
  const one = new Float64Array(splines);
  const measured = new Float64Array(basis.first.length);
  for (let j = 0; j < splines; j++) {
    one.fill(0);
    one[j] = 1;
    evaluateBSplines(basis, one, measured, 0);
    resampler.apply(measured, 0, grid.subarray(j * points, (j + 1) * points));
  }
  return grid;
}

/** Q^T times every column of the row-major `matrix`, from the reflectors that `householderQrInPlace` leaves. */
function reflectRows(reflectors: Float64Array, m: number, n: number, matrix: Float64Array, columns: number): void {
  const sums = new Float64Array(columns);
  for (let k = 0; k < n; k++) {
    const head = reflectors[k * m + k]!;
    sums.fill(0);
    for (let i = k; i < m; i++) {
      const a = reflectors[k * m + i]! / head;
      for (let c = 0; c < columns; c++) sums[c]! += a * matrix[i * columns + c]!;
    }
    for (let i = k; i < m; i++) {
      const a = reflectors[k * m + i]!;
      for (let c = 0; c < columns; c++) matrix[i * columns + c]! -= a * sums[c]!;
    }
  }
}

/** @throws OperandoError `singular` when the data cannot tell the splines apart; as `exafsWindow`. */
export function backgroundOperator(ranges: BackgroundRanges, settings: BackgroundSettings): BackgroundOperator {
  const { splines, bins, k, knots, measuredK } = ranges;
  const points = k.length;
  const rows = 2 * bins;
  const resampler = splineResampler(measuredK, k);
  const basis = bSplineBasis(knots, measuredK);
  const response = splinesOnGrid(basis, splines, points, resampler);
  const transform = lowDistanceTransform(ranges, settings);
  const design = new Float64Array(rows * splines);
  for (let j = 0; j < splines; j++) {
    for (let i = 0; i < rows; i++)
      design[j * rows + i] = dotProduct(transform, i * points, response, j * points, points);
  }
  const diagonal = new Float64Array(splines);
  householderQrInPlace(design, rows, splines, new Float64Array(rows), diagonal);
  const sizes = diagonal.map(Math.abs);
  if (!(Math.min(...sizes) > 1e-12 * Math.max(...sizes))) {
    throw new OperandoError('singular', `the transform below rbkg cannot tell ${splines} splines apart.`, {
      cure: 'Give fewer nknots, a smaller kweight or a larger rbkg.',
    });
  }
  reflectRows(design, rows, splines, transform, points);
  const triangle = new Float64Array(splines * splines);
  for (let j = 0; j < splines; j++) {
    for (let i = 0; i < j; i++) {
      const r = design[j * rows + i]!;
      triangle[i * splines + j] = r;
      for (let c = 0; c < points; c++) response[j * points + c]! -= r * response[i * points + c]!;
    }
    triangle[j * splines + j] = diagonal[j]!;
    for (let c = 0; c < points; c++) response[j * points + c]! /= diagonal[j]!;
  }
  return { ranges, settings, resampler, basis, triangle, transform, response };
}

/** c from z = R c. */
export function splineCoefficients(
  { triangle, ranges: { splines } }: BackgroundOperator,
  z: Float64Array,
): Float64Array {
  const c = z.slice(0, splines);
  for (let i = splines - 1; i >= 0; i--) {
    for (let j = i + 1; j < splines; j++) c[i]! -= triangle[i * splines + j]! * c[j]!;
    c[i]! /= triangle[i * splines + i]!;
  }
  return c;
}
