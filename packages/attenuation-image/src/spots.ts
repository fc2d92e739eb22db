import { medianAround } from './median-around.js';
import type { NoiseModel } from './noise.js';
import type { PictureSize } from './picture.js';
import { standingOut } from './standing-out.js';

/** Standard deviations by which a spot stands out. */
const usualThreshold = 5;
/** By which it stands out of the ring of pixels around its neighbours: the corner of something bright does not. */
const ringThreshold = 2;

/** Second highest value of the ring of pixels two away. */
function ringTop(values: Float32Array, at: number, { width, height }: PictureSize): number {
  const [x0, y0] = [at % width, Math.floor(at / width)];
  let [first, second] = [-Infinity, -Infinity];
  for (let dy = -2; dy <= 2; dy++)
    for (let dx = -2; dx <= 2; dx++) {
      if (Math.abs(dx) < 2 && Math.abs(dy) < 2) continue;
      const [x, y] = [x0 + dx, y0 + dy];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const value = values[y * width + x]!;
      if (value > first) {
        second = first;
        first = value;
      } else if (value > second) second = value;
    }
  return second;
}

/** What spots of radiation in the camera do to a frame, mended. */
export interface CleanFrame {
  /** 1 where a pixel was replaced: a spot, dead or hot. */
  readonly replaced: Uint8Array;
  /** Numbers of the pixels that were replaced, row after row. */
  readonly replacedAt: readonly number[];
  /** Spots that were found. */
  readonly spots: number;
}

/** Options of {@link removeSpots}. */
export interface SpotOptions extends NoiseModel {
  /** Pixels that are never used: dead and hot ones. */
  readonly bad: Uint8Array;
  /** Standard deviations by which a spot stands out of the median of 3 x 3 pixels. @default 5 */
  readonly threshold?: number | undefined;
}

/**
 * Replaces spots of radiation, dead and hot pixels by the median of their sound neighbours, in place. A pixel is a spot where it
 * stands above the median of 3 x 3 pixels by more than its own noise allows, and above the ring of pixels around these.
 *
 * @param signal A frame less dark.
 */
export function removeSpots(signal: Float32Array, size: PictureSize, options: SpotOptions): CleanFrame {
  const { gain, readVariance, bad, threshold = usualThreshold } = options;
  const replaced = bad.slice();
  const replacedAt: number[] = [];
  const valueAt = (i: number): number => signal[i]!;
  // Bad pixels first: a hot one would hide in the median of its neighbours, and they in its ring.
  for (let i = bad.indexOf(1); i >= 0; i = bad.indexOf(1, i + 1)) {
    signal[i] = medianAround(valueAt, i, size, bad);
    replacedAt.push(i);
  }
  if (!Number.isFinite(threshold)) return { replaced, replacedAt, spots: 0 };
  const spotted: number[] = [];
  for (const { at, smooth } of standingOut(signal, size, { gain, readVariance }, threshold)) {
    const noise = Math.sqrt(gain * Math.max(0, smooth) + readVariance);
    if (bad[at] !== 0 || !(signal[at]! > ringTop(signal, at, size) + ringThreshold * noise)) continue;
    replaced[at] = 1;
    spotted.push(at);
  }
  for (const i of spotted) signal[i] = medianAround(valueAt, i, size, replaced);
  return { replaced, replacedAt: [...replacedAt, ...spotted], spots: spotted.length };
}
