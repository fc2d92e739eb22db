import { isMisfit } from '@operando/numerics';
import type { OperandoWarning, StepProgress, Steps } from '@operando/core';
import { fitDefaults } from './defaults.js';
import { findMoments } from './find-moments.js';
import { fitProblem } from './fit-problem.js';
import type { FitEntry, FollowedParameter } from './fit-entry.js';
import { localFitSteps } from './local-fit.js';
import type { FitOptions } from './fit-reflectivity.js';
import { fitResult } from './fit-result.js';
import { linkedWarnings } from './linked-warnings.js';
import type { FittedParameter, ReflectivityFit } from './fit-result.js';
import { curveAt, curveSlopes, foundKnots, knotName, momentName, placesOf } from './links.js';
import type { Link } from './links.js';
import type { ParameterSpec, ParameterValues, ReflectivityModel } from './model.js';
import { parameterUnits } from './parameter-units.js';
import type { ReflectivityFrame } from './reflectivity-frames.js';
import { ofCurves } from './series-fit.js';
import type { LinkedCurve } from './series-fit.js';

/** Links with their moments found in what the frames have alone, and where their heights begin. */
function startedLinks(
  frames: readonly ReflectivityFrame[],
  alone: readonly ReflectivityFit[],
  links: readonly Link[],
): Link[] {
  const at = frames.map((frame) => frame.at);
  return links.map((link) => {
    const own = alone.map(({ parameters }) => parameters[link.name]!);
    const values = Float64Array.from(own, ({ value }) => value);
    if (link.isFound) {
      const stderr = Float64Array.from(own, (each) => each.stderr);
      return { ...link, ...findMoments(at, { values, stderr }, link.changes) };
    }
    const nearest = (place: number): number =>
      at.reduce((best, each, f) => (Math.abs(each - place) < Math.abs(at[best]! - place) ? f : best), 0);
    const heights =
      link.knots.length === 1
        ? Float64Array.of(values.toSorted()[values.length >> 1]!)
        : link.knots.map((place) => values[nearest(place)]!);
    return { ...link, heights };
  });
}

/** Between two places. */
const between = (a: number, b: number): number => 0.5 * (a + b);

/** Parameters that stand for the curves. */
function curveParameters(model: ReflectivityModel, links: readonly Link[]): Record<string, FollowedParameter> {
  const common: Record<string, FollowedParameter> = {};
  for (const link of links) {
    const { name: of, knots } = link;
    const spec = model.parameters[of]!;
    const [low, high] = spec.bounds ?? [-Infinity, Infinity];
    link.heights?.forEach((height, k) => {
      const value = Math.min(high, Math.max(low, height));
      common[knotName(link, k)] = { of, isPlace: false, spec: { ...spec, value } };
    });
    // Places count from the first frame on, whatever the clock is.
    const from = (place: number): number => place - knots[0]!;
    for (const k of foundKnots(link)) {
      const [before, place, after] = [from(knots[k - 1]!), from(knots[k]!), from(knots[k + 1]!)];
      const bounds = [between(before, place), between(place, after)] as const;
      common[momentName(link, k)] = { of, isPlace: true, spec: { value: place, bounds } };
    }
  }
  return common;
}

/** A frame with its own parameters, and those that follow the curves. */
function frameEntry(
  model: ReflectivityModel,
  frame: ReflectivityFrame,
  f: number,
  links: readonly Link[],
  common: Readonly<Record<string, FollowedParameter>>,
  alone: ReflectivityFit,
): FitEntry {
  const curves = links.map((link) => [link.name, curveAt(link, frame.at)] as const);
  const follow = (values: ParameterValues): Record<string, number> =>
    Object.fromEntries(curves.map(([name, curve]) => [name, curve((each) => values[each]!)]));
  const start = follow(Object.fromEntries(Object.entries(common).map(([name, { spec }]) => [name, spec.value])));
  const parameters = Object.fromEntries(
    Object.entries(model.parameters).map(([name, spec]): [string, ParameterSpec] => {
      const followed = start[name];
      // What follows a curve stays within its bounds where the heights do, but for a spline's overshoot.
      return followed === undefined
        ? [name, { ...spec, value: alone.parameters[name]!.value }]
        : [name, { value: followed }];
    }),
  );
  return {
    model: { ...model, parameters },
    data: { name: `frame ${f}`, ...frame },
    rename: (name) => (Object.hasOwn(common, name) ? name : `${name}@${f}`),
    followed: { parameters: common, follow },
  };
}

