import type { Status } from '@operando/core';
import { checkPositive, checkedIntensities } from './background-checks.js';
import { createWhittaker } from './whittaker.js';

/** Options of the penalised least squares backgrounds. */
export interface PenalisedOptions {
  /** Stiffness: the background bends over about lambda^(1/4) points. @default 1e6 */
  readonly lambda?: number | undefined;
  /** Rounds of reweighting at most. @default 50 */
  readonly maximumIterations?: number | undefined;
}

/** Options of {@link asls}. */
export interface AslsOptions extends PenalisedOptions {
  /** Weight of the points above the background. @default 0.01 */
  readonly p?: number | undefined;
}

/** Options of {@link arpls}. */
export interface ArplsOptions extends PenalisedOptions {
  /** Relative change of the weights at which it ends. @default 1e-3 */
  readonly ratio?: number | undefined;
}

/** A background and how it was reached. */
export interface PenalisedBackground {
  /** One for each point, in the unit of y. */
  readonly background: Float64Array;
  /** Last weights: near 1 where a point counts as background. */
  readonly weights: Float64Array;
  /** Steps that were taken. */
  readonly iterations: number;
  /** `limit-reached`: the weights were still changing. */
  readonly status: Extract<Status, 'converged' | 'limit-reached'>;
}

/** Weights for the next round into `weights`; true when they have settled. */
type Reweight = (residuals: Float64Array, weights: Float64Array, iteration: number) => boolean;

function iterate(
  y: ArrayLike<number>,
  { lambda = 1e6, maximumIterations = 50 }: PenalisedOptions,
  reweight: Reweight,
): PenalisedBackground {
  checkPositive(lambda, 'lambda');
  checkPositive(maximumIterations, 'maximumIterations');
  const values = checkedIntensities(y, 3);
  const n = values.length;
  const solver = createWhittaker(n, lambda);
  const background = new Float64Array(n);
  const residuals = new Float64Array(n);
  const weights = new Float64Array(n).fill(1);
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < maximumIterations) {
    solver.solve(values, weights, background);
    for (let i = 0; i < n; i++) residuals[i] = values[i]! - background[i]!;
    iterations++;
    converged = reweight(residuals, weights, iterations);
  }
  return { background, weights, iterations, status: converged ? 'converged' : 'limit-reached' };
}

/**
 * Asymmetric least squares (Eilers and Boelens 2005): points above the
 * background weigh p, those below 1 - p. Biased low by noise, the more the
 * smaller p.
 *
 * @throws OperandoError `non-finite`, `too-few-points`, `invalid-argument`.
 */
export function asls(y: ArrayLike<number>, options: AslsOptions = {}): PenalisedBackground {
  const { p = 0.01 } = options;
  checkPositive(p, 'p');
  return iterate(y, options, (residuals, weights) => {
    let changed = false;
    for (let i = 0; i < weights.length; i++) {
      const weight = residuals[i]! > 0 ? p : 1 - p;
      if (weight !== weights[i]) changed = true;
      weights[i] = weight;
    }
    return !changed;
  });
}

/**
 * Asymmetrically reweighted penalised least squares (Baek et al., Analyst 140
 * (2015) 250): logistic weights from mean and spread of the negative residuals,
 * which take noise as symmetric. The least biased of these on counts.
 *
 * @throws OperandoError `non-finite`, `too-few-points`, `invalid-argument`.
 */
export function arpls(y: ArrayLike<number>, options: ArplsOptions = {}): PenalisedBackground {
  const { ratio = 1e-3 } = options;
  checkPositive(ratio, 'ratio');
  return iterate(y, options, (residuals, weights) => {
    const negative = residuals.filter((d) => d < 0);
    if (negative.length < 2) return true;
    const mean = negative.reduce((sum, d) => sum + d, 0) / negative.length;
    const sigma = Math.sqrt(negative.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (negative.length - 1));
    if (!(sigma > 0)) return true;
    let change = 0;
    let size = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = 1 / (1 + Math.exp(Math.min(700, (2 * (residuals[i]! - (2 * sigma - mean))) / sigma)));
      change += (weight - weights[i]!) ** 2;
      size += weights[i]! ** 2;
      weights[i] = weight;
    }
    return Math.sqrt(change / size) < ratio;
  });
}

/**
 * Adaptive iteratively reweighted penalised least squares (Zhang et al.,
 * Analyst 135 (2010) 1138): weight 0 above, growing with depth below. Biased
 * low by noise.
 *
 * @throws OperandoError `non-finite`, `too-few-points`, `invalid-argument`.
 */
export function airpls(y: ArrayLike<number>, options: PenalisedOptions = {}): PenalisedBackground {
  let size = 0;
  for (let i = 0; i < y.length; i++) size += Math.abs(y[i]!);
  return iterate(y, options, (residuals, weights, iteration) => {
    let depth = 0;
    for (const d of residuals) if (d < 0) depth -= d;
    if (depth < 1e-3 * size) return true;
    for (let i = 0; i < weights.length; i++) {
      const d = residuals[i]!;
      weights[i] = d >= 0 ? 0 : Math.exp(Math.min(700, (-iteration * d) / depth));
    }
    // The ends are kept, as their authors do, lest the background float there.
    const edge = Math.exp(Math.min(700, (iteration * Math.max(...residuals.map((d) => (d < 0 ? -d : 0)))) / depth));
    weights[0] = edge;
    weights[weights.length - 1] = edge;
    return false;
  });
}
