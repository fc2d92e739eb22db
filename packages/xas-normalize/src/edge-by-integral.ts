import { noFeature, valueAt } from './edge-context.js';
import type { EdgeContext, PositionAndError } from './edge-context.js';

/**
 * Mean energy of the rise between two levels, E1 + integral of
 * (1 - (norm - low) / (high - low)) from E1 to E2, where E1 is the last point at
 * the low level before the edge and E2 the first at the high level after it.
 * The integrand is one at E1 and zero at E2, so their errors cancel to first order
 * and the error is that of the trapezoid sum.
 */
export function integralEdge(context: EdgeContext, levels: readonly [number, number]): PositionAndError {
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
  let squares = 0;
  let previousEnergy = from;
  let previousRest = 1;
  for (let i = left + 1; i < right; i++) {
    const rest = 1 - (valueAt(context, i) - low) / (high - low);
    sum += 0.5 * (previousRest + rest) * (energy[i]! - previousEnergy);
    const next = i + 1 < right ? energy[i + 1]! : to;
    const weight = 0.5 * (next - previousEnergy);
    squares += weight * weight;
    previousEnergy = energy[i]!;
    previousRest = rest;
  }
  sum += 0.5 * previousRest * (to - previousEnergy);
  return [from + sum, (context.noise * Math.sqrt(squares)) / (high - low)];
}
