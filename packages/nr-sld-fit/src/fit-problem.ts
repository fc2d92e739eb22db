import { OperandoError } from '@operando/core';
import { compileModel } from './compile-model.js';
import type { CompiledModel, CompiledStack } from './compile-model.js';
import { prepareData, residualOf } from './fit-data.js';
import type { Objective, PreparedData, ReflectivityData } from './fit-data.js';
import { reflectivityInto } from './kernel.js';
import type { ParameterSpec, ReflectivityModel } from './model.js';
import { gradientWorkspace, reflectivityGradient } from './parratt-gradient.js';
import { resolutionPlan } from './resolution.js';
import { applyPlan } from './smear-plan.js';
import type { SmearPlan } from './smear-plan.js';
import { packSlabs } from './slab-table.js';
import type { SlabTable } from './slab-table.js';

/** One model and the curve it belongs to. */
export interface FitEntry {
  readonly model: ReflectivityModel;
  readonly data: ReflectivityData;
  /** What a parameter of this model is called in the whole fit. @default its own name */
  readonly rename?: (name: string) => string;
}

interface Member {
  readonly compiled: CompiledModel;
  readonly data: PreparedData;
  /** Names of this model's parameters and their place in the whole. */
  readonly local: readonly { readonly name: string; readonly index: number }[];
  /** Quadrature of each stack, kept while a fit runs. */
  plans: (SmearPlan | undefined)[];
}

/** A fit as numbers. */
export interface FitProblem {
  readonly names: readonly string[];
  readonly specs: readonly ParameterSpec[];
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly fixed: readonly boolean[];
  /** Residuals: points of all curves, then priors. */
  readonly size: number;
  readonly points: number;
  readonly data: readonly PreparedData[];
  /** Make the quadratures for these values; until then those of the last call hold. */
  prepare(values: Float64Array): void;
  residuals(values: Float64Array, out: Float64Array): void;
  jacobian(values: Float64Array, out: Float64Array): void;
  /** Model curves. */
  curves(values: Float64Array): Float64Array[];
  /** Layers of each curve's model (its first stack). */
  slabs(values: Float64Array): SlabTable[];
}

function sameSpec(a: ParameterSpec, b: ParameterSpec): boolean {
  return (
    a.value === b.value &&
    a.fixed === b.fixed &&
    JSON.stringify([a.bounds, a.prior]) === JSON.stringify([b.bounds, b.prior])
  );
}

/** Step of a parameter for the derivative of layers, which are smooth functions of it. */
function stepOf(value: number, spec: ParameterSpec): number {
  const span = spec.bounds === undefined ? 0 : spec.bounds[1] - spec.bounds[0];
  return 1e-6 * Math.max(Math.abs(value), 0.01 * span, 1e-8);
}

/**
 * Put models and curves together. Parameters of one name are one parameter.
 *
 * @throws OperandoError for models and data that cannot be used, `invalid-argument` for parameters of one name that differ.
 */
