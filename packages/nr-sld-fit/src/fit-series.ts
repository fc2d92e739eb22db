import { OperandoError } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import type { ReflectivityData } from './fit-data.js';
import { fitProblem } from './fit-problem.js';
import { fitByMethod, localFit } from './fit-reflectivity.js';
import type { FitOptions } from './fit-reflectivity.js';
import { fitResult } from './fit-result.js';
import type { ReflectivityFit } from './fit-result.js';
import type { ParameterSpec, ReflectivityModel, StackItem, Value } from './model.js';

/** One frame of a series. */
export interface ReflectivityFrame extends ReflectivityData {
  /** Time, or charge: what the frames are ordered by. */
  readonly at: number;
}

/** A parameter that follows a curve through all frames. */
export interface LinkedParameter {
  /** Curve against `at`: a constant, a straight line, or a natural cubic spline through equally spaced knots. */
  readonly curve: 'constant' | 'linear' | 'spline';
  /** Knots of the spline. @default 4 */
  readonly knots?: number | undefined;
}

/** Options of {@link fitSeries}. */
export interface FitSeriesOptions extends FitOptions {
  /** Begin each frame at the result of the one before. @default true */
  readonly warmStart?: boolean | undefined;
  /**
   * `both` goes forward and backward and keeps, in each frame, the better of the two ends: a frame where a fit got caught on one way is
   * mostly right on the other.
   * @default 'both'
   */
  readonly direction?: 'forward' | 'backward' | 'both' | undefined;
  /** Use the result of the frame before, its standard errors widened by this factor, as a prior of the next. @default none */
  readonly priorScale?: number | undefined;
  /** Parameters that follow a curve through all frames, which are then fitted together. */
  readonly linked?: Readonly<Record<string, LinkedParameter>> | undefined;
}

/** One parameter through the frames. */
export interface ParameterSeries {
  readonly value: Float64Array;
  readonly stderr: Float64Array;
}

/** A fitted series. */
export interface ReflectivitySeriesFit {
  readonly at: Float64Array;
  readonly parameters: Readonly<Record<string, ParameterSeries>>;
  readonly reducedChiSquare: Float64Array;
  readonly status: readonly ReflectivityFit['status'][];
  /** Which way each frame's result came from: `forward`, `backward`, or `joint` for linked fits. */
  readonly origin: readonly ('forward' | 'backward' | 'joint')[];
  readonly fits: readonly ReflectivityFit[];
  /** Coefficients of linked parameters (values at the knots), by name. */
  readonly linked: Readonly<
    Record<string, { readonly knots: Float64Array; readonly value: Float64Array; readonly stderr: Float64Array }>
  >;
}

function withStart(
  model: ReflectivityModel,
  before: ReflectivityFit | undefined,
  priorScale: number | undefined,
): ReflectivityModel {
  if (before === undefined) return model;
  const parameters: Record<string, ParameterSpec> = {};
  for (const [name, spec] of Object.entries(model.parameters)) {
    const found = before.parameters[name];
    if (found === undefined || spec.fixed === true) {
      parameters[name] = spec;
      continue;
    }
    // From the very bound a fit may not leave it.
    const [low, high] = spec.bounds ?? [-Infinity, Infinity];
    const margin = 0.01 * (Number.isFinite(high - low) ? high - low : 0);
    const value = Math.min(high - margin, Math.max(low + margin, found.value));
    const prior =
      priorScale !== undefined && found.stderr > 0
        ? { mean: found.value, stderr: priorScale * found.stderr }
        : spec.prior;
    parameters[name] = { ...spec, value, ...(prior === undefined ? {} : { prior }) };
  }
  return { ...model, parameters };
}

function chain(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  order: readonly number[],
  options: FitSeriesOptions,
): ReflectivityFit[] {
  const fits: ReflectivityFit[] = [];
  let before: ReflectivityFit | undefined;
  order.forEach((f, step) => {
    const own = options.warmStart === false ? model : withStart(model, before, options.priorScale);
    // A search, where one is asked for, is for the first frame; the others follow it.
    const method = step === 0 || options.warmStart === false ? (options.method ?? 'lm') : 'lm';
    const fit = fitByMethod(fitProblem([{ model: own, data: frames[f]! }], options.objective ?? 'linear'), {
      ...options,
      method,
    });
    fits[f] = fit;
    if (Number.isFinite(fit.chiSquare)) before = fit;
  });
  return fits;
}

/**
 * Fit a series of frames with one model.
 *
 * Chained: each frame begins where the one before ended, forward and backward. Linked: some
 * parameters follow a curve in time (or charge), the rest is each frame's own, and everything is fitted together.
 *
 * @throws OperandoError `too-few-points` without frames, `axis-not-increasing` for frames out of order, and as {@link fitReflectivity}.
 */
