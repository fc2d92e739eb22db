import { OperandoError } from '@operando/core';
import { leastSquares } from '@operando/numerics';
import type { LeastSquaresStatus } from '@operando/numerics';
import { cellEstimates } from './cell-estimates.js';
import type { CellEstimates } from './cell-estimates.js';
import { completeCell, freeParameters, spacing } from './crystal-system.js';
import type { CellParameters, CrystalSystem, Hkl } from './crystal-system.js';
import { refineSpacings } from './refine-spacings.js';
import type { RefinedSpacings } from './refine-spacings.js';
import { startCell } from './start-cell.js';

/** A reflection with its measured spacing. */
export interface SpacingOf {
  /** Miller indices. */
  readonly hkl: Hkl;
  /** Angstrom. */
  readonly d: number;
  /** Standard error, angstrom. */
  readonly stderr: number;
}

/** What {@link cellFromSpacings} gives. */
export interface SpacingCell {
  /** Crystal system that was asked for. */
  readonly system: CrystalSystem;
  /** All six parameters, angstrom and degrees. */
  readonly cell: CellParameters;
  /** The free parameters with their standard errors, angstrom and degrees. */
  readonly parameters: CellEstimates;
  /** Row-major covariance of the free parameters, in the order of `freeParameters`. */
  readonly covariance: Float64Array;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Spacings less free parameters. */
  readonly degreesOfFreedom: number;
  /** How the fit ended; not `singular` or `failed`, which are errors. */
  readonly status: Exclude<LeastSquaresStatus, 'singular' | 'failed'>;
}

/** The general fitter's end. @throws OperandoError `singular`. */
function cautiousFit(
  reflections: readonly SpacingOf[],
  system: CrystalSystem,
  start: readonly number[],
): RefinedSpacings {
  const { parameters, stderr, covariance, chiSquare, status } = leastSquares(
    {
      size: reflections.length,
      residuals: (p, out) => {
        const cell = completeCell(system, p);
        reflections.forEach(({ hkl, d, stderr: sigma }, i) => (out[i] = (spacing(cell, hkl) - d) / sigma));
      },
    },
    start,
  );
  if (status === 'singular' || status === 'failed') {
    throw new OperandoError(
      'singular',
      `the reflections ${reflections.map(({ hkl }) => hkl.join('')).join(', ')} do not determine ${freeParameters[system].join(', ')}.`,
      { cure: 'Add reflections of other directions.' },
    );
  }
  return { parameters, stderr, covariance, chiSquare, status };
}

/**
 * Cell from measured spacings by weighted least squares on d, for data without
 * an angle to correct (energy-dispersive, time of flight). Standard errors are
 * those of the spacings, unscaled.
 *
 * @param start Free parameters to begin with. @default from a linear fit of 1/d^2
 * @throws OperandoError `too-few-points`, `invalid-argument` for spacings or errors that are not positive, `singular` when the reflections leave a parameter free.
 */
export function cellFromSpacings(
  reflections: readonly SpacingOf[],
  system: CrystalSystem,
  start?: Partial<CellParameters>,
): SpacingCell {
  const free = freeParameters[system];
  reflections.forEach(({ hkl, d, stderr }, i) => {
    if (!(d > 0) || !(stderr > 0) || !Number.isFinite(d + stderr)) {
      throw new OperandoError(
        'invalid-argument',
        `reflection ${i} (${hkl.join(' ')}) has spacing ${d} +- ${stderr} angstrom.`,
        { where: { row: i, parameter: 'reflections' }, cure: 'Give positive spacings with positive standard errors.' },
      );
    }
  });
  if (reflections.length < free.length) {
    throw new OperandoError(
      'too-few-points',
      `${reflections.length} reflections cannot determine ${free.join(', ')}.`,
      { cure: `Give at least ${free.length}.` },
    );
  }
  const first = startCell(reflections, system, start);
  const fit = refineSpacings(reflections, system, first) ?? cautiousFit(reflections, system, first);
  return {
    system,
    cell: completeCell(system, fit.parameters),
    parameters: cellEstimates(system, fit.parameters, fit.stderr),
    covariance: fit.covariance,
    chiSquare: fit.chiSquare,
    degreesOfFreedom: reflections.length - free.length,
    status: fit.status,
  };
}
