import { createSeries, OperandoError } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { countedAxis } from './counted-axis.js';
import { liveTimeOf } from './spectrum.js';

/** Particles one by one, as a list-mode file has them. */
export interface CountEvents {
  /** s after the start of the measurement, in any order. */
  readonly time: ArrayLike<number>;
  /** Channel of each, whole numbers from 0. */
  readonly channel: ArrayLike<number>;
  /** Column of the pixel that was hit, a whole number from 0, of a position-resolved detector. */
  readonly x?: ArrayLike<number> | undefined;
  /** Row of the pixel that was hit, from 0. */
  readonly y?: ArrayLike<number> | undefined;
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
  /** What is added to the times of the frames, s. @default 0 */
  readonly start?: number | undefined;
  /** When the clock of the events was 0: seconds since 1970 (UTC). @default not known */
  readonly epoch?: number | undefined;
  /** As `FrameTime.zone`. @default none */
  readonly zone?: string | undefined;
  /** Spectra for every pixel: so many columns and rows of the detector's pixels are brought together in one. @default all in one */
  readonly pixels?: number | undefined;
}

/** More frames x pixels x channels than this are too many for memory. */
const mostCounts = 2.5e8;

/** Pixels, row-major, and which of them each event lies in. */
interface PixelGrid {
  readonly width: number;
  readonly height: number;
  /** -1 for an event without a place. */
  at(event: number): number;
}

/** @throws OperandoError `column-missing` for events without places, `shape-mismatch`, `invalid-argument`. */
function pixelGrid({ time, x, y }: CountEvents, together: number | undefined): PixelGrid | undefined {
  if (together === undefined) return undefined;
  if (!(Number.isInteger(together) && together >= 1))
    throw new OperandoError('invalid-argument', `pixels is ${together}.`, {
      where: { parameter: 'pixels' },
      cure: 'It is how many columns and rows are brought together: 1, 2, 4, ...',
    });
  if (x === undefined || y === undefined)
    throw new OperandoError('column-missing', 'the events have no places x and y.', {
      where: { parameter: 'pixels' },
      cure: 'Leave pixels out, or give events with columns x and y.',
    });
  if (x.length !== time.length || y.length !== time.length)
    throw new OperandoError('shape-mismatch', `${time.length} times, ${x.length} x and ${y.length} y.`);
  const place = (value: number): number => (value >= 0 ? Math.floor(Math.floor(value) / together) : -1);
  let [columns, rows] = [0, 0];
  for (let i = 0; i < time.length; i++) {
    columns = Math.max(columns, place(x[i]!));
    rows = Math.max(rows, place(y[i]!));
  }
  const width = columns + 1;
  return {
    width,
    height: rows + 1,
    at(event) {
      const [column, row] = [place(x[event]!), place(y[event]!)];
      return column < 0 || row < 0 ? -1 : row * width + column;
    },
  };
}

/**
 * Frames of any length from a list of events: spectra of a minute, of five, of an hour from one measurement, as often as one likes; of a
 * position-resolved detector also for every pixel, with the dimensions time, y, x, channel (`profilePixels`).
 * Events out of the channels or after the end are left out, with a warning; so is a rest that no frame can be made of.
 *
 * @throws OperandoError `too-few-points` without events, `shape-mismatch`, `bad-number` for times that are none, `invalid-argument` for
 * widths and channels that are not above 0, `column-missing` for pixels without places, `too-large`, `outside-range` for a detector that is
 * blind nearly all the time.
 */
export function countEvents(events: CountEvents, frames: EventFrames): Series<'channel', '1'> {
  const { time, channel } = events;
  const { channels, width, deadTime = 0, start = 0, epoch, zone } = frames;
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
  const grid = pixelGrid(events, frames.pixels);
  const pixels = grid === undefined ? 1 : grid.width * grid.height;
  const end = frames.end ?? last;
  // A rest shorter than a millionth of a frame is rounding.
  const count = Math.max(1, Math.ceil(end / width - 1e-6));
  if (!(count * pixels * channels <= mostCounts))
    throw new OperandoError(
      'too-large',
      `${count} frames of ${grid === undefined ? '' : `${grid.width} x ${grid.height} pixels of `}${channels} channels.`,
      {
        where: { parameter: 'width' },
        cure:
          grid === undefined
            ? 'Make the frames longer.'
            : 'Make the frames longer, bring more pixels together, or give fewer channels.',
      },
    );
  const signal = new Float64Array(count * pixels * channels);
  const totals = new Float64Array(count);
  let outside = 0;
  for (let i = 0; i < time.length; i++) {
    const bin = Math.floor(channel[i]!);
    const frame = Math.min(count - 1, Math.floor(time[i]! / width));
    const pixel = grid?.at(i) ?? 0;
    if (!(bin >= 0 && bin < channels) || time[i]! > end || pixel < 0) {
      outside++;
      continue;
    }
    signal[(frame * pixels + pixel) * channels + bin]!++;
    totals[frame]!++;
  }
  const duration = Float64Array.from({ length: count }, (_, f) => Math.min(width, end - f * width));
  const warnings: OperandoWarning[] =
    outside === 0
      ? []
      : [
          {
            code: 'points-omitted',
            message: `${outside} of ${time.length} events lie outside the channels or pixels, or after the end.`,
          },
        ];
  return createSeries({
    signal,
    axis: countedAxis(channels),
    ...(grid === undefined
      ? {}
      : {
          dims: ['time', 'y', 'x', 'channel'],
          coordinates: { y: countedAxis(grid.height), x: countedAxis(grid.width) },
        }),
    time: { start: Array.from({ length: count }, (_, f) => start + f * width), duration, epoch, zone },
    channels: {
      live_time: { values: duration.map((seconds, f) => liveTimeOf(seconds, totals[f]!, deadTime)), unit: 's' },
    },
    provenance: [
      {
        step: 'ndp-depth/countEvents',
        options: { channels, width, end, deadTime, pixels: frames.pixels ?? null },
        warnings,
      },
    ],
  });
}
