import type { MeasuredColumn } from '@operando/core';
import { chebyshevTerms } from './background-terms.js';
import type { PeakModel } from './peak-model.js';
import { gaussianArea, lorentzianArea } from './pseudo-voigt-point.js';
import { createMomentKernel } from './moment-kernel.js';
import { fitSeparable, varianceOf } from './separable-fit.js';
import type { SeparableOutcome } from './separable-fit.js';
import { createColumnKernel } from './separable-kernel.js';
import { createSeparableSpace } from './separable-space.js';
import { put } from './stack-columns.js';
import type { PeakColumns } from './stack-columns.js';

/** The fast way through a stack: sums of pseudo-Voigts on a polynomial, plain weighted least squares. */
export interface SeparableStack {
  /** Write the weights, 1 / sigma, here before each frame. */
  readonly memory: Float64Array;
  readonly weightsAt: number;
  /** Fit a frame from full parameters. @returns false when the general fitter must do it. */
  fit(y: Float64Array, from: number, start: ArrayLike<number>): boolean;
  readonly outcome: SeparableOutcome;
  /** Full parameters of the frame fitted last. */
  readonly parameters: Float64Array;
  /** Write the frame fitted last, errors times `scale`. */
  write(frame: number, scale: number, peaks: readonly PeakColumns[], background: readonly MeasuredColumn[]): void;
}

/**
 * @param bounds Bounds of the model's parameters; a minimum outside is left to the general fitter.
 * @param tolerance Gain of chi2, relative to it, that is no longer worth a step.
 */
export function createSeparableStack(
  model: PeakModel,
  x: Float64Array,
  bounds: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> },
  tolerance: number,
): SeparableStack {
  const count = model.peaks.length;
  const terms = model.names.length - model.background;
  const space = createSeparableSpace(x, count, chebyshevTerms(x, terms - 1, ...model.domain));
  const { shapes, amplitudes, middle } = space;
  const columns = createColumnKernel(space);
  const kernels =
    count === 1 && terms <= 2 ? [createMomentKernel(space, 0.5 * (x.at(-1)! - x[0]!)), columns] : [columns];
  const outcome: SeparableOutcome = { reached: false, chiSquare: Number.NaN, evaluations: 0 };
  const parameters = new Float64Array(model.names.length);
  const byShapes = new Float64Array(2 * count);
  const byAmplitudes = new Float64Array(space.linear);

  const collect = (): boolean => {
    for (let p = 0; p < count; p++) {
      const { at, amplitude } = model.peaks[p]!;
      const a = amplitudes[terms + 2 * p]!;
      const b = amplitudes[terms + 2 * p + 1]!;
      const width = shapes[2 * p + 1]!;
      parameters[at] = shapes[2 * p]! + middle;
      parameters[at + 1] = amplitude === 'height' ? a + b : width * (a * lorentzianArea + b * gaussianArea);
      parameters[at + 2] = width;
      parameters[at + 3] = a / (a + b);
    }
    for (let j = 0; j < terms; j++) parameters[model.background + j] = amplitudes[j]!;
    for (let k = 0; k < parameters.length; k++)
      if (!(parameters[k]! >= bounds.lower[k]! && parameters[k]! <= bounds.upper[k]!)) return false;
    return true;
  };

  const error = (scale: number): number => scale * Math.sqrt(varianceOf(space, byShapes, byAmplitudes));

  return {
    memory: space.memory,
    weightsAt: space.at.weights,
    outcome,
    parameters,
    fit(y, from, start) {
      for (const kernel of kernels) {
        for (let p = 0; p < count; p++) {
          const { at } = model.peaks[p]!;
          shapes[2 * p] = start[at]! - middle;
          shapes[2 * p + 1] = start[at + 2]!;
        }
        kernel.load(y, from);
        fitSeparable(space, kernel, tolerance, outcome);
        if (outcome.reached) return collect();
      }
      return false;
    },
    write(frame, scale, peaks, background) {
      for (let p = 0; p < count; p++) {
        const { center, height, area, fwhm, shape } = peaks[p]!;
        const row = terms + 2 * p;
        const a = amplitudes[row]!;
        const b = amplitudes[row + 1]!;
        const width = shapes[2 * p + 1]!;
        byShapes[2 * p] = 1;
        put(center, frame, shapes[2 * p]! + middle, error(scale));
        byShapes[2 * p] = 0;
        byShapes[2 * p + 1] = 1;
        put(fwhm, frame, width, error(scale));
        const unit = a * lorentzianArea + b * gaussianArea;
        byShapes[2 * p + 1] = unit;
        byAmplitudes[row] = width * lorentzianArea;
        byAmplitudes[row + 1] = width * gaussianArea;
        put(area, frame, width * unit, error(scale));
        byShapes[2 * p + 1] = 0;
        byAmplitudes[row] = 1;
        byAmplitudes[row + 1] = 1;
        put(height, frame, a + b, error(scale));
        byAmplitudes[row] = b / (a + b) ** 2;
        byAmplitudes[row + 1] = -a / (a + b) ** 2;
        put(shape['eta']!, frame, a / (a + b), error(scale));
        byAmplitudes[row] = 0;
        byAmplitudes[row + 1] = 0;
      }
      for (let j = 0; j < terms; j++) {
        byAmplitudes[j] = 1;
        put(background[j]!, frame, amplitudes[j]!, error(scale));
        byAmplitudes[j] = 0;
      }
    },
  };
}
