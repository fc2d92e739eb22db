import { finishSteps, OperandoError } from '@operando/core';
import { binSignal } from '../bin-signal.js';
import { signalSpan } from '../signal.js';
import type { Signal } from '../signal.js';
import { minimumOf, profileSteps, shownProfile } from './lag-profile.js';
import type { Profile } from './lag-profile.js';
import type { Lag, LagOptions, LagStatus } from './lag.js';
import { lagSignificance } from './significance.js';
import type { LagSignificance } from './significance.js';
import { curveUnder } from './smooth-curve.js';

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
  if (!(low < b1 - a0 && high > b0 - a1))
    throw new OperandoError(
      'outside-range',
      `${a.name} and ${b.name} have no time in common at any lag from ${low} to ${high} s: ${a.name} goes from ${a0} to ${a1} s, ${b.name} from ${b0} to ${b1} s.`,
      {
        where: { parameter: 'range' },
        cure: 'Check their clocks, or give lags that bring them together.',
      },
    );
  return [low, high];
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

/** {@link lagBetween} in steps: one after each lag that is tried. @throws as {@link lagBetween}. */
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
 * @throws OperandoError `outside-range` for signals that overlap at no lag of the range, `invalid-argument` for a range that is none,
 * `too-few-points` for fewer than 8 samples of either.
 */
export function lagBetween(first: Signal, second: Signal, options: LagOptions = {}): Lag {
  return finishSteps(lagBetweenSteps(first, second, options));
}
