import { sigmaFromMedianInPlace } from '@operando/numerics';
import type { KernelChoice } from '@operando/numerics';
import { kernelDifferences } from './difference-kernel.js';
import { differenceWeights, differenceWidth } from './difference-weights.js';
import { evenSums, weightedSums } from './variance-law.js';
import type { FourthDifferences } from './difference-types.js';

function takeDifferences(
  weights: Float64Array,
  values: Float64Array,
  offset: number,
  difference: Float64Array,
  level: Float64Array,
): void {
  let a = values[offset]!;
  let b = values[offset + 1]!;
  let c = values[offset + 2]!;
  let d = values[offset + 3]!;
  for (let i = 0, w = 0; i < difference.length; i++, w += differenceWidth) {
    const e = values[offset + i + 4]!;
    difference[i] =
      weights[w]! * a + weights[w + 1]! * b + weights[w + 2]! * c + weights[w + 3]! * d + weights[w + 4]! * e;
    level[i] = (a + b + c + d + e) * (1 / differenceWidth);
    a = b;
    b = c;
    c = d;
    d = e;
  }
}

/** Those at levels below 0.3. */
function ofLow(difference: Float64Array, level: Float64Array, chosen: Float64Array): Float64Array {
  let kept = 0;
  for (let i = 0; i < level.length; i++) if (level[i]! < 0.3) chosen[kept++] = difference[i]!;
  return chosen.subarray(0, kept);
}

/** Those at levels above 0.7. */
function ofHigh(difference: Float64Array, level: Float64Array, chosen: Float64Array): Float64Array {
  let from = level.length;
  for (let i = 0; i < level.length; i++) if (level[i]! > 0.7) chosen[--from] = difference[i]!;
  return chosen.subarray(from);
}

/** As many differences tell a scatter to begin with. */
const enough = 200;
/** Taken in runs of so many: single ones would meet a period, that of spectra brought to a finer grid. */
const run = 16;

/** Robust standard deviation of differences, whose order is changed; NaN for too few. */
function scatterOf(differences: Float64Array): number {
  const count = differences.length;
  if (count < 15) return Number.NaN;
  const stride = Math.max(1, Math.floor(count / enough));
  let kept = 0;
  for (let start = 0; start < count; start += run * stride) {
    const end = Math.min(count, start + run);
    for (let i = start; i < end; i++) differences[kept++] = differences[i]!;
  }
  return sigmaFromMedianInPlace(differences.subarray(0, kept));
}

/** Variances that go from `low` to `high` with the absorption. */
function expectBetween(level: Float64Array, low: number, high: number, lowest: number, out: Float64Array): void {
  for (let i = 0; i < level.length; i++) {
    const share = Math.max(0, Math.min(1.5, level[i]!));
    out[i] = Math.max(lowest, low + (high - low) * share);
  }
}

/** Prepare for one grid, in JavaScript. */
function plainDifferences(energy: Float64Array): FourthDifferences {
  const weights = differenceWeights(energy);
  const count = weights.length / differenceWidth;
  const [difference, level, growth, variance, chosen] = Array.from({ length: 5 }, () => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    count,
    level,
    growth,
    variance,
    take: (values, offset) => takeDifferences(weights, values, offset, difference, level),
    scatters: () => [scatterOf(ofLow(difference, level, chosen)), scatterOf(ofHigh(difference, level, chosen))],
    scatter: () => (count < 4 ? Number.NaN : sigmaFromMedianInPlace(difference.slice())),
    expectBetween: (low, high, lowest) => expectBetween(level, low, high, lowest, variance),
    weighted: (x, before) => weightedSums(x, difference, before),
    even: (x, v) => evenSums(x, difference, v),
  };
}

/** Prepare for one grid. @param choice Which loops are taken. @default 'auto' */
export function fourthDifferences(energy: Float64Array, choice: KernelChoice = 'auto'): FourthDifferences {
  return kernelDifferences(energy, choice) ?? plainDifferences(energy);
}
