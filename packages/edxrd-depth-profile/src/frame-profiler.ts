import { finishSteps, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { areaUnit } from './area-unit.js';
import { calibratedDetectors } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { checkedCounts, frameLiveTimes } from './frame-checks.js';
import type { DepthProfileOptions } from './options.js';
import type { PhaseProfile } from './phase-slices.js';
import { positionList } from './frame-shape.js';
import type { FrameShape } from './frame-shape.js';
import { areaWarnings, profileWarnings, staticLineWarnings } from './profile-warnings.js';
import { createUnnamedPeaks } from './unnamed-peaks.js';
import { reflectionProfile } from './reflection-rows.js';
import type { ReflectionProfile } from './reflection-rows.js';
import { fitShared } from './share-slices.js';
import type { FrameToFit, SliceRunner } from './share-slices.js';
import { sliceFitter } from './slice-fitter.js';

/** Cells, contents and areas of all frames and slices. */
export interface SliceProfiles {
  /** How many were fitted. */
  readonly frames: number;
  /** um, in the order of the data, as everything else here. */
  readonly positions: Float64Array;
  /** Energy scale, angle and resolution of each. */
  readonly detectors: readonly CalibratedDetector[];
  /** Of all phases and detectors, each frames x slices. */
  readonly reflections: readonly ReflectionProfile[];
  /** Cell, content and area of each, frames x slices. */
  readonly phases: readonly PhaseProfile[];
  /** What is doubtful; empty where nothing is. */
  readonly warnings: readonly OperandoWarning[];
}

/** What else is known of a frame. */
export interface FrameDetails {
  /** Seconds in which the detector could count: one for the frame, or one per slice and detector; NaN where not known. @default not known */
  readonly liveTime?: number | ArrayLike<number> | undefined;
  /** As the counts; 1 where a channel must not be used. @default none */
  readonly mask?: ArrayLike<number> | undefined;
}

/** Takes frames of plain numbers, one at a time; its memory grows by the results only. */
export interface FrameProfiler {
  /**
   * Fit a frame.
   *
   * @param counts [position x (detector x) channel], raw counts.
   * @throws OperandoError `shape-mismatch`, `invalid-argument` for counts that are negative or no numbers, or live times that are not positive, with `where.frame`.
   */
  addFrame(counts: ArrayLike<number>, details?: FrameDetails): void;
  /** The same in steps: one after each slice. Nothing else may be added before the last. */
  addFrameSteps(counts: ArrayLike<number>, details?: FrameDetails): Generator<void, void, void>;
  /**
   * Fit frames with others, to whom slices that do not depend on each other are given: the results are the same.
   *
   * @throws OperandoError as `addFrame`, before any is fitted.
   */
  addFramesBy(frames: readonly GivenFrame[], run: SliceRunner): Promise<void>;
  /** Everything so far. */
  finish(): SliceProfiles;
}

/** A frame with what else is known of it. */
export interface GivenFrame extends FrameDetails {
  /** [position x (detector x) channel], raw counts. */
  readonly counts: ArrayLike<number>;
}

/** A frame that can be fitted. */
interface CheckedFrame extends FrameToFit {
  /** Whether its live times are known. */
  readonly isLived: boolean;
}

/** What a {@link FrameProfiler} cannot learn from plain numbers. */
export interface FrameProfilerOptions extends DepthProfileOptions {
  /** Channels of a spectrum. */
  readonly channels: number;
  /** Number of the first channel, from which energy scales count. @default 0 */
  readonly firstChannel?: number | undefined;
}

/** The detectors of options that no data go with. */
export function detectorCount({ detectors }: DepthProfileOptions): number {
  return Array.isArray(detectors) ? (detectors as readonly unknown[]).length : 1;
}

/**
 * Begin profiles of frames of plain numbers; {@link createDepthProfiler} takes series.
 *
 * @throws OperandoError `invalid-argument` for options that cannot be, `axis-not-increasing` for a calibration that falls.
 */
export function createFrameProfiler(options: FrameProfilerOptions): FrameProfiler {
  const detectors = calibratedDetectors(options, detectorCount(options));
  const { positions = [], channels, firstChannel = 0 } = options;
  return frameProfiler({ positions: positionList(positions), channels, firstChannel, detectors }, options);
}

/** The same for spectra whose shape and detectors are known. */
export function frameProfiler(shape: FrameShape, options: DepthProfileOptions): FrameProfiler {
  const { positions, channels, detectors } = shape;
  const { normalisation } = options;
  const fitter = sliceFitter(shape, options);
  const { reflections, phases, fitSlice } = fitter;
  const unnamed = createUnnamedPeaks(shape, options);
  /** Whether the live times of each frame were known. */
  const lived: boolean[] = [];

  const checked = (given: ArrayLike<number>, { liveTime, mask }: FrameDetails, frame: number): CheckedFrame => {
    const spectra = positions.length * detectors.length;
    if (given.length !== spectra * channels) {
      throw new OperandoError(
        'shape-mismatch',
        `frame ${frame} has ${given.length} values, not ${positions.length} positions x ${detectors.length === 1 ? '' : `${detectors.length} detectors x `}${channels} channels.`,
        { where: { frame }, cure: 'Give counts row after row: position, detector, channel.' },
      );
    }
    const times = frameLiveTimes(liveTime, options.liveTime, detectors.length, spectra, frame);
    return {
      counts: checkedCounts(given, mask, detectors.length * channels, frame),
      live: times ?? new Float64Array(spectra).fill(1),
      isLived: times !== undefined,
    };
  };
  const conclude = ({ counts, isLived }: CheckedFrame): void => {
    unnamed.add(counts);
    lived.push(isLived);
  };
  const addChecked = function* (frame: CheckedFrame): Generator<void, void, void> {
    for (let slice = 0; slice < positions.length; slice++) {
      fitSlice(frame.counts, slice, frame.live);
      yield;
    }
    conclude(frame);
  };
  const addFrameSteps: FrameProfiler['addFrameSteps'] = (given, details = {}) =>
    addChecked(checked(given, details, lived.length));

  return {
    addFrame: (counts, details) => finishSteps(addFrameSteps(counts, details)),
    addFrameSteps,
    async addFramesBy(given, run) {
      const frames = given.map(({ counts, ...details }, f) => checked(counts, details, lived.length + f));
      // In the first frame every slice may depend on the one above.
      const rest = lived.length === 0 ? frames.slice(1) : frames;
      for (const frame of frames.slice(0, frames.length - rest.length)) finishSteps(addChecked(frame));
      if (rest.length > 0) await fitShared(fitter, positions.length, rest, run);
      for (const frame of rest) conclude(frame);
    },
    finish() {
      const areas = areaUnit(lived, positions.length, options);
      const found = reflections.map(({ target, rows }) =>
        reflectionProfile(target, rows, options.phases[target.phase]!.name, areas, detectors.length),
      );
      const profiles = phases.map((phase) => phase.profile(areas));
      return {
        frames: lived.length,
        positions,
        detectors,
        reflections: found,
        phases: profiles,
        warnings: [
          ...profileWarnings(found, shape, lived, options),
          ...staticLineWarnings(
            normalisation?.staticLine,
            fitter.withoutLine,
            lived.length * positions.length * detectors.length,
          ),
          ...areaWarnings(profiles),
          ...unnamed.warnings(found),
        ],
      };
    },
  };
}
