import { continuousPosition, noFeature, pointVariance } from './edge-context.js';
import type { EdgeContext, PositionAndError } from './edge-context.js';
import { combinationVariance } from './local-cubic.js';

/**
 * Inflection of the local cubic around the steepest rise: where its second
 * derivative is zero, u = -c2 / (3 c3).
 */
export function derivativeMaximum(context: EdgeContext): PositionAndError {
  const { energy, norm, offset, cubics, edgeIndex } = context;
  const answer = continuousPosition(energy, edgeIndex, (index) => {
    const cubic = cubics.at(norm, offset, index);
    const { operator, coefficients } = cubic;
    const c2 = coefficients[2]!;
    const c3 = coefficients[3]!;
    // A maximum of the slope needs c3 < 0, and an inflection inside the window.
    const u = -c2 / (3 * c3);
    if (!(c3 < 0) || Math.abs(u) > 1) return undefined;
    const gradient = [0, 0, -1 / (3 * c3), c2 / (3 * c3 * c3)];
    const variance = pointVariance(context, cubic) * combinationVariance(operator, gradient);
    return [(u - operator.shift) / operator.scale, Math.sqrt(variance) / operator.scale];
  });
  if (answer === undefined) throw noFeature(context, 'the derivative has no maximum');
  return answer;
}
