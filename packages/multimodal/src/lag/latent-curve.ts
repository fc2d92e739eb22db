import { joinNumbers } from '@operando/numerics';
import { meanHinge } from '../mean-hinge.js';
import type { Signal } from '../signal.js';
import { scaledSignal } from './scaled-signal.js';
import { smoothCoefficients } from './smooth-curve.js';
import {
  applyRows,
  applyTransposedRows,
  basisWidth,
  differencePenalty,
  evenKnots,
  splineRows,
  stackRows,
} from './spline-basis.js';
import { denseColumns, dot, evaluate, factors, influence, normalEquations, times } from './stack.js';
import type { Evaluated, LatentState, Stack } from './stack.js';

/** A pair of signals that follow one curve, and how that curve is drawn. */
export interface LatentProblem {
  readonly a: Signal;
  readonly b: Signal;
  /** Knots of the curve, s. */
  readonly spacing: number;
  /** The lags that will be tried lie between these, s. */
  readonly range: readonly [number, number];
  /** Times of `a` at which the curve may have a kink, s. */
  readonly kinks: readonly number[];
}

/** The curve at one lag. */
export interface LatentFit {
  readonly lag: number;
  /** Minus twice the logarithm of the marginal likelihood, up to a constant. */
  readonly objective: number;
  /** Sum of squared residuals in standard errors, of both signals. */
  readonly chiSquare: number;
  /** The same with the penalty: what a fit makes small. */
  readonly cost: number;
  /** `b` = gain x curve + offset, in units of `b` per unit of `a`. */
  readonly gain: number;
  /** Numbers that the data determine: trace of the influence of the data, kinks, offset and gain. */
  effectiveParameters(): number;
  /** Where another lag may begin. */
  readonly state: LatentState;
}

/** Fits of one pair. */
export interface LatentCurve {
  readonly samples: number;
  /** @param lambda Strength of the penalty on second differences. */
  fit(lag: number, lambda: number, from?: LatentState): LatentFit;
}

/** One step of Gauss and Newton, halved until it does not climb; undefined where there is none. */
function stepFrom(stack: Stack, at: Evaluated, lambda: number): Evaluated | undefined {
  const { state, curve, residual, cost } = at;
  const { coefficients, dense, gain } = state;
  const columns = [...denseColumns(stack, gain), times(curve, stack.isOther)];
  const system = normalEquations(stack, gain, lambda, columns);
  const pull = times(stack.weights, residual);
  const { slope } = differencePenalty(coefficients, coefficients.length);
  const right = applyTransposedRows(stack.rows, times(pull, factors(stack, gain))).map(
    (value, i) => value - lambda * slope[i]!,
  );
  const below = Float64Array.from(columns, (column) => dot(column, pull));
  if (!system.solve(right, below)) return undefined;
  for (let share = 1; share > 1e-3; share *= 0.5) {
    const next: LatentState = {
      coefficients: coefficients.map((value, i) => value + share * right[i]!),
      dense: dense.map((value, k) => value + share * below[k]!),
      gain: gain + share * below[dense.length]!,
    };
    const evaluated = evaluate(stack, next, lambda);
    if (evaluated.cost <= cost) return evaluated;
  }
  return undefined;
}

/** Where a fit begins that follows no other: the curve of a alone, and b on it by least squares. */
function firstState(stack: Stack, coefficients: Float64Array): LatentState {
  const { rows, weights, isOther, values, hinges } = stack;
  const curve = applyRows(rows, coefficients);
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < curve.length; i++) {
    const weight = weights[i]! * isOther[i]!;
    w += weight;
    x += weight * curve[i]!;
    y += weight * values[i]!;
    xx += weight * curve[i]! ** 2;
    xy += weight * curve[i]! * values[i]!;
  }
  const spread = xx - (x * x) / w;
  const slope = spread > 1e-12 * w ? (xy - (x * y) / w) / spread : 0;
  // A gain of nothing could not grow.
  const gain = slope === 0 ? 1e-3 : slope;
  const dense = new Float64Array(hinges.length + 1);
  dense[hinges.length] = (y - gain * x) / w;
  return { coefficients, dense, gain };
}

