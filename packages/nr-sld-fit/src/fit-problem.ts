import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { KernelChoice } from '@operando/numerics';
import { compileModel } from './compile-model.js';
import type { CompiledModel } from './compile-model.js';
import type { FitEntry } from './fit-entry.js';
import { prepareData, residualsInto, residualSlopes } from './fit-data.js';
import type { Objective, PreparedData } from './fit-data.js';
import { memberCurve, memberValues, prepareMember, shiftedCurve } from './fit-member.js';
import type { Member } from './fit-member.js';
import { memberSlopes } from './member-slopes.js';
import type { ParameterSpec, ParameterValues, ReflectivityModel } from './model.js';
import { parameterUnits } from './parameter-units.js';
import type { Probe } from './probe.js';
import { expectOwnSlds } from './probe-slds.js';
import { problemWarnings } from './problem-warnings.js';
import { createRegister } from './parameter-register.js';
import { readingsOf } from './readings.js';
import type { Reading } from './readings.js';
import type { SlabTable } from './slab-table.js';
import { limitsReached } from './value-reader.js';

/** What a model says of the instrument of a curve. */
export interface InstrumentSaid {
  readonly qOffset: boolean;
  readonly angleOffset: boolean;
  readonly footprint: boolean;
  /** The scale has parameters. */
  readonly isScaled: boolean;
  readonly scale: number;
}

/** A fit as numbers. */
export interface FitProblem {
  readonly names: readonly string[];
  readonly specs: readonly ParameterSpec[];
  /** Units of the parameters; empty where they cannot be known. */
  readonly units: readonly string[];
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Parameters that stay at their values: fixed ones, and those that nothing names. */
  readonly fixed: readonly boolean[];
  /** Parameters that are not fixed, yet nothing in any model names them, and nothing is known of them. */
  readonly idle: readonly number[];
  /** Residuals: points of all curves, then priors. */
  readonly size: number;
  readonly points: number;
  readonly data: readonly PreparedData[];
  /** What is to be told of the models. */
  readonly warnings: readonly OperandoWarning[];
  /** Make the quadratures for these values; until then those of the last call hold. */
  prepare(values: Float64Array): void;
  residuals(values: Float64Array, out: Float64Array): void;
  jacobian(values: Float64Array, out: Float64Array): void;
  /** Model curves. */
  curves(values: Float64Array): Float64Array[];
  /** Layers of each curve's model (its first stack). */
  slabs(values: Float64Array): SlabTable[];
  /** Factor on each curve's reflectivity. */
  scales(values: Float64Array): number[];
  /** What each curve is measured with. */
  readonly probes: readonly Probe[];
  /** What is compared. */
  readonly objective: Objective;
  /** A curve of the model at points moved by an amount of Q. */
  shifted(curve: number, values: Float64Array, by: number): Float64Array;
  /** What the models say of each curve's instrument and scale. */
  instruments(values: Float64Array): InstrumentSaid[];
  /** What else models and data may mean, and the problem that would be. */
  readings(): { readonly reading: Reading; readonly read: () => FitProblem }[];
  /** Quantities that ended where they make sense no further, as `layers[1].thickness (a - b)`. */
  atLimit(values: Float64Array): string[];
}

/** Parameters by place that no model names and no prior knows. */
function idleOf(members: readonly Member[], specs: readonly ParameterSpec[]): number[] {
  const used = new Set(members.flatMap(({ local }) => local.filter(({ isUsed }) => isUsed).map(({ index }) => index)));
  return [...specs.keys()].filter((k) => !used.has(k) && specs[k]!.fixed !== true && specs[k]!.prior === undefined);
}

/** A model whose stacks are read otherwise. */
function withTables(compiled: CompiledModel, table: Reading['table']): CompiledModel {
  if (table === undefined) return compiled;
  const stacks = compiled.stacks.map(({ fraction, build }) => ({
    fraction,
    build: (values: ParameterValues) => table(build(values)),
  }));
  return { ...compiled, stacks };
}

/** Values of parameters where a fit begins. */
const startOf = ({ parameters }: ReflectivityModel): ParameterValues =>
  Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));

/**
 * Put models and curves together. Parameters of one name are one parameter.
 *
 * @throws OperandoError for models and data that cannot be used, `invalid-argument` for parameters of one name that differ.
 */
