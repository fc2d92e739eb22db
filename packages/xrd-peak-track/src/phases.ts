import { OperandoError } from '@operando/core';
import type { Estimate } from '@operando/peak-fit';

/** Area of the same reflection of one phase. */
export interface PhaseArea {
  readonly area: number;
  readonly stderr: number;
  /** Area per amount of this phase, relative to the others: |F|^2 x multiplicity x Lorentz-polarisation / volume^2. @default 1 */
  readonly weight?: number | undefined;
}

/** Shares of phases with their covariance (row-major). */
export interface PhaseFractions {
  readonly fractions: readonly Estimate[];
  readonly covariance: Float64Array;
  /** True when any weight was left at 1: the shares are then of intensity, not of amount. */
  readonly relative: boolean;
}

/**
 * Shares of phases from peak areas, area / weight over their sum; negative
 * areas of fits within the noise are kept, so that means are not biased.
 *
 * @throws OperandoError `invalid-argument` for areas that are not finite or sum to 0.
 */
export function phaseFractions(phases: readonly PhaseArea[]): PhaseFractions {
  const amounts = phases.map(({ area, weight = 1 }) => area / weight);
  const errors = phases.map(({ stderr, weight = 1 }) => stderr / weight);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (phases.length === 0 || !amounts.every(Number.isFinite) || !errors.every((error) => error >= 0) || !(total > 0)) {
    throw new OperandoError(
      'invalid-argument',
      `the areas ${phases.map(({ area, stderr }) => `${area} +- ${stderr}`).join(', ')} have no shares`,
      {
        where: { parameter: 'phases' },
        cure: 'give finite areas with errors and a sum above 0',
      },
    );
  }
  const n = phases.length;
  const shares = amounts.map((amount) => amount / total);
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++)
        sum += ((i === k ? 1 : 0) - shares[i]!) * ((j === k ? 1 : 0) - shares[j]!) * errors[k]! ** 2;
      covariance[i * n + j] = sum / (total * total);
    }
  }
  return {
    fractions: shares.map((value, i) => ({ value, stderr: Math.sqrt(covariance[i * n + i]!) })),
    covariance,
    relative: phases.some(({ weight }) => weight === undefined),
  };
}

/**
 * Lever rule: mean composition of a two-phase region from the share of the
 * second phase and the two end compositions, with errors.
 */
export function leverRule(share: Estimate, first: Estimate, second: Estimate): Estimate {
  const value = (1 - share.value) * first.value + share.value * second.value;
  return {
    value,
    stderr: Math.hypot(
      (second.value - first.value) * share.stderr,
      (1 - share.value) * first.stderr,
      share.value * second.stderr,
    ),
  };
}
