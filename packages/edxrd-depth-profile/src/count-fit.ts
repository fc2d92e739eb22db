import type { Measured } from '@operando/core';
import { choleskyInPlace, choleskyQuadraticForm, choleskySolveInPlace } from '@operando/numerics';
import { isMisfit } from '@operando/peak-fit';
import { fillNormal, fillPeaks, modelDeviance } from './count-model.js';
import { layOut } from './count-space.js';
import type { CountSpace, CountWindow } from './count-space.js';
import type { EndedFit } from './over-tails.js';

/** Gain in deviance of the last step, which is still taken: 1e-5 standard errors. */
const largestGain = 1e-10;
const mostIterations = 100;
const mostHalvings = 6;
/** Pivot below which parameters cannot be told apart. */
const smallestPivot = 1e-10;

/** Solve for the step of the active parameters. @returns false where they cannot be told apart. */
function solveActive(
  { normal, factor, small, gradient, step, active, activeCount: m }: CountSpace,
  n: number,
): boolean {
  for (let a = 0; a < m; a++) {
    const i = active[a]!;
    small[a] = gradient[i]!;
    for (let b = 0; b <= a; b++) factor[a * m + b] = normal[i * n + active[b]!]!;
  }
  if (!choleskyInPlace(factor, m, smallestPivot)) return false;
  choleskySolveInPlace(factor, m, small);
  step.fill(0, 0, n);
  for (let a = 0; a < m; a++) step[active[a]!] = small[a]!;
  return true;
}

/** Whether a parameter lies on a bound that going this way would pass. */
function isPushed({ values, lower, upper }: CountSpace, k: number, way: number): boolean {
  return (values[k]! <= lower[k]! && way <= 0) || (values[k]! >= upper[k]! && way >= 0);
}

/** The step of the first n parameters; those on a bound are held where gradient or step push through it. */
function stepInside(space: CountSpace, n: number): boolean {
  const { step, gradient, active } = space;
  space.activeCount = 0;
  for (let k = 0; k < n; k++) if (!isPushed(space, k, gradient[k]!)) active[space.activeCount++] = k;
  for (;;) {
    if (!solveActive(space, n)) return false;
    let left = 0;
    for (let a = 0; a < space.activeCount; a++)
      if (!isPushed(space, active[a]!, step[active[a]!]!)) active[left++] = active[a]!;
    if (left === space.activeCount) return true;
    space.activeCount = left;
  }
}

/** Areas and background at the places where the fit begins, by weights of the counts or of a fit before. */
function beginAmplitudes(space: CountSpace, window: CountWindow): boolean {
  const { y } = window;
  const { weights, pulls, model, values, step, points, amplitudes, peaks } = space;
  const again = space.fitted === y;
  for (let i = 0; i < points; i++) {
    weights[i] = 1 / (again ? model[i]! : Math.max(1, y[i]!));
    pulls[i] = weights[i]! * y[i]!;
  }
  fillPeaks(space, window, values, true);
  fillNormal(space, amplitudes);
  if (!stepInside(space, amplitudes)) return false;
  for (let k = 0; k < amplitudes; k++) values[k] = k < peaks ? Math.max(0, step[k]!) : step[k]!;
  return true;
}

/** Shorten a step that moves a place by more than half a width, changes a width by more than half, or ends a moving peak. */
function limitStep({ step, values, peaks, placeOf, widthOf, parameters }: CountSpace, widths: readonly number[]): void {
  let share = 1;
  for (let k = 0; k < peaks; k++) {
    if (placeOf[k]! < 0) continue;
    const most = 0.5 * (widthOf[k]! < 0 ? widths[k]! : values[widthOf[k]!]!);
    share = Math.min(share, most / Math.abs(step[placeOf[k]!]!));
    if (widthOf[k]! >= 0) share = Math.min(share, most / Math.abs(step[widthOf[k]!]!));
    // Without an area there is no place.
    if (step[k]! < 0) share = Math.min(share, (0.9 * values[k]!) / -step[k]!);
  }
  if (share < 1) for (let k = 0; k < parameters; k++) step[k]! *= share;
}

/** Go along a share of the step, to bounds at most. */
function goTo({ values, trial, lower, upper, step, parameters }: CountSpace, share: number): void {
  for (let k = 0; k < parameters; k++)
    trial[k] = Math.min(upper[k]!, Math.max(lower[k]!, values[k]! + share * step[k]!));
}

/** Fisher's scoring from the values; the deviance at its end, or NaN where it does not get there. */
function score(space: CountSpace, window: CountWindow): number {
  const { y, widths } = window;
  const { weights, pulls, model, values, trial, step, gradient, points, parameters } = space;
  fillPeaks(space, window, values, false);
  let deviance = modelDeviance(space, y, values);
  for (let iteration = 0; iteration < mostIterations && deviance < Infinity; iteration++) {
    for (let i = 0; i < points; i++) {
      weights[i] = 1 / model[i]!;
      pulls[i] = weights[i]! * (y[i]! - model[i]!);
    }
    fillNormal(space, parameters);
    if (!stepInside(space, parameters)) return Number.NaN;
    let gain = 0;
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
        next = modelDeviance(space, y, trial);
      }
    }
    if (!(next <= deviance)) return Number.NaN;
    values.set(trial);
    deviance = next;
    if (gain <= largestGain) return deviance;
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
 * then Fisher's scoring, areas not below 0.
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
  const { placeOf, widthOf } = space;
  const ofPeak = (parameter: number, held: number): Measured =>
    parameter < 0 ? { value: held, stderr: Number.NaN } : measuredOf(space, parameter);
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
