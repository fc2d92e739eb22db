import { expectChoice, OperandoError } from '@operando/core';
import type { StepProgress, Steps } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { fitDefaults, linkedDefaults } from './defaults.js';
import { fitProblem } from './fit-problem.js';
import type { FitEntry } from './fit-problem.js';
import { localFitSteps } from './local-fit.js';
import type { FitOptions } from './fit-reflectivity.js';
import { fitResult } from './fit-result.js';
import { isMisfit } from './misfit.js';
import type { FittedParameter, ReflectivityFit } from './fit-result.js';
import type { InstrumentModel, LayerModel, ParameterSpec, ReflectivityModel, Value } from './model.js';
import { parameterUnits } from './parameter-units.js';
import type { ReflectivityFrame } from './reflectivity-frames.js';
import type { LinkedCurve } from './series-fit.js';

/** A parameter that follows a curve through all frames. */
export interface LinkedParameter {
  /** Curve against `at`: a constant, a straight line, or a natural cubic spline through equally spaced knots. */
  readonly curve: 'constant' | 'linear' | 'spline';
  /** Knots of the spline. @default 4 */
  readonly knots?: number | undefined;
}

/** A parameter's curve with its knots. */
export interface Link {
  readonly name: string;
  readonly curve: LinkedParameter['curve'];
  readonly knots: Float64Array;
}

const knotName = ({ name }: Link, k: number): string => `${name}_knot${k}`;

/** Curves of the linked parameters. @throws OperandoError `invalid-argument` for a name or curve that is none. */
export function linksOf(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  linked: Readonly<Record<string, LinkedParameter>>,
): Link[] {
  const first = frames[0]!.at;
  const last = frames.at(-1)!.at;
  return Object.entries(linked).map(([name, { curve, knots = linkedDefaults.knots }]) => {
    if (!Object.hasOwn(model.parameters, name))
      throw new OperandoError('invalid-argument', `the model has no parameter ${name}.`, {
        where: { parameter: 'linked' },
        cure: `Parameters: ${Object.keys(model.parameters).join(', ')}.`,
      });
    expectChoice(`linked.${name}.curve`, curve, ['constant', 'linear', 'spline']);
    const count = curve === 'constant' ? 1 : curve === 'linear' ? 2 : Math.max(3, knots);
    return {
      name,
      curve,
      knots: Float64Array.from({ length: count }, (_, k) =>
        count === 1 ? 0.5 * (first + last) : first + ((last - first) * k) / (count - 1),
      ),
    };
  });
}

/** Weights of the knots at a place: of a constant, a line, or a natural spline. */
function weightsAt({ knots, curve }: Link, at: number): Float64Array {
  if (curve === 'constant') return Float64Array.of(1);
  return knots.map((_, k) => {
    const unit = knots.map((__, i) => (i === k ? 1 : 0));
    return cubicSpline(knots, unit, 'natural').evaluate(at);
  });
}

/** Parameters that stand for the knots, beginning at what the frames have alone. */
function knotParameters(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  alone: readonly ReflectivityFit[],
  links: readonly Link[],
): Record<string, ParameterSpec> {
  const common: Record<string, ParameterSpec> = {};
  for (const link of links) {
    const values = Float64Array.from(alone, ({ parameters }) => parameters[link.name]!.value);
    link.knots.forEach((place, k) => {
      const nearest = frames.reduce(
        (best, { at }, f) => (Math.abs(at - place) < Math.abs(frames[best]!.at - place) ? f : best),
        0,
      );
      const start = link.knots.length === 1 ? values.toSorted()[values.length >> 1]! : values[nearest]!;
      common[knotName(link, k)] = { ...model.parameters[link.name]!, value: start };
    });
  }
  return common;
}

