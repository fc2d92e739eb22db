import { OperandoError } from '@operando/core';

/** Background fitted together with the peaks. Chebyshev: polynomials up to a degree, on the window mapped to [-1, 1]. */
export type FittedBackground = 'none' | 'constant' | 'line' | { readonly chebyshev: number };

/** Degree of a background; -1 for none. */
export function backgroundDegree(background: FittedBackground): number {
  if (background === 'none') return -1;
  if (background === 'constant') return 0;
  if (background === 'line') return 1;
  const degree = background.chebyshev;
  if (!Number.isInteger(degree) || degree < 0 || degree > 30) {
    throw new OperandoError('invalid-argument', `a Chebyshev background of degree ${degree} cannot be`, {
      where: { parameter: 'background' },
      cure: 'give a degree from 0 to 30',
    });
  }
  return degree;
}

/** Chebyshev polynomials T_0 ... T_degree on [from, to], one array each. */
export function chebyshevTerms(x: ArrayLike<number>, degree: number, from: number, to: number): Float64Array[] {
  const half = 0.5 * (to - from) || 1;
  const middle = 0.5 * (to + from);
  const n = x.length;
  const terms: Float64Array[] = [];
  for (let k = 0; k <= degree; k++) {
    const term = new Float64Array(n);
    const [last, before] = [terms[k - 1], terms[k - 2]];
    for (let i = 0; i < n; i++) {
      const t = (x[i]! - middle) / half;
      if (k === 0) term[i] = 1;
      else term[i] = k === 1 ? t : 2 * t * last![i]! - before![i]!;
    }
    terms.push(term);
  }
  return terms;
}
