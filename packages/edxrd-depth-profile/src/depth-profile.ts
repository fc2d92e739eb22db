import {
  axisPoints,
  concatenateSeries,
  createAxis,
  createSeries,
  finishSteps,
  flatMask,
  flatValues,
  OperandoError,
  stepsAt,
} from '@operando/core';
import type { Axis, Series, Steps } from '@operando/core';
import { calibratedDetectors } from './calibrated-detectors.js';
import { usedOptions } from './used-options.js';
import { frameProfiler } from './frame-profiler.js';
import type { FrameProfiler, GivenFrame, SliceProfiles } from './frame-profiler.js';
import { channelLiveTimes, isLiveTimeOfSpectrum } from './live-times.js';
import type { DepthProfileOptions } from './options.js';
import type { FrameShape } from './frame-shape.js';
import { positionList } from './frame-shape.js';
import { quantitySeries } from './slice-series.js';
import type { SeriesFrame } from './slice-series.js';
import type { SliceRunner } from './share-slices.js';
import type { SliceColumn } from './slice-column.js';
import { sliceSetup } from './slice-setup.js';
import type { SliceSetup } from './slice-setup.js';

/**
 * Spectra through depth and time: [time x position x channel], or [time x position x detector x channel]. Live times in s
 * are the channel `live_time`, or one for each position (`live_time_0`, `live_time_1`, ...), or for each position and detector
 * (`live_time_0_1`: position 0, detector 1).
 */
export type DepthScanSeries = Series<'channel'>;

/** What {@link depthProfile} gives. */
export interface DepthProfile extends SliceProfiles {
  /** What is shown of it: lithium content of the first phase that has one, or else the first axis of the first phase's cell. */
  readonly shown: { readonly phase: string; readonly column: SliceColumn };
  /** The same as a series, positions increasing, with variances; masked where there is none. */
  readonly series: Series<'position', 'um'>;
}

/** Takes blocks of frames; its memory grows by the results only. */
export interface DepthProfiler {
  /**
   * Fit the frames of a block.
   *
   * @param liveTimes s, frames x positions x detectors; in place of the block's channels.
   * @throws OperandoError as {@link depthProfile}, with `where.frame` counted from the first block on.
   */
  add(block: DepthScanSeries, liveTimes?: ArrayLike<number>): void;
  /** The same in steps: one after each slice; what is told are frames of the block. Nothing else may be added before the last. */
  addSteps(block: DepthScanSeries, liveTimes?: ArrayLike<number>): Steps<void>;
  /**
   * The same with others, who fit slices that do not depend on each other (`fitSlices`).
   *
   * @param run Gives them parts of frames.
   */
  addBy(block: DepthScanSeries, run: (setup: SliceSetup) => SliceRunner): Promise<void>;
  /** Everything so far. @throws OperandoError `too-few-points` without frames. */
  finish(): DepthProfile;
}

function expectChannels(axis: Axis<'channel'>): number {
  const points = axisPoints(axis);
  const first = points[0]!;
  if (axis.name !== 'channel' || points.some((point, i) => Math.abs(point - first - i) > 1e-6)) {
    throw new OperandoError('unit-mismatch', `the series is along ${axis.name}, not along whole channels.`, {
      cure: 'Give raw counts against channel; energies follow from the calibration.',
    });
  }
  return first;
}

/** Positions as the options state them, or else the series. */
function positionsOf({ positions }: DepthProfileOptions, block: DepthScanSeries, count: number): Float64Array {
  const own = block.coordinates['position'];
  if (positions === undefined && own?.unit !== 'um') {
    throw new OperandoError(
      'invalid-argument',
      `the positions of the series are ${own === undefined ? 'not stated' : `in ${own.unit === '1' ? 'no unit' : own.unit}`}.`,
      { where: { parameter: 'positions' }, cure: 'Give the depth of each slice in um.' },
    );
  }
  const list = positions === undefined ? axisPoints(own!) : positionList(positions);
  if (list.length !== count) {
    throw new OperandoError('shape-mismatch', `there are ${list.length} positions, the spectra have ${count}.`, {
      where: { parameter: 'positions' },
      cure: 'Give the depth of each slice in um.',
    });
  }
  return list;
}

/** Sizes of the dimensions between time and channel. */
function scanShape(block: DepthScanSeries): { readonly positions: number; readonly detectors: number } {
  const { dims, signal } = block;
  const between = dims.slice(1, -1).join();
  if (between !== 'position' && between !== 'position,detector') {
    throw new OperandoError('shape-mismatch', `the series has the dimensions ${dims.join(', ')}.`, {
      where: { parameter: 'series' },
      cure: 'A scan is [time, position, channel] or [time, position, detector, channel].',
    });
  }
  return { positions: signal.shape[1]!, detectors: dims.length === 4 ? signal.shape[2]! : 1 };
}

function shapeOf(block: DepthScanSeries, options: DepthProfileOptions): FrameShape {
  const firstChannel = expectChannels(block.axis);
  const { positions, detectors } = scanShape(block);
  return {
    positions: positionsOf(options, block, positions),
    channels: block.axis.size,
    firstChannel,
    detectors: calibratedDetectors(options, detectors, block.metadata),
  };
}

/** What the result keeps of a block: times, and channels with one value for each frame. */
function frameOf(block: DepthScanSeries): SeriesFrame {
  return createSeries({
    signal: new Float64Array(block.time.start.length),
    axis: createAxis({ name: 'frame', unit: '1', values: [0] }),
    time: block.time,
    channels: Object.fromEntries(Object.entries(block.channels).filter(([name]) => !isLiveTimeOfSpectrum(name))),
    metadata: block.metadata,
    provenance: block.provenance,
  });
}