/** Expressions in place of the linked parameters, at a place. */
function expressionsAt(links: readonly Link[], at: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    links.map((link) => [
      link.name,
      Array.from(
        weightsAt(link, at),
        (weight, k) => `${weight < 0 ? '-' : '+'}${Math.abs(weight).toFixed(15)}*${knotName(link, k)}`,
      )
        .join('')
        .replace(/^\+/, ''),
    ]),
  );
}

function renamed<V extends Value | undefined>(value: V, rename: Readonly<Record<string, string>>): V | string {
  if (typeof value === 'function')
    throw new OperandoError('unsupported', 'a model with functions of parameters cannot be linked.', {
      cure: 'Write the values as expressions.',
    });
  if (typeof value !== 'string') return value;
  return value.replaceAll(/[A-Za-z_][\w.]*/g, (word) => (Object.hasOwn(rename, word) ? `(${rename[word]!})` : word));
}

/** The model's layers with parameters replaced by expressions. */
function replacedLayers(items: readonly LayerModel[], rename: Readonly<Record<string, string>>): LayerModel[] {
  return items.map((item): LayerModel => {
    if (item.profile !== undefined) renamed(() => Number.NaN, rename);
    return {
      ...item,
      thickness: renamed(item.thickness, rename),
      sld: renamed(item.sld, rename),
      isld: renamed(item.isld, rename),
      roughness: renamed(item.roughness, rename),
      density: renamed(item.density, rename),
      solvation: renamed(item.solvation, rename),
      solvent: renamed(item.solvent, rename),
      solventIsld: renamed(item.solventIsld, rename),
      magneticSld: renamed(item.magneticSld, rename),
      magneticAngle: renamed(item.magneticAngle, rename),
      knots: item.knots?.map((knot) => renamed(knot, rename)),
      layers: item.layers && replacedLayers(item.layers, rename),
    };
  });
}

function replacedInstrument(
  { footprint, ...instrument }: InstrumentModel,
  rename: Readonly<Record<string, string>>,
): InstrumentModel {
  return {
    qOffset: renamed(instrument.qOffset, rename),
    angleOffset: renamed(instrument.angleOffset, rename),
    wavelength: renamed(instrument.wavelength, rename),
    angle: renamed(instrument.angle, rename),
    resolutionFactor: renamed(instrument.resolutionFactor, rename),
    backgroundSlope: renamed(instrument.backgroundSlope, rename),
    footprint: footprint && {
      ...footprint,
      beam: renamed(footprint.beam, rename),
      sample: renamed(footprint.sample, rename),
    },
  };
}

/** A frame with its own model: expressions of the knots where parameters are linked. */
function frameEntry(
  model: ReflectivityModel,
  frame: ReflectivityFrame,
  f: number,
  links: readonly Link[],
  common: Readonly<Record<string, ParameterSpec>>,
  alone: ReflectivityFit,
): FitEntry {
  const replaced = expressionsAt(links, frame.at);
  const own = Object.fromEntries(
    Object.entries(model.parameters).flatMap(([name, spec]) =>
      Object.hasOwn(replaced, name) ? [] : [[name, { ...spec, value: alone.parameters[name]!.value }]],
    ),
  );
  return {
    model: {
      ...model,
      parameters: { ...common, ...own },
      layers: replacedLayers(model.layers, replaced),
      scale: renamed(model.scale, replaced),
      background: renamed(model.background, replaced),
      instrument: model.instrument && replacedInstrument(model.instrument, replaced),
      patches: model.patches?.map((patch) => ({
        fraction: renamed(patch.fraction, replaced),
        layers: replacedLayers(patch.layers, replaced),
      })),
    },
    data: { name: `frame ${f}`, ...frame },
    rename: (name) => (Object.hasOwn(common, name) ? name : `${name}@${f}`),
  };
}

