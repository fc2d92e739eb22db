import { OperandoError } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import type { Estimate } from './estimate.js';

/** Two end members between which the parameter goes linearly. */
export interface VegardCalibration {
  readonly kind: 'vegard';
  /** Lithium content and lattice parameter of each end. */
  readonly ends: readonly [
    { readonly x: number; readonly value: number; readonly stderr?: number },
    { readonly x: number; readonly value: number; readonly stderr?: number },
  ];
}

/** A measured curve; interpolated by PCHIP, which does not overshoot. */
export interface TableCalibration {
  readonly kind: 'table';
  /** Increasing. */
  readonly x: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/** How to choose where a curve has several answers. */
export interface BranchChoice {
  /** Content of the frame before: the nearest branch is taken. */
  readonly previous?: number;
  /** Content by the charge passed: the nearest branch is taken. */
  readonly fromCharge?: number;
}

/** Lithium content with every answer the curve allows. */
export interface LithiumContent extends Estimate {
  /** All answers, in order of x. */
  readonly branches: readonly Estimate[];
  /** More than one answer and nothing to choose by: `value` is NaN. */
  readonly ambiguous: boolean;
}

function choose(branches: readonly Estimate[], { previous, fromCharge }: BranchChoice): LithiumContent {
  const target = previous ?? fromCharge;
  if (branches.length > 1 && target === undefined)
    return { value: Number.NaN, stderr: Number.NaN, branches, ambiguous: true };
  const best =
    branches.length === 1
      ? branches[0]!
      : branches.reduce((near, one) => (Math.abs(one.value - target!) < Math.abs(near.value - target!) ? one : near));
  return { ...best, branches, ambiguous: false };
}

/**
 * Lithium content from a lattice parameter.
 *
 * Where the curve is not monotone (c of layered oxides rises, then falls) all
 * answers are returned, and one is chosen by continuity or charge. Values
 * outside the calibration are refused, but for what the error of the value excuses
 * (two standard errors), which is set to the end.
 *
 * @throws OperandoError `outside-range`, `invalid-argument`.
 */
export function lithiumContent(
  parameter: Estimate,
  calibration: VegardCalibration | TableCalibration,
  choice: BranchChoice = {},
): LithiumContent {
  if (!Number.isFinite(parameter.value))
    throw new OperandoError('invalid-argument', `the lattice parameter is ${parameter.value}`, {
      where: { parameter: 'parameter' },
      cure: 'leave out frames without a cell',
    });
  const slack = 2 * (Number.isFinite(parameter.stderr) ? parameter.stderr : 0);
  if (calibration.kind === 'vegard') {
    const [from, to] = calibration.ends;
    const span = to.value - from.value;
    const share = (parameter.value - from.value) / span;
    refuseOutside(parameter.value, Math.min(from.value, to.value), Math.max(from.value, to.value), slack);
    const stderr =
      (Math.abs(to.x - from.x) / Math.abs(span)) *
      Math.hypot(parameter.stderr, (1 - share) * (from.stderr ?? 0), share * (to.stderr ?? 0));
    return choose([{ value: from.x + Math.min(1, Math.max(0, share)) * (to.x - from.x), stderr }], choice);
  }
  const spline = cubicSpline(calibration.x, calibration.value, 'pchip');
  const { knots, values } = spline;
  const lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  refuseOutside(parameter.value, lowest, highest, slack);
  const level = Math.min(highest, Math.max(lowest, parameter.value));
  const branches: Estimate[] = [];
  for (let i = 0; i + 1 < knots.length; i++) {
    // PCHIP is monotone between knots: at most one answer in each interval.
    const below = values[i]! - level;
    const above = values[i + 1]! - level;
    if (below * above > 0 || (above === 0 && i + 2 < knots.length) || (below === 0 && above === 0)) continue;
    let low = knots[i]!;
    let high = knots[i + 1]!;
    for (let round = 0; round < 60; round++) {
      const middle = 0.5 * (low + high);
      if ((spline.evaluate(middle) - level) * (above - below) > 0) high = middle;
      else low = middle;
    }
    const x = 0.5 * (low + high);
    branches.push({ value: x, stderr: Math.abs(parameter.stderr / spline.derivative(x)) });
  }
  return choose(branches, choice);
}

function refuseOutside(value: number, lowest: number, highest: number, slack: number): void {
  if (value >= lowest - slack && value <= highest + slack) return;
  throw new OperandoError(
    'outside-range',
    `the lattice parameter ${value} lies outside the calibration, ${lowest} to ${highest}`,
    {
      cure: 'a calibration says nothing beyond its ends: extend it, or check phase, wavelength and zero shift',
    },
  );
}
