import { OperandoError } from '../error.js';

/**
 * Names of spectral axes the house knows. An axis of another name is allowed;
 * the name is part of the axis's type, so functions can ask for one kind.
 */
export type AxisName =
  | 'energy'
  | 'two-theta'
  | 'q'
  | 'd-spacing'
  | 'channel'
  | 'pixel'
  | 'depth'
  | 'position'
  | 'wavenumber'
  | 'distance'
  | 'time-of-flight';

/** A named, unit-carrying, strictly increasing coordinate. Kind and unit are part of the type. */
export interface Axis<Name extends string = string, Unit extends string = string> {
  /** What the coordinate is: `energy`, `two_theta`, `q`, `channel`. */
  readonly name: Name;
  /** Unit as mathjs spells it: `eV`, `keV`, `deg`, `1/angstrom`, `angstrom`; `1` for none. */
  readonly unit: Unit;
  /** Points, or bin edges (one more than there are bins) when `edges` is true. */
  readonly values: Float64Array;
  /** Whether `values` are edges of bins. */
  readonly edges: boolean;
  /** Number of points or bins along this axis: what the signal's last dimension must be. */
  readonly size: number;
}

/** What {@link createAxis} takes. */
export interface AxisOptions<Name extends string, Unit extends string> {
  /** What the coordinate is: `energy`, `two_theta`, `q`, `channel`. */
  readonly name: Name;
  /** As mathjs spells it; `1` for none. */
  readonly unit: Unit;
  /** Finite and strictly increasing. Copied. */
  readonly values: ArrayLike<number>;
  /** `values` are bin edges rather than points. @default false */
  readonly edges?: boolean | undefined;
}

/**
 * Make an axis, checking once what every kernel relies on afterwards.
 *
 * @throws OperandoError `non-finite` or `axis-not-increasing`, naming the first bad index,
 * `too-few-points` when there is no point (or fewer than two edges).
 */
export function createAxis<const Name extends string, const Unit extends string>(
  options: AxisOptions<Name, Unit>,
): Axis<Name, Unit> {
  const { name, unit } = options;
  const edges = options.edges ?? false;
  const values = Float64Array.from(options.values);
  const size = edges ? values.length - 1 : values.length;
  if (size < 1) {
    throw new OperandoError('too-few-points', `axis ${name} has ${values.length} ${edges ? 'edges' : 'points'}.`, {
      cure: edges ? 'Bins need at least two edges.' : 'Give at least one point.',
    });
  }
  let previous = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      throw new OperandoError('non-finite', `axis ${name} is ${value} at index ${i}.`, {
        where: { row: i },
        cure: 'Remove the points without a coordinate first.',
      });
    }
    if (value <= previous) {
      throw new OperandoError(
        'axis-not-increasing',
        `axis ${name} does not increase at index ${i}: ${previous} is followed by ${value}.`,
        {
          where: { row: i },
          cure: 'Sort the points, merge repeated ones, or split the sweep where it turns.',
        },
      );
    }
    previous = value;
  }
  return Object.freeze({ name, unit, values, edges, size });
}

/** The points of an axis: its values, or the middles of its bins. */
export function axisPoints(axis: Axis): Float64Array {
  if (!axis.edges) return axis.values;
  const points = new Float64Array(axis.size);
  for (let i = 0; i < points.length; i++) points[i] = 0.5 * (axis.values[i]! + axis.values[i + 1]!);
  return points;
}

/** True when both axes have the same name, unit and bit-equal values. */
export function sameAxis(a: Axis, b: Axis): boolean {
  if (a === b) return true;
  if (a.name !== b.name || a.unit !== b.unit || a.edges !== b.edges || a.values.length !== b.values.length) {
    return false;
  }
  for (let i = 0; i < a.values.length; i++) if (a.values[i] !== b.values[i]) return false;
  return true;
}
