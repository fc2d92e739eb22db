import { median3, medianAround } from './median3.js';
import type { NoiseModel } from './noise.js';
import type { PictureSize } from './picture.js';

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
  /** Spots that were found. */
  readonly spots: number;
}

/** Options of {@link removeSpots}. */
export interface SpotOptions extends NoiseModel {
  /** Pixels that are never used: dead and hot ones. */
  readonly bad: Uint8Array;
  /** Standard deviations by which a spot stands out of the median of 3 x 3 pixels. @default 5 */
  readonly threshold?: number | undefined;
  /** Room for a picture of medians, for those who clean many frames. @default its own */
  readonly room?: Float32Array | undefined;
}

/** Pixels that stand above the median of 3 x 3 by so much. */
function standingOut(
  signal: Float32Array,
  smooth: Float32Array,
  { gain, readVariance, bad, threshold }: SpotOptions & { readonly threshold: number },
): number[] {
  const found: number[] = [];
  const square = threshold * threshold;
  for (let i = 0; i < signal.length; i++) {
    const low = smooth[i]!;
    const excess = signal[i]! - low;
    // What is rare is asked first: half of all pixels stand above their medians.
    const limit = square * (gain * (low > 0 ? low : 0) + readVariance);
    if (excess * excess > limit && excess > 0 && bad[i] === 0) found.push(i);
  }
  return found;
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
  // Bad pixels first: a hot one would hide in the median of its neighbours, and they in its ring.
  for (let i = 0; i < bad.length; i++) if (bad[i] === 1) signal[i] = medianAround(signal, i, size, bad);
  if (!Number.isFinite(threshold)) return { replaced, spots: 0 };
  const smooth = median3(signal, size, options.room);
  const spotted = standingOut(signal, smooth, { gain, readVariance, bad, threshold });
  let spots = 0;
  for (const i of spotted) {
    const noise = Math.sqrt(gain * Math.max(0, smooth[i]!) + readVariance);
    if (signal[i]! > ringTop(signal, i, size) + ringThreshold * noise) {
      replaced[i] = 1;
      spots++;
    }
  }
  for (const i of spotted) if (replaced[i] === 1) signal[i] = medianAround(signal, i, size, replaced);
  return { replaced, spots };
}
