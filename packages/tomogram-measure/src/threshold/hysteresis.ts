import { labelBodies } from '../bodies/label-bodies.js';
import type { Connectivity } from '../bodies/label-bodies.js';
import { expectVoxels } from '../volume.js';
import type { VolumeShape, Voxels } from '../volume.js';

/** Two thresholds. */
export interface HysteresisLimits {
  /** What lies above it belongs to a body that is seen. */
  readonly low: number;
  /** A body is seen where something of it lies above this. */
  readonly high: number;
  /** Neighbours that hang together: by faces (6), edges too (18), corners too (26). @default 6 */
  readonly connectivity?: Connectivity | undefined;
}

/**
 * Voxels above the lower of two thresholds that hang together with one above the upper: thin parts of a body stay, noise that
 * only passes the lower one goes.
 *
 * @returns 1 for such voxels. @throws OperandoError `shape-mismatch`
 * @see Canny, IEEE Trans. Pattern Anal. Mach. Intell. 8 (1986) 679
 */
export function hysteresisMask(
  volume: Voxels,
  shape: VolumeShape,
  { low, high, connectivity = 6 }: HysteresisLimits,
): Uint8Array {
  expectVoxels(volume.length, shape);
  const mask = new Uint8Array(volume.length);
  for (let i = 0; i < volume.length; i++) mask[i] = volume[i]! > low ? 1 : 0;
  const { bodies, runs } = labelBodies(mask, shape, { materials: [[1]], connectivity, keepRuns: true });
  const { row, start, end, body } = runs!;
  const isSeen = new Uint8Array(bodies.length);
  for (let k = 0; k < row.length; k++) {
    const at = row[k]! * shape.width;
    for (let i = at + start[k]!; i < at + end[k]! && isSeen[body[k]!] === 0; i++) {
      if (volume[i]! > high) isSeen[body[k]!] = 1;
    }
  }
  for (let k = 0; k < row.length; k++) {
    const at = row[k]! * shape.width;
    if (isSeen[body[k]!] === 0) mask.fill(0, at + start[k]!, at + end[k]!);
  }
  return mask;
}
