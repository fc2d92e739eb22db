import type { Estimate, OperandoWarning, Status } from '@operando/core';
import { cellEstimates } from '@operando/lattice';
import { stderrOf, varianceAlong } from '../fit/covariance.js';
import type { Covariance } from '../fit/covariance.js';
import { figuresOfMerit, isMisfit } from '../fit/figures-of-merit.js';
import type { FitOutcome, FitState } from '../fit/fit-types.js';
import type { Observations } from '../fit/weighting.js';
import type { PhaseLines } from '../model/compile.js';
import type { Refiner } from '../refiner.js';
import type { RefinedLines, RefinedParameter, RefinedPhase, Refinement } from './refinement.js';
import { tradesOf } from './trades.js';
import { vagueOrientations } from './vague-orientations.js';
import { volumeOf, weightFractions } from './weight-fractions.js';

/** What is said of a fit beside its numbers. */
export interface Remarks {
  readonly warnings: readonly OperandoWarning[];
  /** Parameters that the data do not determine: they were held for that. */
  readonly singular: ReadonlySet<number>;
}

/** How a fit ended, in the words of the house. */
export function statusOfFit(end: FitOutcome['end'], chiSquare: number, degreesOfFreedom: number): Status {
  if (end === 'converged' || end === 'stalled') return isMisfit(chiSquare, degreesOfFreedom) ? 'misfit' : end;
  return end;
}

/**
 * What became of a parameter: held (1) or on a bound (2), or as the fit ended.
 *
 * @param isTraded It can hardly be told apart from another.
 */
export function statusOfParameter(fixed: number, isTraded: boolean, ended: Status): Status {
  if (fixed === 2) return 'at-bound';
  if (fixed === 1) return 'held';
  return isTraded && ended === 'converged' ? 'doubtful' : ended;
}

/** Gather a refinement from where the fitter stands. */
export function describeFit(
  refiner: Refiner,
  data: Observations,
  state: FitState,
  outcome: FitOutcome,
  covariance: Covariance,
  { warnings, singular }: Remarks,
): Refinement {
  const { names, shapes, layout, phases, model } = refiner;
  const figures = figuresOfMerit(data, outcome.mixture, covariance.free.length);
  const ended = statusOfFit(outcome.end, figures.chiSquare, figures.degreesOfFreedom);
  const status: Status = singular.size > 0 && ended !== 'failed' ? 'singular' : ended;
  const fractions = weightFractions(refiner, state, covariance);
  const trades = tradesOf(refiner, covariance).parameters;
  const vague = vagueOrientations(refiner, state, covariance);
  const parameters = names.map((name, k): RefinedParameter => {
    const stderr = vague.has(k) ? Number.NaN : stderrOf(covariance, k);
    const own = singular.has(k)
      ? 'singular'
      : vague.has(k)
        ? 'ambiguous'
        : statusOfParameter(outcome.fixed[k]!, trades.has(k), ended);
    if (k >= shapes) {
      const unit =
        k >= names.length - model.free.columns.length ? 'counts*deg' : k >= shapes + phases.length ? 'counts' : '1';
      return { name, unit, value: state.linear[k - shapes]!, stderr, status: own };
    }
    const { unit, reciprocal } = layout.parameters[layout.refined[k]!]!;
    const value = state.values[layout.refined[k]!]!;
    if (!reciprocal) return { name, unit, value, stderr, status: own };
    return { name, unit, value: 1 / value, stderr: stderr / (value * value), status: own };
  });
  return {
    ...figures,
    status,
    message: messageOf(status, figures.goodnessOfFit),
    cycles: outcome.cycles,
    parameters,
    covariance: covariance.matrix.slice(),
    phases: phases.map((lines, p) => describePhase(refiner, lines, p, state, covariance, fractions[p]!)),
    calculated: onGrid(refiner, outcome.mixture.calculated),
    background: onGrid(refiner, outcome.mixture.background),
    warnings: [...warnings],
  };
}

function messageOf(status: Status, goodness: number): string {
  const fit = `goodness of fit ${goodness.toPrecision(4)}`;
  if (status === 'converged') return `a minimum that describes the pattern, ${fit}`;
  if (status === 'misfit') {
    return `a minimum that does not describe the pattern within its errors, ${fit}: standard errors are too small`;
  }
  if (status === 'singular') return `the pattern does not determine all parameters, ${fit}`;
  if (status === 'limit-reached') return `out of cycles, ${fit}`;
  if (status === 'stalled') return `nothing is gained any more, yet no minimum is confirmed, ${fit}`;
  return 'no pattern could be calculated at the start';
}

function describePhase(
  refiner: Refiner,
  lines: PhaseLines,
  p: number,
  state: FitState,
  covariance: Covariance,
  fraction: { readonly value: number; readonly stderr: number },
): RefinedPhase {
  const { layout, shapes } = refiner;
  const { places, phase } = lines;
  const free = state.values.slice(places.cell, places.cell + places.cellCount);
  const stderr = new Float64Array(free.length).fill(Number.NaN);
  const byCell = new Float64Array(free.length);
  const volume = volumeOf(lines, state.values, byCell);
  const along = new Float64Array(covariance.size);
  for (const { parameter, column } of lines.chains) {
    if (layout.parameters[parameter]!.phase < 0 || parameter >= places.inverseSize) continue;
    stderr[parameter - places.cell] = stderrOf(covariance, column);
    along[column] = byCell[parameter - places.cell]!;
  }
  const variance = varianceAlong(covariance, along);
  const scale: Estimate = { value: state.linear[p]!, stderr: stderrOf(covariance, shapes + p), unit: '1' };
  return {
    name: phase.name,
    scale,
    weightFraction: { ...fraction, unit: '1' },
    cell: cellEstimates(phase.system, free, stderr),
    volume: { value: volume, stderr: variance > 0 ? Math.sqrt(variance) : Number.NaN, unit: 'angstrom^3' },
    lines: describeLines(lines, state.linear[p]!, areaErrors(refiner, p, covariance)),
  };
}

/** Errors of the areas of reflections that were fitted as such; NaN otherwise. */
function areaErrors({ model, phases, names }: Refiner, p: number, covariance: Covariance): Float64Array {
  const { groups, reflections } = phases[p]!;
  const first = names.length - model.free.columns.length + model.free.offsets[p]!;
  return Float64Array.from({ length: reflections }, (_, i) =>
    groups === undefined ? Number.NaN : groups.share[i]! * stderrOf(covariance, first + groups.group[i]!),
  );
}

function describeLines(lines: PhaseLines, scale: number, errors: Float64Array): RefinedLines {
  const { h, k, l } = lines.phase.reflections;
  const count = lines.lines / lines.reflections;
  const seen = Array.from({ length: lines.reflections }, (_, i) => i).filter(
    (i) => !Number.isNaN(lines.place[i * count]!),
  );
  const area = Float64Array.from(seen, (i) => {
    let sum = 0;
    for (let s = 0; s < count; s++) sum += lines.intensity[i * count + s]!;
    return scale * sum;
  });
  return {
    h: Int32Array.from(seen, (i) => h[i]!),
    k: Int32Array.from(seen, (i) => k[i]!),
    l: Int32Array.from(seen, (i) => l[i]!),
    twoTheta: Float64Array.from(seen, (i) => lines.place[i * count]!),
    area,
    areaStderr: Float64Array.from(seen, (i) => errors[i]!),
  };
}

function onGrid({ used, gridSize }: Refiner, values: Float64Array): Float64Array {
  const out = new Float64Array(gridSize).fill(Number.NaN);
  used.forEach((i, k) => (out[i] = values[k]!));
  return out;
}
