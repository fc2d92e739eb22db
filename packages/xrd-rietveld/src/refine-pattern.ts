import type { OperandoWarning } from '@operando/core';
import { covarianceOf } from './fit/covariance.js';
import { figuresOfMerit, isMisfit } from './fit/figures-of-merit.js';
import type { FitState } from './fit/fit-types.js';
import { areWhole } from './fit/unit-of-counts.js';
import type { Observations } from './fit/weighting.js';
import type { Phase } from './model/phase.js';
import type { Pattern, RefineOptions } from './options.js';
import { checkPattern } from './check-options.js';
import { approach } from './approach.js';
import { fitDetermined } from './fit-determined.js';
import { allFree, createRefiner, hasLeBail } from './refiner.js';
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

/** What hangs on which of the two shifts is refined. */
function shiftDoubt(pattern: Pattern, refiner: Refiner, state: FitState, figures: Refinement): OperandoWarning[] {
  const doubt = otherShift(pattern, refiner, state, figures, (changed, from) => {
    const data = changed.observe(pattern.intensity, pattern.sigma, pattern.mask);
    const { outcome, singular } = fitDetermined(changed, data, from, allFree(changed), { maximumCycles: 20 });
    return singular.size > 0 || outcome.end === 'failed' ? undefined : outcome;
  });
  return doubt === undefined ? [] : [doubt];
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