/** A linked parameter at a place, with the error of its curve there. */
function parameterAt(link: Link, at: number, joint: ReflectivityFit, unit: string): FittedParameter {
  const weights = weightsAt(link, at);
  const wide = joint.names.length;
  const places = Array.from(link.knots, (_, k) => joint.names.indexOf(knotName(link, k)));
  let value = 0;
  let variance = 0;
  places.forEach((a, k) => {
    value += weights[k]! * joint.values[a]!;
    places.forEach((b, m) => (variance += weights[k]! * weights[m]! * joint.covariance[a * wide + b]!));
  });
  const statuses = places.map((a) => joint.parameters[joint.names[a]!]!.status);
  // Of a curve whose knots are all without errors there is none.
  const without = statuses.find((status) => status === 'held' || status === 'at-bound');
  const known = statuses.some((status) => status !== 'held' && status !== 'at-bound');
  return {
    value,
    stderr: known ? Math.sqrt(Math.max(0, variance)) : Number.NaN,
    unit,
    status: known ? joint.status : without!,
  };
}

/** What the joint fit says of one frame. */
function frameFit(
  model: ReflectivityModel,
  frame: ReflectivityFrame,
  f: number,
  links: readonly Link[],
  joint: ReflectivityFit,
  units: Readonly<Record<string, string>>,
): ReflectivityFit {
  const names = Object.keys(model.parameters);
  const parameters = Object.fromEntries(
    names.map((name) => {
      const link = links.find((each) => each.name === name);
      return [
        name,
        link === undefined ? joint.parameters[`${name}@${f}`]! : parameterAt(link, frame.at, joint, units[name]!),
      ];
    }),
  );
  const curve = joint.curves[f]!;
  const chiSquare = curve.residuals.reduce((sum, value) => sum + value * value, 0);
  const own = names.filter(
    (name) => links.every((link) => link.name !== name) && model.parameters[name]!.fixed !== true,
  );
  const degreesOfFreedom = curve.q.length - own.length;
  const minimum = joint.status === 'misfit' || joint.status === 'converged';
  return {
    ...joint,
    parameters,
    names,
    values: Float64Array.from(names, (name) => parameters[name]!.value),
    stderr: Float64Array.from(names, (name) => parameters[name]!.stderr),
    covariance: new Float64Array(0),
    solutions: [],
    chiSquare,
    points: curve.q.length,
    degreesOfFreedom,
    reducedChiSquare: chiSquare / degreesOfFreedom,
    status: minimum ? (isMisfit(chiSquare, degreesOfFreedom) ? 'misfit' : 'converged') : joint.status,
    curves: [curve],
  };
}

/**
 * Fit all frames together, some parameters on curves.
 *
 * @param alone Each frame by itself: where the fit begins.
 * @param progress What is told meanwhile.
 * @throws OperandoError `unsupported` for a model with functions.
 */
export function* fitLinkedSteps(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  alone: readonly ReflectivityFit[],
  links: readonly Link[],
  options: FitOptions,
  progress: StepProgress,
): Steps<{ readonly fits: readonly ReflectivityFit[]; readonly linked: Readonly<Record<string, LinkedCurve>> }> {
  const common = knotParameters(model, frames, alone, links);
  const entries = frames.map((frame, f) => frameEntry(model, frame, f, links, common, alone[f]!));
  const problem = fitProblem(entries, options.objective ?? fitDefaults.objective);
  const { maximumIterations } = options;
  const solution = yield* localFitSteps(problem, problem.start, { maximumIterations, progress });
  const joint = fitResult(problem, [{ solution, reached: 1, isMinimum: true }], [solution.chiSquare]);
  const units = parameterUnits(model);
  const curves = links.map((link): [string, LinkedCurve] => {
    const at = Array.from(link.knots, (_, k) => joint.parameters[knotName(link, k)]!);
    return [
      link.name,
      {
        knots: link.knots,
        values: Float64Array.from(at, ({ value }) => value),
        stderr: Float64Array.from(at, ({ stderr }) => stderr),
        unit: units[link.name]!,
      },
    ];
  });
  return {
    fits: frames.map((frame, f) => frameFit(model, frame, f, links, joint, units)),
    linked: Object.fromEntries(curves),
  };
}
