import type { OperandoWarning } from '@operando/core';
import { correlatedPairs } from '../fit/covariance.js';
import type { Covariance } from '../fit/covariance.js';
import type { FiguresOfMerit } from '../fit/figures-of-merit.js';
import type { FitOutcome, FitState } from '../fit/fit-types.js';
import type { Observations } from '../fit/weighting.js';
import type { Refiner } from '../refiner.js';
import { cellQuestion, wavelengthDoubt } from './common-factor.js';
import { vagueOrientations, vagueWarning } from './vague-orientations.js';

/** Correlations beyond which two parameters are told. */
const strong = 0.95;
/** Sum of residuals of a region, in standard deviations, beyond which lines are missing there. */
const outstanding = 10;
/** Residual of what lies above the background below which lines were found. */
const described = 0.5;

/** What is worth telling of a fit that ended. */
export function remarksOf(
  refiner: Refiner,
  data: Observations,
  state: FitState,
  outcome: FitOutcome,
  covariance: Covariance,
  figures: FiguresOfMerit,
  isMisfit: boolean,
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const { names, shapes } = refiner;
  if (outcome.end !== 'converged') {
    const message = `the refinement ended after ${outcome.cycles} cycles without reaching its minimum (${outcome.end})`;
    warnings.push({ code: 'not-converged', message });
  }
  const bound = names.filter((_, k) => outcome.fixed[k] === 2);
  if (bound.length > 0) {
    const message = `${bound.join(', ')} ended on a bound and ${bound.length === 1 ? 'counts' : 'count'} as fixed in the errors of the others`;
    warnings.push({ code: 'at-bound', message });
  }
  const negative = refiner.phases.filter((lines) => lines.negative.includes(1)).map(({ phase }) => phase.name);
  if (negative.length > 0) {
    const message = `widths (u, v, w; x, y, z; or anisotropic strain) come out negative for some lines of ${negative.join(', ')}: taken as 0 there. Hold some of them, or refine size and strain instead`;
    warnings.push({ code: 'at-bound', message });
  }
  if (isMisfit) {
    const where = missedRegions(refiner, data, state, outcome);
    const told = where.map(({ from, to }) => `${from.toFixed(2)} to ${to.toFixed(2)}`).join(', ');
    const lines = told === '' ? '' : `; lines that no phase explains lie at ${told} degrees`;
    const message = `chi2 is ${figures.chiSquare.toPrecision(4)} for ${figures.degreesOfFreedom} degrees of freedom: the model does not describe the pattern, and standard errors are too small${lines}`;
    warnings.push({ code: 'misfit', message });
  }
  const pairs = correlatedPairs(covariance, strong).filter(
    ({ one, other }) => one < shapes + refiner.phases.length && other < shapes + refiner.phases.length,
  );
  const isShift = (k: number): boolean => names[k] === 'zero' || names[k]!.endsWith('displacement');
  const trades = pairs.filter(({ one, other }) => isShift(one) || isShift(other));
  if (trades.length > 0) {
    warnings.push({
      code: 'displacement-trades',
      message: `the pattern hardly tells ${describe(names, trades)} apart: what one gains the other loses, and both may drift together. Hold the displacement, or add a standard whose cell is known`,
    });
  }
  const others = pairs.filter((pair) => !trades.includes(pair));
  if (others.length > 0) {
    warnings.push({ code: 'correlated', message: `estimates go together: ${describe(names, others)}` });
  }
  warnings.push(...vagueWarning(refiner, vagueOrientations(refiner, state, covariance)));
  const axis = (column: number): { value: number; stderr: number } => ({
    value: state.values[refiner.layout.refined[column]!]!,
    stderr: Math.sqrt(covariance.matrix[column * covariance.size + column]!),
  });
  warnings.push(...wavelengthDoubt(refiner, axis));
  // Where next to nothing is described no cell was found.
  if (figures.rwpBackgroundFree < described) warnings.push(...cellQuestion(refiner, axis));
  return warnings;
}

function describe(
  names: readonly string[],
  pairs: readonly { one: number; other: number; correlation: number }[],
): string {
  return pairs
    .slice(0, 5)
    .map(({ one, other, correlation }) => `${names[one]} and ${names[other]} (${correlation.toFixed(3)})`)
    .join(', ');
}

/** Regions in which the pattern lies above the model by more than noise explains, strongest first. */
function missedRegions(
  refiner: Refiner,
  { fixedWeights }: Observations,
  { linear }: FitState,
  { mixture }: FitOutcome,
): { from: number; to: number; excess: number }[] {
  const { points } = refiner.model;
  const width = 8;
  const found: { from: number; to: number; excess: number }[] = [];
  for (let i = 0; i + width <= points.length; i += width / 2) {
    let sum = 0;
    let count = 0;
    for (let j = i; j < i + width; j++) {
      if (fixedWeights[j] === 0) continue;
      sum += Math.sqrt(mixture.weights[j]!) * mixture.residual[j]!;
      count++;
    }
    if (count === 0) continue;
    const excess = sum / Math.sqrt(count);
    // Wrong shapes leave residuals too, about lines; what is missing lies where the model has none, or stands above all of them.
    const isMissing = (): boolean =>
      !hasLine(refiner, linear, points[i]!, points[i + width - 1]!) || standsOut(mixture, i, width);
    if (excess < outstanding || !isMissing()) continue;
    const last = found.at(-1);
    if (last !== undefined && points[i]! <= last.to) {
      found[found.length - 1] = { from: last.from, to: points[i + width - 1]!, excess: Math.max(last.excess, excess) };
    } else found.push({ from: points[i]!, to: points[i + width - 1]!, excess });
  }
  return found.toSorted((p, q) => q.excess - p.excess).slice(0, 6);
}

/** Whether what a region has too much is more than the model has anywhere near it, feet of strong lines left out so. */
function standsOut({ calculated, background, residual }: FitOutcome['mixture'], from: number, width: number): boolean {
  const mean = residual.subarray(from, from + width).reduce((sum, value) => sum + value, 0) / width;
  const end = Math.min(calculated.length, from + 5 * width);
  for (let j = Math.max(0, from - 4 * width); j < end; j++) if (calculated[j]! - background[j]! > mean) return false;
  return true;
}

/** Whether a line of the model that counts lies within two of its widths of a region. */
function hasLine({ phases }: Refiner, linear: Float64Array, from: number, to: number): boolean {
  return phases.some((lines, p) => {
    const strongest = lines.intensity.reduce((most, value) => Math.max(most, value), 0);
    return lines.place.some((place, j) => {
      const reach = 2 * (lines.gaussian[j]! + lines.lorentzian[j]!);
      return linear[p]! > 0 && lines.intensity[j]! > 1e-3 * strongest && place > from - reach && place < to + reach;
    });
  });
}
