import type { LabelledBodies } from '../bodies/label-bodies.js';
import { createBodyLabeller } from '../bodies/label-bodies.js';
import type { GreyScale } from '../grey/grey-scale.js';
import { gaussianWeights, smoothPlane } from '../grey/smooth-plane.js';
import { eachSlice } from '../grey/slices.js';
import type { SlabSource } from '../volume.js';
import { difference } from './expected.js';
import type { Expected } from './expected.js';

/** What is looked for. */
export interface ExcessSearch {
  readonly expected: Expected;
  /** Slices `from` to before `to`. */
  readonly from: number;
  readonly to: number;
  /** Standard deviation of the smoothing before the limit, in voxels; 0 for none. */
  readonly smoothing: number;
  /** Smoothed difference from which a voxel belongs to a body. */
  readonly limit: number;
  /** Nearer to the interface nothing is called a body: its blur ends there. In voxels; has no effect without an interface. */
  readonly clear: number;
  readonly minimumVoxels: number;
}

/** Bodies that differ from sound material, 26-connected; z counts from the first slice that was searched. */
export type ExcessBodies = LabelledBodies & { readonly search: ExcessSearch };

/** Slices as they come, where nothing is smoothed. */
function plainSlices(give: (slice: Float32Array) => void): { add(slice: Float32Array): void; finish(): void } {
  return { add: give, finish: () => {} };
}

/** Smoothed slices after each other: each comes when the slices that it needs are there. */
function smoothedSlices(
  size: number,
  height: number,
  width: number,
  sigma: number,
  give: (slice: Float32Array) => void,
): { add(slice: Float32Array): void; finish(): void } {
  const weights = gaussianWeights(sigma, 3);
  const half = (weights.length - 1) / 2;
  const ring = Array.from({ length: weights.length }, () => new Float32Array(size));
  const room = new Float32Array(size);
  const sum = new Float32Array(size);
  let [added, given] = [0, 0];
  const giveNext = (): void => {
    sum.fill(0);
    for (let z = Math.max(0, given - half); z <= Math.min(added - 1, given + half); z++) {
      const weight = weights[z - given + half]!;
      const plane = ring[z % ring.length]!;
      for (let i = 0; i < size; i++) sum[i]! += weight * plane[i]!;
    }
    given++;
    give(sum);
  };
  return {
    add(slice) {
      smoothPlane(slice, height, width, weights, ring[added % ring.length]!, room);
      added++;
      if (added > half) giveNext();
    },
    finish() {
      for (let left = added - given; left > 0; left--) giveNext();
    },
  };
}

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
  let z = from;
  const take = (slice: Float32Array): void => {
    for (let i = 0; i < size; i++) {
      const isClear = below === undefined || z - below.sheet.z[i]! >= clear;
      mask[i] = Number(slice[i]! > limit && isClear && pixels[i] !== 0);
    }
    labeller.add(mask);
    z++;
  };
  const smooth = smoothing > 0 ? smoothedSlices(size, height, width, smoothing, take) : plainSlices(take);
  const plane = new Float32Array(size);
  await eachSlice(source, from, to, (slice, at) => {
    difference(slice, at, scale, expected, plane);
    smooth.add(plane);
  });
  smooth.finish();
  return { ...labeller.finish(), search };
}
