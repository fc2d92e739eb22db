import { memberValues, nodesOf, planAt, smearedCurve } from './fit-member.js';
import type { Member } from './fit-member.js';
import type { ParameterValues } from './model.js';
import { pointTerms, scaleCurve, termAt } from './point-terms.js';
import { shiftsOf } from './shifts.js';
import type { Shift } from './shifts.js';
import type { SlabTable } from './slab-table.js';
import { differenceChain, gradientChain } from './stack-slopes.js';
import { windowSums } from './window-sums.js';

/** Curve and its derivatives by the member's parameters, column-major [points x local]. */
export interface MemberSlopes {
  readonly curve: Float64Array;
  readonly slopes: Float64Array;
}

/** Add how a curve changes as the instrument moves its points. */
function addMoves(
  member: Member,
  s: number,
  table: SlabTable,
  shifts: readonly (Shift | undefined)[],
  fraction: number,
  slopes: Float64Array,
): void {
  const { instrument } = member.compiled;
  if (!instrument.moves) return;
  const { q } = member.data;
  shifts.forEach((shift, k) => {
    if (shift === undefined) return;
    const { more, less, width } = shift;
    const [above, below] = [instrument.q(more, q), instrument.q(less, q)];
    if (instrument.widening(more) === instrument.widening(less) && above.every((at, i) => at === below[i])) return;
    const up = smearedCurve(member, planAt(member, s, more), more, table);
    const down = smearedCurve(member, planAt(member, s, less), less, table);
    for (let i = 0; i < q.length; i++) slopes[k * q.length + i]! += (fraction * (up[i]! - down[i]!)) / width;
  });
}

/** Add the curve of one stack and its derivatives, without scale and background. */
function addStack(
  member: Member,
  s: number,
  own: ParameterValues,
  shifts: readonly (Shift | undefined)[],
  { curve, slopes }: MemberSlopes,
): void {
  const stack = member.compiled.stacks[s]!;
  const plan = planAt(member, s, own);
  const nodes = nodesOf(member, plan, own);
  const table = stack.build(own);
  const r = new Float64Array(nodes.length);
  const fraction = stack.fraction(own);
  const evaluation = { nodes, table, r, kernels: member.kernels };
  const { parameters, columns } =
    table.magnetism === undefined
      ? gradientChain(stack, shifts, fraction, evaluation)
      : differenceChain(stack, shifts, fraction, evaluation);
  const n = curve.length;
  const one = plan === undefined ? r : new Float64Array(n);
  const smeared = plan === undefined ? columns : new Float64Array(n * parameters.length);
  if (plan !== undefined) {
    windowSums(plan, r, 1, one, member.kernels);
    windowSums(plan, columns, parameters.length, smeared, member.kernels);
  }
  for (let i = 0; i < n; i++) curve[i]! += fraction * one[i]!;
  for (const [m, k] of parameters.entries()) for (let i = 0; i < n; i++) slopes[k * n + i]! += smeared[m * n + i]!;
  addMoves(member, s, table, shifts, fraction, slopes);
}

/** The model's curve and its derivatives. */
export function memberSlopes(member: Member, values: Float64Array): MemberSlopes {
  const own = memberValues(member, values);
  const { data, compiled, local } = member;
  const n = data.q.length;
  const curve = new Float64Array(n);
  const slopes = new Float64Array(n * local.length);
  const shifts = shiftsOf(member, own);
  for (let s = 0; s < compiled.stacks.length; s++) addStack(member, s, own, shifts, { curve, slopes });
  const terms = pointTerms(member, own);
  const { factor } = terms;
  shifts.forEach((shift, k) => {
    if (shift === undefined) return;
    const { width } = shift;
    const [above, below] = [pointTerms(member, shift.more), pointTerms(member, shift.less)];
    if (typeof factor === 'number' && typeof terms.addend === 'number') {
      const byScale = (termAt(above.factor, 0) - termAt(below.factor, 0)) / width;
      const byBackground = (termAt(above.addend, 0) - termAt(below.addend, 0)) / width;
      // A slope of the background that is 0 here is none a step away.
      if (typeof above.addend === 'number') {
        for (let i = 0; i < n; i++)
          slopes[k * n + i] = factor * slopes[k * n + i]! + byScale * curve[i]! + byBackground;
        return;
      }
    }
    for (let i = 0; i < n; i++)
      slopes[k * n + i] =
        termAt(factor, i) * slopes[k * n + i]! +
        ((termAt(above.factor, i) - termAt(below.factor, i)) * curve[i]! +
          termAt(above.addend, i) -
          termAt(below.addend, i)) /
          width;
  });
  scaleCurve(curve, terms);
  return { curve, slopes };
}