export function fitSeries(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  options: FitSeriesOptions = {},
): ReflectivitySeriesFit {
  if (frames.length === 0) throw new OperandoError('too-few-points', 'there are no frames.');
  frames.forEach((frame, f) => {
    if (!Number.isFinite(frame.at) || (f > 0 && !(frame.at > frames[f - 1]!.at))) {
      throw new OperandoError('axis-not-increasing', `frame ${f} is at ${frame.at}.`, {
        where: { frame: f },
        cure: 'Order the frames by time or charge, each at its own.',
      });
    }
  });
  if (options.linked !== undefined && Object.keys(options.linked).length > 0) return fitLinked(model, frames, options);
  const { direction = 'both' } = options;
  const indices = [...frames.keys()];
  const forward = direction === 'backward' ? undefined : chain(model, frames, indices, options);
  const backward = direction === 'forward' ? undefined : chain(model, frames, indices.toReversed(), options);
  const origin = indices.map((f): 'forward' | 'backward' =>
    forward === undefined
      ? 'backward'
      : backward === undefined || forward[f]!.chiSquare <= backward[f]!.chiSquare
        ? 'forward'
        : 'backward',
  );
  const fits = indices.map((f) => (origin[f] === 'forward' ? forward![f]! : backward![f]!));
  return table(frames, fits, origin, {});
}

function table(
  frames: readonly ReflectivityFrame[],
  fits: readonly ReflectivityFit[],
  origin: ReflectivitySeriesFit['origin'],
  linked: ReflectivitySeriesFit['linked'],
): ReflectivitySeriesFit {
  const names = fits[0]!.names;
  return {
    at: Float64Array.from(frames, (frame) => frame.at),
    parameters: Object.fromEntries(
      names.map((name) => [
        name,
        {
          value: Float64Array.from(fits, (fit) => fit.parameters[name]!.value),
          stderr: Float64Array.from(fits, (fit) => fit.parameters[name]!.stderr),
        },
      ]),
    ),
    reducedChiSquare: Float64Array.from(fits, (fit) => fit.reducedChiSquare),
    status: fits.map((fit) => fit.status),
    origin,
    fits,
    linked,
  };
}

/** Weights of the knots at a place: of a constant, a line, or a natural spline. */
function basisAt(at: number, knots: Float64Array, curve: LinkedParameter['curve']): Float64Array {
  if (curve === 'constant') return Float64Array.of(1);
  return knots.map((_, k) => {
    const unit = knots.map((__, i) => (i === k ? 1 : 0));
    return cubicSpline(knots, unit, 'natural').evaluate(at);
  });
}

function renamed(value: Value | undefined, rename: Readonly<Record<string, string>>): Value | undefined {
  if (typeof value !== 'string') {
    if (typeof value === 'function')
      throw new OperandoError('unsupported', 'a model with functions of parameters cannot be linked.', {
        cure: 'Write the values as expressions.',
      });
    return value;
  }
  return value.replaceAll(/[A-Za-z_][\w.]*/g, (word) => (Object.hasOwn(rename, word) ? `(${rename[word]!})` : word));
}

/** The model's layers with parameters replaced by expressions. */
function replaceIn(items: readonly StackItem[], rename: Readonly<Record<string, string>>): StackItem[] {
  return items.map((item): StackItem => {
    if ('repeat' in item) return { repeat: item.repeat, layers: replaceIn(item.layers, rename) };
    const out: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(item)) {
      if (key === 'name' || key === 'interface' || key === 'slices') out[key] = value;
      else if (key === 'knots') out[key] = (value as readonly Value[]).map((knot) => renamed(knot, rename));
      else out[key] = renamed(value as Value, rename);
    }
    return out as unknown as StackItem;
  });
}

