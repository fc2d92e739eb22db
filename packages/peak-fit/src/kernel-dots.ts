import type { PeakKernels } from './peak-kernels.js';

/** As `addDots`, by kernels. */
export function addKernelDots(
  { dots, base }: PeakKernels,
  a: number,
  partners: Int32Array,
  count: number,
  from: number,
  to: number,
  at: number,
): void {
  const first = base + 8 * from;
  const n = to - from;
  const column = first + 8 * a;
  let k = 0;
  let out = base + 8 * at;
  for (; count - k > 8 || count - k === 6; k += 6, out += 48)
    dots.dotSix(
      column,
      first + 8 * partners[k]!,
      first + 8 * partners[k + 1]!,
      first + 8 * partners[k + 2]!,
      first + 8 * partners[k + 3]!,
      first + 8 * partners[k + 4]!,
      first + 8 * partners[k + 5]!,
      n,
      out,
    );
  for (; count - k > 6 || count - k === 4; k += 4, out += 32)
    dots.dotFour(
      column,
      first + 8 * partners[k]!,
      first + 8 * partners[k + 1]!,
      first + 8 * partners[k + 2]!,
      first + 8 * partners[k + 3]!,
      n,
      out,
    );
  if (count - k === 5)
    dots.dotFive(
      column,
      first + 8 * partners[k]!,
      first + 8 * partners[k + 1]!,
      first + 8 * partners[k + 2]!,
      first + 8 * partners[k + 3]!,
      first + 8 * partners[k + 4]!,
      n,
      out,
    );
  else if (count - k === 3)
    dots.dotThree(column, first + 8 * partners[k]!, first + 8 * partners[k + 1]!, first + 8 * partners[k + 2]!, n, out);
  else if (count - k === 2) dots.dotTwo(column, first + 8 * partners[k]!, first + 8 * partners[k + 1]!, n, out);
  else if (count - k === 1) dots.dotOne(column, first + 8 * partners[k]!, n, out);
}

/** As `addPairDots`, by kernels. */
export function addKernelPairs(
  { dots, base }: PeakKernels,
  a: number,
  c: number,
  partners: Int32Array,
  count: number,
  from: number,
  to: number,
  at: number,
  second: number,
): void {
  const first = base + 8 * from;
  const n = to - from;
  const one = first + 8 * a;
  const two = first + 8 * c;
  let k = 0;
  let out = base + 8 * at;
  let other = base + 8 * second;
  for (; count - k >= 4; k += 4, out += 32, other += 32)
    dots.pairFour(
      one,
      two,
      first + 8 * partners[k]!,
      first + 8 * partners[k + 1]!,
      first + 8 * partners[k + 2]!,
      first + 8 * partners[k + 3]!,
      n,
      out,
      other,
    );
  if (count - k === 3)
    dots.pairThree(
      one,
      two,
      first + 8 * partners[k]!,
      first + 8 * partners[k + 1]!,
      first + 8 * partners[k + 2]!,
      n,
      out,
      other,
    );
  else if (count - k === 2)
    dots.pairTwo(one, two, first + 8 * partners[k]!, first + 8 * partners[k + 1]!, n, out, other);
  else if (count - k === 1) dots.pairOne(one, two, first + 8 * partners[k]!, n, out, other);
}
