import type { OperandoWarning } from '@operando/core';
import { expectEdgeStep } from './autobk.js';
import { backgroundErrors } from './background-errors.js';
import { clampedPoints, fitBackground } from './background-fit.js';
import { backgroundOperator } from './background-operator.js';
import type { BackgroundOperator } from './background-operator.js';
import { backgroundRanges } from './background-ranges.js';
import type { BackgroundSettings } from './background-settings.js';
import { backgroundWorkspace } from './background-workspace.js';
import type { BackgroundStatus, BackgroundWorkspace } from './background-workspace.js';
import { clampedFit } from './clamped-fit.js';
import type { ClampedFit } from './clamped-fit.js';

/** What one frame's background came to. NaN when values are missing in the fitted range. */
export interface StackFrameFit {
  readonly reducedChiSquare: number;
  readonly status: BackgroundStatus;
  readonly iterations: number;
  readonly warnings: readonly OperandoWarning[];
}

interface Prepared {
  readonly e0: number;
  readonly operator: BackgroundOperator;
  readonly workspace: BackgroundWorkspace;
  readonly clamped: ClampedFit | undefined;
  /** Standard errors of chi for unit reduced chi-square, the same for all frames without clamps. */
  readonly unitErrors: Float64Array | undefined;
}

/** Fits frames one after another, keeping what was prepared for an e0 until another comes. */
export interface StackFitter {
  /** chi of the frame whose absorption begins at `offset`, written at `start` of `chi` (and its errors). @throws OperandoError as `autobk`. */
  fit(
    mu: Float64Array,
    offset: number,
    e0: number,
    edgeStep: number,
    chi: Float64Array,
    start: number,
    stderr: Float64Array | undefined,
  ): StackFrameFit;
}

export function stackFitter(energy: Float64Array, settings: BackgroundSettings, errors: boolean): StackFitter {
  let prepared: Prepared | undefined;
  const prepare = (e0: number): Prepared => {
    const operator = backgroundOperator(backgroundRanges(energy, e0, settings), settings);
    const clamps = clampedPoints(operator);
    const clamped = clamps.length === 0 ? undefined : clampedFit(operator, clamps);
    const unitErrors = errors && clamped === undefined ? backgroundErrors(operator, undefined).chi : undefined;
    return { e0, operator, workspace: backgroundWorkspace(operator), clamped, unitErrors };
  };
  return {
    fit(mu, offset, e0, edgeStep, chi, start, stderr) {
      expectEdgeStep(edgeStep);
      if (prepared?.e0 !== e0) prepared = prepare(e0);
      const { operator, workspace, clamped, unitErrors } = prepared;
      const { bins, splines, k, warnings } = operator.ranges;
      fitBackground(operator, mu, offset, workspace, clamped);
      const reducedChiSquare = workspace.chiSquare / (2 * bins + 2 * settings.nclamp - splines);
      for (let i = 0; i < k.length; i++) chi[start + i] = workspace.chi[i]! / edgeStep;
      if (stderr !== undefined) {
        const unit = unitErrors ?? backgroundErrors(operator, workspace.normal).chi;
        const scale = Math.sqrt(reducedChiSquare) / edgeStep;
        for (let i = 0; i < k.length; i++) stderr[start + i] = scale * unit[i]!;
      }
      return { reducedChiSquare, status: workspace.status, iterations: workspace.iterations, warnings };
    },
  };
}
