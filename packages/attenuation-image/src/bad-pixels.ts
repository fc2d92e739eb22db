import { median } from '@operando/numerics';
import { median3 } from './median3.js';
import { sampled, somePixels } from './noise.js';
import type { PictureSize, Pixels } from './picture.js';

/** Pixels that must not be used. */
export interface BadPixels {
  /** 1 at those. */
  readonly bad: Uint8Array;
  /** Their numbers, row after row. */
  readonly dead: readonly number[];
  /** Numbers of those that count without light, row after row. */
  readonly hot: readonly number[];
}

/** Share of the signal around it below which a pixel is dead; times the usual dark value above which it is hot. */
const deadShare = 0.05;
const hotFactor = 10;

/**
 * Dead pixels: those that see less than 5 % of the open beam around them. Hot ones: those whose dark value is above ten times the usual
 * one, or that stay at one value with and without beam.
 *
 * @param dark Median of dark frames. @param open Median of open-beam frames, dark not taken off.
 */
export function badPixels(dark: Float32Array, open: Float32Array, size: PictureSize): BadPixels {
  const bad = new Uint8Array(dark.length);
  const usual = Math.max(1, median(sampled(dark, somePixels(size))));
  const [dead, hot]: [number[], number[]] = [[], []];
  const signal = open.map((value, i) => value - dark[i]!);
  const around = median3(signal, size);
  for (let i = 0; i < dark.length; i++) {
    const isHot = dark[i]! > hotFactor * usual;
    const isDead = !isHot && !(signal[i]! > deadShare * around[i]!);
    if (isHot) hot.push(i);
    else if (isDead) dead.push(i);
    bad[i] = isHot || isDead ? 1 : 0;
  }
  return { bad, dead, hot };
}

/** Pixels of which all frames are at hand at a time. */
const block = 65_536;

/** Median of frames, pixel by pixel; of an even number the mean of the middle two. */
export function medianFrame(frames: readonly Pixels[]): Float32Array {
  const { length } = frames;
  const out = new Float32Array(frames[0]!.length);
  const stack = new Float64Array(length);
  const half = length >> 1;
  for (let from = 0; from < out.length; from += block) {
    const parts = frames.map((frame) => new Float32Array(frame.subarray(from, from + block)));
    const size = parts[0]!.length;
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < length; k++) {
        // Few frames: sorted by insertion.
        const value = parts[k]![i]!;
        let at = k;
        while (at > 0 && stack[at - 1]! > value) {
          stack[at] = stack[at - 1]!;
          at--;
        }
        stack[at] = value;
      }
      out[from + i] = length % 2 === 1 ? stack[half]! : (stack[half - 1]! + stack[half]!) / 2;
    }
  }
  return out;
}
