import { boundedLeastSquaresSolver } from '@operando/numerics';
import type { BoundedSolver } from '@operando/numerics';
import { covarianceOf, standardErrors } from './combine-columns.js';
import type { AlternationEnd } from './mcr-iterate.js';
import { concentrationSolver, spectraSolver } from './mcr-steps.js';
import type { McrConstraints } from './mcr-steps.js';

/** Standard errors of concentrations and spectra in units of the data's. */
export interface McrErrors {
  readonly concentrations: Float64Array;
  readonly spectra: Float64Array;
  /** Standard error of one value of the data. */
  readonly noise: number;
  readonly degrees: number;
}

/** Hands the errors of every solution of a solver, scaled, to `write`. */
function errorsInto(
  solver: BoundedSolver,
  unbounded: Float64Array,
  rows: number,
  noise: number,
  right: (row: number) => Float64Array,
  write: (row: number, j: number, error: number) => void,
): void {
  const x = new Float64Array(solver.columns);
  for (let row = 0; row < rows; row++) {
    const { covariance, active } = solver.solveInto(right(row), 0, x);
    standardErrors(covariance, unbounded, active).forEach((error, j) => write(row, j, noise * error));
  }
}

/** @param data In units of their errors, frames x points. @param absolute The errors of the data are known: 1. */
export function mcrErrors(
  data: Float64Array,
  points: number,
  end: AlternationEnd,
  constraints: McrConstraints,
  absolute: boolean,
): McrErrors {
  const { count, sumToOne, fixed } = constraints;
  const frames = data.length / points;
  const sought = fixed.filter((known) => !known).length;
  // Mixing of the species among each other is no freedom of the fit.
  const variables = sought * points + frames * (count - (sumToOne ? 1 : 0)) - sought * (count - (sumToOne ? 1 : 0));
  const degrees = Math.max(1, frames * points - variables);
  const noise = absolute ? 1 : Math.sqrt(end.squares / degrees);
  const concentrations = new Float64Array(frames * count);
  const columns = new Float64Array(points * count);
  for (let k = 0; k < count; k++)
    for (let i = 0; i < points; i++) columns[i * count + k] = end.spectra[k * points + i]!;
  errorsInto(
    concentrationSolver(end.spectra, points, constraints),
    covarianceOf(boundedLeastSquaresSolver(columns, points, count, sumToOne ? { sumTo: 1 } : {})),
    frames,
    noise,
    (f) => data.subarray(f * points, (f + 1) * points),
    (f, j, error) => (concentrations[f * count + j] = error),
  );

  const spectra = new Float64Array(count * points).fill(Number.NaN);
  const prepared = spectraSolver(end.concentrations, frames, constraints);
  if (prepared !== undefined) {
    const { solver, sought: which } = prepared;
    const matrix = new Float64Array(frames * which.length);
    for (let f = 0; f < frames; f++)
      which.forEach((k, j) => (matrix[f * which.length + j] = end.concentrations[f * count + k]!));
    const right = new Float64Array(frames);
    errorsInto(
      solver,
      covarianceOf(boundedLeastSquaresSolver(matrix, frames, which.length)),
      points,
      noise,
      (i) => {
        for (let f = 0; f < frames; f++) {
          right[f] = data[f * points + i]!;
          for (let k = 0; k < count; k++)
            if (fixed[k]!) right[f]! -= end.concentrations[f * count + k]! * end.spectra[k * points + i]!;
        }
        return right;
      },
      (i, j, error) => (spectra[which[j]! * points + i] = error),
    );
  }
  return { concentrations, spectra, noise, degrees };
}
