import { movingCount } from './blocks.js';
import { droppingInverse } from './dropping-cholesky.js';
import { holdAndScale } from './hold.js';
import type { SearchSpace } from './search-space.js';
import { addRoughness, roughness } from './spline-rows.js';

/** Trace of C D^T D of second differences: C dense, from row and column `from` on. */
function roughnessTrace(covariance: Float64Array, size: number, from: number, coefficients: number): number {
  const product = new Float64Array(size * size);
  addRoughness(product, size, from, coefficients, 1);
  let trace = 0;
  for (let i = 0; i < product.length; i++) trace += product[i]! * covariance[i]!;
  return trace;
}

/** First guesses: as stiff as the data are, so that neither rules. */
export function startPenalties({ layout, blocks, active, penalties }: SearchSpace): void {
  const all = movingCount(layout);
  layout.smooth.forEach(({ rows, given }, q) => {
    const k = layout.shared.length + q;
    let weight = 0;
    for (const f of active) weight += blocks.normal[(f * all + k) * all + k]!;
    penalties[q] = given ?? Math.max(weight / rows.coefficients, Number.MIN_VALUE);
  });
}

/** Parameters that the data determine, of each smooth course. */
export function effectiveParameters(space: SearchSpace, covariance: Float64Array): Float64Array {
  const { layout, penalties } = space;
  return Float64Array.from(layout.smooth, ({ rows, from }, q) => {
    const taken = penalties[q]! * roughnessTrace(covariance, layout.common, from, rows.coefficients);
    return Math.min(rows.coefficients, Math.max(0, rows.coefficients - taken));
  });
}

/**
 * Move penalties to the values of the greatest evidence for the model as it is linearised here: those at which the sum
 * of squared second differences is what the prior of that penalty expects (Fellner and Schall's step; Wood and Fasiolo
 * 2017).
 *
 * @returns The largest change, as a logarithm.
 */
export function improvePenalties(space: SearchSpace): number {
  const { layout, penalties, system, held, at, commonStep, scaling, commonScaling } = space;
  const before = penalties.slice();
  const common = new Float64Array(layout.common);
  holdAndScale(space);
  system.reduce(space.blocks, held, 0, scaling);
  const reduced = system.reduced.slice();
  const right = system.right.slice();
  const limits = Float64Array.from(layout.smooth, ({ rows, from }) => {
    let weight = 0;
    for (let j = from; j < from + rows.coefficients; j++) weight += reduced[j * layout.common + j]!;
    return weight > 0 ? weight : 1;
  });
  for (let round = 0; round < 100; round++) {
    system.reduced.set(reduced);
    system.right.set(right);
    system.factor(at.common, penalties, held, 0, commonScaling);
    system.solve(commonStep, space.freeStep);
    for (let j = 0; j < common.length; j++) common[j] = at.common[j]! + commonStep[j]!;
    const covariance = droppingInverse(system.reduced, layout.common);
    let largest = 0;
    layout.smooth.forEach(({ rows, from, given }, q) => {
      if (given !== undefined) return;
      const rank = rows.coefficients - 2;
      const taken = penalties[q]! * roughnessTrace(covariance, layout.common, from, rows.coefficients);
      const wanted =
        Math.max(rank - taken, 1e-9) / Math.max(roughness(common, from, rows.coefficients), Number.MIN_VALUE);
      // Beyond these the course is a straight line, or follows every point: more would change nothing.
      const next = Math.min(1e6 * limits[q]!, Math.max(1e-9 * limits[q]!, wanted));
      largest = Math.max(largest, Math.abs(Math.log(next / penalties[q]!)));
      penalties[q] = next;
    });
    if (largest < 1e-3) break;
  }
  return penalties.reduce((most, value, q) => Math.max(most, Math.abs(Math.log(value / before[q]!))), 0);
}