export function fitProblem(
  given: readonly FitEntry[],
  objective: Objective,
  kernels?: KernelChoice,
  read: Pick<Reading, 'entry' | 'table'> = {},
): FitProblem {
  const entries = read.entry === undefined ? given : given.map(read.entry);
  if (entries.length === 0) throw new OperandoError('too-few-points', 'there is nothing to fit.');
  const register = createRegister();
  const members = entries.map(({ model, data, followed, rename = (name: string): string => name }, e): Member => {
    const compiled = withTables(compileModel(model, data), read.table);
    const own = parameterUnits(model);
    const following = new Set(Object.values(followed?.parameters ?? {}).map(({ of }) => of));
    const named = [
      ...Object.entries(model.parameters).flatMap(([name, spec]) =>
        following.has(name) ? [] : [{ name, spec, of: name, unit: own[name]! }],
      ),
      ...Object.entries(followed?.parameters ?? {}).map(([name, { of, isPlace, spec }]) => ({
        name,
        spec,
        of,
        unit: isPlace ? '' : own[of]!,
      })),
    ];
    const local = named.map(({ name, spec, of, unit }) => ({
      name,
      index: register.add(rename(name), spec, unit),
      spec,
      isUsed: compiled.named.has(of),
    }));
    return {
      compiled,
      data: prepareData(data, objective, e, model.resolution),
      local,
      kernels,
      follow: followed?.follow,
      plans: [],
      latest: undefined,
    };
  });
  expectOwnSlds(entries.map(({ rename = (name: string): string => name }, e) => ({ ...members[e]!.compiled, rename })));
  const { names, specs, units } = register;
  const points = members.reduce((sum, { data }) => sum + data.q.length, 0);
  const idle = idleOf(members, specs);
  const priors = specs.flatMap((spec, index) =>
    spec.prior === undefined ? [] : [{ index, mean: spec.prior.mean, stderr: spec.prior.stderr }],
  );
  return {
    names,
    specs,
    units,
    start: Float64Array.from(specs, ({ value }) => value),
    lower: Float64Array.from(specs, ({ bounds }) => bounds?.[0] ?? -Infinity),
    upper: Float64Array.from(specs, ({ bounds }) => bounds?.[1] ?? Infinity),
    fixed: specs.map(({ fixed }, k) => fixed === true || idle.includes(k)),
    idle,
    size: points + priors.length,
    points,
    data: members.map(({ data }) => data),
    warnings: problemWarnings(entries, members),
    prepare(values) {
      for (const member of members) prepareMember(member, values);
    },
    residuals(values, out) {
      let at = 0;
      for (const member of members) {
        const curve = memberCurve(member, values);
        residualsInto(member.data, objective, curve, out, at);
        at += curve.length;
      }
      for (const { index, mean, stderr } of priors) out[at++] = (values[index]! - mean) / stderr;
    },
    jacobian(values, out) {
      const wide = names.length;
      out.fill(0);
      let at = 0;
      for (const member of members) {
        const { curve, slopes } = memberSlopes(member, values);
        const n = curve.length;
        const factors = residualSlopes(member.data, objective, curve);
        for (const [k, { index }] of member.local.entries())
          for (let i = 0; i < n; i++) out[(at + i) * wide + index] = factors[i]! * slopes[k * n + i]!;
        at += n;
      }
      for (const { index, stderr } of priors) out[at++ * wide + index] = 1 / stderr;
    },
    curves: (values) => members.map((member) => memberCurve(member, values)),
    probes: members.map(({ compiled }) => compiled.probe),
    objective,
    shifted: (curve, values, by) => shiftedCurve(members[curve]!, values, by),
    instruments: (values) =>
      members.map((member) => {
        const { compiled } = member;
        const { model } = compiled;
        const { qOffset, angleOffset, footprint } = model.instrument ?? {};
        return {
          qOffset: qOffset !== undefined,
          angleOffset: angleOffset !== undefined,
          footprint: footprint !== undefined,
          isScaled: model.scale !== undefined && typeof model.scale !== 'number',
          scale: compiled.scale(memberValues(member, values)),
        };
      }),
    readings: () =>
      readingsOf(
        entries,
        members.map(({ compiled }) => compiled.stacks[0]!.build(startOf(compiled.model))),
      ).map((reading) => ({ reading, read: () => fitProblem(entries, objective, kernels, reading) })),
    scales: (values) => members.map((member) => member.compiled.scale(memberValues(member, values))),
    atLimit: (values) => [
      ...new Set(members.flatMap((member) => limitsReached(member.compiled.ranged, memberValues(member, values)))),
    ],
    slabs: (values) => members.map((member) => member.compiled.stacks[0]!.build(memberValues(member, values))),
  };
}
