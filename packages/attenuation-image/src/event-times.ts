import type { PictureSize, Pixels, Rectangle } from './picture.js';

/** Options of {@link eventTimes}. */
export interface EventOptions extends PictureSize {
  /** Part of the picture that is watched. @default all of it */
  readonly region?: Rectangle | undefined;
  /** Chance of a false alarm in a frame. @default 1e-4 */
  readonly falseAlarm?: number | undefined;
}

/** Something that changes from one frame to the next by more than counting does. */
export interface ImageEvent {
  /** First frame that shows it. */
  readonly frame: number;
  /** With 95 % probability it came after the first, and no later than the second of these frames. */
  readonly interval: readonly [from: number, to: number];
  /** Standard deviations by which the change stands above those before. */
  readonly strength: number;
  /** Changes go on after it (`lasting`), or it is over in one frame. */
  readonly kind: 'lasting' | 'single';
}

/** Events of a fast series. */
export interface ImageEvents {
  readonly events: readonly ImageEvent[];
  /** Change of each frame against the one before, in standard deviations of counting; NaN for the first. */
  readonly changes: Float64Array;
  /** The largest change of 3 x 3 pixels, likewise. */
  readonly largest: Float64Array;
}

/** Watches a series frame by frame. */
export interface EventWatch {
  add(frame: Pixels): void;
  finish(): ImageEvents;
}

/** Frames that tell what is usual: before the first event, and after each before another. */
const learning = 8;
const learningAgain = 5;
/** Frames that are looked back to, and those beside an event that its time is looked for in. */
const memory = 16;
const around = 4;

/** Changes from frame to frame, and how little they may scatter. */
interface Changes {
  readonly values: Float64Array;
  readonly leastSigma: number;
  /** Where each change is, for those that are somewhere: row and column. */
  readonly places?: readonly Place[];
}

/** A place in the picture. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** Upper quantile of Student's distribution: Hastings' approximation (1955) of the normal one, and Cornish and Fisher's of the other. */
function upperQuantile(tail: number, freedom: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const z = t - (2.515_517 + t * (0.802_853 + t * 0.010_328)) / (1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}

/** Mean and standard deviation of some values. */
interface Usual {
  readonly mean: number;
  readonly sigma: number;
}

function usual(values: ArrayLike<number>, leastSigma: number): Usual {
  const list = Array.from(values);
  const mean = list.reduce((sum, each) => sum + each, 0) / list.length;
  const variance = list.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, list.length - 1);
  return { mean, sigma: Math.max(leastSigma, Math.sqrt(variance)) };
}

/** Frames that show a change first, by the likelihood of each near it: the change came after the frame before the first of them. */
function intervalOf(
  values: Float64Array,
  at: number,
  before: Usual,
  after: Usual,
  isSingle: boolean,
): readonly [number, number] {
  const [first, last] = [Math.max(1, at - around), Math.min(values.length - 1, at + around)];
  const score = (value: number, { mean, sigma }: Usual): number =>
    -0.5 * ((value - mean) / sigma) ** 2 - Math.log(sigma);
  const likelihoods: number[] = [];
  for (let place = first; place <= last; place++) {
    let sum = 0;
    for (let f = first; f <= last; f++)
      sum += score(values[f]!, (isSingle ? f === place : f >= place) ? after : before);
    likelihoods.push(sum);
  }
  const most = Math.max(...likelihoods);
  const weights = likelihoods.map((each) => Math.exp(each - most));
  const total = weights.reduce((sum, each) => sum + each, 0);
  let [from, to] = [at - first, at - first];
  let share = weights[from]!;
  while (share < 0.95 * total && (from > 0 || to < weights.length - 1)) {
    if ((weights[from - 1] ?? -1) >= (weights[to + 1] ?? -1)) share += weights[--from]!;
    else share += weights[++to]!;
  }
  return [first + from - 1, first + to];
}

/** Frames that are looked at together: a change that lasts shows in their mean. */
const windows = [1, 2, 3, 4] as const;

/** Standard deviations by which the mean of some frames may stand out by chance: fewer where the scatter is that of counting. */
function limitOf({ sigma }: Usual, leastSigma: number, count: number, falseAlarm: number): number {
  return upperQuantile(falseAlarm, sigma > 1.5 * leastSigma ? count - 1 : 1000);
}

/** The frame of a stretch that a change most probably begins with. */
function beginOf(values: Float64Array, from: number, to: number, before: Usual): number {
  const sum = (a: number, b: number): number =>
    values.subarray(a, b).reduce((total, each) => total + each - before.mean, 0);
  let [best, most] = [from, -Infinity];
  for (let place = from; place < to; place++) {
    const rise = sum(place, to);
    const score = rise > 0 ? (rise * rise) / (to - place) : 0;
    if (score > most) [best, most] = [place, score];
  }
  return best;
}

/** What begins with a frame beside those since `from`: an event, or nothing. */
function eventAt({ values, leastSigma }: Changes, f: number, from: number, falseAlarm: number): ImageEvent | undefined {
  const begin = Math.max(from, f - memory);
  const count = f - begin;
  const before = usual(values.subarray(begin, f), leastSigma);
  const limit = limitOf(before, leastSigma, count, falseAlarm / windows.length);
  let [strength, window] = [0, 0];
  for (const size of windows) {
    if (f + size > values.length) break;
    const { mean } = usual(values.subarray(f, f + size), 0);
    const here = (mean - before.mean) / (before.sigma * Math.sqrt(1 / size + 1 / count));
    if (here > limit && here > strength) [strength, window] = [here, size];
  }
  if (window === 0) return undefined;
  const frame = beginOf(values, f, f + window, before);
  const next = values.subarray(frame + 1, frame + 1 + around);
  const isSingle = next.length > 0 && usual(next, leastSigma).mean - before.mean < 0.5 * (values[frame]! - before.mean);
  const after = isSingle
    ? { mean: values[frame]!, sigma: before.sigma }
    : usual(values.subarray(frame, frame + 1 + around), leastSigma);
  return {
    frame,
    interval: intervalOf(values, frame, before, after, isSingle),
    strength,
    kind: isSingle ? 'single' : 'lasting',
  };
}

/** Events in changes of several kinds; those that show the same one count once, by the stronger. */
function eventsIn(kinds: readonly Changes[], falseAlarm: number, reach: number): ImageEvent[] {
  const found: ImageEvent[] = [];
  const opened: Place[] = [];
  /** Whether a change is that of something that has opened before, and grows. */
  const isGrowth = ({ places }: Changes, { frame }: ImageEvent): boolean => {
    const here = places?.[frame];
    return here !== undefined && opened.some(({ x, y }) => Math.hypot(here.x - x, here.y - y) < reach);
  };
  const count = kinds[0]!.values.length;
  let [from, least] = [1, learning];
  for (let f = from + least; f < count; f++) {
    if (f - from < least) continue;
    const seen = kinds.flatMap((kind) => {
      const event = eventAt(kind, f, from, falseAlarm / kinds.length);
      return event === undefined || isGrowth(kind, event) ? [] : [{ kind, event }];
    });
    if (seen.length === 0) continue;
    const { kind, event } = seen.reduce((a, b) => (b.event.strength > a.event.strength ? b : a));
    found.push(event);
    const place = kind.places?.[event.frame];
    if (place !== undefined) opened.push(place);
    // What is usual is learnt anew.
    from = event.kind === 'single' ? event.frame + 1 : event.frame;
    least = learningAgain;
  }
  return found;
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
