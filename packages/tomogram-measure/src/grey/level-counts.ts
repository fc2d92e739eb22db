import type { SlabSource, Voxels } from '../volume.js';
import type { Rings } from './rings.js';
import { eachSlice } from './slices.js';

/** Grey values in equal steps. */
export interface GreySteps {
  /** Middle of the first step, a grey value. */
  readonly from: number;
  /** From step to step, grey values. */
  readonly step: number;
  /** How many steps there are. */
  readonly count: number;
}

/** Voxels of each grey step in each ring: [ring x step]. */
export interface LevelCounts {
  readonly steps: GreySteps;
  readonly counts: Float64Array;
  readonly least: number;
  readonly most: number;
  /** Voxels among those that count whose grey value is no number. */
  readonly missing: number;
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

const bytes: GreySteps = { from: 0, step: 1, count: 256 };

/** Steps for grey values: each whole number where there are few of them, 2048 equal steps otherwise. */
async function greySteps(source: SlabSource): Promise<GreySteps> {
  const first = await source.slab(0, 1);
  if (first instanceof Uint8Array) return bytes;
  const [least, most] = await greyExtent(source);
  const isWhole = !(first instanceof Float32Array || first instanceof Float64Array);
  const step = isWhole ? Math.max(1, Math.ceil((most - least + 1) / mostSteps)) : (most - least) / (mostSteps - 1) || 1;
  return {
    from: least + (isWhole ? (step - 1) / 2 : 0),
    step,
    count: Math.max(2, Math.ceil((most - least + 1e-9) / step) + 1),
  };
}

/** Where the counts of each pixel's ring begin; one ring more, at the end, takes what does not count. */
function ringStarts({ of, count: rings }: Rings, count: number, pixels: Uint8Array | undefined): Int32Array {
  return Int32Array.from(of, (ring, i) => (pixels !== undefined && pixels[i] === 0 ? rings : ring) * count);
}

/** Ends of the steps that hold something, in all rings. */
function endsOf(counts: Float64Array, count: number): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    least = Math.min(least, i % count);
    most = Math.max(most, i % count);
  }
  return [least, most];
}

/** Count grey values ring by ring, in one pass (two, where they are not bytes). @param pixels Pixels that count. @default all */
export async function levelCounts(source: SlabSource, rings: Rings, pixels?: Uint8Array): Promise<LevelCounts> {
  const steps = await greySteps(source);
  const { from, step, count } = steps;
  const starts = ringStarts(rings, count, pixels);
  const all = new Float64Array((rings.count + 1) * count);
  const counts = all.subarray(0, rings.count * count);
  const { depth } = source.shape;
  if (steps === bytes) {
    await eachSlice(source, 0, depth, (slice: Voxels) => {
      for (let i = 0; i < slice.length; i++) all[starts[i]! + slice[i]!]!++;
    });
    const [least, most] = endsOf(counts, count);
    return { steps, counts, least, most, missing: 0 };
  }
  let [least, most, missing] = [Infinity, -Infinity, 0];
  const outside = rings.count * count;
  await eachSlice(source, 0, depth, (slice) => {
    for (let i = 0; i < slice.length; i++) {
      const grey = slice[i]!;
      const place = Math.round((grey - from) / step);
      const start = starts[i]!;
      if (!(place >= 0 && place < count)) {
        if (start !== outside) missing++;
        continue;
      }
      all[start + place]!++;
      if (start === outside) continue;
      if (grey < least) least = grey;
      if (grey > most) most = grey;
    }
  });
  return { steps, counts, least, most, missing };
}
