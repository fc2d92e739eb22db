import { OperandoError } from '@operando/core';
import type { LinearForm } from './edge-errors/linear-form.js';
import type { RowFit } from './edge-errors/row-fit.js';
import { bareAtomStep, mback } from './mback.js';
import type { NormalizationPlan } from './normalization-plan.js';
import type { NormalizationOptions } from './pre-edge-ranges.js';

/**
 * What the absorption is divided by, once a line is taken off below the edge: `step`, the height between both fits; `area`, the
 * mean above e0 of all that is absorbed, so that the area is that of a step of 1 at e0 (for scans that end soon above the edge);
 * `min-max`, what lies between lowest and highest value, without a line; `none`, nothing, and nothing is taken off; `mback`, as
 * {@link mback} with `bareAtomStep`.
 */
export type NormalizationKind = 'step' | 'area' | 'min-max' | 'none' | 'mback';

/** A spectrum normalized by its step. */
export interface StepNormalized {
  readonly energy: Float64Array;
  readonly mu: Float64Array;
  readonly norm: Float64Array;
  readonly edgeStep: number;
  readonly e0: number;
  readonly plan: NormalizationPlan;
  /** Lowest and highest energy that count. */
  readonly limits: readonly [number, number];
  /** Tabulated edge. @default e0 */
  readonly edge?: number | undefined;
  /** Ranges that were given. */
  readonly given: Pick<NormalizationOptions, 'pre1' | 'pre2' | 'norm1' | 'norm2'>;
}

/** The same normalized otherwise. */
export interface Renormalized {
  readonly norm: Float64Array;
  readonly edgeStep: number;
  /** What the errors of positions go by, beside that of the step normalization. */
  readonly fit: Pick<RowFit, 'height' | 'extremes' | 'isRaw'>;
  /** By what share the values change with e0, per eV. */
  readonly withEdge: number;
}

/** Points whose energies lie within some limits, [from, to). */
function pointsWithin(energy: Float64Array, [lowest, highest]: readonly [number, number]): readonly [number, number] {
  let from = 0;
  let to = energy.length;
  while (from < to && energy[from]! < lowest) from++;
  while (to > from && energy[to - 1]! > highest) to--;
  return [from, to];
}

/** Mean above e0 of what is absorbed, from the end of the pre-edge fit on, as a form of the values. */
function areaForm({ energy, plan }: StepNormalized, to: number, width: number): LinearForm {
  const from = Math.min(plan.pre.to - 1, to - 2);
  const weights = new Float64Array(to - from);
  for (let i = from; i + 1 < to; i++) {
    const half = (0.5 * (energy[i + 1]! - energy[i]!)) / width;
    weights[i - from]! += half;
    weights[i + 1 - from]! += half;
  }
  return { from, weights };
}

function byArea(row: StepNormalized): Renormalized {
  const [, to] = pointsWithin(row.energy, row.limits);
  const width = row.energy[to - 1]! - row.e0;
  const height = areaForm(row, to, width);
  const area = height.weights.reduce((sum, weight, i) => sum + weight * row.norm[height.from + i]!, 0);
  if (!(area > 0)) {
    throw new OperandoError('no-edge', 'the area above the pre-edge line is not positive.', {
      cure: 'Check the columns, or give the range of the pre-edge fit.',
    });
  }
  return {
    norm: row.norm.map((value) => value / area),
    edgeStep: row.edgeStep * area,
    fit: { height },
    withEdge: -1 / width,
  };
}

function byExtremes({ energy, mu, limits }: StepNormalized): Renormalized {
  const [from, to] = pointsWithin(energy, limits);
  let [lowest, highest] = [from, from];
  for (let i = from; i < to; i++) {
    if (mu[i]! < mu[lowest]!) lowest = i;
    if (mu[i]! > mu[highest]!) highest = i;
  }
  const span = mu[highest]! - mu[lowest]!;
  const norm = mu.map((value) => (value - mu[lowest]!) / span);
  return { norm, edgeStep: span, fit: { extremes: [lowest, highest] }, withEdge: 0 };
}

/** Normalize a spectrum by something else than its step. @throws OperandoError `no-edge`; as {@link mback}. */
export function renormalized(kind: Exclude<NormalizationKind, 'step'>, row: StepNormalized): Renormalized {
  switch (kind) {
    case 'area':
      return byArea(row);
    case 'min-max':
      return byExtremes(row);
    case 'none':
      return { norm: row.mu.slice(), edgeStep: 1, fit: { isRaw: true }, withEdge: 0 };
    case 'mback': {
      const { energy, mu, e0, limits, edge = e0, given } = row;
      const [lowest, highest] = limits;
      const { norm, edgeStep } = mback(energy, mu, bareAtomStep(energy, edge), e0, {
        ...given,
        pre1: given.pre1 ?? (lowest > energy[0]! ? lowest - e0 : undefined),
        norm2: given.norm2 ?? (highest < energy[energy.length - 1]! ? highest - e0 : undefined),
      });
      return { norm, edgeStep, fit: {}, withEdge: 0 };
    }
    default:
      throw new OperandoError('invalid-argument', `there is no normalization ${JSON.stringify(kind)}.`, {
        where: { parameter: 'normalization' },
        cure: 'Choose among step, area, min-max, none, mback.',
      });
  }
}
