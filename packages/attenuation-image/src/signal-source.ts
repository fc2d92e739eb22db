import { kernelOf, radiographPixelsModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import type { Pixels } from './picture.js';

const { fround } = Math;

/** Counts less dark, whether they stand in a picture already or are made when they are asked for. */
export interface SignalSource {
  /** How many pixels there are. */
  readonly length: number;
  /** At a pixel. */
  at(this: void, i: number): number;
  /** Pixels from `from` on, as many as there is room for in `out`. */
  read(this: void, from: number, out: Float32Array): void;
}

/** What stands in a picture. */
export function pictureSource(signal: Float32Array): SignalSource {
  return {
    length: signal.length,
    at: (i) => signal[i]!,
    read: (from, out) => out.set(signal.subarray(from, from + out.length)),
  };
}

/** Pixels that the kernel takes at a time. */
const block = 8192;

/** Words, as most cameras give, less dark through the kernel. @returns false where it does not run. */
function wordsLess(
  frame: Uint16Array,
  dark: Float32Array,
  from: number,
  out: Float32Array,
  choice: KernelChoice,
): boolean {
  const kernel = kernelOf(radiographPixelsModule, choice);
  if (kernel === undefined) return false;
  const { run, space } = kernel;
  const { buffer } = space.memory;
  // In a place of its own: results may be for one of those who work on stacks.
  const [darkAt, wordsAt] = [space.inner, space.inner + 4 * block];
  const darks = new Float32Array(buffer, darkAt, block);
  const words = new Uint16Array(buffer, wordsAt, block);
  for (let at = 0; at < out.length; at += block) {
    const count = Math.min(block, out.length - at);
    darks.set(dark.subarray(from + at, from + at + count));
    words.set(frame.subarray(from + at, from + at + count));
    run.wordsLess(wordsAt, darkAt, (count + 7) & ~7, darkAt);
    out.set(darks.subarray(0, count), at);
  }
  return true;
}

/** Fills `out` with pixels of a frame less dark. */
export function lessDarkInto(
  frame: Pixels,
  dark: Float32Array,
  from: number,
  out: Float32Array,
  choice: KernelChoice = 'auto',
): void {
  if (frame instanceof Uint16Array && wordsLess(frame, dark, from, out, choice)) return;
  // Copied by the platform first: a loop that has seen several types of arrays is slow.
  out.set(frame.subarray(from, from + out.length));
  for (let i = 0; i < out.length; i++) out[i] = out[i]! - dark[from + i]!;
}

/** Values of some pixels in place of what was counted. */
export interface MendedPixels {
  /** Their numbers, growing. */
  readonly places: readonly number[];
  readonly values: Float32Array;
}

/** Raw counts less dark. */
export function rawSource(
  frame: Pixels,
  dark: Float32Array,
  { places, values }: MendedPixels,
  choice: KernelChoice = 'auto',
): SignalSource {
  const known = new Map(places.map((at, k) => [at, values[k]!]));
  return {
    length: dark.length,
    at: (i) => known.get(i) ?? fround(fround(frame[i]!) - dark[i]!),
    read(from, out) {
      lessDarkInto(frame, dark, from, out, choice);
      let [low, high] = [0, places.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (places[middle]! < from) low = middle + 1;
        else high = middle;
      }
      for (; low < places.length && places[low]! < from + out.length; low++) out[places[low]! - from] = values[low]!;
    },
  };
}
