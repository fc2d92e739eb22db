import { OperandoError } from '@operando/core';
import type { ExafsWindowShape } from './exafs-window.js';

/** How the background under EXAFS is found; names and defaults of Larch's `autobk`. */
export interface BackgroundOptions {
  /** Distance below which chi(R) counts as background, A. @default 1 */
  readonly rbkg?: number | undefined;
  /** Power of k that chi is multiplied with in the fit. @default 1 */
  readonly kweight?: number | undefined;
  /** Begin of the fitted range, 1/A. @default 0 */
  readonly kmin?: number | undefined;
  /** End of the fitted range, 1/A. @default the end of the data */
  readonly kmax?: number | undefined;
  /** Width of the window's slopes, 1/A. @default 0.1 */
  readonly dk?: number | undefined;
  /** Shape of the window. @default 'hanning' */
  readonly window?: ExafsWindowShape | undefined;
  /** Points at either end where chi is pulled to zero. Without (0) the fit is one linear least-squares solution. @default 3 */
  readonly nclamp?: number | undefined;
  /** How hard at the low end. @default 0 */
  readonly clampLow?: number | undefined;
  /** How hard at the high end. @default 1 */
  readonly clampHigh?: number | undefined;
  /** Number of splines. @default 1 + int(2 rbkg (kmax - kmin) / pi), 5 to 128 */
  readonly nknots?: number | undefined;
  /** Points of the Fourier transform, a power of two. @default 2048 */
  readonly nfft?: number | undefined;
  /** Step of the grid of chi(k), 1/A. @default 0.05 */
  readonly kstep?: number | undefined;
}

/** The same, with every default filled in. */
export interface BackgroundSettings {
  readonly rbkg: number;
  readonly kweight: number;
  readonly kmin: number;
  readonly kmax: number | undefined;
  readonly dk: number;
  readonly window: ExafsWindowShape;
  readonly nclamp: number;
  readonly clampLow: number;
  readonly clampHigh: number;
  readonly nknots: number | undefined;
  readonly nfft: number;
  readonly kstep: number;
}

/** @throws OperandoError `invalid-argument`. */
export function backgroundSettings(options: BackgroundOptions): BackgroundSettings {
  const {
    rbkg = 1,
    kweight = 1,
    kmin = 0,
    kmax,
    dk = 0.1,
    window = 'hanning',
    nclamp = 3,
    clampLow = 0,
    clampHigh = 1,
    nknots,
    nfft = 2048,
    kstep = 0.05,
  } = options;
  const expect = (holds: boolean, parameter: string, value: number, cure: string): void => {
    if (!holds)
      throw new OperandoError('invalid-argument', `${parameter} is ${value}.`, { where: { parameter }, cure });
  };
  expect(rbkg > 0 && rbkg < 10, 'rbkg', rbkg, 'Give a distance in A, about half the shortest bond; 1 is usual.');
  expect(kweight >= 0 && kweight <= 10, 'kweight', kweight, 'Give a power from 0 to 3.');
  expect(kmin >= 0 && kmin < Infinity, 'kmin', kmin, 'Give a wavenumber of 0 or more, in 1/A.');
  expect(
    kmax === undefined || (kmax > 0 && kmax < Infinity),
    'kmax',
    kmax ?? 0,
    'Give a wavenumber above 0, in 1/A, or leave it out.',
  );
  expect(Number.isInteger(nclamp) && nclamp >= 0, 'nclamp', nclamp, 'Give a number of points, or 0.');
  expect(Number.isFinite(clampLow), 'clampLow', clampLow, 'Give a finite weight.');
  expect(Number.isFinite(clampHigh), 'clampHigh', clampHigh, 'Give a finite weight.');
  expect(
    nknots === undefined || Number.isFinite(nknots),
    'nknots',
    nknots ?? 0,
    'Give a number of splines, or leave it out.',
  );
  expect(kstep >= 1e-3 && kstep <= 1, 'kstep', kstep, 'Give a step near 0.05 1/A.');
  expect(Number.isInteger(nfft) && nfft >= 16 && nfft <= 2 ** 20, 'nfft', nfft, 'Give a power of two; 2048 is usual.');
  return {
    rbkg: Math.max(rbkg, (2 * Math.PI) / (kstep * nfft)),
    kweight,
    kmin,
    kmax,
    dk,
    window,
    nclamp,
    clampLow,
    clampHigh,
    nknots,
    nfft,
    kstep,
  };
}
