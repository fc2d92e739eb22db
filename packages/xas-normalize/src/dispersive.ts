import { OperandoError } from '@operando/core';
import type { Status } from '@operando/core';
import { cubicSpline, leastSquares, polynomialOperator, applyPolynomialOperator } from '@operando/numerics';
import { broadened } from './broadening.js';
import { correlation, isDetermined, plainStepLeft } from './dispersive-checks.js';
import { findE0 } from './find-e0.js';
import { preEdge } from './pre-edge.js';
import { cleanSpectrum } from './spectrum.js';

/** Options of {@link calibrateDispersive}. */
export interface DispersiveOptions {
  /** Degree of the polynomial from pixel to energy, 1 to 3. @default 2 */
  readonly degree?: number | undefined;
  /** Energies compared, relative to the edge, eV. @default [-60, 250] */
  readonly window?: readonly [number, number] | undefined;
  /** eV per pixel (without sign) that are tried. @default [0.05, 10] */
  readonly dispersion?: readonly [number, number] | undefined;
}

/** Which energy each pixel sees. */
export interface DispersiveCalibration {
  /** E = c0 + c1 t + c2 t^2 ..., t = (pixel - center) / 100; eV. */
  readonly coefficients: Float64Array;
  /** Pixel at which t is 0. */
  readonly center: number;
  /** Of the coefficients, row-major, from the scatter about the fit; where what is left is no noise but has a shape, as much larger as neighbouring pixels agree. */
  readonly covariance: Float64Array;
  /** Standard deviation of the resolution that the detector adds to the scan's, eV. */
  readonly resolution: number;
  /** Standard error of the resolution, eV. */
  readonly resolutionStderr: number;
  /** Root mean square of what is left, in edge steps. */
  readonly misfit: number;
  /**
   * `misfit`: more than 5 % of an edge step is left. `ambiguous`: the foil fits, but not only with these energies: they would turn
   * back within the detector, the dispersion left the range given, it is not known to 5 % at the edge, or a plain
   * step describes the foil nearly as well: a spectrum without features fits at any dispersion. `stalled`,
   * `singular`, `limit-reached`, `failed`: how a fit ended that was left before its minimum.
   */
  readonly status: Extract<
    Status,
    'converged' | 'misfit' | 'ambiguous' | 'stalled' | 'singular' | 'limit-reached' | 'failed'
  >;
  /** Energies of pixels, eV. */
  energyOf(this: void, pixel: ArrayLike<number>): Float64Array;
  /** Their standard errors, eV. */
  stderrOf(this: void, pixel: ArrayLike<number>): Float64Array;
}

/**
 * Energies of the pixels of a dispersive spectrometer, by a foil: its spectrum on the detector is compared with a scan
 * of the same foil. Both edges are brought together and all dispersions tried in both directions, so that no start is
 * needed; then polynomial and resolution are fitted, over a smooth baseline and with a free thickness.
 *
 * @param foil On the detector: pixel numbers, increasing, and absorption.
 * @param scan The foil scanned: energies in eV and absorption.
 * @throws OperandoError as `cleanSpectrum` and `preEdge` for the scan; `shape-mismatch`, `invalid-argument`;
 * `too-few-points` for fewer than 50 pixels, `no-edge` where no dispersion lets the two overlap.
 */
export function calibrateDispersive(
  foil: { readonly pixel: ArrayLike<number>; readonly mu: ArrayLike<number> },
  scan: { readonly energy: ArrayLike<number>; readonly mu: ArrayLike<number> },
  options: DispersiveOptions = {},
): DispersiveCalibration {
  const { degree = 2, window = [-60, 250], dispersion = [0.05, 10] } = options;
  if (!Number.isInteger(degree) || degree < 1 || degree > 3)
    throw new OperandoError('invalid-argument', `a polynomial of degree ${degree}.`, {
      where: { parameter: 'degree' },
      cure: 'Give 1, 2 or 3.',
    });
  if (!(dispersion[0] > 0 && dispersion[1] > dispersion[0]))
    throw new OperandoError('invalid-argument', `dispersions from ${dispersion[0]} to ${dispersion[1]} eV per pixel.`, {
      where: { parameter: 'dispersion' },
    });
  const pixel = Float64Array.from(foil.pixel);
  const mu = Float64Array.from(foil.mu);
  if (pixel.length !== mu.length)
    throw new OperandoError('shape-mismatch', `${pixel.length} pixels and ${mu.length} values.`);
  if (pixel.length < 50) throw new OperandoError('too-few-points', `${pixel.length} pixels are too few to calibrate.`);
  const { energy: scanned, mu: scannedMu } = cleanSpectrum(scan.energy, scan.mu);
  const normal = preEdge(scanned, scannedMu);
  const reference = { energy: normal.energy, values: Float64Array.from(normal.norm) };
  const start = coarse(pixel, mu, reference, normal.e0, window, dispersion);
  const { center } = start;
  const scaled = pixel.map((p) => (p - center) / 100);
  const inside = [...pixel.keys()].filter((i) => {
    const at = normal.e0 + 100 * start.slope * scaled[i]!;
    return at >= normal.e0 + window[0] && at <= normal.e0 + window[1];
  });
  const values = Float64Array.from(inside, (i) => mu[i]!);
  const t = Float64Array.from(inside, (i) => scaled[i]!);
  const against = overBaseline(t, values);
  const widened = (sigma: number) => ({
    sigma,
    spline: cubicSpline(reference.energy, broadened(reference.energy, reference.values, sigma)),
  });
  let last = widened(0);
  const shaped = (p: ArrayLike<number>): ReturnType<OverBaseline> => {
    const sigma = Math.abs(p[degree + 1]!);
    // Differences by the other parameters have the same resolution.
    if (sigma !== last.sigma) last = widened(sigma);
    const { spline } = last;
    const shape = t.map((u) =>
      spline.evaluate(Math.min(reference.energy.at(-1)!, Math.max(reference.energy[0]!, polynomial(p, degree, u)))),
    );
    return against(shape);
  };
  const fit = leastSquares(
    { size: inside.length, residuals: (p, out) => out.set(shaped(p).rest) },
    Array.from({ length: degree + 2 }, (_, k) =>
      k === 0 ? normal.e0 : k === 1 ? 100 * start.slope : k === degree + 1 ? 2 : 0,
    ),
    { scaleCovariance: true },
  );
  const m = degree + 1;
  const p = fit.parameters;
  const { rest, step } = shaped(p);
  const squares = rest.reduce((sum, value) => sum + value * value, 0);
  const misfit = Math.sqrt(squares / rest.length) / Math.abs(step);
  const shared = correlation(rest);
  const covariance = new Float64Array(m * m);
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) covariance[a * m + b] = shared * fit.covariance[a * (m + 1) + b]!;
  const determined = (): boolean =>
    isDetermined(p, covariance, degree, [scaled[0]!, scaled.at(-1)!], dispersion) &&
    plainStepLeft(t, 0, (shape) => against(shape).rest) > 2.25 * squares;
  const status =
    fit.status !== 'converged'
      ? fit.status
      : misfit > 0.05 || !(step > 0)
        ? 'misfit'
        : determined()
          ? 'converged'
          : 'ambiguous';
  return {
    coefficients: Float64Array.from({ length: m }, (_, k) => p[k]!),
    center,
    covariance,
    resolution: Math.abs(p[m]!),
    resolutionStderr: Math.sqrt(shared) * fit.stderr[m]!,
    misfit,
    status,
    energyOf: (pixels) => Float64Array.from(pixels, (at) => polynomial(p, degree, (at - center) / 100)),
    stderrOf: (pixels) =>
      Float64Array.from(pixels, (at) => {
        const u = (at - center) / 100;
        let variance = 0;
        for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) variance += covariance[a * m + b]! * u ** (a + b);
        return Math.sqrt(Math.max(0, variance));
      }),
  };
}

