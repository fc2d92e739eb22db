import { formOf } from './edge-errors/linear-form.js';
import { continuousPosition, noFeature, valueAt } from './edge-context.js';
import type { EdgeContext, PositionAndForm } from './edge-context.js';
import { indexNearest } from './grid-search.js';
import type { LocalCubic } from './local-cubic.js';

/** Grid interval [i, i + 1] nearest to the edge in which norm rises through `level`, -1 for none within `reach` points. */
export function risingInterval(context: EdgeContext, level: number, reach: number): number {
  const { edgeIndex, energy } = context;
  const rises = (i: number): boolean =>
    i >= 0 && i + 1 < energy.length && valueAt(context, i) < level && valueAt(context, i + 1) >= level;
  for (let distance = 0; distance <= reach; distance++) {
    if (rises(edgeIndex - distance)) return edgeIndex - distance;
    if (rises(edgeIndex + distance)) return edgeIndex + distance;
  }
  return -1;
}

/** Where the local cubic around the crossing equals `level`. */
export function levelCrossing(context: EdgeContext, level: number): PositionAndForm {
  const { energy, norm, offset, narrowCubics } = context;
  const interval = risingInterval(context, level, energy.length);
  if (interval < 0) throw noFeature(context, `the absorption does not rise through ${level}`);
  const low = valueAt(context, interval);
  const high = valueAt(context, interval + 1);
  const crossing = energy[interval]! + ((level - low) / (high - low)) * (energy[interval + 1]! - energy[interval]!);
  const answer = continuousPosition(energy, indexNearest(energy, crossing), (index) =>
    crossingNear(narrowCubics.at(norm, offset, index), level, crossing),
  );
  if (answer === undefined) throw noFeature(context, `the absorption does not rise smoothly through ${level}`);
  return answer;
}

/** Where a cubic goes up through the level, near to `crossing`. */
function crossingNear(
  { operator, coefficients }: LocalCubic,
  level: number,
  crossing: number,
): PositionAndForm | undefined {
  const { scale, shift } = operator;
  const c0 = coefficients[0]!;
  const c1 = coefficients[1]!;
  const c2 = coefficients[2]!;
  const c3 = coefficients[3]!;
  const start = scale * crossing + shift;
  let u = start;
  let slope = 0;
  for (let step = 0; step < 20; step++) {
    slope = c1 + u * (2 * c2 + 3 * u * c3);
    const change = (level - (c0 + u * (c1 + u * (c2 + u * c3)))) / slope;
    u += change;
    if (Math.abs(change) < 1e-13) break;
  }
  if (!(slope > 0) || !(Math.abs(u - start) <= 1)) return undefined;
  const factor = -1 / (slope * scale);
  return [(u - shift) / scale, formOf(operator, [factor, u * factor, u * u * factor, u * u * u * factor])];
}
