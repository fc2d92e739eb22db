import type { Axis } from '../series/axis.js';
import { createFrameTime } from '../series/frame-time.js';
import type { FrameTime } from '../series/frame-time.js';
import { flatValues } from '../series/stack.js';
import type { Series } from '../series/series.js';

/** As many values as a detail has at most, unless asked otherwise: 8 MB. */
const mostValues = 1_048_576;

/** What a series looks like from afar: its frames, or where there are many, means of frames that follow each other. */
export interface FrameDetail<Name extends string = string, Unit extends string = string> {
  /** Coordinate of the points, as the series has it. */
  readonly axis: Axis<Name, Unit>;
  /** Of the rows: from the begin of the first frame to the end of the last one in each. */
  readonly time: FrameTime;
  /** Rows x points; NaN where no frame of a row has a value. */
  readonly values: Float64Array;
  /** Frames of a row at most: 1 where each frame is a row. */
  readonly framesPerRow: number;
}

/** Takes a series block by block. */
export interface FrameDetailCollector<Name extends string, Unit extends string> {
  /** Takes the next frames, in order. */
  add(this: void, block: Pick<Series<Name, Unit>, 'signal' | 'time'>): void;
  /** Everything so far; more may be added. */
  finish(this: void): FrameDetail<Name, Unit>;
}

/** How a detail is collected. */
export interface FrameDetailOptions {
  /** Values of all rows at most. @default 1048576 */
  readonly values?: number | undefined;
  /** Frames of a row. @default as few as it takes */
  readonly framesPerRow?: number | undefined;
}

/** How many frames a row of a detail has. @param frames How many there are. @param most Values of all rows at most. */
export function detailFramesPerRow(points: number, frames: number, most: number = mostValues): number {
  return Math.max(1, Math.ceil((frames * points) / Math.max(points, most)));
}

/**
 * Collects what is needed to draw a series, however long it is: all frames of a short one as they are; of a longer one means of
 * as many neighbours as it takes. A pause that lasts longer than such a row ends it, so that none is filled.
 *
 * @param frames How many will come.
 */
export function createFrameDetail<Name extends string, Unit extends string>(
  axis: Axis<Name, Unit>,
  frames: number,
  { values: most = mostValues, framesPerRow: asked }: FrameDetailOptions = {},
): FrameDetailCollector<Name, Unit> {
  const points = axis.size;
  const framesPerRow = asked ?? detailFramesPerRow(points, frames, most);
  let values = new Float64Array(points * Math.ceil(frames / framesPerRow));
  const [start, end]: [number[], number[]] = [[], []];
  const counts = new Int32Array(points);
  let inRow = 0;
  let clock: Pick<FrameTime, 'epoch' | 'zone'> = {};

  /** Sums of the last row become means. */
  const close = (rows: Float64Array): void => {
    if (start.length === 0 || framesPerRow === 1) return;
    const at = (start.length - 1) * points;
    for (let i = 0; i < points; i++) rows[at + i] = counts[i] === 0 ? Number.NaN : rows[at + i]! / counts[i]!;
  };
  const begin = (time: number): void => {
    close(values);
    counts.fill(0);
    inRow = 0;
    start.push(time);
    end.push(time);
    if (start.length * points <= values.length) return;
    const larger = new Float64Array(2 * start.length * points);
    larger.set(values);
    values = larger;
  };
  const add = ({ signal, time: { epoch, zone, ...time } }: Pick<Series<Name, Unit>, 'signal' | 'time'>): void => {
    const stack = flatValues(signal);
    clock = { ...(epoch === undefined ? {} : { epoch }), ...(zone === undefined ? {} : { zone }) };
    for (let frame = 0; frame < time.start.length; frame++) {
      const from = time.start[frame]!;
      const pauses = inRow > 1 && from - end.at(-1)! > end.at(-1)! - start.at(-1)!;
      if (start.length === 0 || inRow === framesPerRow || pauses) begin(from);
      inRow++;
      end[end.length - 1] = from + time.duration[frame]!;
      const own = stack.subarray(frame * points, (frame + 1) * points);
      const at = (start.length - 1) * points;
      if (framesPerRow === 1) values.set(own, at);
      else
        for (let i = 0; i < points; i++) {
          const value = own[i]!;
          if (value !== value) continue;
          values[at + i]! += value;
          counts[i]!++;
        }
    }
  };
  const finish = (): FrameDetail<Name, Unit> => {
    // More may come into a row of several frames.
    const rows = framesPerRow === 1 ? values : values.slice(0, start.length * points);
    close(rows);
    const duration = end.map((to, i) => to - start[i]!);
    return {
      axis,
      time: createFrameTime({ start, duration, ...clock }),
      values: rows.subarray(0, start.length * points),
      framesPerRow,
    };
  };
  return { add, finish };
}
