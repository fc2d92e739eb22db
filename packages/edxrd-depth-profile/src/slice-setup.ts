import type { Metadata } from '@operando/core';
import { calibratedDetectors } from './calibrated-detectors.js';
import type { FrameShape } from './frame-shape.js';
import type { DepthProfileOptions } from './options.js';
import { fitPart } from './share-slices.js';
import type { FittedSlices, FrameToFit, SliceTask } from './share-slices.js';
import { sliceFitter } from './slice-fitter.js';

/** What others must know to fit slices: plain data, where the options are. */
export interface SliceSetup extends Pick<FrameShape, 'positions' | 'channels' | 'firstChannel'> {
  /** What to fit, and how. */
  readonly options: DepthProfileOptions;
  /** How many there are. */
  readonly detectors: number;
  /** Of the first block, whose header may describe them. */
  readonly metadata: Metadata;
}

/** Of a profile that has begun. */
export function sliceSetup(
  { positions, channels, firstChannel, detectors }: FrameShape,
  options: DepthProfileOptions,
  metadata: Metadata,
): SliceSetup {
  return { positions, channels, firstChannel, options, detectors: detectors.length, metadata };
}

/** Fits parts of frames, as a {@link SliceRunner} gives them, wherever that is: made once for a profile. */
export function fitSlices({
  options,
  detectors,
  metadata,
  ...shape
}: SliceSetup): (frames: readonly FrameToFit[], task: SliceTask) => FittedSlices {
  const fitter = sliceFitter({ ...shape, detectors: calibratedDetectors(options, detectors, metadata) }, options);
  return (frames, task) => fitPart(fitter, frames, task);
}
