import { median } from '@operando/numerics';

/** Frames whose total intensity falls below a share of the median: no beam. */
export function findDarkFrames(stack: Float64Array, points: number, level: number): Uint8Array {
  const frames = stack.length / points;
  const totals = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let i = frame * points; i < (frame + 1) * points; i++) sum += stack[i]!;
    totals[frame] = sum;
  }
  const usual = median(totals);
  return Uint8Array.from(totals, (total) => (total < level * usual ? 1 : 0));
}
