import { usual } from './usual.js';
import type { Usual } from './usual.js';

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

/** Frames that tell what is usual: before the first event, and after each before another. */
export const learning = 8;
const learningAgain = 5;
/** Frames that are looked back to, and those beside an event that its time is looked for in. */
const memory = 16;
const around = 4;

/** Changes from frame to frame, and how little they may scatter. */
export interface Changes {
  readonly values: Float64Array;
  readonly leastSigma: number;
  /** Where each change is, for those that are somewhere: row and column. */
  readonly places?: readonly Place[];
}

/** A place in the picture. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Upper quantile of Student's distribution: Hastings' approximation (1955) of the normal one, and Cornish and Fisher's of the other. */
function upperQuantile(tail: number, freedom: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const z = t - (2.515_517 + t * (0.802_853 + t * 0.010_328)) / (1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
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
export function eventsIn(kinds: readonly Changes[], falseAlarm: number, reach: number): ImageEvent[] {
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
