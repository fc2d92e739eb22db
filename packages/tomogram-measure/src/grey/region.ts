import { OperandoError } from '@operando/core';
import { distanceTransform } from '../labels/distance-transform.js';
import type { SlabSource, VolumeShape } from '../volume.js';
import type { GreyPeak } from './peaks.js';
import { eachSlice } from './slices.js';

/** Pixels of a slice that are measured: those inside the casing. */
export interface Region {
  /** 1 inside. */
  readonly inside: Uint8Array;
  /** Distance of each pixel from the next one outside, in pixels; Infinity where nothing is outside. */
  readonly depth: Float32Array;
  readonly pixels: number;
  /** Midpoint (y, x). */
  readonly middle: readonly [number, number];
}

/** A region from a mask of pixels. @throws OperandoError `outside-range` for a mask of nothing. */
export function regionOf(inside: Uint8Array, { height, width }: VolumeShape): Region {
  let [pixels, ySum, xSum] = [0, 0, 0];
  inside.forEach((is, i) => {
    if (is === 0) return;
    pixels++;
    ySum += Math.floor(i / width);
    xSum += i % width;
  });
  if (pixels === 0) {
    throw new OperandoError('outside-range', 'no column of the volume holds both reference materials', {
      cure: 'Give the region that shall be measured, and grey values of two materials that lie above each other.',
    });
  }
  const depth = distanceTransform(inside, { depth: 1, height, width }).map(Math.sqrt);
  return { inside, depth, pixels, middle: [ySum / pixels, xSum / pixels] };
}

/** A round region. @param middle (y, x) in pixels; midpoints of pixels lie on whole numbers. */
export function roundRegion(shape: VolumeShape, middle: readonly [number, number], radius: number): Region {
  const { height, width } = shape;
  const inside = new Uint8Array(height * width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) inside[i] = Number(Math.hypot(y - middle[0], x - middle[1]) <= radius);
  }
  return regionOf(inside, shape);
}

/** Pixels that cannot be reached from outside a mask: what it encloses belongs to it. */
function withoutHoles(mask: Uint8Array, height: number, width: number): Uint8Array {
  const filled = new Uint8Array(mask.length).fill(1);
  const queue: number[] = [];
  const push = (i: number): void => {
    if (mask[i] !== 0 || filled[i] === 0) return;
    filled[i] = 0;
    queue.push(i);
  };
  for (let x = 0; x < width; x++) [x, (height - 1) * width + x].forEach(push);
  for (let y = 0; y < height; y++) [y * width, (y + 1) * width - 1].forEach(push);
  for (let k = 0; k < queue.length; k++) {
    const i = queue[k]!;
    const x = i % width;
    if (x > 0) push(i - 1);
    if (x + 1 < width) push(i + 1);
    if (i >= width) push(i - width);
    if (i + width < mask.length) push(i + width);
  }
  return filled;
}

/** The nth largest share of a list. */
function quantile(values: Float32Array, share: number): number {
  return values.toSorted()[Math.floor(share * (values.length - 1))]!;
}

/**
 * Columns in which both materials are found, at least a third as often as in most columns that have much of them.
 *
 * @param scale Corrects grey values, pixel by pixel; the peaks are of corrected ones then. @default as they are
 */
export async function findRegion(
  source: SlabSource,
  peaks: readonly [GreyPeak, GreyPeak],
  scale?: { readonly offset: Float32Array; readonly gain: Float32Array },
): Promise<Region> {
  const { depth, height, width } = source.shape;
  const counts = peaks.map(() => new Float32Array(height * width));
  // Each pixel has its own middle and half width of grey values.
  const limits = peaks.map(({ level, sigma }) => ({
    middle: Float32Array.from(counts[0]!, (_, i) =>
      scale === undefined ? level : scale.offset[i]! + level / scale.gain[i]!,
    ),
    half: Float32Array.from(
      counts[0]!,
      (_, i) => 2.5 * sigma * (scale === undefined ? 1 : Math.abs(1 / scale.gain[i]!)),
    ),
  }));
  await eachSlice(source, 0, depth, (slice) => {
    limits.forEach(({ middle, half }, k) => {
      const own = counts[k]!;
      for (let i = 0; i < slice.length; i++) if (Math.abs(slice[i]! - middle[i]!) < half[i]!) own[i]!++;
    });
  });
  const least = counts.map((own) => quantile(own, 0.9) / 3);
  const mask = Uint8Array.from({ length: height * width }, (_, i) =>
    Number(counts.every((own, k) => own[i]! > Math.max(1, least[k]!))),
  );
  return regionOf(withoutHoles(mask, height, width), source.shape);
}
