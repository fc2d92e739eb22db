import { OperandoError } from '@operando/core';
import type { Measured, MeasuredColumn, Status } from '@operando/core';
import { erf, isMisfit, leastSquares } from '@operando/numerics';

/** Where a phase begins and ends. */
export interface PhaseExtent {
  /** um; absent where the phase goes on beyond the slices. */
  readonly begin?: Measured;
  /** um; absent where the phase goes on beyond the slices. */
  readonly end?: Measured;
  /** Area in the middle of the phase, in the unit of the areas. */
  readonly plateau: Measured;
  /**
   * `misfit` where the areas scatter about plateau and steps by more than their errors: those of places and plateau are then larger in
   * proportion, and hold as far as areas scatter alike in all slices. Otherwise how the fit ended: `converged`, `stalled`,
   * `limit-reached`, `singular`.
   */
  readonly status: Status;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Slices less what was fitted. */
  readonly degreesOfFreedom: number;
}

/** Options of {@link phaseExtent}. */
export interface PhaseExtentOptions {
  /** um. */
  readonly beamHeight: number;
}

/**
 * Where in the depth a phase begins and ends, from its area slice by slice: a plateau between two steps, each as
 * wide as the beam is high (uniform beam: a ramp; here its error-function equivalent of the same variance).
 *
 * @param positions um.
 * @param area Of the phase in each slice of a frame.
 * @throws OperandoError `too-few-points` for fewer than 4 slices with areas, `invalid-argument` for a phase not above its noise anywhere.
 */
export function phaseExtent(
  positions: ArrayLike<number>,
  area: MeasuredColumn,
  options: PhaseExtentOptions,
): PhaseExtent {
  const { beamHeight } = options;
  const { values, stderr } = area;
  const usable = Array.from({ length: positions.length }, (_, i) => i)
    .filter((i) => Number.isFinite(values[i]!) && stderr[i]! > 0)
    .toSorted((a, b) => positions[a]! - positions[b]!);
  if (usable.length < 4 || !(beamHeight > 0))
    throw new OperandoError(
      'too-few-points',
      `${usable.length} slices have areas, the beam is ${beamHeight} um high.`,
      { cure: 'Interfaces need four slices or more, and the height of the beam.' },
    );
  const z = usable.map((i) => positions[i]!);
  const y = usable.map((i) => values[i]!);
  const sigma = usable.map((i) => stderr[i]!);
  const highest = y.toSorted((a, b) => b - a)[Math.floor(y.length / 6)]!;
  const inside = y.map((value) => value > 0.5 * highest);
  const first = inside.indexOf(true);
  const lastInside = inside.lastIndexOf(true);
  if (first < 0 || !(highest > 5 * sigma[y.indexOf(highest)]!))
    throw new OperandoError('invalid-argument', 'the phase is not above its noise in any slice.', {
      cure: 'Leave frames without the phase out.',
    });
  const begins = first > 0;
  const ends = lastInside < z.length - 1;
  const crossing = (i: number): number =>
    z[i - 1]! + ((z[i]! - z[i - 1]!) * (0.5 * highest - y[i - 1]!)) / (y[i]! - y[i - 1]!);
  const width = (beamHeight / Math.sqrt(12)) * Math.SQRT2;
  const step = (at: number): number => 0.5 * (1 + erf(at / width));
  const fit = leastSquares(
    {
      size: z.length,
      residuals(p, out) {
        z.forEach((depth, i) => {
          let model = p[0]!;
          let k = 1;
          if (begins) model *= step(depth - p[k++]!);
          if (ends) model *= step(p[k]! - depth);
          out[i] = (model - y[i]!) / sigma[i]!;
        });
      },
    },
    [highest, ...(begins ? [crossing(first)] : []), ...(ends ? [crossing(lastInside + 1)] : [])],
  );
  // Areas scatter with grains and filling as well as with counts.
  const scale = fit.degreesOfFreedom > 0 ? Math.sqrt(Math.max(1, fit.chiSquare / fit.degreesOfFreedom)) : 1;
  const estimate = (k: number): Measured => ({ value: fit.parameters[k]!, stderr: scale * fit.stderr[k]! });
  return {
    plateau: estimate(0),
    ...(begins ? { begin: estimate(1) } : {}),
    ...(ends ? { end: estimate(begins ? 2 : 1) } : {}),
    status: fit.status === 'converged' && isMisfit(fit.chiSquare, fit.degreesOfFreedom) ? 'misfit' : fit.status,
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
  };
}
