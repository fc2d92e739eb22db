import { axisPoints, expectUnit, flatMask, flatValues, frameMiddles, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import type { ReflectivityData } from './fit-data.js';
import type { Resolution } from './resolution.js';

/** One frame of a series. */
export interface ReflectivityFrame extends ReflectivityData {
  /** Time, or charge: what the frames are ordered by. */
  readonly at: number;
}

/** Curves through time, in 1/angstrom, with variances. A coordinate `dq` (1/angstrom, one for each point) is taken as the standard deviation of the resolution. */
export type ReflectivitySeries = Series<'q', '1/angstrom'>;

/** Whether frames are given as a series. */
export function isSeries(frames: readonly ReflectivityFrame[] | ReflectivitySeries): frames is ReflectivitySeries {
  return 'axis' in frames;
}

/**
 * The frames of a series, ordered by the middles of their exposures. Masked points are left out of the fits.
 *
 * @param resolution Of all frames. @default that of the coordinate `dq`, or none
 * @throws OperandoError `unit-mismatch` for a series that is not along Q in 1/angstrom, `invalid-argument` for one without variances,
 * `shape-mismatch` for other dimensions or another number of widths.
 */
export function reflectivityFrames(series: ReflectivitySeries, resolution?: Resolution): ReflectivityFrame[] {
  const { axis, variances, coordinates } = series;
  // For plain JavaScript, where the compiler does not stop an energy series.
  const { name }: { readonly name: string } = axis;
  if (name !== 'q')
    throw new OperandoError('unit-mismatch', `the series is along ${name}.`, { cure: 'Give curves along Q.' });
  expectUnit(axis, '1/angstrom', 'reflectivityFrames');
  if (series.dims.length !== 2)
    throw new OperandoError('shape-mismatch', `the series has the dimensions ${series.dims.join(', ')}.`, {
      cure: 'Give curves [time, q].',
    });
  if (variances === undefined)
    throw new OperandoError('invalid-argument', 'the reflectivities have no variances.', {
      where: { parameter: 'series' },
      cure: 'A fit needs the standard error of every point: give variances.',
    });
  const widths = coordinates['dq'];
  if (widths !== undefined && (widths.values.length !== axis.size || widths.unit !== axis.unit))
    throw new OperandoError(
      'shape-mismatch',
      `the coordinate dq has ${widths.values.length} widths in ${widths.unit}, the curves ${axis.size} points in ${axis.unit}.`,
      { where: { parameter: 'dq' } },
    );
  const own: Resolution | undefined =
    resolution ?? (widths === undefined ? undefined : { dq: widths.values, kind: 'sigma' });
  const q = axisPoints(axis);
  const values = flatValues(series.signal);
  const errors = flatValues(variances).map(Math.sqrt);
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  return Array.from(frameMiddles(series.time), (at, f) => {
    const from = f * q.length;
    return {
      name: `frame ${f}`,
      at,
      q,
      r: values.slice(from, from + q.length).map((value, i) => (mask?.[from + i] === 1 ? Number.NaN : value)),
      dr: errors.subarray(from, from + q.length),
      resolution: own,
    };
  });
}
