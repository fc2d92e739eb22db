import { movingCount } from './blocks.js';
import type { SearchSpace } from './search-space.js';
import { addRoughnessGradient } from './spline-rows.js';

/** Gradient of the common unknowns (downhill) and the diagonal of their normal equations, before elimination. */
function commonSides(space: SearchSpace): { readonly gradient: Float64Array; readonly diagonal: Float64Array } {
  const { layout, blocks, active, penalties, at } = space;
  const { shared, smooth } = layout;
  const all = movingCount(layout);
  const gradient = new Float64Array(layout.common);
  const diagonal = new Float64Array(layout.common);
  for (const f of active) {
    for (let j = 0; j < shared.length; j++) {
      gradient[j]! += blocks.gradient[f * all + j]!;
      diagonal[j]! += blocks.normal[f * all * all + j * all + j]!;
    }
    for (let q = 0; q < smooth.length; q++) {
      const { rows, from } = smooth[q]!;
      const k = shared.length + q;
      for (let a = 0; a < 4; a++) {
        const weight = rows.weights[4 * f + a]!;
        gradient[from + rows.first[f]! + a]! += weight * blocks.gradient[f * all + k]!;
        diagonal[from + rows.first[f]! + a]! += weight * weight * blocks.normal[f * all * all + k * all + k]!;
      }
    }
  }
  smooth.forEach(({ rows, from }, q) => {
    addRoughnessGradient(at.common, from, rows.coefficients, -penalties[q]!, gradient);
    for (let j = 0; j < rows.coefficients; j++) diagonal[from + j]! += 6 * penalties[q]!;
  });
  return { gradient, diagonal };
}

/** Find which bounds hold an unknown back, and bring the units of the damping up to date. */
export function holdAndScale(space: SearchSpace): void {
  const { layout, blocks, active, at, held, scaling, commonScaling } = space;
  const { border, free, n, lower, upper, commonLower, commonUpper } = layout;
  const all = movingCount(layout);
  const b = border.length;
  const holds = (value: number, low: number, high: number, downhill: number): number =>
    (value <= low && downhill <= 0) || (value >= high && downhill >= 0) ? 1 : 0;
  for (const f of active) {
    for (let a = 0; a < all; a++)
      scaling[f * all + a] = Math.max(scaling[f * all + a]!, blocks.normal[(f * all + a) * all + a]!);
    for (let i = 0; i < free.length; i++) {
      const k = f * n + free[i]!;
      held.free[f * free.length + i] = holds(at.values[k]!, lower[k]!, upper[k]!, blocks.gradient[f * all + b + i]!);
    }
  }
  const { gradient, diagonal } = commonSides(space);
  for (let j = 0; j < layout.common; j++) {
    commonScaling[j] = Math.max(commonScaling[j]!, diagonal[j]!);
    held.common[j] = holds(at.common[j]!, commonLower[j]!, commonUpper[j]!, gradient[j]!);
  }
}
