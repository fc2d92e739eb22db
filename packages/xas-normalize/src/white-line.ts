import { formOf } from './edge-errors/linear-form.js';
import { continuousPosition, noFeature, valueAt } from './edge-context.js';
import type { EdgeContext, PositionAndForm } from './edge-context.js';

/** Energy of the highest absorption within `range` eV above the edge: maximum of the local cubic around it. */
export function whiteLine(context: EdgeContext, range: number): PositionAndForm {
  const { energy, norm, offset, edgeIndex, cubics } = context;
  let index = edgeIndex;
  let end = edgeIndex;
  while (end + 1 < energy.length && energy[end + 1]! - energy[edgeIndex]! <= range) end++;
  for (let i = edgeIndex; i <= end; i++) if (valueAt(context, i) > valueAt(context, index)) index = i;
  if (index === edgeIndex || index === end) throw noFeature(context, 'there is no white line');
  const answer = continuousPosition(energy, index, (center) => {
    const { operator, coefficients } = cubics.at(norm, offset, center);
    const [c1, c2, c3] = [coefficients[1]!, coefficients[2]!, coefficients[3]!];
    // The root of c1 + 2 c2 u + 3 c3 u^2 with negative curvature, in the form without cancellation.
    const discriminant = c2 * c2 - 3 * c1 * c3;
    const root = Math.sqrt(discriminant);
    const u = c2 <= 0 ? c1 / (root - c2) : -(c2 + root) / (3 * c3);
    if (!(discriminant >= 0) || !(Math.abs(u) <= 1)) return undefined;
    const { scale, shift } = operator;
    const factor = -1 / ((2 * c2 + 6 * c3 * u) * scale);
    return [(u - shift) / scale, formOf(operator, [0, factor, 2 * u * factor, 3 * u * u * factor])];
  });
  if (answer === undefined) throw noFeature(context, 'the white line has no maximum');
  return answer;
}
