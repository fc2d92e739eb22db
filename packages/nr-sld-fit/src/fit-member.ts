import type { CompiledModel, CompiledStack } from './compile-model.js';
import { resolutionDefaults } from './defaults.js';
import type { PreparedData } from './fit-data.js';
import { reflectivityInto } from './kernel.js';
import type { ParameterSpec, ParameterValues } from './model.js';
import { gradientWorkspace, reflectivityGradient } from './parratt-gradient.js';
import { resolutionPlan } from './resolution.js';
import { packSlabs } from './slab-table.js';
import { applyPlan } from './smear-plan.js';
import type { SmearPlan } from './smear-plan.js';

/** A parameter of a model, and its place in the whole fit. */
export interface LocalParameter {
  readonly name: string;
  readonly index: number;
  readonly spec: ParameterSpec;
}

/** A model and its curve in a fit. */
export interface Member {
  readonly compiled: CompiledModel;
  readonly data: PreparedData;
  readonly local: readonly LocalParameter[];
  /** Quadrature of each stack, kept while a fit runs. */
  plans: (SmearPlan | undefined)[];
}

/** Curve and its derivatives by the member's parameters, row-major [points x local]. */
export interface MemberSlopes {
  readonly curve: Float64Array;
  readonly slopes: Float64Array;
}

/** The member's parameters out of those of the whole fit. */
export function memberValues({ local }: Member, values: Float64Array): Record<string, number> {
  const own: Record<string, number> = {};
  for (const { name, index } of local) own[name] = values[index]!;
  return own;
}

/** Make the quadratures for these values; until then those of the last call hold. */
export function prepareMember(member: Member, values: Float64Array): void {
  const { resolution, q } = member.data;
  const own = memberValues(member, values);
  member.plans =
    resolution === undefined
      ? []
      : member.compiled.stacks.map((stack) =>
          resolutionPlan(
            q,
            { ...resolution, tolerance: resolution.tolerance ?? resolutionDefaults.fitTolerance },
            stack.build(own),
          ),
        );
}

const nodesOf = (member: Member, s: number): Float64Array => member.plans[s]?.nodes ?? member.data.q;

/** The model's curve at the points of the data. */
export function memberCurve(member: Member, values: Float64Array): Float64Array {
  const own = memberValues(member, values);
  const { data, compiled } = member;
  const out = new Float64Array(data.q.length);
  const one = new Float64Array(data.q.length);
  compiled.stacks.forEach((stack, s) => {
    const nodes = nodesOf(member, s);
    const r = new Float64Array(nodes.length);
    reflectivityInto(nodes, nodes.length, stack.build(own), r);
    const plan = member.plans[s];
    if (plan === undefined) one.set(r);
    else applyPlan(plan, r, 1, one);
    const fraction = stack.fraction(own);
    for (let i = 0; i < out.length; i++) out[i]! += fraction * one[i]!;
  });
  const scale = compiled.scale(own);
  const background = compiled.background(own);
  for (let i = 0; i < out.length; i++) out[i] = scale * out[i]! + background;
  return out;
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
function shiftsOf({ local }: Member, own: ParameterValues): (Shift | undefined)[] {
  return local.map(({ name, spec }) => {
    if (spec.fixed === true) return undefined;
    const step = stepOf(own[name]!, spec);
    return {
      more: { ...own, [name]: own[name]! + step },
      less: { ...own, [name]: own[name]! - step },
      width: 2 * step,
    };
  });
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

/** Add the curve of one stack and its derivatives, without scale and background. */
function addStack(
  member: Member,
  s: number,
  own: ParameterValues,
  shifts: readonly (Shift | undefined)[],
  { curve, slopes }: MemberSlopes,
): void {
  const stack = member.compiled.stacks[s]!;
  const nodes = nodesOf(member, s);
  const table = stack.build(own);
  const r = new Float64Array(nodes.length);
  const gradient = new Float64Array(nodes.length * 4 * table.count);
  reflectivityGradient(nodes, nodes.length, table, packSlabs(table), r, gradient, gradientWorkspace(table.count));
  const fraction = stack.fraction(own);
  const chain = chainOf(stack, shifts, fraction, r, gradient, table.count);
  const plan = member.plans[s];
  const one = plan === undefined ? r : new Float64Array(curve.length);
  const smeared = plan === undefined ? chain : new Float64Array(slopes.length);
  if (plan !== undefined) {
    applyPlan(plan, r, 1, one);
    applyPlan(plan, chain, shifts.length, smeared);
  }
  for (let i = 0; i < curve.length; i++) curve[i]! += fraction * one[i]!;
  for (let i = 0; i < slopes.length; i++) slopes[i]! += smeared[i]!;
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
  const scale = compiled.scale(own);
  const background = compiled.background(own);
  shifts.forEach((shift, k) => {
    if (shift === undefined) return;
    const { more, less, width } = shift;
    const byScale = (compiled.scale(more) - compiled.scale(less)) / width;
    const byBackground = (compiled.background(more) - compiled.background(less)) / width;
    for (let i = 0; i < n; i++)
      slopes[i * free + k] = scale * slopes[i * free + k]! + byScale * curve[i]! + byBackground;
  });
  for (let i = 0; i < n; i++) curve[i] = scale * curve[i]! + background;
  return { curve, slopes };
}
