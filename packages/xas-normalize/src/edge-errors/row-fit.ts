import { evaluatePolynomial } from '@operando/numerics';
import { fitRow } from '../normalization-kernel.js';
import type { NormalizationPlan } from '../normalization-plan.js';
import type { NormalizationWorkspace } from '../normalization-workspace.js';
import { sumOfForms } from './linear-form.js';
import type { LinearForm } from './linear-form.js';

/** How a spectrum was normalized: what its edge positions owe to the noise of the fits. */
export interface RowFit {
  readonly plan: NormalizationPlan;
  /** The spectrum as it was measured. */
  readonly mu: Float64Array;
  /** Height that the spectrum was divided by. */
  readonly edgeStep: number;
  /** Sign of the fitted step; 0 where the step was given, and has no noise. */
  readonly sign: number;
  /** The flattened spectrum as it were with e0 a point to either side; none where e0 was given. */
  readonly shifted: () => readonly ShiftedFit[];
  /** What the spectrum was divided by, as a sum of values without the pre-edge line, where that is not the step. */
  readonly height?: LinearForm | undefined;
  /** Points of the lowest and the highest value, where it was brought to what lies between them. */
  readonly extremes?: readonly [lowest: number, highest: number] | undefined;
  /** It was used as it is. */
  readonly isRaw?: boolean | undefined;
}

/** A flattened spectrum by the number of its point. */
export type FlatValue = (index: number) => number;

/** A flattened spectrum as it were with another e0. */
export interface ShiftedFit {
  /** By how much e0 is another, eV. */
  readonly by: number;
  readonly valueAt: FlatValue;
}

/** A flattened spectrum where only some of its points are wanted. Uses the coefficients that the workspace holds after the fit. */
export function flatValueOf(
  plan: NormalizationPlan,
  energy: Float64Array,
  mu: Float64Array,
  offset: number,
  fixedStep: number | undefined,
  workspace: NormalizationWorkspace,
): FlatValue {
  fitRow(plan, mu, offset, fixedStep, workspace);
  const { edgeStep, signedStep } = workspace;
  const [p0, p1] = [workspace.pre[0]!, workspace.pre[1]!];
  const post = workspace.post.slice(0, plan.post.degree + 1);
  return (i) => {
    const line = (p0 + p1 * (plan.pre.scale * energy[i]! + plan.pre.shift)) * (plan.victoreen?.inverse[i] ?? 1);
    const curve = i < plan.ranges.edgeIndex ? signedStep : evaluatePolynomial(post, plan.abscissae[i]!);
    return (mu[offset + i]! - line - curve + signedStep) / edgeStep;
  };
}

/**
 * How a number that is read from a flattened spectrum changes with the measured values, in edge steps: by the values
 * themselves, by the pre-edge line, by the post-edge polynomial and by the step. To first order.
 *
 * @param form How it changes with the flattened values.
 * @param flat The flattened spectrum, from `offset` on.
 * @param out Receives the weight of every measured value.
 */
export function throughNormalization(
  form: LinearForm,
  fit: RowFit,
  energy: Float64Array,
  flat: Float64Array,
  offset: number,
  out: Float64Array,
): void {
  const level = form.weights.reduce((sum, weight, k) => sum + weight * flat[offset + form.from + k]!, 0);
  if (fit.isRaw === true || fit.extremes !== undefined) {
    out.fill(0, 0, energy.length);
    out.set(form.weights, form.from);
    if (fit.extremes === undefined) return;
    const [lowest, highest] = fit.extremes;
    out[lowest]! += level - form.weights.reduce((sum, weight) => sum + weight, 0);
    out[highest]! -= level;
  } else if (fit.height === undefined) throughFits(form, fit, energy, flat, offset, out);
  else {
    const whole = sumOfForms([
      [1, form],
      [-level, fit.height],
    ]);
    throughFits(whole, { ...fit, sign: 0 }, energy, flat, offset, out, Infinity);
  }
}

/** @param flattenedFrom Point from which the post-edge was taken away. */
function throughFits(
  form: LinearForm,
  { plan, sign }: RowFit,
  energy: Float64Array,
  flat: Float64Array,
  offset: number,
  out: Float64Array,
  flattenedFrom: number = plan.ranges.edgeIndex,
): void {
  const { pre, post, preInPost, victoreen, edgeU } = plan;
  const preTerms = pre.degree + 1;
  const postTerms = post.degree + 1;
  const ofPre = new Float64Array(preTerms);
  const ofPost = new Float64Array(postTerms);
  let height = 0;
  let above = 0;
  out.fill(0, 0, energy.length);
  form.weights.forEach((weight, k) => {
    const i = form.from + k;
    out[i] = weight;
    height += weight * flat[offset + i]!;
    let basis = weight * (victoreen?.inverse[i] ?? 1);
    for (let b = 0; b < preTerms; b++) {
      ofPre[b]! -= basis;
      basis *= pre.scale * energy[i]! + pre.shift;
    }
    if (i < flattenedFrom) return;
    above += weight;
    let power = weight;
    for (let t = 0; t < postTerms; t++) {
      ofPost[t]! -= power;
      power *= post.scale * energy[i]! + post.shift;
    }
  });
  // The step is the polynomial at the edge; above it, the polynomial less the step was taken away.
  let atEdge = above - height * sign;
  for (let t = 0; t < postTerms; t++) {
    ofPost[t]! += atEdge;
    atEdge *= edgeU;
  }
  const postPoints = post.to - post.from;
  for (let t = 0; t < postTerms; t++) {
    for (let b = 0; b < preTerms; b++) ofPre[b]! -= ofPost[t]! * preInPost[t * preTerms + b]!;
    for (let i = 0; i < postPoints; i++) out[post.from + i]! += ofPost[t]! * post.matrix[t * postPoints + i]!;
  }
  const prePoints = pre.to - pre.from;
  for (let b = 0; b < preTerms; b++) {
    for (let i = 0; i < prePoints; i++) {
      const weight = victoreen?.weight[pre.from + i] ?? 1;
      out[pre.from + i]! += ofPre[b]! * weight * pre.matrix[b * prePoints + i]!;
    }
  }
}
