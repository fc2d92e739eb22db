import { finishSteps, OperandoError } from '@operando/core';
import { binSignal } from '../bin-signal.js';
import { crossingFrom, goldenMinimum, localMinima } from '../minimum.js';
import { medianStep, signalSpan } from '../signal.js';
import type { Signal } from '../signal.js';
import { latentCurve } from './latent-curve.js';
import type { LatentCurve, LatentFit } from './latent-curve.js';
import { plusTimes } from './products.js';
import { curveUnder } from './smooth-curve.js';
import { lagSignificance } from './significance.js';
import type { LagSignificance } from './significance.js';
import type { LatentState } from './pair-sums.js';
import type { Lag, LagOptions, LagStatus } from './lag.js';

/** Chi-square of one degree of freedom that 5 % exceed. */
const chiSquare95 = 3.841458820694124;

/** Reduced chi-square below which a common curve describes both signals. */
const describes = 2;

const nothing = new Float64Array(0);
const none: Lag = {
  lag: Number.NaN,
  stderr: Number.NaN,
  totalStderr: Number.NaN,
  interval: [Number.NaN, Number.NaN],
  pValue: Number.NaN,
  explained: Number.NaN,
  status: 'different-cells',
  others: [],
  profile: { lag: nothing, above: nothing },
  gain: Number.NaN,
  reducedChiSquare: Number.NaN,
  samples: 0,
};

/** The strength of the penalty that makes the data most likely. */
function likeliestPenalty(curve: LatentCurve, lag: number, around?: number): number {
  let from: LatentState | undefined;
  const cost = (power: number): number => {
    const fit = curve.fit(lag, 10 ** power, from);
    from = fit.state;
    return fit.objective;
  };
  const [low, high] = around === undefined ? [-3, 9] : [around - 1.5, around + 1.5];
  return goldenMinimum(cost, low, high, 0.1);
}

function rangeOf(a: Signal, b: Signal, { range }: LagOptions): readonly [number, number] {
  const [[a0, a1], [b0, b1]] = [signalSpan(a), signalSpan(b)];
  const from = Math.max(a0, b0);
  const to = Math.min(a1, b1);
  if (range === undefined && !(to > from))
    throw new OperandoError('outside-range', `${a.name} and ${b.name} have no time in common.`, {
      cure: 'Check their clocks, or give the range of lags.',
    });
  const [low, high] = range ?? [-(to - from) / 4, (to - from) / 4];
  if (!(high > low) || !Number.isFinite(high - low))
    throw new OperandoError('invalid-argument', `lags from ${low} to ${high} s are no range.`, {
      where: { parameter: 'range' },
    });
  return [low, high];
}

/** Where the next of fits at even lags is likely to end: as much further as the last is from the one before it. */
function onward(before: LatentFit | undefined, last: LatentFit | undefined): LatentState | undefined {
  if (before === undefined || last === undefined) return last?.state;
  const { curve, offset, gain } = last.state;
  return {
    curve: plusTimes(curve, 1, plusTimes(curve, -1, before.state.curve)),
    offset: 2 * offset - before.state.offset,
    gain: 2 * gain - before.state.gain,
  };
}

/** Both fitted at every lag, with the penalty that is likeliest where they fit best. */
interface Profile {
  readonly curve: LatentCurve;
  readonly lambda: number;
  readonly spacing: number;
  readonly fits: readonly LatentFit[];
  /** From lag to lag. */
  readonly step: number;
}

function* profileSteps(
  a: Signal,
  b: Signal,
  range: readonly [number, number],
  options: LagOptions,
): Generator<undefined, Profile, void> {
  const [[a0, a1], [b0, b1]] = [signalSpan(a), signalSpan(b)];
  const finer = Math.min(medianStep(a), medianStep(b));
  const spacing = options.spacing ?? Math.max(1.5 * finer, (Math.max(a1, b1) - Math.min(a0, b0)) / 80);
  const whole = range[1] - range[0];
  const count = Math.ceil(whole / Math.max(Math.min(0.5 * finer, whole / 20), whole / 600));
  const curve = latentCurve({ a, b, spacing, range, kinks: options.kinks ?? [] });
  const fitsWith = function* (power: number, stride: number): Generator<undefined, LatentFit[], void> {
    const fits: LatentFit[] = [];
    for (let i = 0; i <= count; i += stride) {
      fits.push(curve.fit(range[0] + (whole * i) / count, 10 ** power, onward(fits.at(-2), fits.at(-1))));
      yield;
    }
    return fits;
  };
  const first = likeliestPenalty(curve, 0.5 * (range[0] + range[1]));
  yield;
  // Where both fit best by and by: the penalty there hardly depends on it.
  const coarse = yield* fitsWith(first, Math.max(1, Math.floor(count / 100)));
  const [best = 0] = localMinima(coarse.map(({ objective }) => objective));
  const power = likeliestPenalty(curve, coarse[best]!.lag);
  const fits = yield* fitsWith(power, 1);
  return { curve, lambda: 10 ** power, spacing, fits, step: whole / count };
}