function fitLinked(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[],
  options: FitSeriesOptions,
): ReflectivitySeriesFit {
  const linked = options.linked!;
  const first = frames[0]!.at;
  const last = frames.at(-1)!.at;
  const knotsOf = (name: string): Float64Array => {
    const { curve, knots = 4 } = linked[name]!;
    const count = curve === 'constant' ? 1 : curve === 'linear' ? 2 : Math.max(3, knots);
    return Float64Array.from({ length: count }, (_, k) =>
      count === 1 ? 0.5 * (first + last) : first + ((last - first) * k) / (count - 1),
    );
  };
  const unknown = Object.keys(linked).find((name) => !Object.hasOwn(model.parameters, name));
  if (unknown !== undefined)
    throw new OperandoError('invalid-argument', `the model has no parameter ${unknown}.`, {
      where: { parameter: 'linked' },
    });
  // Chained fits give the starts.
  const alone = fitSeries(model, frames, { ...options, linked: {} });
  const knots = Object.fromEntries(Object.keys(linked).map((name) => [name, knotsOf(name)]));
  const common: Record<string, ParameterSpec> = {};
  for (const [name, places] of Object.entries(knots)) {
    const spec = model.parameters[name]!;
    places.forEach((place, k) => {
      const nearest = alone.at.reduce(
        (best, at, f) => (Math.abs(at - place) < Math.abs(alone.at[best]! - place) ? f : best),
        0,
      );
      const start =
        places.length === 1
          ? alone.parameters[name]!.value.toSorted()[alone.at.length >> 1]!
          : alone.parameters[name]!.value[nearest]!;
      common[`${name}_knot${k}`] = { ...spec, value: start };
    });
  }
  const entries = frames.map((frame, f) => {
    const replaced = Object.fromEntries(
      Object.entries(knots).map(([name, places]) => {
        const weights = basisAt(frame.at, places, linked[name]!.curve);
        return [
          name,
          Array.from(
            weights,
            (weight, k) => `${weight < 0 ? '-' : '+'}${Math.abs(weight).toFixed(15)}*${name}_knot${k}`,
          )
            .join('')
            .replace(/^\+/, ''),
        ];
      }),
    );
    const own: Record<string, ParameterSpec> = {};
    for (const [name, spec] of Object.entries(model.parameters)) {
      if (!Object.hasOwn(linked, name)) own[name] = { ...spec, value: alone.parameters[name]!.value[f]! };
    }
    const value = (which: Value | undefined): Value | undefined => renamed(which, replaced);
    const frameModel: ReflectivityModel = {
      ...model,
      parameters: { ...common, ...own },
      layers: replaceIn(model.layers, replaced),
      ...(model.scale === undefined ? {} : { scale: value(model.scale)! }),
      ...(model.background === undefined ? {} : { background: value(model.background)! }),
      ...(model.patches === undefined
        ? {}
        : {
            patches: model.patches.map((patch) => ({
              fraction: value(patch.fraction)!,
              layers: replaceIn(patch.layers, replaced),
            })),
          }),
    };
    return {
      model: frameModel,
      data: { name: `frame ${f}`, ...frame },
      rename: (name: string): string => (Object.hasOwn(common, name) ? name : `${name}@${f}`),
    };
  });
  const problem = fitProblem(entries, options.objective ?? 'linear');
  const solution = localFit(problem, problem.start, options.maxIterations);
  problem.prepare(solution.parameters);
  const joint = fitResult(problem, solution, [solution.chiSquare]);
  const place = new Map(problem.names.map((name, k) => [name, k]));
  const wide = problem.names.length;
  const names = Object.keys(model.parameters);
  const fits = frames.map((frame, f): ReflectivityFit => {
    const found = Object.fromEntries(
      names.map((name) => {
        const places = knots[name];
        if (places === undefined) return [name, joint.parameters[`${name}@${f}`]!];
        const weights = basisAt(frame.at, places, linked[name]!.curve);
        let value = 0;
        let variance = 0;
        places.forEach((_, k) => {
          const a = place.get(`${name}_knot${k}`)!;
          value += weights[k]! * joint.values[a]!;
          places.forEach(
            (__, m) =>
              (variance += weights[k]! * weights[m]! * joint.covariance[a * wide + place.get(`${name}_knot${m}`)!]!),
          );
        });
        return [
          name,
          {
            value,
            stderr: Math.sqrt(Math.max(0, variance)),
            fixed: model.parameters[name]!.fixed === true,
            atBound: false,
          },
        ];
      }),
    ) as ReflectivityFit['parameters'];
    const curve = joint.curves[f]!;
    const chiSquare = curve.residuals.reduce((sum, value) => sum + value * value, 0);
    const own = names.filter((name) => !Object.hasOwn(linked, name) && model.parameters[name]!.fixed !== true).length;
    const degreesOfFreedom = curve.q.length - own;
    return {
      ...joint,
      parameters: found,
      names,
      values: Float64Array.from(names, (name) => found[name]!.value),
      stderr: Float64Array.from(names, (name) => found[name]!.stderr),
      covariance: new Float64Array(0),
      chiSquare,
      points: curve.q.length,
      degreesOfFreedom,
      reducedChiSquare: chiSquare / degreesOfFreedom,
      status:
        joint.status === 'misfit' || joint.status === 'converged'
          ? chiSquare > degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom)
            ? 'misfit'
            : 'converged'
          : joint.status,
      curves: [curve],
    };
  });
  return table(
    frames,
    fits,
    frames.map(() => 'joint' as const),
    Object.fromEntries(
      Object.entries(knots).map(([name, places]) => {
        const at = Array.from(places, (_, k) => place.get(`${name}_knot${k}`)!);
        return [
          name,
          {
            knots: places,
            value: Float64Array.from(at, (k) => joint.values[k]!),
            stderr: Float64Array.from(at, (k) => joint.stderr[k]!),
          },
        ];
      }),
    ),
  );
}
