import { OperandoError } from '@operando/core';
import type { ExafsWindowShape } from './exafs-window.js';
import { indexOf } from '../grid-search.js';
import { xftf } from './xftf.js';
import { xftr } from './xftr.js';

/** Options of {@link estimateExafsNoise}. */
export interface ExafsNoiseOptions {
  /** Distances where there is nothing but noise begin here, A. @default 15 */
  readonly rmin?: number | undefined;
  /** and end here. @default 30 */
  readonly rmax?: number | undefined;
  /** Power of k in the transform. @default 1 */
  readonly kweight?: number | undefined;
  /** Begin of the range transformed, 1/A. @default 0 */
  readonly kmin?: number | undefined;
  /** End of the range transformed, 1/A. Larch takes 20 even where the data end earlier. @default the end of the data */
  readonly kmax?: number | undefined;
  /** Width of the window's slopes; of `kaiser` the shape parameter. @default 4 */
  readonly dk?: number | undefined;
  /** Width of the falling slope. @default dk */
  readonly dk2?: number | undefined;
  /** Shape of the window. @default 'kaiser' */
  readonly window?: ExafsWindowShape | undefined;
  /** Points of the Fourier transform, a power of two. @default 2048 */
  readonly nfft?: number | undefined;
  /** Step that chi is interpolated to, 1/A. @default k[1] - k[0] */
  readonly kstep?: number | undefined;
}

/** Noise of one chi(k). */
export interface ExafsNoise {
  /** Standard deviation of chi(k), Larch's `epsilon_k`: takes the window into account by its mean alone. */
  readonly epsilonK: number;
  /** Standard deviation of real and imaginary part of chi(R), Larch's `epsilon_r`. */
  readonly epsilonR: number;
  /** Standard deviation of chi(k), if white, from the squares of window and weight: without that approximation. */
  readonly sigma: number;
  /** Where the filtered |chi(q)| first falls below `epsilonK` in the upper half of the range, 1/A; at most the end of the data (Larch goes beyond). */
  readonly kmaxSuggested: number;
}

/**
 * Noise of chi(k) from its transform at distances too long for any neighbour (Newville, Boyanov and Sayers,
 * J. Synchrotron Rad. 6, 264, 1999): Larch's `estimate_noise`. Spectra interpolated or smoothed before look quieter than they are.
 *
 * @param k Wavenumbers, 1/A, even; uneven ones with `kstep` given.
 * @param chi chi(k), not weighted.
 * @throws OperandoError as `xftf`; `outside-range` for distances that the step in k does not reach.
 */
export function estimateExafsNoise(
  k: ArrayLike<number>,
  chi: ArrayLike<number>,
  options: ExafsNoiseOptions = {},
): ExafsNoise {
  const { rmin = 15, rmax = 30, kweight = 1, kmin = 0, dk = 4, window, nfft = 2048, kstep } = options;
  const end = k[k.length - 1] ?? 0;
  const { kmax = end, dk2 = dk } = options;
  const transform = xftf(k, chi, { kmin, kmax, kweight, dk, dk2, window, nfft, kstep, rmaxOut: rmax + 2 });
  const rstep = transform.r[1]! - transform.r[0]!;
  const from = Math.trunc(0.01 + rmin / rstep);
  const to = Math.min(nfft / 2, Math.trunc(1.01 + rmax / rstep));
  if (!(from >= 0 && to <= transform.r.length && to - from >= 4)) {
    throw new OperandoError(
      'outside-range',
      `there is no noise to be seen from ${rmin} to ${rmax} A: chi(R) ends at ${transform.r.at(-1)!.toPrecision(4)} A.`,
      { where: { parameter: 'rmin' }, cure: 'Give a range of distances below pi / (2 kstep).' },
    );
  }
  let squares = 0;
  for (let m = from; m < to; m++) squares += transform.re[m]! ** 2 + transform.im[m]! ** 2;
  const rms = Math.sqrt(squares / (2 * (to - from)));
  let sum = 0;
  let weights = 0;
  transform.window.forEach((w, i) => {
    sum += w;
    weights += ((w * transform.kstep) / Math.sqrt(Math.PI)) ** 2 * (transform.kstep * i) ** (2 * kweight);
  });
  const epsilonR = rms / ((sum * transform.kstep) / (kmax - kmin));
  const power = 2 * kweight + 1;
  const epsilonK = epsilonR * Math.sqrt((2 * Math.PI * power) / (transform.kstep * (kmax ** power - kmin ** power)));
  const back = xftr(transform, { rmin: 0.5, rmax: 9.5, dr: 1, window: 'parzen', nfft });
  let at = indexOf(back.q, (kmax + kmin) / 2 + 1e-6 * transform.kstep);
  while (at < back.q.length && !(back.magnitude[at]! / back.q[at]! ** kweight < epsilonK)) at++;
  // Half of the noise power goes to the real part, half to the imaginary.
  return { epsilonK, epsilonR, sigma: rms / Math.sqrt(weights / 2), kmaxSuggested: Math.min(back.q[at] ?? end, end) };
}
