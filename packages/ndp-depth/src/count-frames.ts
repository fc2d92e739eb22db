import { createAxis, createSeries, flatMask, flatValues, isOperandoError, OperandoError } from '@operando/core';
import type { Axis, Channel, Series } from '@operando/core';
import type { EnergyCalibration } from '@operando/peak-fit';
import { calibrationOf } from './calibration-model.js';
import type { CalibrationModel } from './calibration-model.js';
import type { DepthModel } from './depth-model.js';
import type { ProfileSeriesOptions } from './options.js';
import { checkCounts, liveTimeOf } from './spectrum.js';
import type { CountingTimes } from './spectrum.js';

/**
 * A series of counts: against channel, or against channel edges in keV. Channels `live_time` (s) and `monitor` (counts) of it
 * are used where present; without live times, the exposure counts as live.
 */
export type CountSeries = Series<'channel'> | Series<'energy', 'keV'>;

/** Energies of the channels. */
export interface ChannelEnergies {
  /** keV, one more than channels. */
  readonly edges: Float64Array;
  /** Absent for a series against energy. */
  readonly calibration?: EnergyCalibration;
}

/** Whether a series is against channel; refuses those that are against neither channel nor channel edges in keV. */
export function isByChannel(axis: Axis): axis is Axis<'channel'> {
  if (axis.name === 'channel') return true;
  if (axis.name === 'energy' && axis.unit === 'keV' && axis.edges) return false;
  throw new OperandoError(
    'unit-mismatch',
    `the ${axis.name} axis is in ${axis.unit}, given by ${axis.edges ? 'edges' : 'points'}.`,
    { cure: 'Give channel edges in keV, or channels and a calibration.' },
  );
}

/**
 * Energies of the channels.
 *
 * @param counts All frames, for a calibration by lines.
 * @throws OperandoError `unit-mismatch`, `invalid-argument` without calibration, and as it does.
 */
export function channelEnergies(
  axis: Axis,
  calibration: CalibrationModel | undefined,
  counts: () => Float64Array,
): ChannelEnergies {
  if (!isByChannel(axis)) return { edges: axis.values };
  if (calibration === undefined)
    throw new OperandoError('invalid-argument', 'the series is against channel.', {
      where: { parameter: 'calibration' },
      cure: 'Give an energy calibration (calibration, a key of the sample file; calibrateEnergy, energyCalibration).',
    });
  const scale = calibrationOf(calibration, axis, counts);
  const edges = axis.edges
    ? Float64Array.from(axis.values, (channel) => scale.energyOf(channel))
    : // Channel i reaches from i - 1/2 to i + 1/2; the axis names the channels, which need not begin at 0.
      Float64Array.from({ length: axis.size + 1 }, (_, i) =>
        scale.energyOf((i < axis.size ? axis.values[i]! : axis.values[axis.size - 1]! + 1) - 0.5),
      );
  return { edges, calibration: scale };
}

/** 1 for frames that are masked as a whole. @throws OperandoError `unsupported` for frames masked in part. */
function maskedFrames({ mask, axis, time }: CountSeries, before: number): Uint8Array {
  const masked = new Uint8Array(time.start.length);
  if (mask === undefined) return masked;
  const values = flatMask(mask);
  for (let f = 0; f < masked.length; f++) {
    const frame = values.subarray(f * axis.size, (f + 1) * axis.size);
    const count = frame.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
    if (count > 0 && count < axis.size)
      throw new OperandoError('unsupported', `${count} of ${axis.size} channels are masked.`, {
        where: { frame: before + f },
        cure: 'Leave channels out by energyRange; a frame can only be masked as a whole.',
      });
    masked[f] = count > 0 ? 1 : 0;
  }
  return masked;
}

/** What is done for a frame, errors with its number. */
function inFrame<T>(frame: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw isOperandoError(error) ? error.at({ frame }) : error;
  }
}

/** Live times by dead time where the series has none, and the monitor from its channels. */
function counters(
  series: CountSeries,
  { deadTime, monitorChannels }: ProfileSeriesOptions,
  totalOf: (frame: number, from: number, to: number) => number,
  before: number,
): Readonly<Record<string, Channel>> {
  const added: Record<string, Channel> = {};
  if (series.channels['live_time'] === undefined && deadTime !== undefined) {
    added['live_time'] = {
      values: series.time.duration.map((duration, f) =>
        inFrame(before + f, () => liveTimeOf(duration, totalOf(f, -Infinity, Infinity), deadTime)),
      ),
      unit: 's',
    };
  }
  if (monitorChannels !== undefined) {
    const [from, to] = monitorChannels;
    if (!isByChannel(series.axis) || !(from <= to))
      throw new OperandoError('invalid-argument', `the monitor is in channels ${from} to ${to}.`, {
        where: { parameter: 'monitorChannels' },
        cure: 'Give the first and the last channel of a series against channel.',
      });
    added['monitor'] = { values: series.time.start.map((_, f) => totalOf(f, from, to)), unit: '1' };
  }
  return added;
}

