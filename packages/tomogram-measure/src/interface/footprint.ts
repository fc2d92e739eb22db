import { smoothOver } from '../grey/smooth-plane.js';
import type { VolumeShape } from '../volume.js';
import { countOf, smoothedScatter } from './pixel-maps.js';

/** Smoothing of the heights where the edges of voids are told, in pixels: between noise and blur. */
const edgeSmoothing = 0.9;

/** Largest value within three pixels, where pixels count. */
function largestNear(map: Float32Array, pixels: Uint8Array, width: number): Float32Array {
  const out = new Float32Array(map.length);
  pixels.forEach((is, i) => {
    if (is === 0) return;
    let most = 0;
    for (let dy = -3; dy <= 3; dy++) {
      const half = Math.floor(Math.sqrt(9 - dy * dy));
      for (let dx = -half; dx <= half; dx++) most = Math.max(most, map[i + dy * width + dx] ?? 0);
    }
    out[i] = most;
  });
  return out;
}

/** How steep a map is. */
function slopes(map: Float32Array, height: number, width: number): Float32Array {
  const out = new Float32Array(map.length);
  for (let y = 1; y + 1 < height; y++) {
    for (let x = 1; x + 1 < width; x++) {
      const i = y * width + x;
      const slope = Math.hypot(map[i + 1]! - map[i - 1]!, map[i + width]! - map[i - width]!) / 2;
      out[i] = Number.isFinite(slope) ? slope : 0;
    }
  }
  return out;
}

/** Columns under which the interface has lost contact. */
export interface LostContact {
  readonly mask: Uint8Array;
  /** Standard error of the number of pixels. */
  readonly error: number;
}

/**
 * Standard error of an area that blur rounds off: its edge is off by about the square of the blur over the radius, by half a pixel
 * at most, and by chance from pixel to pixel.
 */
function edgeError(pixels: number, edge: number, blur: number): number {
  const radius = (2 * pixels) / Math.max(1, edge);
  const off = Math.min(0.5, 4 * (blur / radius) ** 2);
  return Math.hypot(off * edge, 0.5 * Math.sqrt(edge));
}

/**
 * Columns under which the interface has lost contact: a void that ends like a wedge is blurred to its slope times the
 * blur over the root of two pi where it ends.
 *
 * @param candidates Columns near a void. @param scatter Standard error of a single height. @param blur Of the volume along the sheet, in pixels.
 */
export function lostContact(
  heights: Float32Array,
  pixels: Uint8Array,
  candidates: Uint8Array,
  { height, width }: VolumeShape,
  scatter: number,
  blur: number,
): LostContact {
  const map = smoothOver(heights, pixels, height, width, edgeSmoothing);
  // Slopes of small voids are blurred too: one step of deconvolution draws them up again.
  const blurred = smoothOver(map, pixels, height, width, Math.hypot(blur, edgeSmoothing));
  const sharp = map.map((value, i) => 2 * value - blurred[i]!);
  const steepest = largestNear(slopes(sharp, height, width), candidates, width);
  const wedge = Math.hypot(blur, edgeSmoothing) / Math.sqrt(2 * Math.PI);
  const least = 2.5 * smoothedScatter(scatter, edgeSmoothing);
  const mask = candidates.map((is, i) => Number(is !== 0 && map[i]! > Math.max(wedge * steepest[i]!, least)));
  const edge = edgePixels(mask, width);
  return { mask, error: edgeError(countOf(mask), edge, Math.hypot(blur, edgeSmoothing)) };
}

/** Share of the true area over that seen from above: mean of the root of one plus the squares of the slopes. */
export function slopeFactors(z: Float32Array, pixels: Uint8Array, { height, width }: VolumeShape): Float32Array {
  const smooth = smoothOver(z, pixels, height, width, 2.5);
  return slopes(smooth, height, width).map((slope) => Math.sqrt(1 + slope * slope));
}

/** Pixels at the edge of a mask. */
function edgePixels(mask: Uint8Array, width: number): number {
  let count = 0;
  mask.forEach((is, i) => {
    if (is !== 0 && [i - 1, i + 1, i - width, i + width].some((other) => mask[other] === 0)) count++;
  });
  return count;
}
