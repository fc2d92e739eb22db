import { seededRandom } from '@operando/fixtures';
import { peakProfiles, secondCenter } from '../src/index.js';
import type { PeakProfileName } from '../src/index.js';

/** Cu K alpha (Hölzer et al. 1997, as in the International Tables). */
export const doublet = { wavelength1: 1.540593, wavelength2: 1.544427, ratio: 0.5 };

/** Frames of drifting peaks, frames x points, as counts. */
export interface Stack {
  readonly x: Float64Array;
  readonly stack: Float64Array;
  readonly frames: number;
}

/** Drifting peaks of a profile, by height, on a slope, with the scatter of counts. */
export function makeStack(
  profile: PeakProfileName,
  peaks: readonly (readonly number[])[],
  { frames = 10, points = 120, start = 40, two = false, seed = 1 } = {},
): Stack {
  const random = seededRandom(seed);
  const x = Float64Array.from({ length: points }, (_, i) => start + 0.01 * i);
  const stack = new Float64Array(frames * points);
  const second = new Float64Array(2);
  for (let frame = 0; frame < frames; frame++) {
    const clean = x.map((at) => 300 + 20 * (at - start));
    for (const [center, height, ...shape] of peaks) {
      const middle = center! + 0.01 * Math.sin(frame);
      const own = peakProfiles[profile];
      const evaluate = (...args: Parameters<typeof own.evaluate>): Float64Array => own.evaluate(...args);
      evaluate(x, [middle, height!, ...shape]).forEach((value, i) => (clean[i]! += value));
      if (!two) continue;
      secondCenter(doublet, middle, second);
      evaluate(x, [second[0]!, 0.5 * height!, ...shape]).forEach((value, i) => (clean[i]! += value));
    }
    stack.set(
      clean.map((value) => Math.max(0, Math.round(value + Math.sqrt(value) * random.normal()))),
      frame * points,
    );
  }
  return { x, stack, frames };
}
