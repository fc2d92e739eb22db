import { median } from '@operando/numerics';
import { changesOf, fourthDifference } from './differences.js';
import { orderByRanks } from './order-by-ranks.js';

/** Points that are summed: more than a smoothing or an interpolation joins. */
const block = 8;
/** Points that are looked at, at most and at least. */
const mostSamples = 12_000;
const leastSamples = 300;
/** Share of the points, the lowest, that are taken for the ground between peaks. */
const groundShare = 0.5;
/** Frames that tell it at least. */
const leastFrames = 5;
/** Ratio of variances below which points are independent. */
const independent = 1.6;

/**
 * How much less neighbouring points say together than independent ones of their scatter would: the variance of sums of them in
 * units of what independent points have. Smoothed or interpolated patterns have more than 1. Differences between frames tell it,
 * as the ground of patterns has a structure of its own, and between points, as a beam that flickers moves all of them.
 *
 * @param stack Frames x points. @param mask 1 where a point must not be used.
 * @returns 1 where points are independent, or it cannot be told.
 */
export function correlationOf(stack: Float64Array, points: number, mask?: Uint8Array): number {
  if (stack.length / points < leastFrames) return 1;
  const changes = changesOf(stack, points, mask);
  const step = Math.max(1, Math.ceil(stack.length / mostSamples));
  const levels: number[] = [];
  const ofBlocks: number[] = [];
  const ofPoints: number[] = [];
  for (let at = points; at < stack.length - points; at += step) {
    const column = at % points;
    if (column < 2 * block || column > points - 3 * block) continue;
    const sums = fourthDifference(changes, at, block);
    if (!Number.isFinite(sums)) continue;
    let level = 0;
    for (let i = at - 2 * block; i < at + 3 * block; i++) level += stack[i]!;
    levels.push(level);
    ofBlocks.push(Math.abs(sums));
    ofPoints.push(Math.abs(fourthDifference(changes, at, 1)));
  }
  if (levels.length < leastSamples) return 1;
  const half = Math.round(groundShare * levels.length);
  const ground = orderByRanks(Float64Array.from(levels), [half]).subarray(0, half);
  const usual = (of: readonly number[]): number => median(Float64Array.from(ground, (k) => of[k]!));
  const [sums, single] = [usual(ofBlocks), usual(ofPoints)];
  const ratio = sums ** 2 / (block * single ** 2);
  return ratio > independent && ratio < Infinity ? ratio : 1;
}
