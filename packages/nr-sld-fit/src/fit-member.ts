import type { KernelChoice } from '@operando/numerics';
import type { CompiledModel } from './compile-model.js';
import { resolutionDefaults } from './defaults.js';
import type { PreparedData } from './fit-data.js';
import { reflectivityInto } from './kernel.js';
import type { ParameterSpec, ParameterValues } from './model.js';
import { pointTerms, scaleCurve } from './point-terms.js';
import { resolutionPlan, sigmasOf } from './resolution.js';
import type { SlabTable } from './slab-table.js';
import type { MovedPlan, SmearPlan } from './smear-plan.js';
import { isInRange } from './value-reader.js';
import { windowSums } from './window-sums.js';

/** A parameter of a model, and its place in the whole fit. */
export interface LocalParameter {
  readonly name: string;
  readonly index: number;
  readonly spec: ParameterSpec;
  /** The model names it, or what follows it. */
  readonly isUsed: boolean;
}

/** A model and its curve in a fit. */
export interface Member {
  readonly compiled: CompiledModel;
  readonly data: PreparedData;
  readonly local: readonly LocalParameter[];
  readonly kernels: KernelChoice | undefined;
  /** Parameters of the model that follow those here. */
  readonly follow: ((values: ParameterValues) => ParameterValues) | undefined;
  /** Quadrature of each stack, kept while a fit runs. */
  plans: (SmearPlan | undefined)[];
  /** The last curve, which is asked for again where derivatives are. */
  latest: LatestCurve | undefined;
}

/** A curve, and where it was computed. */
interface LatestCurve {
  /** Of the member's parameters. */
  readonly values: Float64Array;
  readonly curve: Float64Array;
}

/** The member's parameters out of those of the whole fit. */
export function memberValues(member: Member, values: Float64Array): Record<string, number> {
  const own: Record<string, number> = {};
  for (const { name, index } of member.local) own[name] = values[index]!;
  return withFollowing(member, own);
}

/** Values with those that follow them. */
export function withFollowing({ follow }: Member, own: Record<string, number>): Record<string, number> {
  return follow === undefined ? own : { ...own, ...follow(own) };
}

/** Make the quadratures for these values; until then those of the last call hold. */
export function prepareMember(member: Member, values: Float64Array): void {
  const { resolution } = member.data;
  const own = memberValues(member, values);
  const { instrument, stacks } = member.compiled;
  member.latest = undefined;
  member.plans =
    resolution === undefined || !isAllowed(member, own)
      ? []
      : stacks.map((stack) =>
          resolutionPlan(
            instrument.q(own, member.data.q),
            {
              ...resolution,
              ...(resolution.relative === undefined
                ? {}
                : { dq: sigmasOf(member.data.q, resolution), kind: 'sigma', relative: undefined }),
              tolerance: resolution.tolerance ?? resolutionDefaults.fitTolerance,
            },
            stack.build(own),
            { factor: instrument.widening(own), moves: instrument.moves, kernels: member.kernels },
          ),
        );
}

/** Whether every quantity is where it makes sense. */
function isAllowed({ compiled }: Member, own: ParameterValues): boolean {
  return compiled.ranged.every((one) => isInRange(one, own));
}

/** The quadrature of a stack at these values; undefined without a resolution. */
export function planAt(member: Member, s: number, own: ParameterValues): MovedPlan | SmearPlan | undefined {
  const plan = member.plans[s];
  const { instrument } = member.compiled;
  const { resolution, q } = member.data;
  if (plan === undefined || resolution === undefined || !instrument.moves) return plan;
  const widening = instrument.widening(own);
  return plan.moved(
    instrument.q(own, q),
    sigmasOf(q, resolution).map((width) => widening * width),
  );
}

/** Where the reflectivity is computed. */
export const nodesOf = (member: Member, plan: MovedPlan | SmearPlan | undefined, own: ParameterValues): Float64Array =>
  plan?.nodes ?? member.compiled.instrument.q(own, member.data.q);

/** Smeared reflectivity of a table, without scale and background. */
export function smearedCurve(
  member: Member,
  plan: MovedPlan | SmearPlan | undefined,
  own: ParameterValues,
  table: SlabTable,
): Float64Array {
  const nodes = nodesOf(member, plan, own);
  const r = new Float64Array(nodes.length);
  reflectivityInto(nodes, nodes.length, table, r, member.kernels);
  if (plan === undefined) return r;
  const out = new Float64Array(member.data.q.length);
  windowSums(plan, r, 1, out, member.kernels);
  return out;
}

/** The model's curve at the points of the data, not to be written to; NaN where a quantity makes no sense. */
export function memberCurve(member: Member, values: Float64Array): Float64Array {
  const { latest, local } = member;
  if (latest?.values.every((value, k) => value === values[local[k]!.index]) === true) return latest.curve;
  const curve = curveAt(member, memberValues(member, values));
  member.latest = { values: Float64Array.from(local, ({ index }) => values[index]!), curve };
  return curve;
}

function curveAt(member: Member, own: ParameterValues): Float64Array {
  const out = new Float64Array(member.data.q.length);
  if (!isAllowed(member, own)) return out.fill(Number.NaN);
  member.compiled.stacks.forEach((stack, s) => {
    const one = smearedCurve(member, planAt(member, s, own), own, stack.build(own));
    const fraction = stack.fraction(own);
    for (let i = 0; i < out.length; i++) out[i]! += fraction * one[i]!;
  });
  scaleCurve(out, pointTerms(member, own));
  return out;
}

/** The model's curve with a quadrature of its own, at points moved by an amount of Q. */
export function shiftedCurve(member: Member, values: Float64Array, by: number): Float64Array {
  const { compiled } = member;
  const { instrument } = compiled;
  const q: typeof instrument.q = (own, points) => instrument.q(own, points).map((at) => at + by);
  const moved: Member = { ...member, compiled: { ...compiled, instrument: { ...instrument, q } }, plans: [] };
  prepareMember(moved, values);
  return memberCurve(moved, values);
}
