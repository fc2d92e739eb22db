import type { VolumeShape } from '../volume.js';

/** Pixels of a slice by their distance from the axis of rotation: rings and cupping of a tomogram depend on nothing else. */
export interface Rings {
  /** Of the axis, in pixels; the midpoint of the first pixel is 0. */
  readonly axis: readonly [y: number, x: number];
  /** Width of a ring in pixels; Infinity for one ring that holds all. */
  readonly width: number;
  readonly count: number;
  /** Ring of each pixel. */
  readonly of: Uint16Array;
  /** Distance of each pixel from the axis. */
  readonly radius: Float32Array;
}

/** Rings about an axis. @param width In pixels; Infinity for none. */
export function ringsAbout({ height, width }: VolumeShape, axis: readonly [number, number], ringWidth: number): Rings {
  const of = new Uint16Array(height * width);
  const radius = new Float32Array(height * width);
  let last = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      radius[i] = Math.hypot(y - axis[0], x - axis[1]);
      of[i] = Math.floor(radius[i]! / ringWidth);
      if (of[i]! > last) last = of[i]!;
    }
  }
  return { axis, width: ringWidth, count: last + 1, of, radius };
}

/** A value of each ring at each pixel, linear between the middles of rings. */
export function overPixels({ width, radius, count }: Rings, values: Float64Array): Float32Array {
  if (!Number.isFinite(width)) return new Float32Array(radius.length).fill(values[0]!);
  return radius.map((r) => {
    const place = Math.min(count - 1, Math.max(0, r / width - 0.5));
    const ring = Math.min(count - 2, Math.floor(place));
    if (ring < 0) return values[0]!;
    return values[ring]! + (place - ring) * (values[ring + 1]! - values[ring]!);
  });
}