export function fitProblem(entries: readonly FitEntry[], objective: Objective): FitProblem {
  if (entries.length === 0) throw new OperandoError('too-few-points', 'there is nothing to fit.');
  const names: string[] = [];
  const specs: ParameterSpec[] = [];
  const members = entries.map(({ model, data, rename = (name: string): string => name }, e): Member => {
    const compiled = compileModel(model);
    const local = Object.entries(model.parameters).map(([name, spec]) => {
      const whole = rename(name);
      let index = names.indexOf(whole);
      if (index < 0) {
        index = names.length;
        names.push(whole);
        specs.push(spec);
      } else if (!sameSpec(specs[index]!, spec)) {
        throw new OperandoError(
          'invalid-argument',
          `parameter ${whole} has different values, bounds or priors in two models.`,
          { where: { parameter: whole }, cure: 'A shared parameter is one: state it alike.' },
        );
      }
      return { name, index };
    });
    return { compiled, data: prepareData(data, objective, e), local, plans: [] };
  });
  const points = members.reduce((sum, { data }) => sum + data.q.length, 0);
  const priors = specs.flatMap((spec, index) =>
    spec.prior === undefined ? [] : [{ index, mean: spec.prior.mean, stderr: spec.prior.stderr }],
  );
  const valuesOf = (member: Member, values: Float64Array): Record<string, number> => {
    const own: Record<string, number> = {};
    for (const { name, index } of member.local) own[name] = values[index]!;
    return own;
  };
  const nodesOf = (member: Member, s: number): Float64Array => member.plans[s]?.nodes ?? member.data.q;

  const curveOf = (member: Member, values: Float64Array): Float64Array => {
    const own = valuesOf(member, values);
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
  };

  /** Curve and its derivatives by the member's parameters, row-major [points x local]. */
  const slopesOf = (
    member: Member,
    values: Float64Array,
  ): { readonly curve: Float64Array; readonly slopes: Float64Array } => {
    const own = valuesOf(member, values);
    const { data, compiled, local } = member;
    const n = data.q.length;
    const free = local.length;
    const curve = new Float64Array(n);
    const slopes = new Float64Array(n * free);
    const scale = compiled.scale(own);
    const shifted = (k: number, sign: number): Record<string, number> => {
      const { name, index } = local[k]!;
      return { ...own, [name]: own[name]! + sign * stepOf(own[name]!, specs[index]!) };
    };
    const width = Float64Array.from(local, ({ name, index }) => 2 * stepOf(own[name]!, specs[index]!));
    compiled.stacks.forEach((stack, s) => addStack(stack, s));
    const background = compiled.background(own);
    local.forEach(({ index }, k) => {
      if (specs[index]!.fixed === true) return;
      const [more, less] = [shifted(k, 1), shifted(k, -1)];
      const byScale = (compiled.scale(more) - compiled.scale(less)) / width[k]!;
      const byBackground = (compiled.background(more) - compiled.background(less)) / width[k]!;
      for (let i = 0; i < n; i++)
        slopes[i * free + k] = scale * slopes[i * free + k]! + byScale * curve[i]! + byBackground;
    });
    for (let i = 0; i < n; i++) curve[i] = scale * curve[i]! + background;
    return { curve, slopes };

    function addStack(stack: CompiledStack, s: number): void {
      const nodes = nodesOf(member, s);
      const table = stack.build(own);
      const wide = 4 * table.count;
      const r = new Float64Array(nodes.length);
      const gradient = new Float64Array(nodes.length * wide);
      reflectivityGradient(nodes, nodes.length, table, packSlabs(table), r, gradient, gradientWorkspace(table.count));
      const fraction = stack.fraction(own);
      // Columns of the layers' derivatives by each parameter, those that are not 0.
      const chain = new Float64Array(nodes.length * free);
      local.forEach(({ index }, k) => {
        if (specs[index]!.fixed === true) return;
        const [more, less] = [shifted(k, 1), shifted(k, -1)];
        const [above, below] = [stack.build(more), stack.build(less)];
        const byFraction = (stack.fraction(more) - stack.fraction(less)) / width[k]!;
        for (const [c, name] of (['thickness', 'sld', 'isld', 'roughness'] as const).entries()) {
          for (let j = 0; j < table.count; j++) {
            const change = (fraction * (above[name][j]! - below[name][j]!)) / width[k]!;
            if (change === 0) continue;
            for (let i = 0; i < nodes.length; i++) chain[i * free + k]! += change * gradient[i * wide + 4 * j + c]!;
          }
        }
        if (byFraction !== 0) for (let i = 0; i < nodes.length; i++) chain[i * free + k]! += byFraction * r[i]!;
      });
      const plan = member.plans[s];
      const one = plan === undefined ? r : new Float64Array(n);
      const smeared = plan === undefined ? chain : new Float64Array(n * free);
      if (plan !== undefined) {
        applyPlan(plan, r, 1, one);
        applyPlan(plan, chain, free, smeared);
      }
      for (let i = 0; i < n; i++) curve[i]! += fraction * one[i]!;
      for (let i = 0; i < n * free; i++) slopes[i]! += smeared[i]!;
    }
  };

  return {
    names,
    specs,
    start: Float64Array.from(specs, ({ value }) => value),
    lower: Float64Array.from(specs, ({ bounds }) => bounds?.[0] ?? -Infinity),
    upper: Float64Array.from(specs, ({ bounds }) => bounds?.[1] ?? Infinity),
    fixed: specs.map(({ fixed }) => fixed === true),
    size: points + priors.length,
    points,
    data: members.map(({ data }) => data),
    prepare(values) {
      for (const member of members) {
        const { resolution, q } = member.data;
        const own = valuesOf(member, values);
        member.plans =
          resolution === undefined
            ? []
            : member.compiled.stacks.map((stack) =>
                resolutionPlan(q, { tolerance: 3e-5, ...resolution }, stack.build(own)),
              );
      }
    },
    residuals(values, out) {
      let at = 0;
      for (const member of members) {
        const curve = curveOf(member, values);
        for (let i = 0; i < curve.length; i++) out[at++] = residualOf(member.data, objective, curve[i]!, i).residual;
      }
      for (const { index, mean, stderr } of priors) out[at++] = (values[index]! - mean) / stderr;
    },
    jacobian(values, out) {
      const wide = names.length;
      out.fill(0);
      let at = 0;
      for (const member of members) {
        const { curve, slopes } = slopesOf(member, values);
        const free = member.local.length;
        for (let i = 0; i < curve.length; i++, at++) {
          const { slope } = residualOf(member.data, objective, curve[i]!, i);
          for (let k = 0; k < free; k++) out[at * wide + member.local[k]!.index] = slope * slopes[i * free + k]!;
        }
      }
      for (const { index, stderr } of priors) out[at++ * wide + index] = 1 / stderr;
    },
    curves: (values) => members.map((member) => curveOf(member, values)),
    slabs: (values) => members.map((member) => member.compiled.stacks[0]!.build(valuesOf(member, values))),
  };
}