/**
 * A block as it is kept until all frames are there: checked, with its counters, the counts of each frame in the rows of a model
 * (or in channels, without one), and the sum of all of them last.
 *
 * @param before Frames of the blocks before it.
 * @throws OperandoError `bad-number` for counts that are none, `outside-range` for dead times, `unsupported` for channels masked.
 */
export function keptFrames(
  block: CountSeries,
  model: DepthModel | undefined,
  options: ProfileSeriesOptions,
  before: number,
): Series<'row', '1'> {
  const { axis, time } = block;
  const values = flatValues(block.signal);
  const masked = maskedFrames(block, before);
  const countsOf = (f: number): Float64Array => values.subarray(f * axis.size, (f + 1) * axis.size);
  const rows = model?.rows ?? axis.size;
  const signal = new Float64Array(time.start.length * (rows + 1));
  for (let f = 0; f < masked.length; f++) {
    const counts = countsOf(f);
    if (masked[f] === 0) checkCounts(counts, before + f);
    signal.set(model === undefined ? counts : model.gather(counts), f * (rows + 1));
    signal[f * (rows + 1) + rows] = counts.reduce((sum, value) => sum + value, 0);
  }
  const totalOf = (frame: number, from: number, to: number): number => {
    let sum = 0;
    countsOf(frame).forEach((value, i) => {
      if (axis.values[i]! >= from && axis.values[i]! <= to) sum += value;
    });
    return sum;
  };
  return createSeries({
    signal,
    axis: createAxis({ name: 'row', unit: '1', values: Array.from({ length: rows + 1 }, (_, i) => i) }),
    time,
    channels: { ...block.channels, ...counters(block, options, totalOf, before) },
    metadata: block.metadata,
    provenance: block.provenance,
    mask: masked.includes(1) ? Uint8Array.from(signal, (_, i) => masked[Math.floor(i / (rows + 1))]!) : undefined,
  });
}

/** One frame as it was kept. */
export interface KeptFrame extends CountingTimes {
  /** In the rows of the model, or in channels. */
  readonly counts: Float64Array;
  /** Sum of all channels. */
  readonly total: number;
  readonly masked: boolean;
}

/** The frames of what was kept. */
export function framesOf(kept: Series<'row', '1'>): KeptFrame[] {
  const size = kept.axis.size;
  const values = flatValues(kept.signal);
  const mask = kept.mask === undefined ? undefined : flatMask(kept.mask);
  const { duration } = kept.time;
  const live = kept.channels['live_time']?.values ?? duration;
  const monitor = kept.channels['monitor']?.values;
  return Array.from(live, (liveTime, f) => ({
    counts: values.subarray(f * size, (f + 1) * size - 1),
    total: values[(f + 1) * size - 1]!,
    masked: mask?.[f * size] === 1,
    liveTime,
    realTime: duration[f]! > 0 ? duration[f]! : liveTime,
    monitor: monitor?.[f],
  }));
}

/** Frames in which the beam was on: at least this share of the usual rate of the monitor, or else of all counts. */
export function framesWithBeam(frames: readonly KeptFrame[], least: number): boolean[] {
  const rates = frames.map(({ monitor, total, liveTime, masked }) =>
    masked ? Number.NaN : liveTime > 0 ? (monitor ?? total) / liveTime : 0,
  );
  const sorted = rates.filter((rate) => !Number.isNaN(rate)).toSorted((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return rates.map((rate) => rate > 0 && rate >= least * usual);
}

/** All frames in one. */
export function sumOfFrames(frames: readonly KeptFrame[]): KeptFrame {
  const counts = new Float64Array(frames[0]!.counts.length);
  let [total, liveTime, realTime, monitor] = [0, 0, 0, 0];
  for (const frame of frames) {
    for (let i = 0; i < counts.length; i++) counts[i]! += frame.counts[i]!;
    total += frame.total;
    liveTime += frame.liveTime;
    realTime += frame.realTime!;
    monitor += frame.monitor ?? 0;
  }
  return {
    counts,
    total,
    liveTime,
    realTime,
    monitor: frames[0]!.monitor === undefined ? undefined : monitor,
    masked: false,
  };
}
