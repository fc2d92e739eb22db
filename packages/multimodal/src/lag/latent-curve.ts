import { meanHinge } from '../mean-hinge.js';
import type { Signal } from '../signal.js';
import { scaledSignal } from './scaled-signal.js';
import { gramOf } from './gram.js';
import type { CurveBasis } from './gram.js';
import { descend, evaluate, influence, normalEquations } from './pair-fit.js';
import type { Evaluated } from './pair-fit.js';
import { firstSums, secondSums } from './pair-sums.js';
import type { FirstSums, LatentState, PairSums } from './pair-sums.js';
import { smoothCoefficients } from './smooth-curve.js';
import { basisWidth, evenKnots, splineRows } from './spline-basis.js';

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

/** Where to begin: at the neighbour's state or an own one, whichever is better; at both where their gains have other signs. */
function startsOf(sums: PairSums, own: Evaluated, begin: LatentState | undefined, lambda: number): Evaluated[] {
  if (begin === undefined) return [own];
  const given = evaluate(sums, begin, lambda);
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
  const basisOf = (signal: Signal, lag: number): CurveBasis => ({
    rows: splineRows(knots, signal, lag, width),
    hinges: kinks.map((kink) =>
      signal.start.map((begin, i) => meanHinge(begin - lag, signal.end[i]! - lag, kink) / (to - from)),
    ),
  });
  const basisA = basisOf(a, 0);
  const gramA = gramOf(basisA, one.weights);
  let kept: { readonly lambda: number; readonly sums: FirstSums } | undefined;
  /** The first signal about its own curve, which no lag changes. */
  const aloneAt = (lambda: number): FirstSums => {
    if (kept?.lambda !== lambda) {
      const about = new Float64Array(knots.columns + kinks.length);
      about.set(smoothCoefficients(basisA.rows, one, lambda));
      kept = { lambda, sums: firstSums(basisA, gramA, one, about) };
    }
    return kept.sums;
  };
  return {
    samples: a.values.length + b.values.length,
    fit: (lag, lambda, begin) => {
      const first = aloneAt(lambda);
      const second = secondSums(basisOf(b, lag), other, first.about);
      const sums: PairSums = { first, second };
      const own = evaluate(sums, { curve: first.about, offset: second.offset, gain: second.gain }, lambda);
      const at = startsOf(sums, own, begin, lambda)
        .map((start) => descend(sums, start, lambda))
        .reduce((best, each) => (each.cost < best.cost ? each : best));
      const { state, cost, chiSquare } = at;
      const { logDeterminant } = normalEquations(sums, state.gain, lambda);
      return {
        lag,
        objective: cost - (knots.columns - 2) * Math.log(lambda) + logDeterminant,
        chiSquare,
        cost,
        gain: (state.gain * other.spread) / one.spread,
        effectiveParameters: () => influence(sums, state.gain, lambda) + kinks.length + 2,
        state,
      };
    },
  };
}
