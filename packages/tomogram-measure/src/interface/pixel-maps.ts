import { medianInPlace } from '@operando/numerics';
import { distanceTransform } from '../labels/distance-transform.js';
import type { VolumeShape } from '../volume.js';

/** Pixels of a map that lie above a limit. */
export function above(map: Float32Array, limit: number): Uint8Array {
  return Uint8Array.from(map, (value) => Number(value > limit));
}

/** A mask with all pixels that lie within a distance of it, where pixels count. */
export function grown(mask: Uint8Array, pixels: Uint8Array, { height, width }: VolumeShape, by: number): Uint8Array {
  const outside = mask.map((is) => Number(is === 0));
  const squares = distanceTransform(outside, { depth: 1, height, width });
  return pixels.map((is, i) => Number(is !== 0 && squares[i]! <= by * by));
}

/** Median of a map over the pixels of a mask; NaN over none. */
export function medianOver(map: Float32Array, pixels: Uint8Array): number {
  const values = Float64Array.from(map.filter((value, i) => pixels[i] !== 0 && Number.isFinite(value)));
  return values.length === 0 ? Number.NaN : medianInPlace(values);
}

/** Pixels of one mask that are in none of the others. */
export function without(mask: Uint8Array, ...others: readonly Uint8Array[]): Uint8Array {
  return mask.map((is, i) => Number(is !== 0 && others.every((other) => other[i] === 0)));
}

/** How many pixels a mask has. */
export function countOf(mask: Uint8Array): number {
  return mask.reduce((sum, is) => sum + is, 0);
}

/** What is left of the scatter of single pixels after Gaussian smoothing. */
export function smoothedScatter(sigma: number, smoothing: number): number {
  return sigma / Math.max(1, 2 * smoothing * Math.sqrt(Math.PI));
}
