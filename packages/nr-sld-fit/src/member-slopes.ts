import type { CompiledStack } from './compile-model.js';
import { memberValues, nodesOf, planAt, smearedCurve, withFollowing } from './fit-member.js';
import type { Member } from './fit-member.js';
import { reflectivityInto } from './kernel.js';
import type { ParameterSpec, ParameterValues } from './model.js';
import { gradientInto } from './gradient-kernel.js';
import { pointTerms, scaleCurve, termAt } from './point-terms.js';
import type { SlabTable } from './slab-table.js';
import { applyPlan } from './smear-plan.js';

/** Curve and its derivatives by the member's parameters, row-major [points x local]. */
export interface MemberSlopes {
  readonly curve: Float64Array;
  readonly slopes: Float64Array;
}

/** Step of a parameter for the derivative of layers, which are smooth functions of it. */
function stepOf(value: number, spec: ParameterSpec): number {
  const span = spec.bounds === undefined ? 0 : spec.bounds[1] - spec.bounds[0];
  return 1e-6 * Math.max(Math.abs(value), 0.01 * span, 1e-8);
}

/** Values a step to either side of one parameter, and how far they are apart. */
interface Shift {
  readonly more: ParameterValues;
  readonly less: ParameterValues;
  readonly width: number;
}

/** A shift for each parameter that is free. */
function shiftsOf(member: Member, own: ParameterValues): (Shift | undefined)[] {
  return member.local.map(({ name, spec }) => {
    if (spec.fixed === true) return undefined;
    const step = stepOf(own[name]!, spec);
    return {
      more: withFollowing(member, { ...own, [name]: own[name]! + step }),
      less: withFollowing(member, { ...own, [name]: own[name]! - step }),
      width: 2 * step,
    };
  });
}

/** Where a stack is evaluated. */
interface Evaluation {
  readonly nodes: Float64Array;
  readonly table: SlabTable;
  /** Reflectivity at the nodes; filled. */
  readonly r: Float64Array;
  readonly kernels: Member['kernels'];
}

/** Derivatives by each parameter from those by the layers; row-major [nodes x parameters]. */
function gradientChain(
  stack: CompiledStack,
  shifts: readonly (Shift | undefined)[],
  fraction: number,
  { nodes, table, r, kernels }: Evaluation,
): Float64Array {
  const gradient = new Float64Array(nodes.length * 4 * table.count);
  gradientInto(nodes, table, r, gradient, kernels);
  return chainOf(stack, shifts, fraction, r, gradient, table.count);
}

/** The same by differences, where spins are turned. */
function differenceChain(
  stack: CompiledStack,
  shifts: readonly (Shift | undefined)[],
  fraction: number,
  { nodes, table, r, kernels }: Evaluation,
): Float64Array {
  const free = shifts.length;
  const chain = new Float64Array(nodes.length * free);
  reflectivityInto(nodes, nodes.length, table, r, kernels);
  const [up, down] = [new Float64Array(nodes.length), new Float64Array(nodes.length)];
  shifts.forEach((shift, k) => {
    if (shift === undefined) return;
    const { more, less, width } = shift;
    reflectivityInto(nodes, nodes.length, stack.build(more), up, kernels);
    reflectivityInto(nodes, nodes.length, stack.build(less), down, kernels);
    const byFraction = (stack.fraction(more) - stack.fraction(less)) / width;
    for (let i = 0; i < nodes.length; i++)
      chain[i * free + k] = (fraction * (up[i]! - down[i]!)) / width + byFraction * r[i]!;
  });
  return chain;
}

/** Columns of the layers' derivatives by each parameter, those that are not 0; row-major [nodes x parameters]. */
function chainOf(
  stack: CompiledStack,
  shifts: readonly (Shift | undefined)[],
  fraction: number,
  r: Float64Array,
  gradient: Float64Array,
  count: number,
): Float64Array {
  const free = shifts.length;
  const wide = 4 * count;
  const nodes = r.length;
  const chain = new Float64Array(nodes * free);
  shifts.forEach((shift, k) => {
    if (shift === undefined) return;
    const [above, below] = [stack.build(shift.more), stack.build(shift.less)];
    const byFraction = (stack.fraction(shift.more) - stack.fraction(shift.less)) / shift.width;
    for (const [c, name] of (['thickness', 'sld', 'isld', 'roughness'] as const).entries()) {
      for (let j = 0; j < count; j++) {
        const change = (fraction * (above[name][j]! - below[name][j]!)) / shift.width;
        if (change === 0) continue;
        for (let i = 0; i < nodes; i++) chain[i * free + k]! += change * gradient[i * wide + 4 * j + c]!;
      }
    }
    if (byFraction !== 0) for (let i = 0; i < nodes; i++) chain[i * free + k]! += byFraction * r[i]!;
  });
  return chain;
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
    for (let i = 0; i < q.length; i++) slopes[i * shifts.length + k]! += (fraction * (up[i]! - down[i]!)) / width;
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
  const chain =
    table.magnetism === undefined
      ? gradientChain(stack, shifts, fraction, { nodes, table, r, kernels: member.kernels })
      : differenceChain(stack, shifts, fraction, { nodes, table, r, kernels: member.kernels });
  const one = plan === undefined ? r : new Float64Array(curve.length);
  const smeared = plan === undefined ? chain : new Float64Array(slopes.length);
  if (plan !== undefined) {
    applyPlan(plan, r, 1, one);
    applyPlan(plan, chain, shifts.length, smeared);
  }
  for (let i = 0; i < curve.length; i++) curve[i]! += fraction * one[i]!;
  for (let i = 0; i < slopes.length; i++) slopes[i]! += smeared[i]!;
  addMoves(member, s, table, shifts, fraction, slopes);
}

/** The model's curve and its derivatives. */
export function memberSlopes(member: Member, values: Float64Array): MemberSlopes {
  const own = memberValues(member, values);
  const { data, compiled, local } = member;
  const n = data.q.length;
  const free = local.length;
  const curve = new Float64Array(n);
  const slopes = new Float64Array(n * free);
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
          slopes[i * free + k] = factor * slopes[i * free + k]! + byScale * curve[i]! + byBackground;
        return;
      }
    }
    for (let i = 0; i < n; i++)
      slopes[i * free + k] =
        termAt(factor, i) * slopes[i * free + k]! +
        ((termAt(above.factor, i) - termAt(below.factor, i)) * curve[i]! +
          termAt(above.addend, i) -
          termAt(below.addend, i)) /
          width;
  });
  scaleCurve(curve, terms);
  return { curve, slopes };
}
