import { OperandoError } from '@operando/core';
import type { LineCut } from './line-cut.js';

/** Steps of q beyond so many of the smallest are gaps, over which no bin reaches. */
const gap = 1.5;

/**
 * A cut with neighbouring bins joined: counts and pixels add up, q is the mean of the pixels. The last bin before a gap (a mask, the
 * end) joins what is left.
 *
 * @param size Bins that become one.
 * @throws OperandoError `invalid-argument` for a size that is no whole number from 1 on.
 */
export function binnedCut(cut: LineCut, size: number): LineCut {
  if (!(Number.isInteger(size) && size >= 1))
    throw new OperandoError('invalid-argument', `${size} bins cannot become one.`, {
      where: { parameter: 'binning' },
      cure: 'Give a whole number, 1 or more.',
    });
  if (size === 1) return cut;
  const { q, sums, pixels } = cut;
  const least = q.reduce((step, at, i) => (i === 0 ? step : Math.min(step, at - q[i - 1]!)), Infinity);
  const starts: number[] = [];
  for (let i = 0; i < q.length; i++)
    if (i === 0 || i === starts.at(-1)! + size || q[i]! - q[i - 1]! > gap * least) starts.push(i);
  const over = (of: (i: number) => number): Float64Array =>
    Float64Array.from(starts, (from, s) => {
      let sum = 0;
      for (let i = from; i < (starts[s + 1] ?? q.length); i++) sum += of(i);
      return sum;
    });
  const total = over((i) => sums[i]!);
  const count = over((i) => pixels[i]!);
  const moment = over((i) => q[i]! * pixels[i]!);
  return {
    q: moment.map((sum, s) => sum / count[s]!),
    intensity: total.map((sum, s) => sum / count[s]!),
    sigma: total.map((sum, s) => Math.sqrt(Math.max(1, sum)) / count[s]!),
    sums: total,
    pixels: count,
  };
}
