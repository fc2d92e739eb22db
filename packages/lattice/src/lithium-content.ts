import { OperandoError } from '@operando/core';
import type { Estimate, Measured, Status } from '@operando/core';
import { cubicSpline } from '@operando/numerics';

/** One end of a {@link VegardCalibration}. */
export interface VegardEnd {
  /** Lithium content. */
  readonly x: number;
  /** Lattice parameter. */
  readonly value: number;
  /** Its standard error. @default 0, a reference that is taken as exact */
  readonly stderr?: number | undefined;
}

/** Two end members between which the parameter goes linearly. */
export interface VegardCalibration {
  /** A straight line between two ends. */
  readonly kind: 'vegard';
  /** Content and lattice parameter at both ends, in either order. */
  readonly ends: readonly [VegardEnd, VegardEnd];
}

/** A measured curve; interpolated by PCHIP, which does not overshoot. */
export interface TableCalibration {
  /** A curve through a table. */
  readonly kind: 'table';
  /** Lithium contents, increasing. */
  readonly x: ArrayLike<number>;
  /** Lattice parameter at each. */
  readonly values: ArrayLike<number>;
}

/** How to choose where a curve has several answers. */
export interface BranchChoice {
  /** Content of the frame before: the nearest branch is taken. @default unknown */
  readonly previous?: number | undefined;
  /** Content by the charge passed: the nearest branch is taken, unless `previous` is known. @default unknown */
  readonly fromCharge?: number | undefined;
}

/** Lithium content (unit `1`) with every answer the curve allows. */
export interface LithiumContent extends Estimate {
  /** Lithium for each formula unit. */
  readonly unit: '1';
  /** All answers, in order of x. */
  readonly branches: readonly Estimate[];
  /** `ambiguous`: more than one answer and nothing to choose by; `value` is NaN. */
  readonly status: Extract<Status, 'ok' | 'ambiguous'>;
}

function choose(found: readonly Measured[], { previous, fromCharge }: BranchChoice): LithiumContent {
  const target = previous ?? fromCharge;
  const unit = '1';
  const branches = found.map(({ value, stderr }): Estimate => ({ value, stderr, unit }));
  if (branches.length > 1 && target === undefined)
    return { value: Number.NaN, stderr: Number.NaN, unit, branches, status: 'ambiguous' };
  const best =
    branches.length === 1
      ? branches[0]!
      : branches.reduce((near, one) => (Math.abs(one.value - target!) < Math.abs(near.value - target!) ? one : near));
  return { value: best.value, stderr: best.stderr, unit, branches, status: 'ok' };
}

/** A calibration made ready to be read many times. */
export type LithiumReader = (parameter: Measured, choice?: BranchChoice) => LithiumContent;

/** Reads a straight line. */
function vegardReader({ ends: [from, to] }: VegardCalibration): LithiumReader {
  const span = to.value - from.value;
  return ({ value, stderr: error }, choice = {}) => {
    const share = (value - from.value) / span;
    refuseOutside(value, Math.min(from.value, to.value), Math.max(from.value, to.value), error);
    const stderr =
      (Math.abs(to.x - from.x) / Math.abs(span)) *
      Math.hypot(error, (1 - share) * (from.stderr ?? 0), share * (to.stderr ?? 0));
    return choose([{ value: from.x + Math.min(1, Math.max(0, share)) * (to.x - from.x), stderr }], choice);
  };
}

/** Reads a table. */
function tableReader(calibration: TableCalibration): LithiumReader {
  const spline = cubicSpline(calibration.x, calibration.values, 'pchip');
  const { knots, values } = spline;
  const lowest = values.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return ({ value, stderr }, choice = {}) => {
    refuseOutside(value, lowest, highest, stderr);
    const level = Math.min(highest, Math.max(lowest, value));
    const branches: Measured[] = [];
    for (let i = 0; i + 1 < knots.length; i++) {
      // PCHIP is monotone between knots: at most one answer in each interval.
      const below = values[i]! - level;
      const above = values[i + 1]! - level;
      if (below * above > 0 || (above === 0 && i + 2 < knots.length) || (below === 0 && above === 0)) continue;
      let low = knots[i]!;
      let high = knots[i + 1]!;
      for (let round = 0; round < 60; round++) {
        const middle = 0.5 * (low + high);
        // Nothing lies between neighbouring numbers.
        if (middle === low || middle === high) break;
        if ((spline.evaluate(middle) - level) * (above - below) > 0) high = middle;
        else low = middle;
      }
      const x = 0.5 * (low + high);
      branches.push({ value: x, stderr: Math.abs(stderr / spline.derivative(x)) });
    }
    return choose(branches, choice);
  };
}

/**
 * {@link lithiumContent} by one calibration, made ready once.
 *
 * @returns What reads it; it throws as {@link lithiumContent}.
 */
export function lithiumReader(calibration: VegardCalibration | TableCalibration): LithiumReader {
  const read = calibration.kind === 'vegard' ? vegardReader(calibration) : tableReader(calibration);
  return (parameter, choice) => {
    if (!Number.isFinite(parameter.value))
      throw new OperandoError('invalid-argument', `the lattice parameter is ${parameter.value}`, {
        where: { parameter: 'parameter' },
        cure: 'leave out frames without a cell',
      });
    return read(parameter, choice);
  };
}

/**
 * Lithium content from a lattice parameter.
 *
 * Where the curve is not monotone (c of layered oxides rises, then falls) all
 * answers are returned, and one is chosen by continuity or charge. Values
 * outside the calibration are refused, but for what the error of the value excuses
 * (two standard errors), which is set to the end.
 *
 * @param parameter In the unit of the calibration.
 * @throws OperandoError `outside-range`, `invalid-argument`.
 */
export function lithiumContent(
  parameter: Measured,
  calibration: VegardCalibration | TableCalibration,
  choice: BranchChoice = {},
): LithiumContent {
  return lithiumReader(calibration)(parameter, choice);
}

function refuseOutside(value: number, lowest: number, highest: number, stderr: number): void {
  const slack = 2 * (Number.isFinite(stderr) ? stderr : 0);
  if (value >= lowest - slack && value <= highest + slack) return;
  throw new OperandoError(
    'outside-range',
    `the lattice parameter ${value} lies outside the calibration, ${lowest} to ${highest}`,
    {
      cure: 'a calibration says nothing beyond its ends: extend it, or check phase, wavelength and zero shift',
    },
  );
}
