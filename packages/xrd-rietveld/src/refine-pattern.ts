import type { OperandoWarning } from '@operando/core';
import { covarianceOf, undetermined } from './fit/covariance.js';
import { figuresOfMerit, isMisfit } from './fit/figures-of-merit.js';
import type { FitFreedom, FitOutcome, FitState } from './fit/fit-types.js';
import type { FitLimits } from './fit/search.js';
import { areWhole } from './fit/unit-of-counts.js';
import type { Observations } from './fit/weighting.js';
import { at } from './model/instrument-places.js';
import type { Phase } from './model/phase.js';
import type { Pattern, RefineOptions } from './options.js';
import { checkPattern } from './check-options.js';
import { allFree, createRefiner } from './refiner.js';
import type { Refiner } from './refiner.js';
import { describeFit } from './result/describe.js';
import type { Refinement } from './result/refinement.js';
import { otherShift } from './result/other-shift.js';
import { ofScatter } from './result/scatter.js';
import { explainLost } from './result/explain-lost.js';
import { remarksOf } from './result/remarks.js';

/** Goodness of fit, and residual of what lies above the background, beyond which the wavelength may be another. */
const lost = 2;
const unexplained = 0.5;
const hasFactors = ({ structure, reflections }: Phase): boolean =>
  structure !== undefined || reflections.f2 !== undefined;

/**
 * Refine one powder pattern.
 *
 * Cells come first, with lines widened so that they are found from half a per cent away; then everything at once. Parameters
 * that the pattern does not determine are named, held where they began, and have the status `singular`.
 *
 * @throws OperandoError for options that do not fit together or the pattern.
 */
export function refinePattern(pattern: Pattern, options: RefineOptions): Refinement {
  checkPattern(pattern);
  const refiner = createRefiner(pattern.twoTheta, options);
  const data = refiner.observe(pattern.intensity, pattern.sigma, pattern.mask);
  const state = refiner.start();
  approach(refiner, data, state);
  const refinement = refineFrom(refiner, data, state);
  const shift = isSound(refinement) && !hasLeBail(refiner) ? shiftDoubt(pattern, refiner, state, refinement) : [];
  const isLost = refinement.goodnessOfFit > lost && refinement.rwpBackgroundFree > unexplained;
  const cause = isLost && options.phases.every(hasFactors) ? explainLost(pattern, options) : undefined;
  const scatter = data.weighting === 'counts' && !areWhole(data.y) ? [ofScatter] : [];
  return {
    ...refinement,
    warnings: [...scatter, ...refinement.warnings, ...shift, ...(cause === undefined ? [] : [cause])],
  };
}

function isSound({ status, warnings }: Refinement): boolean {
  const isEnded = status === 'converged' || status === 'misfit' || status === 'stalled';
  return isEnded && warnings.every(({ code }) => code !== 'displacement-trades');
}

const hasLeBail = ({ phases }: Refiner): boolean => phases.some(({ method }) => method === 'lebail');

/** What hangs on which of the two shifts is refined. */
function shiftDoubt(pattern: Pattern, refiner: Refiner, state: FitState, figures: Refinement): OperandoWarning[] {
  const doubt = otherShift(pattern, refiner, state, figures, (changed, from) => {
    const data = changed.observe(pattern.intensity, pattern.sigma, pattern.mask);
    const { outcome, singular } = fitDetermined(changed, data, from, allFree(changed), { maximumCycles: 20 });
    return singular.size > 0 || outcome.end === 'failed' ? undefined : outcome;
  });
  return doubt === undefined ? [] : [doubt];
}

/**
 * Bring cells near: only they, zero and displacement, and the scales move, once from where they were given, once of lines three
 * widths wider, then one; the better of the two stays. Then orientations, on both sides of none; then everything but axial
 * divergence, which would take the place of shifts.
 */
export function approach(refiner: Refiner, data: Observations, state: FitState): void {
  const { layout, phases } = refiner;
  const moves = Array.from(layout.refined, (parameter) => {
    const isShift = parameter === at.zero || parameter === at.displacement;
    return isShift || phases.some(({ places }) => parameter >= places.cell && parameter < places.inverseSize);
  });
  const width = medianWidth(refiner);
  const given = state.values[at.z]!;
  const attempt = (target: FitState, wider: number, parameters: readonly boolean[], maximumCycles: number): number => {
    const before = target.values.slice();
    if (wider > 0) target.values[at.z] = given + wider * width;
    const outcome = refiner.fit(data, target, { ...allFree(refiner), parameters }, { maximumCycles, tolerance: 1 });
    const isLost = outcome.end === 'failed' || outcome.end === 'singular';
    if (isLost) target.values.set(before);
    if (wider > 0) target.values[at.z] = given;
    return isLost ? Infinity : outcome.objective;
  };
  // Intensities that are shared out would be spoilt by widths that are not those of the lines.
  if (moves.includes(true) && !hasLeBail(refiner)) {
    const wide: FitState = { values: state.values.slice(), linear: state.linear.slice() };
    const straight = attempt(state, 0, moves, 6);
    attempt(wide, 3, moves, 12);
    attempt(wide, 1, moves, 12);
    keepOrder(refiner, wide);
    if (attempt(wide, 0, moves, 6) < straight) {
      state.values.set(wide.values);
      state.linear.set(wide.linear);
    }
  }
  const others = Array.from(layout.refined, (parameter) => parameter !== at.axial);
  const oriented = phases.flatMap(({ places }) =>
    layout.refined.includes(places.orientation) ? [places.orientation] : [],
  );
  for (const orientation of oriented) {
    const sides = platesAndNeedles.map((ratio): FitState => {
      const values = state.values.slice();
      values[orientation] = ratio;
      return { values, linear: state.linear.slice() };
    });
    const merits = sides.map((side) => attempt(side, 0, others, 20));
    const best = sides[merits[0]! <= merits[1]! ? 0 : 1]!;
    if (Number.isFinite(Math.min(...merits))) {
      state.values.set(best.values);
      state.linear.set(best.linear);
    }
  }
  if (others.includes(false)) attempt(state, 0, others, 20);
}

