import { noFeature, valueAt } from './edge-context.js';
import type { EdgeContext, PositionAndForm } from './edge-context.js';

/**
 * Mean energy of the rise between two levels, E1 + integral of
 * (1 - (norm - low) / (high - low)) from E1 to E2, where E1 is the last point at
 * the low level before the edge and E2 the first at the high level after it.
 */
export function integralEdge(context: EdgeContext, levels: readonly [number, number]): PositionAndForm {
  const { energy, edgeIndex } = context;
  const [low, high] = levels;
  let left = edgeIndex;
  while (left >= 0 && valueAt(context, left) >= low) left--;
  let right = edgeIndex;
  while (right < energy.length && valueAt(context, right) < high) right++;
  if (left < 0 || right >= energy.length || right <= left) {
    throw noFeature(context, `the absorption does not rise from ${low} to ${high}`);
  }
  const cross = (i: number, level: number): number => {
    const t = (level - valueAt(context, i)) / (valueAt(context, i + 1) - valueAt(context, i));
    return energy[i]! + t * (energy[i + 1]! - energy[i]!);
  };
  const from = cross(left, low);
  const to = cross(right - 1, high);
  let sum = 0;
  const weights = new Float64Array(right - left + 1);
  let previousEnergy = from;
  let previousRest = 1;
  for (let i = left + 1; i < right; i++) {
    const rest = 1 - (valueAt(context, i) - low) / (high - low);
    sum += 0.5 * (previousRest + rest) * (energy[i]! - previousEnergy);
    const next = i + 1 < right ? energy[i + 1]! : to;
    const weight = 0.5 * (next - previousEnergy);
    weights[i - left] = -weight / (high - low);
    previousEnergy = energy[i]!;
    previousRest = rest;
  }
  sum += 0.5 * previousRest * (to - previousEnergy);
  // Limits that move take a corner of the first and the last trapezoid along.
  const moves = (i: number, level: number, gain: number): void => {
    const rise = valueAt(context, i + 1) - valueAt(context, i);
    const step = (-gain * (energy[i + 1]! - energy[i]!)) / (rise * rise);
    weights[i - left]! += step * (valueAt(context, i + 1) - level);
    weights[i + 1 - left]! += step * (level - valueAt(context, i));
  };
  const firstRest = right - left > 1 ? 1 - (valueAt(context, left + 1) - low) / (high - low) : 0;
  moves(left, low, 0.5 * (1 - firstRest));
  moves(right - 1, high, 0.5 * previousRest);
  return [from + sum, { from: left, weights }];
}
