import type { LabelledBodies } from '../bodies/label-bodies.js';
import { createBodyLabeller } from '../bodies/label-bodies.js';
import type { GreyScale } from '../grey/grey-scale.js';
import { eachSlice } from '../grey/slices.js';
import type { SlabSource } from '../volume.js';
import { differencesFrom } from './expected.js';
import type { Expected } from './expected.js';
import { smoothedSlices } from './smoothed-slices.js';

/** What is looked for. */
export interface ExcessSearch {
  readonly expected: Expected;
  /** Slices `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  /** Standard deviation of the smoothing before the limit, in voxels, at most 1; 0 for none. */
  readonly smoothing: number;
  /** Smoothed difference from which a voxel belongs to a body. */
  readonly limit: number;
  /** Nearer to the interface nothing is called a body: its blur ends there. In voxels; has no effect without an interface. */
  readonly clear: number;
  readonly minimumVoxels: number;
}

/** Bodies that differ from sound material, 26-connected; z counts from the first slice that was searched. */
export type ExcessBodies = LabelledBodies & { readonly search: ExcessSearch };

/** Find bodies that differ from sound material: what the smoothed difference says, slice after slice. */
export async function findExcess(source: SlabSource, scale: GreyScale, search: ExcessSearch): Promise<ExcessBodies> {
  const { height, width } = source.shape;
  const { from, to, expected, limit, clear, smoothing, minimumVoxels } = search;
  const size = height * width;
  const labeller = createBodyLabeller(
    { depth: to - from, height, width },
    { materials: [[1]], connectivity: 26, minimumVoxels, keepRuns: true },
  );
  const mask = new Uint8Array(size);
  const { pixels, below } = expected;
  const { spans, deepest, take } = differencesFrom(expected, scale, source.shape);
  let z = from;
  const everyRow = new Uint8Array(height).fill(1);
  const tell = (slice: Float32Array, isAbove: Uint8Array = everyRow): void => {
    const isNear = z - deepest < clear;
    for (let y = 0; y < height; y++) {
      if (isAbove[y] === 0) {
        mask.fill(0, y * width, (y + 1) * width);
        continue;
      }
      for (let i = y * width + spans.first[y]!; i < y * width + spans.end[y]!; i++) {
        const isFound = slice[i]! > limit && pixels[i] !== 0 && (!isNear || z - below!.sheet.z[i]! >= clear);
        mask[i] = isFound ? 1 : 0;
      }
    }
    labeller.add(mask);
    z++;
  };
  const smooth =
    smoothing > 0
      ? smoothedSlices(spans, height, width, smoothing, limit, tell)
      : { add: tell, finish: () => undefined };
  const plane = new Float32Array(size);
  await eachSlice(source, from, to, (slice, at) => {
    for (let y = 0; y < height; y++) take(slice, at, y * width + spans.first[y]!, y * width + spans.end[y]!, plane);
    smooth.add(plane);
  });
  smooth.finish();
  return { ...labeller.finish(), search };
}
