import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { forwardTransform } from './forward-transform.js';
import type { ForwardTransform, XftfOptions } from './forward-transform.js';
import { transformErrors } from './transform-errors.js';
import type { TransformErrors } from './transform-errors.js';

/** chi(R), complex, without phase correction. */
export interface ExafsTransform {
  /** Distances, A, from 0 in steps of pi / (kstep nfft). Peaks lie some tenths of an A below the bond lengths. */
  readonly r: Float64Array;
  /** Real part of chi(R), 1/angstrom^(kweight + 1). */
  readonly re: Float64Array;
  /** Imaginary part, in the same unit. */
  readonly im: Float64Array;
  /** Its magnitude, in the same unit. */
  readonly magnitude: Float64Array;
  /** Step of the grid in k that was transformed, 1/A. */
  readonly kstep: number;
  /** The window on that grid, which begins at k = 0. */
  readonly window: Float64Array;
  /** Standard errors, where those of chi were given. */
  readonly stderr?: TransformErrors;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

function expectFinite(values: Float64Array, what: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new OperandoError('non-finite', `${what} ${bad} is ${values[bad]}.`, { where: { row: bad } });
}

/** |chi(R)| from (re, im) pairs. */
export function magnitudes(pairs: Float64Array, out: Float64Array, offset: number, points: number): void {
  for (let m = 0; m < points; m++) {
    const a = pairs[2 * m]!;
    const b = pairs[2 * m + 1]!;
    out[offset + m] = Math.sqrt(a * a + b * b);
  }
}

/**
 * Forward Fourier transform of EXAFS: chi(R) = kstep / sqrt(pi) x sum k^kweight chi(k) window(k) exp(-2 i k R).
 * Conventions and defaults of Larch's `xftf` (Newville, J. Phys. Conf. Ser. 430, 2013), except that `kweight`
 * need not be an integer, and that chi below its first point counts as 0.
 *
 * With `stderr`, standard errors of chi (independent from point to point), those of `re` and `im` are exact, as the
 * transform is linear; that of `magnitude` is to first order, good where |chi(R)| is several times its error.
 *
 * @param k Wavenumbers, 1/A, even and increasing; uneven ones with `kstep` given.
 * @param chi chi(k), not weighted.
 * @throws OperandoError `shape-mismatch`, `non-finite`, `axis-not-increasing`, `too-few-points`, `invalid-argument`
 * (uneven k, nfft, slopes), `outside-range` (window not on the grid).
 */
export function xftf(
  k: ArrayLike<number>,
  chi: ArrayLike<number>,
  options: XftfOptions & { readonly stderr?: ArrayLike<number> | undefined } = {},
): ExafsTransform {
  const { stderr } = options;
  if (k.length !== chi.length || (stderr !== undefined && stderr.length !== chi.length)) {
    const errors = stderr === undefined ? '' : ` and ${stderr.length} standard errors`;
    throw new OperandoError('shape-mismatch', `${k.length} wavenumbers for ${chi.length} values of chi${errors}.`);
  }
  const values = Float64Array.from(chi);
  expectFinite(values, 'chi');
  const plan: ForwardTransform = forwardTransform(Float64Array.from(k), options);
  const n = plan.r.length;
  const pairs = plan.apply(values, 0);
  const re = Float64Array.from({ length: n }, (_, m) => pairs[2 * m]!);
  const im = Float64Array.from({ length: n }, (_, m) => pairs[2 * m + 1]!);
  const magnitude = new Float64Array(n);
  magnitudes(pairs, magnitude, 0, n);
  const result = { r: plan.r, re, im, magnitude, kstep: plan.grid.kstep, window: plan.window, warnings: plan.warnings };
  if (stderr === undefined) return result;
  const errors = Float64Array.from(stderr);
  expectFinite(errors, 'standard error');
  return Object.assign(result, { stderr: transformErrors(plan, errors, re, im) });
}
