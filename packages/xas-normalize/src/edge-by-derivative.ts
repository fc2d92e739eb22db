import { formOf } from './edge-errors/linear-form.js';
import { continuousPosition, noFeature } from './edge-context.js';
import type { EdgeContext, PositionAndForm } from './edge-context.js';

/**
 * Inflection of the local cubic around the steepest rise: where its second
 * derivative is zero, u = -c2 / (3 c3).
 */
export function derivativeMaximum(context: EdgeContext): PositionAndForm {
  const { energy, norm, offset, cubics, edgeIndex } = context;
  const answer = continuousPosition(energy, edgeIndex, (index) => {
    const { operator, coefficients } = cubics.at(norm, offset, index);
    const c2 = coefficients[2]!;
    const c3 = coefficients[3]!;
    // A maximum of the slope needs c3 < 0, and an inflection inside the window.
    const u = -c2 / (3 * c3);
    if (!(c3 < 0) || Math.abs(u) > 1) return undefined;
    const { scale, shift } = operator;
    return [(u - shift) / scale, formOf(operator, [0, 0, -1 / (3 * c3 * scale), c2 / (3 * c3 * c3 * scale)])];
  });
  if (answer === undefined) throw noFeature(context, 'the derivative has no maximum');
  return answer;
}
