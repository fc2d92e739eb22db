import type { OperandoWarning } from '@operando/core';
import { correlatedPairs } from '../fit/covariance.js';
import type { Covariance } from '../fit/covariance.js';
import type { FiguresOfMerit } from '../fit/figures-of-merit.js';
import type { FitOutcome, FitState } from '../fit/fit-types.js';
import type { Observations } from '../fit/weighting.js';
import type { Refiner } from '../refiner.js';

/** Correlations beyond which two parameters are told. */
const strong = 0.95;
/** Sum of residuals of a region, in standard deviations, beyond which lines are missing there. */
const outstanding = 10;

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
    const message = `${bound.join(', ')} ended on a bound and count as fixed in the errors of the others`;
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
  const wavelength = commonFactor(refiner, state, covariance);
  if (wavelength !== undefined) {
    const percent = (100 * Math.abs(wavelength - 1)).toPrecision(3);
    const way = wavelength > 1 ? 'larger' : 'smaller';
    const guess = (refiner.options.instrument.lines[0]!.wavelength / wavelength).toPrecision(6);
    warnings.push({
      code: 'wavelength-doubtful',
      message: `all cells came out ${percent} % ${way} than they were given, by one and the same factor: the wavelength may be ${guess} angstrom`,
    });
  }
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
    // Wrong shapes leave residuals too, about lines; what is missing lies where the model has none.
    if (excess < outstanding || hasLine(refiner, linear, points[i]!, points[i + width - 1]!)) continue;
    const last = found.at(-1);
    if (last !== undefined && points[i]! <= last.to) {
      found[found.length - 1] = { from: last.from, to: points[i + width - 1]!, excess: Math.max(last.excess, excess) };
    } else found.push({ from: points[i]!, to: points[i + width - 1]!, excess });
  }
  return found.toSorted((p, q) => q.excess - p.excess).slice(0, 6);
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

/** One factor by which all axes of all cells were scaled from what was given, when there is one and it is no chance. */
function commonFactor(
  { phases, layout }: Refiner,
  { values }: FitState,
  { matrix, size }: Covariance,
): number | undefined {
  const ratios: { ratio: number; error: number }[] = [];
  for (const { places, chains } of phases) {
    for (const { parameter, column } of chains) {
      const { phase, unit } = layout.parameters[parameter]!;
      if (phase < 0 || parameter >= places.inverseSize || unit !== 'angstrom') continue;
      const given = layout.start[parameter]!;
      ratios.push({ ratio: values[parameter]! / given, error: Math.sqrt(matrix[column * size + column]!) / given });
    }
  }
  if (ratios.length < 3) return undefined;
  const mean = ratios.reduce((sum, { ratio }) => sum + ratio, 0) / ratios.length;
  const spread = Math.max(...ratios.map(({ ratio }) => Math.abs(ratio - mean)));
  const isShifted = ratios.every(({ ratio, error }) => Math.abs(ratio - 1) > 5 * error);
  return isShifted && Math.abs(mean - 1) > 5e-4 && spread < 0.1 * Math.abs(mean - 1) ? mean : undefined;
}
