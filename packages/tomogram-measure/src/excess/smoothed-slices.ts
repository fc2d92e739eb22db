import { gaussianWeights } from '../grey/smooth-plane.js';
import { widenedSpans } from '../grey/row-spans.js';
import type { RowSpans } from '../grey/row-spans.js';

/** Neighbours on either side that count. */
const half = 3;

/** Weights of the voxel itself and of its neighbours, of a Gaussian that ends after three of them, or three deviations. */
function weightsOf(sigma: number): readonly [number, number, number, number] {
  const weights = gaussianWeights(sigma, 3);
  const middle = (weights.length - 1) / 2;
  if (middle > half) throw new RangeError(`a smoothing of ${sigma} voxels reaches beyond ${half}`);
  return [weights[middle]!, weights[middle + 1]!, weights[middle + 2] ?? 0, weights[middle + 3] ?? 0];
}

/** Slices smoothed along three axes, one after another. */
export interface SmoothedSlices {
  /** The next slice: 0 outside of its stretches. */
  readonly add: (slice: Float32Array) => void;
  readonly finish: () => void;
}

/** Takes a smoothed slice, and which of its rows were smoothed: others stay below the limit. */
export type TakeSmoothed = (slice: Float32Array, isAbove: Uint8Array) => void;

/**
 * Smooth slices by a Gaussian along all axes: each is given when the slices that it needs are there, in an array that is used
 * again. Nothing (0) lies beyond the ends. Only the stretches of rows are smoothed, and of these the rows that may come out
 * above a limit: a mean of neighbours is not above the largest of them.
 *
 * @param sigma In voxels, at most 1. @param limit Above 0.
 */
export function smoothedSlices(
  spans: RowSpans,
  height: number,
  width: number,
  sigma: number,
  limit: number,
  give: TakeSmoothed,
): SmoothedSlices {
  const [w0, w1, w2, w3] = weightsOf(sigma);
  const size = height * width;
  const wide = widenedSpans(spans, half);
  const ring = Array.from({ length: 2 * half + 1 }, () => new Float32Array(size));
  const nothing = new Float32Array(size);
  // Rows with nothing on either side, above and below, so that no place has to be asked for.
  const padded = new Float32Array(width + 2 * half);
  const room = new Float32Array(size + 2 * half * width);
  const sum = new Float32Array(size);
  const isAbove = new Uint8Array(height);
  // Largest value of each row of the slices of the ring.
  const largest = ring.map(() => new Float32Array(height));
  let [added, given] = [0, 0];

  const alongRows = (slice: Float32Array): void => {
    for (let y = 0; y < height; y++) {
      const [first, end] = [wide.first[y]!, wide.end[y]!];
      if (end <= first) continue;
      padded.set(slice.subarray(y * width, (y + 1) * width), half);
      const row = (y + half) * width;
      for (let x = first; x < end; x++) {
        room[row + x] =
          w0 * padded[x + 3]! +
          w1 * (padded[x + 2]! + padded[x + 4]!) +
          w2 * (padded[x + 1]! + padded[x + 5]!) +
          w3 * (padded[x]! + padded[x + 6]!);
      }
    }
  };
  const alongColumns = (out: Float32Array, most: Float32Array): void => {
    for (let y = 0; y < height; y++) {
      const own = (y + half) * width;
      const to = y * width;
      let rowMost = 0;
      for (let x = spans.first[y]!; x < spans.end[y]!; x++) {
        const at = own + x;
        const value =
          w0 * room[at]! +
          w1 * (room[at - width]! + room[at + width]!) +
          w2 * (room[at - 2 * width]! + room[at + 2 * width]!) +
          w3 * (room[at - 3 * width]! + room[at + 3 * width]!);
        out[to + x] = value;
        if (value > rowMost) rowMost = value;
      }
      most[y] = rowMost;
    }
  };
  const mayBeAbove = (y: number): boolean => {
    let most = 0;
    for (let z = Math.max(0, given - half); z <= Math.min(added - 1, given + half); z++) {
      most = Math.max(most, largest[z % ring.length]![y]!);
    }
    // A little room for rounding.
    return most * 1.0001 > limit;
  };
  const giveNext = (): void => {
    const plane = (z: number): Float32Array => (z < 0 || z >= added ? nothing : ring[z % ring.length]!);
    const [a3, a2, a1, own, b1, b2, b3] = [-3, -2, -1, 0, 1, 2, 3].map((k) => plane(given + k)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    for (let y = 0; y < height; y++) {
      isAbove[y] = mayBeAbove(y) ? 1 : 0;
      if (isAbove[y] === 0) continue;
      for (let i = y * width + spans.first[y]!; i < y * width + spans.end[y]!; i++) {
        sum[i] = w0 * own[i]! + w1 * (a1[i]! + b1[i]!) + w2 * (a2[i]! + b2[i]!) + w3 * (a3[i]! + b3[i]!);
      }
    }
    given++;
    give(sum, isAbove);
  };
  return {
    add(slice) {
      alongRows(slice);
      alongColumns(ring[added % ring.length]!, largest[added % ring.length]!);
      added++;
      if (added > half) giveNext();
    },
    finish() {
      for (let left = added - given; left > 0; left--) giveNext();
    },
  };
}
