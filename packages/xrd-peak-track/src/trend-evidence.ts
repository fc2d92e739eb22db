import type { Seen } from './random-walk.js';

/** A number that walks at random about a trend: what is known of it, with the logarithm of how likely all was that was seen. */
interface Trend {
  readonly frame: number;
  readonly value: number;
  readonly slope: number;
  readonly variance: number;
  readonly covariance: number;
  readonly slopeVariance: number;
  readonly logLikelihood: number;
}

/** How a number changes: variance of its random changes from frame to frame, and of its trend. */
export interface TrendChanges {
  readonly perFrame: number;
  readonly slopeVariance: number;
}

/** The trend after a further sighting. @param more Variances of level and slope that come in on the way. */
function see(before: Trend, { frame, value, variance: noise }: Seen, perFrame: number, more: TrendChange): Trend {
  const dt = frame - before.frame;
  const slopeVariance = before.slopeVariance + more.slope;
  const covariance = before.covariance + dt * before.slopeVariance;
  const variance =
    before.variance +
    2 * dt * before.covariance +
    dt * dt * before.slopeVariance +
    perFrame * Math.abs(dt) +
    more.level;
  const off = value - before.value - dt * before.slope;
  const total = variance + noise;
  const [gain, slopeGain] = [variance / total, covariance / total];
  return {
    frame,
    value: value - (1 - gain) * off,
    slope: before.slope + slopeGain * off,
    variance: gain * noise,
    covariance: (1 - gain) * covariance,
    slopeVariance: slopeVariance - slopeGain * covariance,
    logLikelihood: before.logLikelihood - 0.5 * (Math.log(total) + (off * off) / total),
  };
}

/** Variances of level and slope that are added between two sightings. */
export interface TrendChange {
  readonly level: number;
  readonly slope: number;
}

const nothing: TrendChange = { level: 0, slope: 0 };

/**
 * Logarithm of how likely it is that a number was seen so (a local level with a trend, by a Kalman filter).
 *
 * @param before Seen first, in order; at least one. @param after Seen later.
 * @param between What may have changed besides between both.
 */
export function trendEvidence(
  before: readonly Seen[],
  after: readonly Seen[],
  { perFrame, slopeVariance }: TrendChanges,
  between: TrendChange,
): number {
  const [first, ...others] = before as [Seen, ...Seen[]];
  const { frame, value, variance } = first;
  let trend: Trend = { frame, value, slope: 0, variance, covariance: 0, slopeVariance, logLikelihood: 0 };
  for (const seen of others) trend = see(trend, seen, perFrame, nothing);
  after.forEach((seen, k) => {
    trend = see(trend, seen, perFrame, k === 0 ? between : nothing);
  });
  return trend.logLikelihood;
}
