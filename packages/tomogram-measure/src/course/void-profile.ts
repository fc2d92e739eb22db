import type { InterfaceCourse } from '../interface/measure-interface.js';
import type { PreparedFrames } from './prepare-frames.js';

/** Share of the pixels of each slice that a frame's voids and cracks take. */
export function voidProfile({ shape, pixels }: PreparedFrames, course: InterfaceCourse, frame: number): Float64Array {
  const profile = new Float64Array(shape.depth);
  const { heights, footprint } = course.frames[frame]!;
  const all = pixels.reduce((sum, is) => sum + is, 0);
  footprint.forEach((is, i) => {
    if (is === 0) return;
    const bottom = course.sheet.z[i]! + 0.5;
    const top = bottom - Math.max(0, heights[i]!);
    for (let z = Math.max(0, Math.floor(top)); z <= Math.min(shape.depth - 1, Math.floor(bottom)); z++) {
      profile[z]! += Math.max(0, Math.min(z + 1, bottom) - Math.max(z, top)) / all;
    }
  });
  return profile;
}

/** The row with most void and crack in the last frame. */
export function showyRow({ frames }: InterfaceCourse, width: number): number {
  const { heights, footprint, mouths } = frames.at(-1)!;
  const sums = new Float64Array(heights.length / width);
  footprint.forEach((is, i) => void (sums[Math.floor(i / width)]! += is * heights[i]! + 2 * mouths[i]!));
  return sums.indexOf(Math.max(...sums));
}
