import { labelBodies } from '../bodies/label-bodies.js';
import type { BodyRuns } from '../bodies/kept-runs.js';
import type { Estimate } from '@operando/core';
import type { InterfaceCourse } from '../interface/measure-interface.js';

import type { VolumeShape } from '../volume.js';

/** Voids at the interface, told apart as seen from above. */
export interface VoidBodies {
  /** All of the frame. */
  readonly bodies: readonly VoidBody[];
  /** Pixels of the bodies, as runs of one slice. */
  readonly runs: BodyRuns;
}

/** A void at the interface. */
export interface VoidBody {
  /** Voxels. */
  readonly volume: Estimate;
  /** Pixels without contact. */
  readonly pixels: number;
  /** Mean place, in voxels. */
  readonly centroid: readonly [z: number, y: number, x: number];
  /** Its height is below three standard deviations of the blur. */
  readonly isThin: boolean;
}

/** Smallest void that is told apart, in pixels. */
const fewestPixels = 6;

/** Voids of a frame, each with what is blurred out of it. */
export function voidBodies(course: InterfaceCourse, frame: number, shape: VolumeShape): VoidBodies {
  const { height, width } = shape;
  const { lost, heights, heightError, footprint } = course.frames[frame]!;
  const plane = { depth: 1, height, width };
  const { bodies, runs } = labelBodies(lost, plane, { materials: [[1]], keepRuns: true, minimumVoxels: fewestPixels });
  // What is blurred out of a void, or too low to count as lost contact, goes to the one whose box is nearest.
  const owner = new Int32Array(height * width).fill(-1);
  runs!.body.forEach((body, k) => {
    if (body >= 0) owner.fill(body, runs!.row[k]! * width + runs!.start[k]!, runs!.row[k]! * width + runs!.end[k]!);
  });
  let edge = owner;
  for (let round = 0; round < 4; round++) {
    const next = edge.slice();
    footprint.forEach((is, i) => {
      if (is === 0 || edge[i]! >= 0) return;
      next[i] = Math.max(edge[i - 1] ?? -1, edge[i + 1] ?? -1, edge[i - width] ?? -1, edge[i + width] ?? -1);
    });
    edge = next;
  }
  const sums = bodies.map(() => ({ volume: 0, pixels: 0, z: 0, most: 0 }));
  edge.forEach((body, i) => {
    const own = sums[body];
    if (own === undefined) return;
    own.volume += heights[i]!;
    own.pixels++;
    own.z += heights[i]! * (course.sheet.z[i]! - heights[i]! / 2);
    own.most = Math.max(own.most, heights[i]!);
  });
  return {
    runs: runs!,
    bodies: bodies.map((body, k) => {
      const { volume, pixels, z, most } = sums[k]!;
      return {
        volume: { value: volume, stderr: heightError * Math.sqrt(1.5 * pixels), unit: 'voxel' },
        pixels: body.voxels,
        centroid: [z / volume, body.centroid[1], body.centroid[2]],
        isThin: most < 3 * course.sheet.blur,
      };
    }),
  };
}