function polynomial(p: ArrayLike<number>, degree: number, u: number): number {
  let value = 0;
  for (let k = degree; k >= 0; k--) value = value * u + p[k]!;
  return value;
}

/** What is left of values, and how high a shape stands in them, when a parabola is free as well. */
type OverBaseline = (shape: Float64Array) => { readonly rest: Float64Array; readonly step: number };

/** Least squares of values by a parabola in t and a shape; the parabola is taken off the values once. */
function overBaseline(t: Float64Array, values: Float64Array): OverBaseline {
  const operator = polynomialOperator(t, 0, t.length, 2);
  const c = new Float64Array(3);
  const without = (y: Float64Array): Float64Array => {
    applyPolynomialOperator(operator, y, 0, c);
    return y.map((value, i) => value - (c[0]! + operator.abscissae[i]! * (c[1]! + operator.abscissae[i]! * c[2]!)));
  };
  const y = without(values);
  return (shape) => {
    const s = without(shape);
    let ys = 0;
    let ss = 0;
    for (let i = 0; i < y.length; i++) {
      ys += y[i]! * s[i]!;
      ss += s[i]! * s[i]!;
    }
    const step = ss > 0 ? ys / ss : 0;
    return { rest: y.map((value, i) => value - step * s[i]!), step };
  };
}

/** The dispersion (with sign) that fits best with both edges together, and the pixel of the edge. */
function coarse(
  pixel: Float64Array,
  mu: Float64Array,
  reference: { readonly energy: Float64Array; readonly values: Float64Array },
  e0: number,
  window: readonly [number, number],
  dispersion: readonly [number, number],
): { readonly slope: number; readonly center: number } {
  const spline = cubicSpline(reference.energy, reference.values);
  const [low, high] = [reference.energy[0]!, reference.energy.at(-1)!];
  let best: { readonly slope: number; readonly center: number; readonly left: number } | undefined;
  for (const sign of [1, -1]) {
    // findE0 wants energies: pixel numbers beyond any that could be taken for others.
    const order = sign > 0 ? [...pixel.keys()] : [...pixel.keys()].toReversed();
    const center =
      sign *
      (findE0(
        order.map((i) => 1e5 + sign * pixel[i]!),
        order.map((i) => mu[i]!),
      ) -
        1e5);
    for (let slope = dispersion[0]; slope <= dispersion[1] * 1.0001; slope *= 1.03) {
      const used = order.filter((i) => {
        const off = sign * slope * (pixel[i]! - center);
        return off >= window[0] && off <= window[1] && e0 + off >= low && e0 + off <= high;
      });
      if (used.length < 40) continue;
      const shape = Float64Array.from(used, (i) => spline.evaluate(e0 + sign * slope * (pixel[i]! - center)));
      const { rest, step } = overBaseline(
        Float64Array.from(used, (i) => (pixel[i]! - center) / 100),
        Float64Array.from(used, (i) => mu[i]!),
      )(shape);
      if (!(step > 0)) continue;
      const left = rest.reduce((sum, value) => sum + value * value, 0) / rest.length / step ** 2;
      if (best === undefined || left < best.left) best = { slope: sign * slope, center, left };
    }
  }
  if (best === undefined)
    throw new OperandoError('no-edge', 'the foil on the detector and its scan do not overlap at any dispersion.', {
      cure: 'Check that both are of one foil and edge; give the range of dispersions.',
    });
  return best;
}
