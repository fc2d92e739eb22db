import type { Measured } from '@operando/core';
import { choleskyQuadraticForm } from '@operando/numerics';
import { isMisfit } from '@operando/peak-fit';
import { fillCurvature, fillInformation } from './count-curvature.js';
import { fillNormal, fillPeaks, modelDeviance } from './count-model.js';
import { layOut } from './count-space.js';
import type { CountSpace, CountWindow } from './count-space.js';
import { factorActive, goTo, limitStep, stepInside } from './count-step.js';
import type { EndedFit } from './over-tails.js';

/** Gain in deviance of the last step, which is still taken: 1e-5 standard errors. */
const largestGain = 1e-10;
/** Gain of the step before, below which Newton's steps are taken. */
const nearGain = 1;
const mostIterations = 100;
const mostHalvings = 6;
/** Areas and background at the places where the fit begins, by weights of the counts or of a fit before. */
function beginAmplitudes(space: CountSpace, window: CountWindow): boolean {
  const { y } = window;
  const { weights, pulls, kept, values, step, points, amplitudes, peaks } = space;
  const again = space.fitted === y;
  for (let i = 0; i < points; i++) {
    weights[i] = 1 / (again ? kept[i]! : Math.max(1, y[i]!));
    pulls[i] = weights[i]! * y[i]!;
  }
  fillPeaks(space, window, values, true);
  fillNormal(space, amplitudes);
  if (!stepInside(space, amplitudes)) return false;
  for (let k = 0; k < amplitudes; k++) values[k] = k < peaks ? Math.max(0, step[k]!) : step[k]!;
  return true;
}

/** The next step: Newton's near a minimum where peaks move and the likelihood is curved as there, or else Fisher's. */
function prepareStep(space: CountSpace, window: CountWindow, near: boolean): boolean {
  if (near && space.parameters > space.amplitudes) {
    fillCurvature(space, window);
    if (stepInside(space, space.parameters)) return true;
  }
  fillInformation(space);
  return stepInside(space, space.parameters);
}

/** Fisher's scoring from the values, Newton's steps at last; the deviance at its end, or NaN where it does not get there. */
function score(space: CountSpace, window: CountWindow): number {
  const { widths } = window;
  const { values, trial, step, gradient, parameters } = space;
  fillPeaks(space, window, values, false);
  let deviance = modelDeviance(space, values);
  let gain = Infinity;
  for (let iteration = 0; iteration < mostIterations && deviance < Infinity; iteration++) {
    if (!prepareStep(space, window, gain < nearGain)) return Number.NaN;
    gain = 0;
    for (let k = 0; k < parameters; k++) gain += gradient[k]! * step[k]!;
    if (!(gain >= 0)) return Number.NaN;
    limitStep(space, widths);
    let next = Infinity;
    for (let halving = 0, share = 1; halving <= mostHalvings && !(next <= deviance); halving++, share *= 0.5) {
      goTo(space, share);
      // The last step is too small for what it changes of the model to be seen.
      if (gain <= largestGain) next = deviance - gain;
      else {
        fillPeaks(space, window, trial, false);
        next = modelDeviance(space, trial);
      }
    }
    if (!(next <= deviance)) return Number.NaN;
    values.set(trial);
    deviance = next;
    if (gain > largestGain) continue;
    // Errors are those of the expected information.
    fillInformation(space);
    return factorActive(space, parameters) ? deviance : Number.NaN;
  }
  return Number.NaN;
}

/** Whether a parameter ended on a bound. */
function isClipped({ values, lower, upper }: CountSpace, k: number): boolean {
  return values[k]! <= lower[k]! || values[k]! >= upper[k]!;
}

/** A parameter with its standard error, NaN where it ended on a bound; needs the factor of the last step. */
function measuredOf(space: CountSpace, parameter: number): Measured {
  const { active, activeCount, factor, small, values } = space;
  const at = isClipped(space, parameter) ? -1 : active.subarray(0, activeCount).indexOf(parameter);
  small.fill(0, 0, activeCount);
  if (at >= 0) small[at] = 1;
  return {
    value: values[parameter]!,
    stderr: at < 0 ? Number.NaN : Math.sqrt(choleskyQuadraticForm(factor, activeCount, small)),
  };
}

/**
 * Fit Gaussians on a polynomial to counts by their likelihood, as `fitPeaks` does, with nothing made anew: amplitudes first,
 * then Fisher's scoring with Newton's steps at last, areas not below 0.
 *
 * @param terms Coefficients of the background.
 * @param held Peaks whose places and widths stay, beside the fixed lines.
 * @param wanted Peaks that are not fixed lines, the first ones.
 * @returns Undefined where it is not plain sailing to a minimum inside the bounds: `fitPeaks` says what is there.
 */
export function fitCounts(
  space: CountSpace,
  window: CountWindow,
  terms: number,
  widthsFree: boolean,
  held: readonly number[],
  wanted: number,
): EndedFit | undefined {
  const { x, centers, widths } = window;
  layOut(space, window, terms, widthsFree, (k) => k >= wanted || held.includes(k));
  const degreesOfFreedom = space.points - space.parameters;
  const started =
    degreesOfFreedom >= 0 &&
    centers.every((center) => center >= x[0]! && center <= x[x.length - 1]!) &&
    beginAmplitudes(space, window);
  const deviance = started ? score(space, window) : Number.NaN;
  space.fitted = Number.isNaN(deviance) ? undefined : window.y;
  if (Number.isNaN(deviance)) return undefined;
  for (let i = 0; i < space.points; i++) space.kept[i] = space.model[i]!;
  const { placeOf, widthOf } = space;
  const ofPeak = (parameter: number, otherwise: number): Measured =>
    parameter < 0 ? { value: otherwise, stderr: Number.NaN } : measuredOf(space, parameter);
  const peaks: EndedFit['peaks'][0][] = [];
  const clipped: string[] = [];
  for (let k = 0; k < space.peaks; k++) {
    const [place, width] = [placeOf[k]!, widthOf[k]!];
    if (k < wanted)
      peaks.push({
        center: ofPeak(place, centers[k]!),
        area: measuredOf(space, k),
        fwhm: ofPeak(width, widths[k]!),
      });
    if (place >= 0 && isClipped(space, place)) clipped.push(`peak${k}.center`);
    if (isClipped(space, k)) clipped.push(`peak${k}.area`);
    if (width >= 0 && isClipped(space, width)) clipped.push(`peak${k}.fwhm`);
  }
  return {
    status: 'converged',
    clipped,
    misfit: isMisfit(deviance, degreesOfFreedom),
    reducedChiSquare: degreesOfFreedom > 0 ? deviance / degreesOfFreedom : Number.NaN,
    peaks,
  };
}
