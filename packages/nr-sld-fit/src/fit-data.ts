import { expectChoice, OperandoError } from '@operando/core';
import type { Polarisation } from './polarisation.js';
import type { ProbeKind } from './probe.js';
import { resolutionOf } from './resolution.js';
import type { Resolution } from './resolution.js';

/** A measured reflectivity curve. */
export interface ReflectivityData {
  /** Of the curve. @default its number */
  readonly name?: string | undefined;
  /** 1/angstrom. */
  readonly q: ArrayLike<number>;
  /** Reflectivity, one for each q. */
  readonly r: ArrayLike<number>;
  /** Standard error of each r. */
  readonly dr: ArrayLike<number>;
  /** Resolution; without, the curve counts as perfectly sharp. */
  readonly resolution?: Resolution | undefined;
  /** What it is measured with. @default 'neutron' */
  readonly probe?: ProbeKind | undefined;
  /** Of X-rays, eV. */
  readonly energy?: number | undefined;
  /** Of X-rays, angstrom. */
  readonly wavelength?: number | undefined;
  /** Spin states. @default 'unpolarized' */
  readonly polarization?: Polarisation | undefined;
}

/** What is compared: r itself, its logarithm, or r Q^4. */
export type Objective = (typeof objectives)[number];

const objectives = ['linear', 'log', 'q4'] as const;

/** A curve as the fit takes it: points that cannot be used left out. */
export interface PreparedData {
  readonly name: string;
  readonly q: Float64Array;
  readonly r: Float64Array;
  readonly dr: Float64Array;
  /** Transformed r over its transformed error, and what a model value becomes. */
  readonly target: Float64Array;
  readonly inverse: Float64Array;
  readonly resolution: Resolution | undefined;
  /** Points left out, by reason. */
  readonly omitted: number;
}

/**
 * Check a curve. Points whose r or error is not finite, whose error is not above 0 or (for the logarithm) whose r is not
 * above 0 cannot be compared and are left out.
 *
 * @param stated Resolution of the curve's model.
 * @throws OperandoError `shape-mismatch`, `too-few-points` when fewer than two points are left, `invalid-argument` for an objective that is none.
 */
export function prepareData(
  data: ReflectivityData,
  objective: Objective,
  index: number,
  stated?: Resolution,
): PreparedData {
  expectChoice('objective', objective, objectives);
  const { q, r, dr } = data;
  const resolution = resolutionOf(data.resolution, stated);
  const name = data.name ?? `data ${index + 1}`;
  if (r.length !== q.length || dr.length !== q.length) {
    throw new OperandoError(
      'shape-mismatch',
      `${name} has ${q.length} Q, ${r.length} reflectivities and ${dr.length} errors.`,
      { where: { parameter: 'data' } },
    );
  }
  const usable: number[] = [];
  for (let i = 0; i < q.length; i++) {
    if (
      Number.isFinite(q[i]!) &&
      q[i]! !== 0 &&
      Number.isFinite(r[i]!) &&
      dr[i]! > 0 &&
      Number.isFinite(dr[i]!) &&
      (objective !== 'log' || r[i]! > 0)
    )
      usable.push(i);
  }
  if (usable.length < 2)
    throw new OperandoError('too-few-points', `${name} has ${usable.length} points that can be used.`, {
      where: { parameter: 'data' },
      cure: 'Points need a finite reflectivity and an error above 0.',
    });
  const take = (values: ArrayLike<number>): Float64Array => Float64Array.from(usable, (i) => values[i]!);
  const [points, values, errors] = [take(q), take(r), take(dr)];
  const target = new Float64Array(usable.length);
  const inverse = new Float64Array(usable.length);
  usable.forEach((_, i) => {
    if (objective === 'log') {
      inverse[i] = (values[i]! * Math.LN10) / errors[i]!;
      target[i] = Math.log10(values[i]!);
    } else {
      const factor = objective === 'q4' ? points[i]! ** 4 : 1;
      inverse[i] = 1 / (errors[i]! * factor);
      target[i] = values[i]! * factor;
    }
  });
  const widths = resolution?.dq;
  if (typeof widths === 'object' && widths.length === q.length) {
    const broken = usable.find((i) => !(widths[i]! >= 0 && widths[i]! < Infinity));
    if (broken !== undefined)
      throw new OperandoError('bad-number', `${name} has a width of Q of ${widths[broken]} at point ${broken}.`, {
        where: { parameter: 'data', row: broken },
        cure: 'Widths are 0 or more.',
      });
  }
  const sharp =
    resolution === undefined || typeof resolution.dq !== 'object'
      ? resolution
      : { ...resolution, dq: take(resolution.dq) };
  return {
    name,
    q: points,
    r: values,
    dr: errors,
    target,
    inverse,
    resolution: sharp,
    omitted: q.length - usable.length,
  };
}

/** Residuals of a model's curve, into `out` from a place on. */
export function residualsInto(
  { q, target, inverse }: PreparedData,
  objective: Objective,
  curve: Float64Array,
  out: Float64Array,
  at: number,
): void {
  for (let i = 0; i < curve.length; i++) {
    const value =
      objective === 'log'
        ? Math.log10(Math.max(curve[i]!, 1e-300))
        : objective === 'q4'
          ? curve[i]! * q[i]! ** 4
          : curve[i]!;
    out[at + i] = (value - target[i]!) * inverse[i]!;
  }
}

/** Slopes of the residuals by the values of the curve. */
export function residualSlopes({ q, inverse }: PreparedData, objective: Objective, curve: Float64Array): Float64Array {
  if (objective === 'linear') return inverse;
  return inverse.map((each, i) =>
    objective === 'log' ? each / (Math.max(curve[i]!, 1e-300) * Math.LN10) : each * q[i]! ** 4,
  );
}
