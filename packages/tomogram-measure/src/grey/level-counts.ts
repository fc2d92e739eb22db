import type { SlabSource } from '../volume.js';
import type { Rings } from './rings.js';
import { eachSlice } from './slices.js';

/** Grey values in equal steps. */
export interface GreySteps {
  /** Middle of the first step. */
  readonly from: number;
  readonly step: number;
  readonly count: number;
}

/** Voxels of each grey step in each ring: [ring x step]. */
export interface LevelCounts {
  readonly steps: GreySteps;
  readonly counts: Float64Array;
  readonly least: number;
  readonly most: number;
}

const mostSteps = 2048;

/** Least and largest grey value that is a number. */
async function greyExtent(source: SlabSource): Promise<[number, number]> {
  let [least, most] = [Infinity, -Infinity];
  await eachSlice(source, 0, source.shape.depth, (slice) => {
    for (let i = 0; i < slice.length; i++) {
      const grey = slice[i]!;
      if (grey < least) least = grey;
      if (grey > most) most = grey;
    }
  });
  return [least, most];
}

/** Steps for grey values: each whole number where there are few of them, 2048 equal steps otherwise. */
async function greySteps(source: SlabSource): Promise<GreySteps> {
  const first = await source.slab(0, 1);
  if (first instanceof Uint8Array) return { from: 0, step: 1, count: 256 };
  const [least, most] = await greyExtent(source);
  const isWhole = !(first instanceof Float32Array || first instanceof Float64Array);
  const step = isWhole ? Math.max(1, Math.ceil((most - least + 1) / mostSteps)) : (most - least) / (mostSteps - 1) || 1;
  return {
    from: least + (isWhole ? (step - 1) / 2 : 0),
    step,
    count: Math.max(2, Math.ceil((most - least + 1e-9) / step) + 1),
  };
}

/** Count grey values ring by ring, in one pass (two, where they are not bytes). @param pixels Pixels that count. @default all */
export async function levelCounts(source: SlabSource, rings: Rings, pixels?: Uint8Array): Promise<LevelCounts> {
  const steps = await greySteps(source);
  const { from, step, count } = steps;
  const counts = new Float64Array(rings.count * count);
  let [least, most] = [Infinity, -Infinity];
  const { of } = rings;
  await eachSlice(source, 0, source.shape.depth, (slice) => {
    for (let i = 0; i < slice.length; i++) {
      if (pixels !== undefined && pixels[i] === 0) continue;
      const grey = slice[i]!;
      const place = Math.round((grey - from) / step);
      if (!(place >= 0 && place < count)) continue;
      counts[of[i]! * count + place]!++;
      if (grey < least) least = grey;
      if (grey > most) most = grey;
    }
  });
  return { steps, counts, least, most };
}
