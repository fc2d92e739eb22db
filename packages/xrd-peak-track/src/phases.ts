import { emptyColumn, isOperandoError, OperandoError, statusOf } from '@operando/core';
import type { Estimate, EstimateColumn, Measured } from '@operando/core';

/** Area of the same reflection of one phase. */
export interface PhaseArea {
  /** In any unit that all phases share. */
  readonly area: number;
  /** Its standard error. */
  readonly stderr: number;
  /** Area per amount of this phase, relative to the others: |F|^2 x multiplicity x Lorentz-polarisation / volume^2. @default 1 */
  readonly weight?: number | undefined;
}

/** Shares of phases (unit `1`) with their covariance (row-major). */
export interface PhaseFractions {
  /** In the order of the areas; they add up to 1. */
  readonly fractions: readonly Estimate[];
  /** Row-major. */
  readonly covariance: Float64Array;
  /** True when any weight was left at 1: the shares are then of intensity, not of amount. */
  readonly relative: boolean;
}

/**
 * Shares of phases from peak areas, area / weight over their sum; negative
 * areas of fits within the noise are kept, so that means are not biased.
 *
 * @throws OperandoError `invalid-argument` for areas that are not finite or sum to 0, or errors below 0. Unknown errors (NaN) leave those of the shares unknown.
 */
export function phaseFractions(phases: readonly PhaseArea[]): PhaseFractions {
  const amounts = phases.map(({ area, weight = 1 }) => area / weight);
  const errors = phases.map(({ stderr, weight = 1 }) => stderr / weight);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (phases.length === 0 || !amounts.every(Number.isFinite) || errors.some((error) => error < 0) || !(total > 0)) {
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
    fractions: shares.map((value, i) => ({ value, stderr: Math.sqrt(covariance[i * n + i]!), unit: '1' })),
    covariance,
    relative: phases.some(({ weight }) => weight === undefined),
  };
}

/** The tracked area of the same reflection of one phase. */
export interface PhaseTrack {
  /** Word for the column's name. */
  readonly name: string;
  /** As `area` of a track. */
  readonly area: Pick<EstimateColumn, 'values' | 'stderr'>;
  /** As {@link PhaseArea.weight}. @default 1 */
  readonly weight?: number | undefined;
}

/**
 * {@link phaseFractions} in every frame: columns `name_fraction`, unit `1`. Frames in which an area is missing, or all
 * are within the noise of 0, have none; their status is `failed`, that of the others `ok`.
 *
 * @throws OperandoError `invalid-argument` without phases, `shape-mismatch` for columns of other lengths.
 */
export function phaseFractionColumns(phases: readonly PhaseTrack[]): readonly EstimateColumn[] {
  const frames = phases[0]?.area.values.length;
  if (frames === undefined)
    throw new OperandoError('invalid-argument', 'there are no phases.', { where: { parameter: 'phases' } });
  const odd = phases.find(({ area }) => area.values.length !== frames);
  if (odd !== undefined)
    throw new OperandoError('shape-mismatch', `${odd.name} has ${odd.area.values.length} areas for ${frames} frames.`, {
      where: { parameter: 'phases' },
    });
  const status = new Uint8Array(frames).fill(statusOf.ok);
  const columns = phases.map(() => emptyColumn(frames));
  for (let frame = 0; frame < frames; frame++) {
    try {
      const { fractions } = phaseFractions(
        phases.map(({ area: { values, stderr }, weight }) => ({
          area: values[frame]!,
          stderr: stderr?.[frame] ?? Number.NaN,
          weight,
        })),
      );
      fractions.forEach(({ value, stderr }, k) => {
        columns[k]!.values[frame] = value;
        columns[k]!.stderr[frame] = stderr;
      });
    } catch (error) {
      if (!isOperandoError(error, 'invalid-argument')) throw error;
      status[frame] = statusOf.failed;
    }
  }
  return phases.map(({ name }, k) => ({ name: `${name}_fraction`, unit: '1', ...columns[k]!, status }));
}

/**
 * Lever rule: mean composition of a two-phase region from the share of the
 * second phase and the two end compositions, with errors; unit `1`.
 */
export function leverRule(share: Measured, first: Measured, second: Measured): Estimate {
  const value = (1 - share.value) * first.value + share.value * second.value;
  return {
    value,
    stderr: Math.hypot(
      (second.value - first.value) * share.stderr,
      (1 - share.value) * first.stderr,
      share.value * second.stderr,
    ),
    unit: '1',
  };
}