/**
 * March-Dollase ratios from which orientation is looked for: there is a minimum on either side of 1, and in cubic crystals none
 * leads away from 1, where the first derivative is 0.
 */
const platesAndNeedles = [0.75, 1.33] as const;

/** Axes nearer than this to each other may change places while lines are wide. */
const nearlyEqual = 0.01;

/** Nearly equal axes in the order in which they were given: which is which, wide lines do not say. */
function keepOrder({ phases, layout }: Refiner, { values }: FitState): void {
  for (const { places } of phases) {
    const axes = Array.from({ length: places.cellCount }, (_, k) => places.cell + k).filter(
      (k) => layout.parameters[k]!.unit === 'angstrom',
    );
    for (const one of axes) {
      for (const other of axes) {
        const given = layout.start[one]! - layout.start[other]!;
        const isNear = other > one && Math.abs(given) < nearlyEqual * layout.start[one]!;
        if (!isNear || given * (values[one]! - values[other]!) >= 0) continue;
        [values[one], values[other]] = [values[other]!, values[one]!];
      }
    }
  }
}

function medianWidth({ phases }: Refiner): number {
  const widths = phases.flatMap(({ gaussian, lorentzian, intensity }) =>
    Array.from(gaussian, (g, j) => (intensity[j] === 0 ? 0 : g + lorentzian[j]!)).filter((width) => width > 0),
  );
  return widths.toSorted((p, q) => p - q)[widths.length >> 1] ?? 0.05;
}

/** A fit in which what the pattern does not determine is held. */
export interface DeterminedFit {
  readonly outcome: FitOutcome;
  /** Refined parameters that were held for that, and what is told of them. */
  readonly singular: ReadonlySet<number>;
  readonly told: readonly string[];
}

/** Fit from a state, which is moved; of combinations that the pattern does not determine a parameter of shape is held. */
export function fitDetermined(
  refiner: Refiner,
  data: Observations,
  state: FitState,
  freedom: FitFreedom,
  limits: Partial<FitLimits> = {},
): DeterminedFit {
  const singular = new Set<number>();
  const told: string[] = [];
  const { names, shapes } = refiner;
  for (;;) {
    const before: FitState = { values: state.values.slice(), linear: state.linear.slice() };
    const parameters =
      singular.size === 0
        ? freedom.parameters
        : Array.from({ length: shapes }, (_, k) => !singular.has(k) && (freedom.parameters?.[k] ?? true));
    const outcome = refiner.fit(data, state, { ...freedom, parameters }, limits);
    if (outcome.end === 'failed') return { outcome, singular, told };
    const combination = undetermined(outcome.matrix, outcome.fixed, outcome.size);
    const held = combination?.parameters.find((k) => k < shapes);
    if (combination === undefined || held === undefined) return { outcome, singular, told };
    singular.add(held);
    const own = combination.parameters.map((k) => names[k]!);
    told.push(own.length === 1 ? own[0]! : `${own.join(' with ')} (${names[held]!} was held)`);
    state.values.set(before.values);
    state.linear.set(before.linear);
  }
}

/** Refine from a state, which is moved. */
function refineFrom(refiner: Refiner, data: Observations, state: FitState): Refinement {
  const { outcome, singular, told } = fitDetermined(refiner, data, state, allFree(refiner));
  const covariance = covarianceOf(outcome.matrix, outcome.fixed, outcome.size);
  const figures = figuresOfMerit(data, outcome.mixture, covariance.free.length);
  const poor = isMisfit(figures.chiSquare, figures.degreesOfFreedom);
  const warnings = remarksOf(refiner, data, state, outcome, covariance, figures, poor);
  if (told.length > 0) {
    warnings.unshift({ code: 'undetermined', message: `the pattern does not determine ${told.join('; ')}` });
  }
  return describeFit(refiner, data, state, outcome, covariance, { warnings, singular });
}
