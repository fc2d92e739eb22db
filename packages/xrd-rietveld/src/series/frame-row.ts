import { statusOf } from '@operando/core';
import type { Status } from '@operando/core';
import { covarianceOf, varianceAlong, stderrOf } from '../fit/covariance.js';
import type { Covariance } from '../fit/covariance.js';
import { figuresOfMerit } from '../fit/figures-of-merit.js';
import type { FitState } from '../fit/fit-types.js';
import type { Observations } from '../fit/weighting.js';
import type { DeterminedFit } from '../fit-determined.js';
import type { Refiner } from '../refiner.js';
import { statusOfFit, statusOfParameter } from '../result/describe.js';
import { tradesOf } from '../result/trades.js';
import { vagueOrientations } from '../result/vague-orientations.js';
import { volumeOf, weightFractions } from '../result/weight-fractions.js';
import type { Evidence } from './evidence.js';
import { withHidden } from './hidden-phases.js';
import { traceAlone } from './presence.js';
import type { FrameRow, PhaseRow, Presence } from './row-types.js';

/** Standard errors that 95 % of a normal distribution do not exceed. */
const sure = 1.645;

/** The row of a frame as it was fitted last. */
export function rowOf(
  refiner: Refiner,
  frame: number,
  data: Observations,
  state: FitState,
  fit: DeterminedFit,
  presence: readonly Presence[],
  evidence: Evidence,
  isWeak: boolean,
): FrameRow {
  const { outcome, singular } = fit;
  const { names, shapes, layout, phases } = refiner;
  const covariance = covarianceOf(outcome.matrix, outcome.fixed, outcome.size);
  const figures = figuresOfMerit(data, outcome.mixture, covariance.free.length);
  const ended = statusOfFit(outcome.end, figures.chiSquare, figures.degreesOfFreedom);
  const trades = tradesOf(refiner, covariance);
  const vague = vagueOrientations(refiner, state, covariance);
  const widened = withHidden(covariance, refiner, presence, evidence);
  const values = new Float64Array(names.length);
  const stderr = new Float64Array(names.length);
  const statuses = new Uint8Array(names.length);
  for (let k = 0; k < names.length; k++) {
    stderr[k] = stderrOf(widened, k);
    const own = statusOfParameter(outcome.fixed[k]!, trades.parameters.has(k), ended);
    statuses[k] = statusOf[singular.has(k) ? 'singular' : vague.has(k) ? 'ambiguous' : own];
    if (vague.has(k)) stderr[k] = Number.NaN;
    if (k >= shapes) {
      values[k] = state.linear[k - shapes]!;
      if (k < shapes + phases.length && presence[k - shapes] === 'absent') {
        stderr[k] = Number.NaN;
        statuses[k] = statusOf['not-visible'];
      }
      continue;
    }
    const { reciprocal, phase } = layout.parameters[layout.refined[k]!]!;
    const value = state.values[layout.refined[k]!]!;
    values[k] = reciprocal ? 1 / value : value;
    if (reciprocal) stderr[k]! /= value * value;
    if (phase >= 0 && presence[phase] === 'absent') {
      values[k] = Number.NaN;
      statuses[k] = statusOf['not-visible'];
    }
  }
  const status: Status = singular.size > 0 ? 'singular' : isWeak && ended === 'converged' ? 'held' : ended;
  return {
    ...figures,
    frame,
    status,
    cycles: outcome.cycles,
    trade: trades.strongest,
    values,
    stderr,
    statuses,
    phases: phaseRows(refiner, state, widened, presence, evidence),
  };
}

function phaseRows(
  refiner: Refiner,
  state: FitState,
  covariance: Covariance,
  presence: readonly Presence[],
  { z, stderr }: Evidence,
): PhaseRow[] {
  const fractions = weightFractions(refiner, state, covariance);
  return refiner.phases.map((lines, p): PhaseRow => {
    const byCell = new Float64Array(lines.places.cellCount);
    const along = new Float64Array(covariance.size);
    const volume = volumeOf(lines, state.values, byCell);
    for (const { parameter, column } of lines.chains) {
      if (parameter < lines.places.cell || parameter >= lines.places.inverseSize) continue;
      along[column] = byCell[parameter - lines.places.cell]!;
    }
    const variance = varianceAlong(covariance, along);
    const isAbsent = presence[p] === 'absent';
    return {
      presence: presence[p]!,
      evidence: z[p]!,
      weightFraction: fractions[p]!.value,
      weightFractionStderr: isAbsent ? Number.NaN : fractions[p]!.stderr,
      upperLimit: isAbsent ? upperFraction(refiner, state, p, (Math.max(0, z[p]!) + sure) * stderr[p]!) : Number.NaN,
      detectionLimit: upperFraction(refiner, state, p, (traceAlone + sure) * stderr[p]!),
      volume: isAbsent ? Number.NaN : volume,
      volumeStderr: isAbsent || !(variance > 0) ? Number.NaN : Math.sqrt(variance),
      hasNegativeWidths: presence[p] === 'present' && lines.negative.includes(1),
    };
  });
}

/** Weight fraction that a phase would have at this scale beside the others as they are. */
function upperFraction(refiner: Refiner, state: FitState, p: number, scale: number): number {
  const linear = state.linear.slice();
  linear[p] = scale;
  const none: Covariance = {
    matrix: new Float64Array(0),
    size: refiner.names.length,
    free: new Int32Array(0),
    isRegular: false,
  };
  return weightFractions(refiner, { values: state.values, linear }, none)[p]!.value;
}

/** The row of a frame that could not be fitted, or had nothing to fit. */
export function emptyRow(refiner: Refiner, frame: number, status: Status): FrameRow {
  const n = refiner.names.length;
  const presence: Presence = 'no-data';
  const unknown = Number.NaN;
  return {
    frame,
    status,
    cycles: 0,
    trade: unknown,
    rwp: unknown,
    rwpBackgroundFree: unknown,
    rexp: unknown,
    goodnessOfFit: unknown,
    chiSquare: unknown,
    degreesOfFreedom: 0,
    durbinWatson: unknown,
    serialFactor: unknown,
    values: new Float64Array(n).fill(unknown),
    stderr: new Float64Array(n).fill(unknown),
    statuses: new Uint8Array(n).fill(statusOf[status]),
    phases: refiner.phases.map(() => ({
      presence,
      evidence: unknown,
      weightFraction: unknown,
      weightFractionStderr: unknown,
      upperLimit: unknown,
      detectionLimit: unknown,
      volume: unknown,
      volumeStderr: unknown,
      hasNegativeWidths: false,
    })),
  };
}
