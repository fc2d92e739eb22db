import { crossingFrom, goldenMinimum, localMinima } from '../minimum.js';
import { medianStep, signalSpan } from '../signal.js';
import type { Signal } from '../signal.js';
import type { Lag, LagOptions } from './lag.js';
import { latentCurve } from './latent-curve.js';
import type { LatentCurve, LatentFit } from './latent-curve.js';
import type { LatentState } from './pair-sums.js';
import { plusTimes } from './products.js';

/** Chi-square of one degree of freedom that 5 % exceed. */
const chiSquare95 = 3.841458820694124;

/** The strength of the penalty that makes the data most likely. */
function likeliestPenalty(curve: LatentCurve, lag: number): number {
  let from: LatentState | undefined;
  const cost = (power: number): number => {
    const fit = curve.fit(lag, 10 ** power, from);
    from = fit.state;
    return fit.objective;
  };
  return goldenMinimum(cost, -3, 9, 0.1);
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
export interface Profile {
  readonly curve: LatentCurve;
  readonly lambda: number;
  readonly spacing: number;
  readonly fits: readonly LatentFit[];
  /** From lag to lag. */
  readonly step: number;
}

/** A profile in steps: one after each lag that is tried. */
export function* profileSteps(
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

/** The minimum of a profile with its ends, in seconds. */
export function minimumOf({ curve, lambda, fits, step }: Profile): Pick<
  Lag,
  'lag' | 'stderr' | 'interval' | 'others'
> & {
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
export function shownProfile(
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
