import { medianInPlace, sigmaFromMedian } from '@operando/numerics';

/** A single bad point: where, and how far it stands from the median of its neighbours. */
export interface Spike {
  /** Place of the point, from 0. */
  readonly index: number;
  /** Median of the five points around it. */
  readonly expected: number;
  /** Above the expected value, in the unit of mu. */
  readonly height: number;
}

const halfWidth = 2;

/** Median of the five points around `index` (fewer at the ends). */
function runningMedian(mu: Float64Array, index: number): number {
  return medianInPlace(mu.slice(Math.max(0, index - halfWidth), Math.min(mu.length, index + halfWidth + 1)));
}

/**
 * Isolated spikes: points that stand out of the running median of five by more
 * than a fifth of the spectrum's range and twelve robust standard deviations of
 * such differences. An edge passes a running median unharmed, a white line of
 * three points or more keeps most of its height.
 *
 * @param from First point to look at. @default 0
 * @param to One past the last. @default the end
 */
export function findSpikes(mu: Float64Array, from = 0, to: number = mu.length): Spike[] {
  const medians = new Float64Array(mu.length);
  const difference = new Float64Array(mu.length);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < mu.length; i++) {
    const value = runningMedian(mu, i);
    medians[i] = value;
    difference[i] = mu[i]! - value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const limit = Math.max(0.2 * (high - low), 12 * sigmaFromMedian(difference));
  const spikes: Spike[] = [];
  for (let i = Math.max(from, 1); i < Math.min(to, mu.length - 1); i++) {
    const height = difference[i]!;
    const above = Math.min(Math.abs(mu[i]! - mu[i - 1]!), Math.abs(mu[i]! - mu[i + 1]!));
    const turns = (mu[i]! - mu[i - 1]!) * (mu[i]! - mu[i + 1]!) > 0;
    if (Math.abs(height) > limit && turns && above > 0.5 * Math.abs(height)) {
      spikes.push({ index: i, expected: medians[i]!, height });
    }
  }
  return spikes;
}

function meanOver(mu: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += mu[i]!;
  return sum / (to - from);
}

/**
 * Does the spectrum at `mu[offset ..]` stay up after `index`? An edge parts two
 * levels; a spike leaves the level where it was. True also where the scan is
 * too short on one side to tell.
 */
export function partsTwoLevels(mu: Float64Array, offset: number, points: number, index: number): boolean {
  if (index < 9 || index > points - 10) return true;
  const at = offset + index;
  let low = Infinity;
  let high = -Infinity;
  for (let i = at - 3; i <= at + 3; i++) {
    low = Math.min(low, mu[i]!);
    high = Math.max(high, mu[i]!);
  }
  const jump = meanOver(mu, at + 4, at + 10) - meanOver(mu, at - 9, at - 3);
  return Math.abs(jump) > 0.15 * (high - low);
}
