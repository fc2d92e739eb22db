import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { exafsWindow } from './exafs-window.js';
import type { ExafsWindowShape } from './exafs-window.js';
import { fourierBuffer } from './fourier-buffer.js';
import { magnitudes } from './xftf.js';

/** Options of {@link xftr}. */
export interface XftrOptions {
  /** Where the window begins, A. @default 0 */
  readonly rmin?: number | undefined;
  /** Where it ends, A. @default 20 */
  readonly rmax?: number | undefined;
  /** Width of the window's slopes, A; of `kaiser` the shape parameter. @default 1 */
  readonly dr?: number | undefined;
  /** Width of the falling slope. @default dr */
  readonly dr2?: number | undefined;
  /** Shape of the window. @default 'kaiser' */
  readonly window?: ExafsWindowShape | undefined;
  /** Power of R that chi(R) is multiplied with. @default 0 */
  readonly rweight?: number | undefined;
  /** Largest wavenumber in the result, 1/A. @default 30 */
  readonly qmaxOut?: number | undefined;
  /** Points of the Fourier transform, a power of two. @default 2048 */
  readonly nfft?: number | undefined;
}

/** chi(q): chi(R) filtered and transformed back; its real part is the k^kweight chi(k) of the distances kept. */
export interface ExafsBackTransform {
  /** Wavenumbers, 1/A. */
  readonly q: Float64Array;
  /** Real part of chi(q). */
  readonly re: Float64Array;
  /** Imaginary part. */
  readonly im: Float64Array;
  /** Its magnitude. */
  readonly magnitude: Float64Array;
  /** The window on the distances given. */
  readonly window: Float64Array;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Fourier transform back from R to q, filtered by a window in R: Larch's `xftr`. Half of the complex chi(R) stands
 * for negative distances, so `re` of the result is k^kweight chi(k) x window(k), filtered.
 *
 * Here q is the transform's own grid, i pi / (rstep nfft); Larch labels it with even steps up to `qmaxOut`,
 * which is the same unless that is no multiple of the step.
 *
 * @param transform chi(R) as `xftf` gives it, with `rmaxOut` beyond the window; r must begin at 0.
 * @throws OperandoError `shape-mismatch`, `invalid-argument`, `outside-range`.
 */
export function xftr(
  transform: { readonly r: Float64Array; readonly re: Float64Array; readonly im: Float64Array },
  options: XftrOptions = {},
): ExafsBackTransform {
  const { r, re, im } = transform;
  const { rmin = 0, rmax = 20, dr = 1, window: shape = 'kaiser', rweight = 0, qmaxOut = 30, nfft = 2048 } = options;
  const { dr2 = dr } = options;
  if (re.length !== r.length || im.length !== r.length)
    throw new OperandoError(
      'shape-mismatch',
      `${r.length} distances for ${re.length} real and ${im.length} imaginary values.`,
    );
  const rstep = r[1]! - r[0]!;
  if (
    !(
      r.length >= 2 &&
      rstep > 0 &&
      Math.abs(r[0]!) < 1e-6 * rstep &&
      Math.abs(r.at(-1)! - rstep * (r.length - 1)) < 1e-6 * r.at(-1)!
    )
  ) {
    throw new OperandoError('invalid-argument', `the distances do not go from 0 in even steps.`, {
      where: { parameter: 'r' },
      cure: 'Give chi(R) as xftf returns it.',
    });
  }
  const fourier = fourierBuffer(nfft);
  if (r.length > nfft)
    throw new OperandoError('invalid-argument', `${r.length} distances do not fit a Fourier transform of ${nfft}.`, {
      where: { parameter: 'nfft' },
    });
  const all = exafsWindow(
    Float64Array.from({ length: nfft }, (_, i) => rstep * i),
    { xmin: rmin, xmax: rmax, dx: dr, dx2: dr2, window: shape },
  );
  for (let i = 0; i < r.length; i++) {
    const w = all[i] === 0 ? 0 : all[i]! * (rweight === 0 ? 1 : r[i]! ** rweight);
    fourier.input[2 * i] = w * re[i]!;
    fourier.input[2 * i + 1] = w * im[i]!;
  }
  fourier.inverse();
  const kstep = Math.PI / (rstep * nfft);
  const scale = (0.5 * 4 * Math.sqrt(Math.PI)) / kstep;
  const points = Math.min(nfft / 2, Math.trunc(1.05 + qmaxOut / kstep));
  if (!(points >= 1))
    throw new OperandoError('invalid-argument', `qmaxOut is ${qmaxOut} 1/A.`, { where: { parameter: 'qmaxOut' } });
  const pairs = fourier.output.subarray(0, 2 * points).map((value) => scale * value);
  const magnitude = new Float64Array(points);
  magnitudes(pairs, magnitude, 0, points);
  const warnings: OperandoWarning[] = [];
  if (r.length < nfft && all[r.length]! > 1e-3) {
    warnings.push({
      code: 'window-beyond-data',
      message: `chi(R) ends at ${r.at(-1)!.toPrecision(4)} A, within the window up to ${rmax} A. Give xftf a larger rmaxOut, or a smaller rmax here.`,
    });
  }
  return {
    q: Float64Array.from({ length: points }, (_, i) => kstep * i),
    re: Float64Array.from({ length: points }, (_, i) => pairs[2 * i]!),
    im: Float64Array.from({ length: points }, (_, i) => pairs[2 * i + 1]!),
    magnitude,
    window: all.slice(0, r.length),
    warnings,
  };
}
