import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { exafsWindow } from './exafs-window.js';
import type { ExafsWindowShape } from './exafs-window.js';
import { fourierBuffer } from './fourier-buffer.js';
import type { FourierBuffer } from './fourier-buffer.js';
import { kGrid, resampleToGrid } from './k-grid.js';
import type { KGrid } from './k-grid.js';

/** Options of `xftf`. */
export interface XftfOptions {
  /** Where the window begins, 1/A. @default 0 */
  readonly kmin?: number | undefined;
  /** Where it ends, 1/A. @default 20 */
  readonly kmax?: number | undefined;
  /** Power of k that chi is multiplied with; need not be an integer. @default 2 */
  readonly kweight?: number | undefined;
  /** Width of the window's slopes, 1/A; of `kaiser` the shape parameter. @default 1 */
  readonly dk?: number | undefined;
  /** Width of the falling slope. @default dk */
  readonly dk2?: number | undefined;
  /** Shape of the window. @default 'kaiser' */
  readonly window?: ExafsWindowShape | undefined;
  /** Longest distance in the result, A. @default 10 */
  readonly rmaxOut?: number | undefined;
  /** Points of the Fourier transform, a power of two. @default 2048 */
  readonly nfft?: number | undefined;
  /** Step that chi is interpolated to linearly, 1/A. @default k[1] - k[0] */
  readonly kstep?: number | undefined;
}

/** Everything of a transform from k to R that does not depend on chi. */
export interface ForwardTransform {
  readonly grid: KGrid;
  /** Distances without phase correction, A. */
  readonly r: Float64Array;
  /** The window on the grid of chi, cut where chi ends. */
  readonly window: Float64Array;
  /** k^kweight x window x kstep / sqrt(pi). */
  readonly factor: Float64Array;
  readonly nfft: number;
  readonly warnings: readonly OperandoWarning[];
  /** Transform of the chi at `offset`: the first r.length (re, im) pairs, overwritten by the next call. */
  apply(chi: Float64Array, offset: number): Float64Array;
}

function transformWarnings(grid: KGrid, k: Float64Array, window: Float64Array): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const end = k[k.length - 1]!;
  if (window[grid.points - 1]! > 1e-3) {
    warnings.push({
      code: 'window-beyond-data',
      message: `chi(k) ends at ${end.toPrecision(4)} 1/A where the window is still ${window[grid.points - 1]!.toPrecision(2)}: the cut makes ripples in R. Give a smaller kmax.`,
    });
  }
  for (let i = 0; i < grid.points && grid.left[i]! < 0; i++) {
    if (window[i]! <= 1e-3) continue;
    warnings.push({
      code: 'window-before-data',
      message: `chi(k) begins at ${k[0]!.toPrecision(4)} 1/A, the window before it: chi was taken as 0 there. Give a larger kmin.`,
    });
    break;
  }
  return warnings;
}

/** @throws OperandoError as `kGrid`, `exafsWindow` and `fourierBuffer`; `invalid-argument` for more points than nfft or no distances. */
export function forwardTransform(k: Float64Array, options: XftfOptions, buffer?: FourierBuffer): ForwardTransform {
  const { kmin = 0, kmax = 20, kweight = 2, dk = 1, window: shape = 'kaiser', rmaxOut = 10, nfft = 2048 } = options;
  const { dk2 = dk } = options;
  const fourier = buffer?.size === nfft ? buffer : fourierBuffer(nfft);
  const grid = kGrid(k, options.kstep);
  const { kstep, points } = grid;
  if (points > nfft) {
    throw new OperandoError('invalid-argument', `${points} points in k do not fit a Fourier transform of ${nfft}.`, {
      where: { parameter: 'nfft' },
      cure: 'Give a larger nfft or kstep.',
    });
  }
  if (!Number.isFinite(kweight))
    throw new OperandoError('invalid-argument', `kweight is ${kweight}.`, { where: { parameter: 'kweight' } });
  if (!(rmaxOut >= 0))
    throw new OperandoError('invalid-argument', `rmaxOut is ${rmaxOut} A.`, { where: { parameter: 'rmaxOut' } });
  if (!(Number.isFinite(kmax) && kmax + dk2 <= 1e3))
    throw new OperandoError('invalid-argument', `kmax is ${kmax} 1/A.`, { where: { parameter: 'kmax' } });
  // The window's corners depend on the grid it is made on: it must reach beyond kmax even where chi does not.
  const long = Math.trunc(1.01 + Math.max(k[k.length - 1]!, kmax + dk2) / kstep);
  const window = exafsWindow(
    Float64Array.from({ length: long }, (_, i) => kstep * i),
    { xmin: kmin, xmax: kmax, dx: dk, dx2: dk2, window: shape },
  ).slice(0, points);
  if (!window.some((w) => w !== 0)) {
    throw new OperandoError(
      'outside-range',
      `the window from ${kmin} to ${kmax} 1/A begins after the end of chi(k) at ${k[k.length - 1]!.toPrecision(4)} 1/A.`,
      { where: { parameter: 'kmin' }, cure: 'Give a range within the data.' },
    );
  }
  const scale = kstep / Math.sqrt(Math.PI);
  const factor = window.map((w, i) => (w === 0 ? 0 : scale * (kstep * i) ** kweight * w));
  const rstep = Math.PI / (kstep * nfft);
  const distances = Math.trunc(Math.min(nfft / 2, 1.01 + rmaxOut / rstep));
  const r = Float64Array.from({ length: distances }, (_, i) => rstep * i);
  return {
    grid,
    r,
    window,
    factor,
    nfft,
    warnings: transformWarnings(grid, k, window),
    apply(chi, offset) {
      const { input } = fourier;
      resampleToGrid(grid, chi, offset, input);
      for (let i = 0; i < points; i++) input[i]! *= factor[i]!;
      input.fill(0, points, nfft);
      fourier.forwardReal();
      return fourier.output;
    },
  };
}
