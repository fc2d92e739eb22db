import { isOperandoError, OperandoError } from '@operando/core';
import { createFrameProfiler, detectorCount } from './frame-profiler.js';
import type { FrameProfilerOptions, SliceProfiles } from './frame-profiler.js';

/** Options of {@link depthProfileStack}. */
export interface DepthProfileStackOptions extends Omit<FrameProfilerOptions, 'positions'> {
  /** Live times, s: one for each frame, or for each frame, position and detector. @default not known */
  readonly liveTimes?: ArrayLike<number> | undefined;
}

/**
 * Profiles of a whole stack of plain numbers; {@link depthProfile} takes a series.
 *
 * @param positions Of the slices, um, in the order of the stack.
 * @param stack [frame x position x (detector x) channel], raw counts, row after row.
 * @throws OperandoError as {@link createFrameProfiler} and its `addFrame`.
 */
export function depthProfileStack(
  positions: ArrayLike<number>,
  stack: ArrayLike<number>,
  options: DepthProfileStackOptions,
): SliceProfiles {
  const { liveTimes } = options;
  const spectra = positions.length * detectorCount(options);
  const size = spectra * options.channels;
  const frames = stack.length / size;
  const perFrame = liveTimes?.length === frames;
  if (
    !Number.isInteger(frames) ||
    frames === 0 ||
    (liveTimes !== undefined && !perFrame && liveTimes.length !== frames * spectra)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `the stack has ${stack.length} values, frames have ${size}${liveTimes === undefined ? '' : `, and there are ${liveTimes.length} live times`}.`,
      { cure: 'Give whole frames of position x detector x channel.' },
    );
  }
  const profiler = createFrameProfiler({ ...options, positions });
  const values = stack instanceof Float64Array ? stack : Float64Array.from(stack);
  const times = Float64Array.from(liveTimes ?? []);
  for (let f = 0; f < frames; f++) {
    const live = perFrame ? times[f]! : times.subarray(f * spectra, (f + 1) * spectra);
    try {
      profiler.addFrame(values.subarray(f * size, (f + 1) * size), liveTimes === undefined ? {} : { liveTime: live });
    } catch (error) {
      throw isOperandoError(error) ? error.at({ frame: f }) : error;
    }
  }
  return profiler.finish();
}