/** Whether each follows the other more than what only wanders: the larger of the two p-values. */
function testedBothWays(
  a: Signal,
  b: Signal,
  { fits, spacing, lambda }: Profile,
  { surrogates = 199, seed = 1 }: LagOptions,
): LagSignificance {
  if (surrogates === 0) return { explained: Number.NaN, pValue: Number.NaN };
  const stride = Math.ceil(fits.length / 121);
  const lags = fits.filter((_, i) => i % stride === 0).map(({ lag }) => lag);
  const test = (of: Signal, under: Signal, moved: readonly number[]): LagSignificance => {
    const short = binSignal(under, 512);
    return lagSignificance({ signal: short, curves: curveUnder(of, short, moved, spacing, lambda), surrogates, seed });
  };
  const forth = test(a, b, lags);
  const back = test(
    b,
    a,
    lags.map((lag) => -lag),
  );
  return { explained: forth.explained, pValue: Math.max(forth.pValue, back.pValue) };
}

function statusOfLag(
  { lag, stderr, pValue, others }: Pick<Lag, 'lag' | 'stderr' | 'pValue' | 'others'>,
  reduced: number,
  { level = 0.05, clockStderr = 0 }: LagOptions,
): LagStatus {
  if (!Number.isFinite(stderr)) return 'at-bound';
  // Several lags that each describe both, as of waves, whatever surrogates say that wave as well.
  if (others.length > 0 && reduced < describes) return 'ambiguous';
  if (pValue > level) return 'not-significant';
  if (others.length > 0) return 'ambiguous';
  return Math.abs(lag) < 2 * clockStderr ? 'below-clock' : 'converged';
}

/** The minimum of a profile with its ends, in seconds. */
function minimumOf({ curve, lambda, fits, step }: Profile): Pick<Lag, 'lag' | 'stderr' | 'interval' | 'others'> & {
  readonly fit: LatentFit;
  readonly reduced: number;
} {
  const [best = 0, ...rest] = localMinima(fits.map(({ objective }) => objective));
  const start = fits[best]!;
  const [lowest, highest] = [fits[0]!.lag, fits.at(-1)!.lag];
  const cost = (lag: number): number => curve.fit(lag, lambda, start.state).objective;
  const isEnd = best === 0 || best === fits.length - 1;
  const lag = isEnd ? start.lag : goldenMinimum(cost, start.lag - step, start.lag + step, 0.01 * step);
  const fit = curve.fit(lag, lambda, start.state);
  const reduced = fit.chiSquare / Math.max(1, curve.samples - fit.effectiveParameters() - 1);
  const scale = Math.max(1, reduced);
  const ends = (height: number): [number, number] =>
    isEnd
      ? [Number.NaN, Number.NaN]
      : [
          crossingFrom(cost, lag, -0.5 * step, lowest, fit.objective + height * scale),
          crossingFrom(cost, lag, 0.5 * step, highest, fit.objective + height * scale),
        ];
  const [low, high] = ends(1);
  const others = rest
    // The likelihood favours lags at which more of the signals overlap: a wave fits as well one period further.
    .map((i) => ({
      lag: fits[i]!.lag,
      above: Math.min(fits[i]!.objective - fit.objective, fits[i]!.cost - fit.cost) / scale,
    }))
    .filter(({ above }) => above < 4);
  return { lag, stderr: 0.5 * (high - low), interval: ends(chiSquare95), others, fit, reduced };
}

/** The profile over the range, and finer about its minimum. */
function shownProfile(
  { curve, lambda, fits }: Profile,
  { lag, stderr }: Pick<Lag, 'lag' | 'stderr'>,
  best: LatentFit,
  scale: number,
): Lag['profile'] {
  const near = Number.isFinite(stderr)
    ? Array.from({ length: 25 }, (_, k) => curve.fit(lag + ((k - 12) / 3) * stderr, lambda, best.state))
    : [];
  const all = [...fits, ...near].sort((a, b) => a.lag - b.lag);
  return {
    lag: Float64Array.from(all, (each) => each.lag),
    above: Float64Array.from(all, ({ objective }) => (objective - best.objective) / scale),
  };
}

/** {@link lagBetween} in steps: one after each lag that is tried. */
export function* lagBetweenSteps(
  first: Signal,
  second: Signal,
  options: LagOptions = {},
): Generator<undefined, Lag, void> {
  if (options.differentCells === true) return none;
  const [a, b] = [binSignal(first, 4000), binSignal(second, 4000)];
  for (const { name, values } of [a, b])
    if (values.length < 8)
      throw new OperandoError('too-few-points', `${values.length} samples are too few for a lag.`, {
        where: { column: name },
        cure: 'Give at least 8.',
      });
  const profile = yield* profileSteps(a, b, rangeOf(a, b, options), options);
  const { fit, reduced, ...minimum } = minimumOf(profile);
  yield;
  const found = { ...minimum, ...testedBothWays(a, b, profile, options) };
  return {
    ...found,
    totalStderr: Math.hypot(found.stderr, options.clockStderr ?? 0),
    status: statusOfLag(found, reduced, options),
    profile: shownProfile(profile, found, fit, Math.max(1, reduced)),
    gain: fit.gain,
    reducedChiSquare: reduced,
    samples: profile.curve.samples,
  };
}

/**
 * How much later b does what a did, by fitting both with one curve (latentCurve) at each lag, on the samples as they are:
 * nothing is interpolated from one signal to the other. The strength of the smoothing is that which makes the data most likely;
 * the error is the half width of the profile, scaled where the common curve does not describe both.
 *
 * The p-value tells how often a series that wanders as one of them does, and knows nothing of the other, would follow it as well
 * at its best lag.
 *
 * @throws OperandoError `outside-range` for signals that never overlap, `invalid-argument` for a range that is none,
 * `too-few-points` for fewer than 8 samples of either.
 */
export function lagBetween(first: Signal, second: Signal, options: LagOptions = {}): Lag {
  return finishSteps(lagBetweenSteps(first, second, options));
}