/** The frames of a block with what else is known of them. */
function framesOf(
  block: DepthScanSeries,
  { positions, channels, detectors }: FrameShape,
  liveTimes: ArrayLike<number> | undefined,
): GivenFrame[] {
  const spectra = positions.length * detectors.length;
  const size = spectra * channels;
  const live = channelLiveTimes(block, { positions: positions.length, detectors: detectors.length }, liveTimes);
  const values = flatValues(block.signal);
  const mask = block.mask === undefined ? undefined : flatMask(block.mask);
  return Array.from({ length: block.time.start.length }, (_, f) => ({
    counts: values.subarray(f * size, (f + 1) * size),
    liveTime: live?.subarray(f * spectra, (f + 1) * spectra),
    mask: mask?.subarray(f * size, (f + 1) * size),
  }));
}

/** Fit frames one after another. */
function* fitFrames(profiler: FrameProfiler, frames: readonly GivenFrame[]): Steps<void> {
  const total = frames.length;
  for (const [f, { counts, ...details }] of frames.entries()) {
    yield* stepsAt(profiler.addFrameSteps(counts, details), { done: f, total });
    yield { done: f + 1, total };
  }
}

/** The first content, or else the first axis of a cell. */
function shownOf({ phases }: SliceProfiles): DepthProfile['shown'] {
  const phase = phases.find(({ lithium }) => lithium !== undefined) ?? phases[0]!;
  return { phase: phase.name, column: phase.lithium ?? Object.values(phase.cell)[0]! };
}

/**
 * Begin a depth profile that takes blocks of frames one after another, as they are read.
 *
 * In each frame and slice every reflection is fitted with Poisson likelihood, beginning where it stood a frame
 * before (or in the slice above, or where it stands out most within the search range); spacings of all reflections
 * and detectors together give the cell, the cell the lithium content. Positions, energy scale and angle that the options do not
 * state are those of the first block.
 * @throws OperandoError with its first block: `unit-mismatch`, `shape-mismatch`, `invalid-argument`, as {@link depthProfile}; `too-few-points` at the end where no frame came.
 */
export function createDepthProfiler(options: DepthProfileOptions): DepthProfiler {
  let begun: { readonly shape: FrameShape; readonly profiler: FrameProfiler; readonly setup: SliceSetup } | undefined;
  const blocks: SeriesFrame[] = [];
  const begin = (block: DepthScanSeries): NonNullable<typeof begun> => {
    if (begun === undefined) {
      const shape = shapeOf(block, options);
      const setup = sliceSetup(shape, options, block.metadata);
      begun = { shape, profiler: frameProfiler(shape, options), setup };
    } else {
      const before = blocks.reduce((sum, { time }) => sum + time.start.length, 0);
      expectSameShape(block, begun.shape, before);
    }
    return begun;
  };
  const addSteps: DepthProfiler['addSteps'] = function* (block, liveTimes) {
    const { profiler, shape } = begin(block);
    yield* fitFrames(profiler, framesOf(block, shape, liveTimes));
    blocks.push(frameOf(block));
  };
  return {
    add: (block, liveTimes) => finishSteps(addSteps(block, liveTimes)),
    addSteps,
    async addBy(block, run) {
      const { profiler, shape, setup } = begin(block);
      await profiler.addFramesBy(framesOf(block, shape, undefined), run(setup));
      blocks.push(frameOf(block));
    },
    finish() {
      if (begun === undefined) throw new OperandoError('too-few-points', 'there are no frames.');
      const profiles = begun.profiler.finish();
      const shown = shownOf(profiles);
      const series = quantitySeries(shown.column, profiles.positions, concatenateSeries(blocks), {
        step: 'edxrd-depth-profile/depthProfile',
        options: { ...usedOptions(options, profiles), shown: shown.column.name },
        warnings: profiles.warnings,
      });
      return { ...profiles, shown, series };
    },
  };
}

/** Any other quantity of a profile as a series, as `series` has the one shown. @param column Of one of its phases or reflections. */
export function sliceSeries({ positions, series }: DepthProfile, column: SliceColumn): Series<'position', 'um'> {
  return quantitySeries(column, positions, series, {
    step: 'edxrd-depth-profile/sliceSeries',
    options: { column: column.name },
  });
}

function expectSameShape(block: DepthScanSeries, shape: FrameShape, frame: number): void {
  const { positions, detectors } = scanShape(block);
  if (
    positions !== shape.positions.length ||
    detectors !== shape.detectors.length ||
    block.axis.size !== shape.channels ||
    expectChannels(block.axis) !== shape.firstChannel
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `a block has ${positions} x ${detectors} x ${block.axis.size} values in a frame, the first ${shape.positions.length} x ${shape.detectors.length} x ${shape.channels}.`,
      { where: { frame }, cure: 'Give blocks of one scan.' },
    );
  }
}

/**
 * Depth profiles of a series: cell, lithium content and phase areas in every frame and slice.
 *
 * @param series Raw counts.
 * @throws OperandoError `invalid-argument` for options that cannot be, or counts that are negative or no numbers, `shape-mismatch`, `unit-mismatch`.
 */
export function depthProfile(series: DepthScanSeries, options: DepthProfileOptions): DepthProfile {
  const profiler = createDepthProfiler(options);
  profiler.add(series);
  return profiler.finish();
}
