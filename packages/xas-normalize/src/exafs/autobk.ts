import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { preEdge } from '../pre-edge.js';
import type { NormalizationOptions } from '../pre-edge-ranges.js';
import { cleanSpectrum } from '../spectrum.js';
import { backgroundErrors } from './background-errors.js';
import { clampedPoints, fitBackground } from './background-fit.js';
import { backgroundOperator, splineCoefficients } from './background-operator.js';
import { backgroundRanges, largestK } from './background-ranges.js';
import { backgroundSettings } from './background-settings.js';
import type { BackgroundOptions } from './background-settings.js';
import { backgroundWorkspace } from './background-workspace.js';
import type { BackgroundStatus } from './background-workspace.js';
import { evaluateBSplines } from './b-spline-basis.js';
import { clampedFit } from './clamped-fit.js';

/** Options of {@link autobk}. */
export interface AutobkOptions extends BackgroundOptions {
  /** Edge energy, eV. @default found by `preEdge` */
  readonly e0?: number | undefined;
  /** Height of the edge in units of mu. @default found by `preEdge` */
  readonly edgeStep?: number | undefined;
  /** For `preEdge`, where e0 or the edge step has to be found. @default those of `preEdge` */
  readonly normalization?: Omit<NormalizationOptions, 'e0' | 'edgeStep'> | undefined;
}

/** EXAFS and the background under it. */
export interface AutobkResult {
  /** 0, kstep, 2 kstep, ... 1/A. */
  readonly k: Float64Array;
  /** chi(k) = (mu - background) / edge step, not weighted. */
  readonly chi: Float64Array;
  /** Standard error of chi that the background brings (not the noise of the data; see `estimateExafsNoise`). */
  readonly chiStderr: Float64Array;
  /** Energies of the kept points, eV, increasing. */
  readonly energy: Float64Array;
  /** Index in the input of each kept point. */
  readonly source: Int32Array;
  /** Smooth atomic absorption at each energy, in units of mu; mu itself outside the fitted range. */
  readonly background: Float64Array;
  /** Its standard error; NaN outside the fitted range. */
  readonly backgroundStderr: Float64Array;
  /** (mu - background) / edge step at each energy. */
  readonly chiOfEnergy: Float64Array;
  /** eV. */
  readonly e0: number;
  /** In the unit of mu. */
  readonly edgeStep: number;
  /** Begin of the fit, 1/angstrom. */
  readonly kmin: number;
  /** End of the fit, 1/angstrom. */
  readonly kmax: number;
  /** Point of the energies at e0. */
  readonly edgeIndex: number;
  /** Last point of the energies that was used. */
  readonly lastIndex: number;
  /** Distance below which everything is background, angstrom. */
  readonly rbkg: number;
  /** Knots (1/A) and coefficients (units of mu) of the cubic B-splines in k. */
  readonly knots: Float64Array;
  /** Of the spline. */
  readonly coefficients: Float64Array;
  /** Distances below rbkg that were made small. */
  readonly bins: number;
  /** Squares of chi(R) below rbkg and of the clamps, in units of mu. */
  readonly chiSquare: number;
  /** Per degree of freedom, 2 bins + 2 nclamp - splines. */
  readonly reducedChiSquare: number;
  /** Steps that were taken. */
  readonly iterations: number;
  /** How the fit ended. */
  readonly status: BackgroundStatus;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** A fit that ended without reaching its minimum, in words. */
export function statusWarning(status: BackgroundStatus, iterations: number): OperandoWarning {
  return {
    code: 'not-converged',
    message: `The clamped background was left after ${iterations} iterations (${status}); the clamps may be too strong.`,
  };
}

/**
 * EXAFS of one spectrum: a smooth spline is drawn through the absorption above the edge such that what is left has
 * little in R below `rbkg` (AUTOBK: Newville, Livins, Yacoby, Rehr and Stern, Phys. Rev. B 47, 14126, 1993), with the
 * conventions and defaults of Larch's `autobk`.
 *
 * Without clamps the fit is linear and solved as such. With clamps it is carried to its minimum; Larch stops within
 * 1e-6 to 1e-2 of it in chi. The scale of the transform follows `kstep`; Larch's stays that of 0.05.
 *
 * @param energy Energies in eV, in any order.
 * @param mu Absorption on any scale.
 * @throws OperandoError as `preEdge`; `outside-range` for an e0 with nothing above it or a kmin beyond the data;
 * `too-few-points` when the data above the edge do not determine the background; `invalid-argument`; `singular`.
 */
export function autobk(energy: ArrayLike<number>, mu: ArrayLike<number>, options: AutobkOptions = {}): AutobkResult {
  const settings = backgroundSettings(options);
  const spectrum = cleanSpectrum(energy, mu);
  const { energy: grid, mu: absorption } = spectrum;
  const warnings: OperandoWarning[] = [...spectrum.warnings];
  if (options.e0 !== undefined) largestK(grid, options.e0);
  let { e0, edgeStep } = options;
  if (e0 === undefined || edgeStep === undefined) {
    const normalized = preEdge(grid, absorption, { ...options.normalization, e0, edgeStep, flat: false });
    e0 = normalized.e0;
    edgeStep = normalized.edgeStep;
    warnings.push(...normalized.warnings);
  }
  expectEdgeStep(edgeStep);
  const ranges = backgroundRanges(grid, e0, settings);
  warnings.push(...ranges.warnings);
  const operator = backgroundOperator(ranges, settings);
  const workspace = backgroundWorkspace(operator);
  const clamps = clampedPoints(operator);
  fitBackground(operator, absorption, 0, workspace, clamps.length === 0 ? undefined : clampedFit(operator, clamps));
  const { chiSquare, iterations, status } = workspace;
  if (status !== 'converged') warnings.push(statusWarning(status, iterations));

  const { edgeIndex, lastIndex, kmax, bins, splines, knots, k } = ranges;
  const coefficients = splineCoefficients(operator, workspace.z);
  const background = absorption.slice();
  evaluateBSplines(operator.basis, coefficients, background, edgeIndex);
  const reducedChiSquare = chiSquare / (2 * bins + 2 * settings.nclamp - splines);
  const errors = backgroundErrors(operator, clamps.length === 0 ? undefined : workspace.normal);
  const scatter = Math.sqrt(reducedChiSquare);
  const backgroundStderr = new Float64Array(grid.length).fill(Number.NaN);
  backgroundStderr.set(
    errors.background.map((error) => scatter * error),
    edgeIndex,
  );
  return {
    k,
    chi: workspace.chi.map((value) => value / edgeStep),
    chiStderr: errors.chi.map((error) => (scatter * error) / edgeStep),
    energy: grid,
    source: spectrum.source,
    background,
    backgroundStderr,
    chiOfEnergy: absorption.map((value, i) => (value - background[i]!) / edgeStep),
    e0,
    edgeStep,
    kmin: settings.kmin,
    kmax,
    edgeIndex,
    lastIndex,
    rbkg: settings.rbkg,
    knots,
    coefficients,
    bins,
    chiSquare,
    reducedChiSquare,
    iterations,
    status,
    warnings,
  };
}

/** @throws OperandoError `invalid-argument` for an edge step that chi cannot be divided by. */
export function expectEdgeStep(edgeStep: number): void {
  if (edgeStep > 1e-10 && edgeStep < Infinity) return;
  throw new OperandoError('invalid-argument', `the edge step is ${edgeStep}.`, {
    where: { parameter: 'edgeStep' },
    cure: 'Give the height of the edge in units of mu, above 0.',
  });
}
