import { median } from '@operando/numerics';
import { sumOf } from './sum-of.js';

/**
 * Frames whose mean intensity falls below a share of the median: no beam. None where the median is not above 0, as of intensities
 * from which a background was taken off.
 *
 * @param mask 1 where a point must not be used.
 */
export function findDarkFrames(stack: Float64Array, points: number, level: number, mask?: Uint8Array): Uint8Array {
  const frames = stack.length / points;
  const totals = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    if (mask === undefined) {
      totals[frame] = sumOf(stack, frame * points, (frame + 1) * points) / points;
      continue;
    }
    let sum = 0;
    let count = 0;
    for (let i = frame * points; i < (frame + 1) * points; i++) {
      if (mask[i] === 1) continue;
      sum += stack[i]!;
      count++;
    }
    totals[frame] = sum / count;
  }
  const known = totals.filter((total) => !Number.isNaN(total));
  const usual = known.length === 0 ? 0 : median(known);
  // A frame that is masked throughout has no mean.
  return Uint8Array.from(totals, (total) => (Number.isNaN(total) || (usual > 0 && total < level * usual) ? 1 : 0));
}
