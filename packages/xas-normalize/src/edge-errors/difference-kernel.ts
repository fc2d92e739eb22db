import { kernelOf, lawSumsModule, rowAddress, valueVariancesModule } from '@operando/numerics/kernels';
import type { KernelChoice, KernelTable } from '@operando/numerics/kernels';
import { sigmaFromMedianInPlace, sigmaOfMedian } from '@operando/numerics';
import type { FourthDifferences } from './difference-types.js';
import { differenceWeights, differenceWidth } from './difference-weights.js';
import type { Sums } from './variance-law.js';

/** Weights one after another, those of the first points first. */
function weightTable(weights: Float64Array, count: number): KernelTable {
  const stride = count + (count % 2);
  const values = new Float64Array(differenceWidth * stride);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < differenceWidth; k++) values[k * stride + i] = weights[differenceWidth * i + k]!;
  return { values };
}

/** Fourth differences in the memory of a kernel; undefined where it does not run, or is not wanted. */
export function kernelDifferences(energy: Float64Array, choice: KernelChoice): FourthDifferences | undefined {
  const points = energy.length;
  const count = points - differenceWidth + 1;
  const kernel = count < 60 ? undefined : kernelOf(valueVariancesModule, choice);
  const stride = points + (points % 2);
  const sumsKernel = kernel === undefined ? undefined : kernelOf(lawSumsModule, choice);
  if (kernel === undefined || sumsKernel === undefined || 8 * stride + 64 > kernel.space.innerSize) return undefined;
  const { run, space } = kernel;
  const weights = weightTable(differenceWeights(energy), count);
  // The row comes first, then numbers that are told, then arrays.
  const out = space.inner + 8 * stride;
  const told = space.doubles.subarray(out / 8, out / 8 + 16);
  const [difference, level, growth, variance, ofLow, ofHigh] = [0, 1, 2, 3, 4, 5].map((k) => {
    const at = out / 8 + 16 + k * (stride + 2);
    return space.doubles.subarray(at, at + count);
  }) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const sums = (): Sums => ({ s0: told[0]!, s1: told[1]!, s2: told[2]!, t0: told[3]!, t1: told[4]! });
  return {
    count,
    level,
    growth,
    variance,
    take(values, offset) {
      const row = rowAddress(space, values, offset, points);
      run.takeDifferences(count, row, space.place(weights), difference.byteOffset, level.byteOffset);
    },
    scatters() {
      run.medians(count, difference.byteOffset, level.byteOffset, ofLow.byteOffset, ofHigh.byteOffset, out);
      return [sigmaOfMedian(told[0]!), sigmaOfMedian(told[1]!)];
    },
    scatter: () => sigmaFromMedianInPlace(difference.slice()),
    expectBetween: (low, high, lowest) =>
      sumsKernel.run.expectBetween(count, level.byteOffset, low, high, lowest, variance.byteOffset),
    weighted(x, { law, constant, slope, lowest }) {
      sumsKernel.run.weightedSums(
        count,
        x.byteOffset,
        difference.byteOffset,
        law.byteOffset,
        constant,
        slope,
        lowest,
        out,
      );
      return sums();
    },
    even(x, v) {
      sumsKernel.run.evenSums(count, x.byteOffset, difference.byteOffset, v, out);
      const { s0, s1, s2, t0, t1 } = sums();
      const w = 1 / (v * v);
      return { s0: w * s0, s1: w * s1, s2: w * s2, t0: w * t0, t1: w * t1 };
    },
  };
}
