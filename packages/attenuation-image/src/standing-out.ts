import { kernelOf, radiographPixelsModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import { medianRows } from './median3.js';
import type { NoiseModel } from './noise.js';
import type { PictureSize } from './picture.js';

const { fround } = Math;

/** A pixel that stands above the median of 3 x 3. */
export interface StandingPixel {
  readonly at: number;
  /** That median. */
  readonly smooth: number;
}

/** Pixels that stand above the median of 3 x 3 pixels by so many standard deviations of their noise, row after row. */
export function standingOut(
  signal: Float32Array,
  size: PictureSize,
  { gain, readVariance }: NoiseModel,
  threshold: number,
  choice: KernelChoice = 'auto',
): StandingPixel[] {
  const found: StandingPixel[] = [];
  const { width } = size;
  const slope = fround(threshold * threshold * gain);
  const offset = fround(threshold * threshold * readVariance);
  const kernel = kernelOf(radiographPixelsModule, choice);
  medianRows(
    signal,
    size,
    (y, medians, row) => {
      // Rows lie in the memory of the kernels where those run; spots are in few of them.
      if (
        kernel !== undefined &&
        medians.buffer === kernel.space.memory.buffer &&
        kernel.run.someStandOut(row.byteOffset, medians.byteOffset, (width + 3) & ~3, slope, offset) === 0
      )
        return;
      for (let x = 0; x < width; x++) {
        const low = medians[x]!;
        const excess = fround(row[x]! - low);
        const limit = fround(fround((low > 0 ? low : 0) * slope) + offset);
        if (fround(excess * excess) > limit && excess > 0) found.push({ at: y * width + x, smooth: low });
      }
    },
    choice,
  );
  return found;
}
