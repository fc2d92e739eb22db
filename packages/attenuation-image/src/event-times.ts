import { eventsIn, learning } from './event-search.js';
import type { ImageEvent, Place } from './event-search.js';
import type { PictureSize, Pixels, Rectangle } from './picture.js';
import { usual } from './usual.js';

/** Options of {@link eventTimes}. */
export interface EventOptions extends PictureSize {
  /** Part of the picture that is watched. @default all of it */
  readonly region?: Rectangle | undefined;
  /** Chance of a false alarm in a frame. @default 1e-4 */
  readonly falseAlarm?: number | undefined;
}

/** Events of a fast series. */
export interface ImageEvents {
  /** In the order of time. */
  readonly events: readonly ImageEvent[];
  /** Change of each frame against the one before, in standard deviations of counting; NaN for the first. */
  readonly changes: Float64Array;
  /** The largest change of 3 x 3 pixels, likewise. */
  readonly largest: Float64Array;
}

/** Watches a series frame by frame. */
export interface EventWatch {
  /** Takes the next frame. */
  add(frame: Pixels): void;
  /** Everything so far. */
  finish(): ImageEvents;
}

/** Values less the means of their rows and columns: layers that slide along the picture leave nothing. */
function withoutLayers(values: Float64Array, width: number): Float64Array {
  const height = values.length / width;
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  let mean = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const [x, y] = [i % width, Math.floor(i / width)];
    rows[y] = rows[y]! + value / width;
    columns[x] = columns[x]! + value / height;
    mean += value / values.length;
  }
  return values.map((value, i) => value - rows[Math.floor(i / width)]! - columns[i % width]! + mean);
}

/** Largest sum over 3 x 3 pixels, without its sign, and where it is. */
function largestPatch(values: Float64Array, width: number): Place & { readonly size: number } {
  const height = values.length / width;
  let most = 0;
  let place = { x: 0, y: 0 };
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      let sum = 0;
      for (let i = (y - 1) * width + x - 1; i <= (y + 1) * width + x - 1; i += width)
        sum += values[i]! + values[i + 1]! + values[i + 2]!;
      if (Math.abs(sum) > most) {
        most = Math.abs(sum);
        place = { x, y };
      }
    }
  return { ...place, size: most / 3 };
}

/**
 * Watches a fast series for events, by two changes from each frame to the next, each scaled to its own mean, in units of what counting
 * makes of them: the sum of squares over all pixels, which sees what moves everywhere, and the largest change of 3 x 3 pixels beside
 * that of their rows and columns, which sees what opens somewhere among layers that slide. What is usual is learnt from the frames before, after each event anew; an event stands above it by more
 * than chance makes in 1 of `1 / falseAlarm` frames.
 */
export function watchEvents({ width, height, region, falseAlarm = 1e-4 }: EventOptions): EventWatch {
  const { top, bottom, left, right } = region ?? { top: 0, bottom: height, left: 0, right: width };
  const columns = right - left;
  const size = columns * (bottom - top);
  const sums: number[] = [];
  const patches: ReturnType<typeof largestPatch>[] = [];
  let last: Float64Array | undefined;
  const cut = (frame: Pixels): Float64Array => {
    const here = new Float64Array(size);
    let mean = 0;
    for (let k = 0; k < size; k++) {
      here[k] = frame[(top + Math.floor(k / columns)) * width + left + (k % columns)]!;
      mean += here[k]! / size;
    }
    return here.map((value) => value / mean);
  };
  return {
    add(frame) {
      const here = cut(frame);
      const before = last;
      last = here;
      if (before === undefined) return;
      const scaled = here.map((value, k) => (value - before[k]!) / Math.sqrt(Math.max(0.05, value + before[k]!)));
      sums.push(scaled.reduce((sum, each) => sum + each * each, 0) / size);
      patches.push(largestPatch(withoutLayers(scaled, columns), columns));
    },
    finish() {
      // A quiet beginning shows what counting does.
      const quiet = usual(sums.slice(0, learning), 0).mean;
      const counted = quiet * Math.sqrt(2 / size);
      const changes = Float64Array.from([Number.NaN, ...sums.map((sum) => (sum - quiet) / counted)]);
      const largest = Float64Array.from([Number.NaN, ...patches.map((patch) => patch.size / Math.sqrt(quiet))]);
      const kinds = [
        { values: changes, leastSigma: 1 },
        { values: largest, leastSigma: 0.4, places: [{ x: 0, y: 0 }, ...patches] },
      ];
      return {
        events: eventsIn(kinds, falseAlarm, Math.max(6, 0.25 * Math.min(columns, bottom - top))),
        changes,
        largest,
      };
    },
  };
}

/** Events of frames in memory. */
export function eventTimes(frames: readonly Pixels[], options: EventOptions): ImageEvents {
  const watch = watchEvents(options);
  for (const frame of frames) watch.add(frame);
  return watch.finish();
}
