import { OperandoError } from '@operando/core';
import { smoothOver } from '../grey/smooth-plane.js';
import type { VolumeShape } from '../volume.js';
import { eachColumn } from './band.js';
import type { Band } from './band.js';
import { createStep } from './step.js';

/** An interface between the material at 0 (above: at smaller z) and the one at 1 (below). */
export interface InterfaceSheet {
  /** z of each pixel in voxels, midpoints of voxels on whole numbers; NaN where there is none. */
  readonly z: Float32Array;
  /** Standard error of a single pixel's z before smoothing. */
  readonly pixelError: number;
  /** Width of the step across it: standard deviation of the blur, voxel included. */
  readonly blur: number;
  /** Pixels over which it is known. */
  readonly pixels: Uint8Array;
}

/** z at which a mean profile goes through one half, nearest to a guess. */
export function crossing(profile: Float64Array, guess: number | undefined): number {
  const found: number[] = [];
  for (let z = 0; z + 1 < profile.length; z++) {
    const [a, b] = [profile[z]!, profile[z + 1]!];
    if (a < 0.5 && b >= 0.5) found.push(z + (0.5 - a) / (b - a));
  }
  if (found.length === 0) {
    throw new OperandoError(
      'outside-range',
      'the mean grey value goes nowhere from the first reference to the second with z',
      {
        where: { parameter: 'interface' },
        cure: 'Name the references from the one at small z to the one at large z.',
      },
    );
  }
  const wanted = guess ?? found[0]!;
  return found.reduce((best, z) => (Math.abs(z - wanted) < Math.abs(best - wanted) ? z : best));
}

/** Place of the step in each column from the sum of its grey values, within `reach` of a first place. */
export function interfaceFromSums(band: Band, pixels: Uint8Array, near: Float32Array, reach: number): Float32Array {
  const z = new Float32Array(band.size).fill(Number.NaN);
  eachColumn(band, pixels, (column, i) => {
    const low = Math.max(0, Math.round(near[i]! - reach) - band.from);
    const high = Math.min(column.length - 1, Math.round(near[i]! + reach) - band.from);
    let sum = 0;
    for (let k = low; k <= high; k++) sum += column[k]!;
    z[i] = band.from + high + 0.5 - sum;
  });
  return z;
}

/** Half the window about a first place of the interface, in voxels. */
export const nearReach = 6;

/** Widest blur that is tried, in voxels. */
export const widestBlur = 3;

/** Blur of the step, from the mean profile across the interface. */
function blurOf(band: Band, pixels: Uint8Array, z: Float32Array): number {
  const perVoxel = 4;
  const half = 4 * perVoxel;
  const sums = new Float64Array(2 * half + 1);
  const counts = new Float64Array(2 * half + 1);
  eachColumn(band, pixels, (column, i) => {
    column.forEach((value, k) => {
      const place = Math.round((band.from + k - z[i]!) * perVoxel) + half;
      if (!(place >= 0 && place <= 2 * half)) return;
      sums[place]! += value;
      counts[place]!++;
    });
  });
  let [best, least] = [1, Infinity];
  for (let blur = 0.3; blur < widestBlur; blur += 0.01) {
    let cost = 0;
    const step = createStep(blur);
    counts.forEach((count, place) => {
      if (count > 0) cost += count * (sums[place]! / count - step((place - half) / perVoxel)) ** 2;
    });
    if (cost < least) [least, best] = [cost, blur];
  }
  return best;
}

/**
 * The interface in the first frame, column by column: the sum of corrected grey values says how far below the last slice
 * of a window the step lies, however blurred it is.
 *
 * @param pixels Columns that are looked at. @param near About where it lies. @param reach Roughness and voids stay within, in voxels.
 * @param smoothing Standard deviation of the smoothing along the sheet, in pixels.
 */
export function findInterface(
  band: Band,
  { height, width }: VolumeShape,
  pixels: Uint8Array,
  near: number,
  reach: number,
  smoothing: number,
): InterfaceSheet {
  const smooth = (z: Float32Array): Float32Array => smoothOver(z, pixels, height, width, smoothing);
  let z = smooth(interfaceFromSums(band, pixels, new Float32Array(band.size).fill(near), reach));
  const narrow = Math.min(reach, nearReach);
  for (let round = 0; round < 2; round++) z = smooth(interfaceFromSums(band, pixels, z, narrow));
  return {
    z: z.map((value, i) => (pixels[i] === 0 ? Number.NaN : value)),
    pixelError: band.scale.sigma * Math.sqrt(2 * narrow + 1),
    blur: blurOf(band, pixels, z),
    pixels,
  };
}
