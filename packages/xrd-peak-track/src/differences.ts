/** A number at a point of a stack of patterns; NaN where there is none. */
export type Values = (at: number) => number;

/** Sum of the squared weights 1, -4, 6, -4, 1 of a fourth difference, which no cubic survives. */
export const differenceVariance = 70;
/** The same of 1, -2, 1 from frame to frame. */
export const timeVariance = 6;

export const valuesOf =
  (stack: Float64Array): Values =>
  (at) =>
    stack[at]!;

/** How a point differs from the frames before and after: what stands still, or changes evenly, has none. @param mask 1 where a point must not be used. */
export function changesOf(stack: Float64Array, points: number, mask: Uint8Array | undefined): Values {
  const isUsed = (at: number): boolean => mask?.[at] !== 1;
  return (at) => {
    const [before, after] = [at - points, at + points];
    if (before < 0 || after >= stack.length || !isUsed(before) || !isUsed(at) || !isUsed(after)) return Number.NaN;
    return stack[before]! - 2 * stack[at]! + stack[after]!;
  };
}

/** Fourth difference of sums of so many points each, the middle one beginning at a point. */
export function fourthDifference(values: Values, at: number, block: number): number {
  const sum = (from: number): number => {
    let total = 0;
    for (let i = from; i < from + block; i++) total += values(i);
    return total;
  };
  return sum(at - 2 * block) - 4 * sum(at - block) + 6 * sum(at) - 4 * sum(at + block) + sum(at + 2 * block);
}
