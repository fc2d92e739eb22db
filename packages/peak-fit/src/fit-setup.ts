import { OperandoError } from '@operando/core';
import type { LeastSquaresOptions, ParameterTie } from '@operando/numerics';
import { backgroundDegree } from './background-terms.js';
import { checkDoublet } from './doublet.js';
import type { FitPeaksOptions } from './fit-options.js';
import { guessStart } from './guess-start.js';
import { createPeakModel } from './peak-model.js';
import type { PeakModel } from './peak-model.js';
import { peakProfiles } from './profiles.js';

/** Model and options for the fitter, made once for a window. */
export interface FitSetup {
  readonly model: PeakModel;
  readonly options: LeastSquaresOptions;
  /** Start for these data; anything not given is guessed. */
  readonly startFor: (y: ArrayLike<number>) => Float64Array;
}

function invalid(problem: string, parameter: string, cure: string): OperandoError {
  return new OperandoError('invalid-argument', problem, { where: { parameter }, cure });
}

/** Bounds of a parameter by its name. */
function usualBounds(name: string, x: Float64Array, poisson: boolean): readonly [number, number] {
  const span = x.at(-1)! - x[0]!;
  const key = name.slice(name.indexOf('.') + 1);
  if (name.startsWith('background')) return [-Infinity, Infinity];
  if (key === 'center') return [x[0]!, x.at(-1)!];
  if (key.startsWith('fwhm')) return [(1e-3 * span) / (x.length - 1), 5 * span];
  if (key.startsWith('eta')) return [0, 1];
  // Divergence of more than a sixth of a radian is no diffractometer's.
  if (key === 'sampleHeight' || key === 'slitHeight') return [0, 0.15];
  if (key === 'tail') return [-span, span];
  return [poisson ? 0 : -Infinity, Infinity];
}

/** @throws OperandoError for x that does not increase, no peaks, names that do not exist, bounds that cross. */
export function setUpFit(x: Float64Array, options: FitPeaksOptions): FitSetup {
  const {
    peaks,
    profile = 'pseudo-voigt',
    amplitude = 'area',
    background = 'line',
    doublet,
    ties = [],
    fixed = [],
    bounds = {},
  } = options;
  if (x.length < 2)
    throw new OperandoError('too-few-points', `${x.length} points make no window`, {
      cure: 'give the points around the peaks',
    });
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]!) || (i > 0 && !(x[i]! > x[i - 1]!))) {
      throw new OperandoError('axis-not-increasing', `x[${i}] is ${x[i]}, after ${x[i - 1]}`, {
        where: { parameter: 'x' },
        cure: 'sort the points by x and drop repeated ones',
      });
    }
  }
  if (peaks.length === 0)
    throw invalid('no peaks to fit', 'peaks', 'give at least one start, for instance from findPeaks');
  for (const [p, { center }] of peaks.entries()) {
    if (!(center >= x[0]! && center <= x.at(-1)!)) {
      throw invalid(
        `peak ${p} starts at ${center}, outside the window ${x[0]} to ${x.at(-1)}`,
        'peaks',
        'give centers inside the window, or a wider window',
      );
    }
  }
  if (doublet !== undefined) checkDoublet(doublet);
  const shapes = peaks.map((peak) => {
    const chosen = peakProfiles[peak.profile ?? profile];
    if (chosen === undefined)
      throw invalid(
        `there is no profile ${peak.profile ?? profile}`,
        'profile',
        `one of ${Object.keys(peakProfiles).join(', ')}`,
      );
    return { profile: chosen, amplitude: chosen.amplitudes.includes(amplitude) ? amplitude : chosen.amplitudes[0]! };
  });
  const model = createPeakModel(x, shapes, backgroundDegree(background), doublet);
  const { names } = model;
  if (x.length < names.length - fixed.length - ties.length) {
    throw new OperandoError(
      'too-few-points',
      `${x.length} points cannot determine ${names.length - fixed.length - ties.length} parameters`,
      { cure: 'widen the window, or fix or tie parameters' },
    );
  }
  const indexOf = (name: string, parameter: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw invalid(`there is no parameter ${name}`, parameter, `one of ${names.join(', ')}`);
    return index;
  };
  const lower = new Float64Array(names.length);
  const upper = new Float64Array(names.length);
  names.forEach((name, k) => {
    const [least, most] = bounds[name] ?? usualBounds(name, x, options.likelihood === 'poisson');
    if (!(least <= most))
      throw invalid(`the bounds of ${name} are ${least} to ${most}`, 'bounds', 'give [lowest, highest]');
    lower[k] = least;
    upper[k] = most;
  });
  for (const name of Object.keys(bounds)) indexOf(name, 'bounds');
  const tied = ties.map(({ parameter, to, factor = 1, offset = 0 }): ParameterTie => ({
    parameter: indexOf(parameter, 'ties'),
    to: indexOf(to, 'ties'),
    factor,
    offset,
  }));
  // A follower is bounded through its tie only when the caller says so.
  for (const { parameter } of ties) {
    if (parameter in bounds) continue;
    lower[indexOf(parameter, 'ties')] = -Infinity;
    upper[indexOf(parameter, 'ties')] = Infinity;
  }
  const held = new Set(fixed.map((name) => indexOf(name, 'fixed')));
  return {
    model,
    options: {
      bounds: { lower, upper },
      ties: tied,
      fixed: names.map((_, k) => held.has(k)),
      likelihood: options.likelihood ?? 'gaussian',
      loss: options.loss ?? 'squares',
      scaleCovariance: options.scaleCovariance ?? (options.sigma === undefined && options.likelihood !== 'poisson'),
      maximumIterations: options.maximumIterations ?? 500,
    },
    startFor: (y) => guessStart(x, y, model, peaks),
  };
}
