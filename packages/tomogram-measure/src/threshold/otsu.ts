import { OperandoError } from '@operando/core';
import type { GreySteps } from '../grey/level-counts.js';

/**
 * Thresholds between classes of grey values: those whose classes scatter least within (Otsu 1979; of several classes Liao, Chen
 * and Chung 2001), found exactly. What is pooled over all times has thresholds that are common to all: correct drift before.
 *
 * @param counts Voxels of each step of grey values. @param classes At least 2.
 * @returns One less than there are classes, rising: the middle of the last step of each lower class. Grey values above it belong to
 * the next.
 * @throws OperandoError `too-few-points` for fewer grey values than classes, `invalid-argument`.
 */
export function otsuThresholds(counts: Float64Array, { from, step }: GreySteps, classes: number = 2): number[] {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new OperandoError('invalid-argument', `${classes} is no number of classes.`, {
      where: { parameter: 'classes' },
    });
  }
  const held = Array.from(counts.keys()).filter((k) => counts[k]! > 0);
  if (held.length < classes) {
    throw new OperandoError('too-few-points', `${held.length} grey values make no ${classes} classes.`, {
      cure: 'Ask for fewer classes.',
    });
  }
  // Sums over the grey values that are held, up to each.
  const voxels = new Float64Array(held.length + 1);
  const greys = new Float64Array(held.length + 1);
  held.forEach((k, i) => {
    voxels[i + 1] = voxels[i]! + counts[k]!;
    greys[i + 1] = greys[i]! + counts[k]! * k;
  });
  const between = (a: number, b: number): number => (greys[b]! - greys[a]!) ** 2 / (voxels[b]! - voxels[a]!);
  let best = Float64Array.from(voxels, (_, end) => (end === 0 ? -Infinity : between(0, end)));
  const begins: Int32Array[] = [];
  for (let own = 1; own < classes; own++) {
    const next = new Float64Array(best.length).fill(-Infinity);
    const begin = new Int32Array(best.length);
    for (let end = own + 1; end < best.length; end++) {
      for (let at = own; at < end; at++) {
        const value = best[at]! + between(at, end);
        if (value > next[end]!) [next[end], begin[end]] = [value, at];
      }
    }
    begins.push(begin);
    best = next;
  }
  const thresholds: number[] = [];
  let end = held.length;
  for (const begin of begins.toReversed()) {
    end = begin[end]!;
    thresholds.unshift(from + held[end - 1]! * step);
  }
  return thresholds;
}
