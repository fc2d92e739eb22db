import { createAxis, createSeries, OperandoError } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { liveTimeOf } from './spectrum.js';

/** Particles one by one, as a list-mode file has them. */
export interface CountEvents {
  /** s after the start of the measurement, in any order. */
  readonly time: ArrayLike<number>;
  /** Channel of each, whole numbers from 0. */
  readonly channel: ArrayLike<number>;
}

/** How events become frames. */
export interface EventFrames {
  /** Channels of each spectrum. */
  readonly channels: number;
  /** Length of the frames in s: 60 for minutes, 3600 for hours. */
  readonly width: number;
  /** When the measurement ended, s; the last frame is shorter where it ends inside of it. @default when the last particle came */
  readonly end?: number | undefined;
  /** Seconds for which the detector is blind after each count (non-paralysable). @default 0 */
  readonly deadTime?: number | undefined;
  /** The start as seconds since 1970 (UTC). @default 0 */
  readonly start?: number | undefined;
}

/** More frames x channels than this are too many for memory. */
const mostCounts = 1e9;

/**
 * Frames of any length from a list of events: spectra of a minute, of five, of an hour from one measurement, as often as one likes.
 * Events out of the channels or after the end are left out, with a warning; so is a rest that no frame can be made of.
 *
 * @throws OperandoError `too-few-points` without events, `shape-mismatch`, `bad-number` for times that are none, `invalid-argument` for
 * widths and channels that are not above 0, `too-large`, `outside-range` for a detector that is blind nearly all the time.
 */
export function countEvents({ time, channel }: CountEvents, frames: EventFrames): Series<'channel', '1'> {
  const { channels, width, deadTime = 0, start = 0 } = frames;
  if (time.length !== channel.length)
    throw new OperandoError('shape-mismatch', `${time.length} times and ${channel.length} channels.`);
  if (time.length === 0) throw new OperandoError('too-few-points', 'there are no events.');
  for (const [name, value] of [
    ['channels', channels],
    ['width', width],
  ] as const) {
    if (!(value > 0 && value < Infinity) || (name === 'channels' && !Number.isInteger(value)))
      throw new OperandoError('invalid-argument', `${name} is ${value}.`, { where: { parameter: name } });
  }
  let last = 0;
  for (let i = 0; i < time.length; i++) {
    if (!(time[i]! >= 0 && time[i]! < Infinity))
      throw new OperandoError('bad-number', `event ${i} is at ${time[i]} s.`, {
        where: { row: i },
        cure: 'Times are seconds after the start, 0 or more.',
      });
    last = Math.max(last, time[i]!);
  }
  const end = frames.end ?? last;
  // A rest shorter than a millionth of a frame is rounding.
  const count = Math.max(1, Math.ceil(end / width - 1e-6));
  if (!(count * channels <= mostCounts))
    throw new OperandoError('too-large', `${count} frames of ${channels} channels.`, {
      where: { parameter: 'width' },
      cure: 'Make the frames longer.',
    });
  const signal = new Float64Array(count * channels);
  const totals = new Float64Array(count);
  let outside = 0;
  for (let i = 0; i < time.length; i++) {
    const bin = Math.floor(channel[i]!);
    const frame = Math.min(count - 1, Math.floor(time[i]! / width));
    if (!(bin >= 0 && bin < channels) || time[i]! > end) {
      outside++;
      continue;
    }
    signal[frame * channels + bin]!++;
    totals[frame]!++;
  }
  const duration = Float64Array.from({ length: count }, (_, f) => Math.min(width, end - f * width));
  const warnings: OperandoWarning[] =
    outside === 0
      ? []
      : [
          {
            code: 'points-omitted',
            message: `${outside} of ${time.length} events lie outside the channels or after the end.`,
          },
        ];
  return createSeries({
    signal,
    axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
    time: { start: Array.from({ length: count }, (_, f) => start + f * width), duration },
    channels: {
      live_time: { values: duration.map((seconds, f) => liveTimeOf(seconds, totals[f]!, deadTime)), unit: 's' },
    },
    provenance: [{ step: 'ndp-depth/countEvents', options: { channels, width, end, deadTime }, warnings }],
  });
}
