import { evaluatePolynomial, polynomialOperator } from '@operando/numerics';
import type { PolynomialOperator } from '@operando/numerics';
import type { PreEdgeRanges } from './pre-edge-ranges.js';

/**
 * Everything about a normalization that depends on the energies and the fit
 * ranges but not on the spectrum: both fits factorised, and what they say of
 * the uncertainty of the edge step.
 */
export interface NormalizationPlan {
  readonly ranges: PreEdgeRanges;
  readonly pre: PolynomialOperator;
  readonly post: PolynomialOperator;
  /** Scaled abscissa of the post-edge polynomial, for every energy. */
  readonly abscissae: Float64Array;
  /** E^nvict and E^-nvict, absent for nvict = 0. */
  readonly victoreen?: { readonly weight: Float64Array; readonly inverse: Float64Array };
  /** (nnorm + 1) x (pre terms): post-edge coefficients of the pre-edge basis functions. */
  readonly preInPost: Float64Array;
  /** Scaled post-edge abscissa of the edge point. */
  readonly edgeU: number;
  /** Variance of the edge step for unit variance of one post-edge, one pre-edge point. */
  readonly stepVariancePost: number;
  readonly stepVariancePre: number;
}

/** The quadratic form v^T M v. */
function quadraticForm(v: Float64Array, m: Float64Array): number {
  const n = v.length;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += v[i]! * m[i * n + j]! * v[j]!;
  return sum;
}

/** Factorise both fits for one set of ranges. */
export function normalizationPlan(energy: Float64Array, ranges: PreEdgeRanges): NormalizationPlan {
  const { nvict, npre, nnorm, preFrom, preTo, normFrom, normTo, edgeIndex } = ranges;
  const pre = polynomialOperator(energy, preFrom, preTo, npre === 0 ? 0 : 1);
  const post = polynomialOperator(energy, normFrom, Math.max(normTo, normFrom + nnorm + 1), nnorm);
  const postPoints = post.to - post.from;
  const preTerms = pre.degree + 1;
  const postTerms = nnorm + 1;
  let victoreen: NormalizationPlan['victoreen'];
  if (nvict !== 0) {
    victoreen = { weight: energy.map((e) => e ** nvict), inverse: energy.map((e) => e ** -nvict) };
  }
  const preInPost = new Float64Array(postTerms * preTerms);
  for (let i = 0; i < postPoints; i++) {
    const e = energy[normFrom + i]!;
    let basis = victoreen === undefined ? 1 : victoreen.inverse[normFrom + i]!;
    for (let b = 0; b < preTerms; b++) {
      for (let k = 0; k < postTerms; k++) preInPost[k * preTerms + b]! += post.matrix[k * postPoints + i]! * basis;
      basis *= pre.scale * e + pre.shift;
    }
  }
  const edgeU = post.scale * energy[edgeIndex]! + post.shift;
  const atEdge = Float64Array.from({ length: postTerms }, (_, k) => edgeU ** k);
  const preAtEdge = Float64Array.from({ length: preTerms }, (_, b) =>
    evaluatePolynomial(
      Float64Array.from({ length: postTerms }, (_unused, k) => preInPost[k * preTerms + b]!),
      edgeU,
    ),
  );
  return {
    ranges,
    pre,
    post,
    abscissae: energy.map((e) => post.scale * e + post.shift),
    preInPost,
    edgeU,
    stepVariancePost: quadraticForm(atEdge, post.inverseNormal),
    stepVariancePre: quadraticForm(preAtEdge, pre.inverseNormal),
    ...(victoreen === undefined ? {} : { victoreen }),
  };
}
