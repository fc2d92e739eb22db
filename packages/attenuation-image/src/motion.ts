import type { DepthProfiles, ProfileDifferences } from './depth-profiles.js';

/**
 * Correlation of the last difference with the slope of the first profile: near 1 or -1 layers have moved along depth, which looks like a
 * gain on one side of each border and a loss on the other.
 */
export function motionCorrelation({ values, rows, frames }: DepthProfiles, differences: ProfileDifferences): number {
  const last = differences.values.subarray((frames - 1) * rows, frames * rows);
  const slope = Float64Array.from({ length: rows }, (_, y) =>
    y === 0 || y === rows - 1 ? 0 : (values[y + 1]! - values[y - 1]!) / 2,
  );
  const mean = (list: Float64Array): number => list.reduce((sum, each) => sum + each, 0) / rows;
  const [a, b] = [mean(last), mean(slope)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let y = 0; y < rows; y++) {
    const [u, v] = [last[y]! - a, slope[y]! - b];
    ab += u * v;
    aa += u * u;
    bb += v * v;
  }
  return ab / Math.sqrt(aa * bb);
}
