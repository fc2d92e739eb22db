import { OperandoError } from '@operando/core';

/**
 * A mask of frames x points in which ranges of x are masked as well.
 *
 * @param ranges From and to, both included.
 * @param mask What is masked already, 1 where a point must not be used.
 * @returns The mask itself where there are no ranges.
 */
export function excludeRanges(
  x: ArrayLike<number>,
  frames: number,
  ranges: readonly (readonly [number, number])[],
  mask?: Uint8Array,
): Uint8Array | undefined {
  if (ranges.length === 0) return mask;
  const points = x.length;
  const out = mask?.slice() ?? new Uint8Array(frames * points);
  for (let i = 0; i < points; i++) {
    if (!ranges.some(([from, to]) => x[i]! >= from && x[i]! <= to)) continue;
    for (let frame = 0; frame < frames; frame++) out[frame * points + i] = 1;
  }
  return out;
}

/** Points that a pattern must have for peaks to be followed. */
export const leastPatternPoints = 16;

/**
 * @param exclude Ranges that are left out.
 * @param range Part of x that is looked at. @default all
 * @throws OperandoError `invalid-argument` where the ranges leave too little.
 */
export function expectPointsLeft(
  x: ArrayLike<number>,
  exclude: readonly (readonly [number, number])[],
  range: readonly [number, number] = [-Infinity, Infinity],
): void {
  if (exclude.length === 0) return;
  const looked = Array.from(x).filter((at) => at >= range[0] && at <= range[1]);
  const left = looked.filter((at) => !exclude.some(([from, to]) => at >= from && at <= to)).length;
  if (left >= leastPatternPoints || looked.length < leastPatternPoints) return;
  throw new OperandoError(
    'invalid-argument',
    `what is left out leaves ${left} of the ${looked.length} points from ${looked[0]} to ${looked.at(-1)}`,
    {
      where: { parameter: 'exclude' },
      cure: 'leave less out (command: --exclude)',
    },
  );
}