/** Steps until none gains. */
function descend(stack: Stack, start: Evaluated, lambda: number): Evaluated {
  let at = start;
  for (let iteration = 0; iteration < 30; iteration++) {
    const next = stepFrom(stack, at, lambda);
    if (next === undefined) break;
    const gained = at.cost - next.cost;
    at = next;
    if (gained < 1e-4) break;
  }
  return at;
}

/** Where to begin: at the neighbour's state or an own one, whichever is better; at both where their gains have other signs. */
function startsOf(stack: Stack, own: Evaluated, begin: LatentState | undefined, lambda: number): Evaluated[] {
  if (begin === undefined) return [own];
  const given = evaluate(stack, begin, lambda);
  if (Math.sign(begin.gain) !== Math.sign(own.state.gain)) return [given, own];
  return [given.cost <= own.cost ? given : own];
}

/**
 * Two signals as one smooth curve, a(t) = s(t) and b(t) = gain s(t - lag) + offset: s is a cubic spline whose second differences
 * are held small (the slope wanders, by as much as the data make likely), averaged over each exposure. At a given lag all but the
 * gain is linear; Gauss-Newton steps find both.
 */
export function latentCurve({ a, b, spacing, range, kinks }: LatentProblem): LatentCurve {
  const from = Math.min(a.start[0]!, b.start[0]! - range[1]);
  const to = Math.max(a.end.at(-1)!, b.end.at(-1)! - range[0]);
  const knots = evenKnots(from, to, spacing);
  const longest = [a, b].reduce((most, { start, end }) => start.reduce((m, s, i) => Math.max(m, end[i]! - s), most), 0);
  const width = basisWidth(knots, longest);
  const [one, other] = [scaledSignal(a), scaledSignal(b)];
  const rowsA = splineRows(knots, a, 0, width);
  const hinges = ({ start, end }: Signal, lag: number, kink: number): Float64Array =>
    start.map((begin, i) => meanHinge(begin - lag, end[i]! - lag, kink) / (to - from));
  const values = joinNumbers([one.values, other.values]);
  const weights = joinNumbers([one.weights, other.weights]);
  const isOther = values.map((_, i) => (i < a.values.length ? 0 : 1));
  const stackAt = (lag: number): Stack => ({
    rows: stackRows(rowsA, splineRows(knots, b, lag, width)),
    hinges: kinks.map((kink) => joinNumbers([hinges(a, 0, kink), hinges(b, lag, kink)])),
    values,
    weights,
    isOther,
  });
  let kept: { readonly lambda: number; readonly coefficients: Float64Array } | undefined;
  /** The curve of a alone, which no lag changes. */
  const aloneAt = (lambda: number): Float64Array => {
    if (kept?.lambda !== lambda) kept = { lambda, coefficients: smoothCoefficients(rowsA, one, lambda) };
    return kept.coefficients;
  };
  return {
    samples: values.length,
    fit: (lag, lambda, begin) => {
      const stack = stackAt(lag);
      const own = evaluate(stack, firstState(stack, aloneAt(lambda)), lambda);
      const at = startsOf(stack, own, begin, lambda)
        .map((start) => descend(stack, start, lambda))
        .reduce((best, each) => (each.cost < best.cost ? each : best));
      const { state, cost, chiSquare } = at;
      const { logDeterminant } = normalEquations(stack, state.gain, lambda, denseColumns(stack, state.gain));
      return {
        lag,
        objective: cost - (knots.columns - 2) * Math.log(lambda) + logDeterminant,
        chiSquare,
        cost,
        gain: (state.gain * other.spread) / one.spread,
        effectiveParameters: () => influence(stack, state.gain, lambda) + kinks.length + 2,
        state,
      };
    },
  };
}
