import { OperandoError } from '@operando/core';
import type { Measured } from '@operando/core';
import { backSubstitute, householderQrInPlace, inverseGram, sigmaFromMedian } from '@operando/numerics';
import { checkedIntensities } from './background-checks.js';
import { chebyshevTerms } from './background-terms.js';

/** Options of {@link chebyshevBackground}. */
export interface ChebyshevBackgroundOptions {
  /** Degree of the polynomial. @default 5 */
  readonly degree?: number | undefined;
  /** Standard deviation of each y. @default the scatter of the points that are kept */
  readonly sigma?: ArrayLike<number> | undefined;
  /** Points further above the polynomial than this many standard deviations are peaks and left out. @default 2.5 */
  readonly clip?: number | undefined;
  /** Rounds of leaving out at most. @default 30 */
  readonly maximumIterations?: number | undefined;
}

/**
 * Chebyshev polynomial through the points that are no peaks: fitted, points
 * high above it (and, at twice the distance, below) left out, and again until
 * none changes.
 *
 * @throws OperandoError `non-finite`, `too-few-points` (also when peaks leave too few), `shape-mismatch`.
 */
export function chebyshevBackground(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: ChebyshevBackgroundOptions = {},
): {
  readonly background: Float64Array;
  readonly coefficients: readonly Measured[];
  readonly domain: readonly [number, number];
  readonly used: Uint8Array;
  readonly iterations: number;
} {
  const { degree = 5, sigma, clip = 2.5, maximumIterations = 30 } = options;
  const values = checkedIntensities(y, degree + 2);
  const n = values.length;
  if (x.length !== n || (sigma !== undefined && sigma.length !== n)) {
    throw new OperandoError(
      'shape-mismatch',
      `x, y and sigma have ${x.length}, ${n} and ${sigma?.length ?? n} values`,
      { cure: 'give one y and one sigma per x' },
    );
  }
  const domain = [x[0]!, x[n - 1]!] as const;
  const terms = chebyshevTerms(x, degree, ...domain);
  const used = new Uint8Array(n).fill(1);
  const background = new Float64Array(n);
  let coefficients: Measured[] = [];
  let iterations = 0;
  for (let changed = true; changed && iterations < maximumIterations; iterations++) {
    coefficients = fitTerms(terms, values, sigma, used);
    background.fill(0);
    coefficients.forEach(({ value }, k) => {
      for (let i = 0; i < n; i++) background[i]! += value * terms[k]![i]!;
    });
    const residuals = values.map((value, i) => (value - background[i]!) / (sigma?.[i] ?? 1));
    const scale = sigma === undefined ? sigmaFromMedian(residuals.filter((_, i) => used[i] === 1)) : 1;
    changed = false;
    for (let i = 0; i < n; i++) {
      const keep = residuals[i]! < clip * scale && residuals[i]! > -2 * clip * scale ? 1 : 0;
      if (keep !== used[i]) changed = true;
      used[i] = keep;
    }
    if (scale === 0) break;
  }
  return { background, coefficients, domain, used, iterations };
}

function fitTerms(
  terms: readonly Float64Array[],
  y: Float64Array,
  sigma: ArrayLike<number> | undefined,
  used: Uint8Array,
): Measured[] {
  const rows = Array.from(y.keys()).filter((i) => used[i] === 1);
  const m = rows.length;
  const n = terms.length;
  if (m <= n)
    throw new OperandoError('too-few-points', `peaks leave ${m} points for a background of ${n} terms`, {
      cure: 'lower the degree, raise clip, or use arpls',
    });
  const matrix = new Float64Array(m * n);
  const right = new Float64Array(m);
  rows.forEach((i, row) => {
    const weight = 1 / (sigma?.[i] ?? 1);
    right[row] = y[i]! * weight;
    for (let k = 0; k < n; k++) matrix[k * m + row] = terms[k]![i]! * weight;
  });
  const diagonal = new Float64Array(n);
  const solution = new Float64Array(n);
  const covariance = new Float64Array(n * n);
  householderQrInPlace(matrix, m, n, right, diagonal);
  backSubstitute(matrix, m, n, right, diagonal, solution);
  if (!inverseGram(matrix, m, n, diagonal, covariance)) covariance.fill(Number.NaN);
  let rest = 0;
  for (let i = n; i < m; i++) rest += right[i]! ** 2;
  const scale = sigma === undefined ? rest / (m - n) : 1;
  return Array.from(solution, (value, k) => ({ value, stderr: Math.sqrt(scale * covariance[k * n + k]!) }));
}
