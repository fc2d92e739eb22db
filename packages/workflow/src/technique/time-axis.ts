import { frameMiddles, seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameDetail, Series } from '@operando/core';

/** The time of a series as figures have it: hours after the first frame began. */
export interface HourAxis {
  /** Begin of each frame. */
  readonly time: Float64Array;
  readonly duration: Float64Array;
  /** Middle of each frame. */
  readonly middles: Float64Array;
  readonly timeLabel: string;
  readonly timeUnit: string;
}

/** An analysis of frames, maybe with the cycler's log. */
interface Timed {
  readonly series: Series;
  readonly electrochemistry?: Electrochemistry;
}

/** Whether nothing says when frames were measured: neither their files nor a cycler. */
export function isUntimed({ series, electrochemistry }: Timed): boolean {
  return electrochemistry === undefined && seriesWarnings(series).some(({ code }) => code === 'time-unknown');
}

/** Numbers of frames, for series whose times are not known. */
export function frameAxis({ time }: Series): HourAxis {
  const frames = Float64Array.from(time.start.keys());
  return {
    time: frames,
    duration: frames.map(() => 1),
    middles: frames.map((frame) => frame + 0.5),
    timeLabel: 'Frame',
    timeUnit: '',
  };
}

/** Hours since the first frame. */
export function hourAxis({ time }: Series): HourAxis {
  const origin = time.start[0] ?? 0;
  return {
    time: time.start.map((start) => (start - origin) / 3600),
    duration: time.duration.map((duration) => duration / 3600),
    middles: frameMiddles(time).map((middle) => (middle - origin) / 3600),
    timeLabel: 'Time',
    timeUnit: 'h',
  };
}

/** Begin and length of the rows of a map, hours after the first frame of its series began. */
export function rowsInHours(
  { time: { start, duration } }: Pick<FrameDetail, 'time'>,
  { time }: Pick<Series, 'time'>,
): Pick<HourAxis, 'time' | 'duration'> {
  const origin = time.start[0] ?? 0;
  return { time: start.map((from) => (from - origin) / 3600), duration: duration.map((seconds) => seconds / 3600) };
}
