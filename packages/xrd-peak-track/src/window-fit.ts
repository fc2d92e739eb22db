import { statusOf } from '@operando/core';
import type { Measured } from '@operando/core';
import { fitPeakStack, fitPeaks } from '@operando/peak-fit';
import type { Doublet, FitPeaksOptions } from '@operando/peak-fit';
import { windowFit } from './defaults.js';

/** One peak of a window: where it should be, and what is held. */
export interface WindowPeak {
  readonly center: number;
  readonly fwhm: number;
  readonly eta: number;
  readonly area: number;
  /** How far the center may move. */
  readonly reach: number;
  readonly holdCenter?: boolean | undefined;
  readonly holdShape?: boolean | undefined;
  readonly holdArea?: boolean | undefined;
}

/** What a window fit says of one peak; errors are 0 of what was held, or ended on a bound: it counts as known. */
export interface WindowPeakFit {
  readonly center: number;
  readonly centerError: number;
  readonly fwhm: number;
  readonly fwhmError: number;
  readonly eta: number;
  readonly etaError: number;
  readonly area: number;
  readonly areaError: number;
}

/** A fitted window. */
export interface WindowFit {
  readonly peaks: readonly WindowPeakFit[];
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly converged: boolean;
}

/** The points of a window. */
export interface WindowData {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sigma: Float64Array;
}

const inside = (x: Float64Array, value: number): number => Math.min(x.at(-1)!, Math.max(x[0]!, value));

/** The fast way: all peaks free; undefined when it leaves its bounds or does not converge. */
function fitFree({ x, y, sigma }: WindowData, peaks: readonly WindowPeak[]): WindowFit | undefined {
  const fit = fitPeakStack(x, y, {
    peaks: peaks.map(({ center, fwhm }) => ({ center: inside(x, center), fwhm })),
    sigma,
    warmStart: false,
    ...windowFit,
  });
  if (fit.status[0] !== statusOf.converged || fit.general[0] === 1 || fit.clipped[0] === 1) return undefined;
  const found = fit.peaks.map(({ center, fwhm, area, shape }): WindowPeakFit => ({
    center: center.values[0]!,
    centerError: center.stderr[0]!,
    fwhm: fwhm.values[0]!,
    fwhmError: fwhm.stderr[0]!,
    eta: shape['eta']!.values[0]!,
    etaError: shape['eta']!.stderr[0]!,
    area: area.values[0]!,
    areaError: area.stderr[0]!,
  }));
  const sane = found.every(
    ({ center, fwhm, area }, k) =>
      Math.abs(center - peaks[k]!.center) <= peaks[k]!.reach &&
      area > 0 &&
      fwhm < 2.5 * peaks[k]!.fwhm &&
      fwhm > 0.4 * peaks[k]!.fwhm,
  );
  return sane
    ? { peaks: found, chiSquare: fit.chiSquare[0]!, degreesOfFreedom: fit.degreesOfFreedom, converged: true }
    : undefined;
}

/** With bounds and held parameters. */
function fitHeld({ x, y, sigma }: WindowData, peaks: readonly WindowPeak[], doublet: Doublet | undefined): WindowFit {
  const fixed: string[] = [];
  const bounds: Record<string, readonly [number, number]> = {};
  peaks.forEach(({ center, fwhm, reach, holdCenter, holdShape, holdArea }, k) => {
    if (holdCenter === true) fixed.push(`peak${k}.center`);
    else bounds[`peak${k}.center`] = [inside(x, center - reach), inside(x, center + reach)];
    if (holdShape === true) fixed.push(`peak${k}.fwhm`, `peak${k}.eta`);
    else bounds[`peak${k}.fwhm`] = [0.4 * fwhm, 2.5 * fwhm];
    if (holdArea === true) fixed.push(`peak${k}.area`);
  });
  const options: FitPeaksOptions = {
    peaks: peaks.map(({ center, fwhm, eta, area }) => ({ center: inside(x, center), fwhm, eta, area })),
    sigma,
    fixed,
    bounds,
    maximumIterations: 100,
    doublet,
    ...windowFit,
  };
  const fit = fitPeaks(x, y, options);
  const held = new Set([...fixed, ...fit.clipped]);
  const errorOf = (k: number, name: string, { stderr }: Measured): number =>
    held.has(`peak${k}.${name}`) ? 0 : stderr;
  return {
    peaks: fit.peaks.map(({ center, fwhm, area, shape }, k) => ({
      center: center.value,
      centerError: errorOf(k, 'center', center),
      fwhm: fwhm.value,
      fwhmError: errorOf(k, 'fwhm', fwhm),
      eta: shape['eta']!.value,
      etaError: errorOf(k, 'eta', shape['eta']!),
      area: area.value,
      areaError: errorOf(k, 'area', area),
    })),
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    converged: fit.status === 'converged',
  };
}

/** Parameters of peaks on a line that are not held. */
function freeParameters(peaks: readonly WindowPeak[]): number {
  return peaks.reduce(
    (sum, { holdCenter, holdShape, holdArea }) =>
      sum + (holdCenter === true ? 0 : 1) + (holdShape === true ? 0 : 2) + (holdArea === true ? 0 : 1),
    2,
  );
}

/** Peaks that so many points determine: shapes are held where they are too few, and then places. */
function determined(peaks: readonly WindowPeak[], points: number): readonly WindowPeak[] | undefined {
  const shaped = peaks.map((peak) => ({ ...peak, holdShape: true }));
  const placed = shaped.map((peak) => ({ ...peak, holdCenter: true }));
  return [peaks, shaped, placed].find((each) => freeParameters(each) < points);
}

/** Nothing is known of areas that the points do not determine. */
function unfitted(peaks: readonly WindowPeak[]): WindowFit {
  return {
    peaks: peaks.map(({ center, fwhm, eta }) => ({
      center,
      centerError: 0,
      fwhm,
      fwhmError: 0,
      eta,
      etaError: 0,
      area: 0,
      areaError: Infinity,
    })),
    chiSquare: Number.NaN,
    degreesOfFreedom: 0,
    converged: false,
  };
}

/** Fit the peaks of a window on a line: freely where nothing is held and all goes well, else within bounds. */
export function fitWindow(data: WindowData, wanted: readonly WindowPeak[], doublet: Doublet | undefined): WindowFit {
  const peaks = determined(wanted, data.x.length);
  if (peaks === undefined) return unfitted(wanted);
  const held = peaks.some(
    ({ holdCenter, holdShape, holdArea }) => holdCenter === true || holdShape === true || holdArea === true,
  );
  const free = held || doublet !== undefined ? undefined : fitFree(data, peaks);
  return free ?? fitHeld(data, peaks, doublet);
}

/** Bayesian information criterion of a fit: chi2 + parameters ln(points). */
export function bic({ chiSquare, degreesOfFreedom }: WindowFit, points: number): number {
  return chiSquare + (points - degreesOfFreedom) * Math.log(points);
}