/** A linked parameter at a place, with the error of its curve there. */
function parameterAt(link: Link, at: number, joint: ReflectivityFit, unit: string): FittedParameter {
  const read = (name: string): number => joint.parameters[name]!.value;
  const wide = joint.names.length;
  // What the curve does not depend on there says nothing of its error; a hair of a height is the rounding of a spline.
  const slopes = curveSlopes(link, at, read)
    .filter(([, slope], k) => Math.abs(slope) > (k < link.knots.length ? 1e-12 : 0))
    .map(([name, slope]) => ({ place: joint.names.indexOf(name), slope }));
  let variance = 0;
  for (const a of slopes)
    for (const b of slopes) variance += a.slope * b.slope * joint.covariance[a.place * wide + b.place]!;
  const statuses = slopes.map(({ place }) => joint.parameters[joint.names[place]!]!.status);
  // Where all that it depends on is without errors there is none.
  const without = statuses.find((status) => status === 'held' || status === 'at-bound');
  const known = statuses.some((status) => status !== 'held' && status !== 'at-bound');
  return {
    value: curveAt(link, at)(read),
    stderr: known ? Math.sqrt(Math.max(0, variance)) : Number.NaN,
    unit,
    status: known ? joint.status : without!,
  };
}

/** What the joint fit says of one frame. @param alone What it says by itself. */
function frameFit(
  model: ReflectivityModel,
  frame: ReflectivityFrame,
  f: number,
  links: readonly Link[],
  joint: ReflectivityFit,
  alone: ReflectivityFit,
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
  const status = minimum ? (isMisfit(chiSquare, degreesOfFreedom) ? 'misfit' : 'converged') : joint.status;
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
    status,
    curves: [curve],
    // What all frames together are told is of no one frame; one by itself shows what its instrument made of it.
    warnings: alone.warnings.filter(
      ({ code }) => ofCurves.has(code) || code === 'energy-dependent' || code === 'near-edge',
    ),
    suspects: status === 'misfit' ? alone.suspects : [],
  };
}

/** Frames fitted together. */
interface LinkedFit {
  readonly fits: readonly ReflectivityFit[];
  readonly linked: Readonly<Record<string, LinkedCurve>>;
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Fit all frames together, some parameters on curves.
 *
 * @param alone Each frame by itself: where the fit begins.
 * @param progress What is told meanwhile.
 */
export function* fitLinkedSteps(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  alone: readonly ReflectivityFit[],
  given: readonly Link[],
  options: FitOptions,
  progress: StepProgress,
): Steps<LinkedFit> {
  const links = startedLinks(frames, alone, given);
  const common = curveParameters(model, links);
  const entries = frames.map((frame, f) => frameEntry(model, frame, f, links, common, alone[f]!));
  const problem = fitProblem(entries, options.objective ?? fitDefaults.objective, options.kernels);
  const { maximumIterations } = options;
  const solution = yield* localFitSteps(problem, problem.start, { maximumIterations, progress });
  const joint = fitResult(problem, [{ solution, reached: 1, isMinimum: true }], [solution.chiSquare]);
  const units = parameterUnits(model);
  const curves = links.map((link): [string, LinkedCurve] => {
    const at = Array.from(link.knots, (_, k) => joint.parameters[knotName(link, k)]!);
    const placesStderr = new Float64Array(link.knots.length).fill(Number.NaN);
    for (const k of foundKnots(link)) placesStderr[k] = joint.parameters[momentName(link, k)]!.stderr;
    return [
      link.name,
      {
        knots: placesOf(link, (name) => joint.parameters[name]!.value),
        knotsStderr: placesStderr,
        values: Float64Array.from(at, ({ value }) => value),
        stderr: Float64Array.from(at, ({ stderr }) => stderr),
        unit: units[link.name]!,
      },
    ];
  });
  return {
    fits: frames.map((frame, f) => frameFit(model, frame, f, links, joint, alone[f]!, units)),
    linked: Object.fromEntries(curves),
    warnings: linkedWarnings(model, links, joint),
  };
}
