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
 * @throws OperandoError `unit-mismatch`, `invalid-argument` without calibration, `bad-number` for channels that are none, and as it does.
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
  const broken = axis.edges ? undefined : axis.values.find((channel) => !Number.isInteger(channel));
  if (broken !== undefined)
    throw new OperandoError('bad-number', `channel ${broken} is no whole number.`, {
      cure: 'Spectra have numbers of channels and counts; lists of events need labels on their columns: time, channel.',
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

/** The mask of each frame by channel; undefined for frames without masked channels. */
function channelMasks({ mask, axis, time }: CountSeries): (Uint8Array | undefined)[] {
  const values = mask === undefined ? undefined : flatMask(mask);
  return Array.from(time.start, (_, f) => {
    const frame = values?.subarray(f * axis.size, (f + 1) * axis.size).map((value) => (value === 0 ? 0 : 1));
    return frame?.includes(1) === true ? frame : undefined;
  });
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
 * Rows that have a masked channel are masked.
 *
 * @throws OperandoError `bad-number` for counts that are none, `outside-range` for dead times, `unsupported` for a monitor in masked channels.
 */
export function keptFrames(
  block: CountSeries,
  model: DepthModel | undefined,
  options: ProfileSeriesOptions,
  before: number,
): Series<'row', '1'> {
  const { axis, time } = block;
  const values = flatValues(block.signal);
  const masks = channelMasks(block);
  const countsOf = (f: number): Float64Array => {
    const counts = values.subarray(f * axis.size, (f + 1) * axis.size);
    const mask = masks[f];
    return mask === undefined ? counts : counts.map((value, i) => (mask[i] === 1 ? 0 : value));
  };
  const rows = model?.rows ?? axis.size;
  const signal = new Float64Array(time.start.length * (rows + 1));
  const rowMask = new Uint8Array(signal.length);
  for (const [f, mask] of masks.entries()) {
    const counts = countsOf(f);
    checkCounts(counts, before + f);
    if (mask !== undefined) {
      const inRows = model === undefined ? mask : model.gather(mask);
      rowMask.set(
        Uint8Array.from(inRows, (count) => (count > 0 ? 1 : 0)),
        f * (rows + 1),
      );
      rowMask[f * (rows + 1) + rows] = mask.includes(0) ? 0 : 1;
    }
    signal.set(model === undefined ? counts : model.gather(counts), f * (rows + 1));
    signal[f * (rows + 1) + rows] = counts.reduce((sum, value) => sum + value, 0);
  }
  const totalOf = (frame: number, from: number, to: number): number => {
    let sum = 0;
    const mask = masks[frame];
    countsOf(frame).forEach((value, i) => {
      if (axis.values[i]! < from || axis.values[i]! > to) return;
      sum += value;
      if (mask?.[i] === 1 && from > -Infinity && mask.includes(0))
        throw new OperandoError('unsupported', `channel ${axis.values[i]} of the monitor is masked.`, {
          where: { parameter: 'monitorChannels', frame: before + frame },
          cure: 'Take channels for the monitor that are not masked.',
        });
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
    mask: rowMask.includes(1) ? rowMask : undefined,
  });
}

/** One frame as it was kept. */
export interface KeptFrame extends CountingTimes {
  /** In the rows of the model, or in channels. */
  readonly counts: Float64Array;
  /** Sum of all channels. */
  readonly total: number;
  /** As a whole. */
  readonly masked: boolean;
  /** 1 for what is masked of the counts; absent where nothing is. */
  readonly mask?: Uint8Array | undefined;
}

/** The frames of what was kept. */
export function framesOf(kept: Series<'row', '1'>): KeptFrame[] {
  const size = kept.axis.size;
  const values = flatValues(kept.signal);
  const mask = kept.mask === undefined ? undefined : flatMask(kept.mask);
  const duration = kept.channels['real_time']?.values ?? kept.time.duration;
  const live = kept.channels['live_time']?.values ?? duration;
  const monitor = kept.channels['monitor']?.values;
  return Array.from(live, (liveTime, f) => {
    const counts = values.subarray(f * size, (f + 1) * size - 1);
    const own = mask?.subarray(f * size, (f + 1) * size - 1);
    const partly = own?.includes(1) === true ? own : undefined;
    return {
      counts: partly === undefined ? counts : counts.map((value, i) => (partly[i] === 1 ? 0 : value)),
      total: values[(f + 1) * size - 1]!,
      // Whatever is left of a frame lies outside of what is fitted.
      masked: mask?.[(f + 1) * size - 1] === 1 || own?.includes(0) === false,
      mask: partly,
      liveTime,
      realTime: duration[f]! > 0 ? duration[f]! : liveTime,
      monitor: monitor?.[f],
    };
  });
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

/** That there is nothing to make profiles of. */
export function noCounts(): OperandoError {
  return new OperandoError('too-few-points', 'no frame has any counts.', {
    cure: 'Are these the spectra, and is the beam on in any? Frames that are masked as a whole count as none.',
  });
}

/** All frames in one; what is masked in any of them is masked in it, unless nothing would be left. */
export function sumOfFrames(frames: readonly KeptFrame[]): KeptFrame {
  const counts = new Float64Array(frames[0]!.counts.length);
  let [total, liveTime, realTime, monitor] = [0, 0, 0, 0];
  let mask: Uint8Array | undefined;
  for (const frame of frames) {
    for (let i = 0; i < counts.length; i++) counts[i]! += frame.counts[i]!;
    total += frame.total;
    liveTime += frame.liveTime;
    realTime += frame.realTime!;
    monitor += frame.monitor ?? 0;
    if (frame.mask !== undefined) mask = frame.mask.map((value, i) => value | (mask?.[i] ?? 0));
  }
  // Frames masked here and there leave nothing together: the one with most counts stands for all.
  if (mask?.includes(0) === false) return frames.reduce((a, b) => (b.total > a.total ? b : a));
  return {
    counts,
    total,
    liveTime,
    realTime,
    monitor: frames[0]!.monitor === undefined ? undefined : monitor,
    masked: false,
    mask,
  };
}
