import { OperandoError } from '@operando/core';

/** Where the counts before an edge lie: indices of channels, the last not included. */
export interface ChannelRange {
  /** First channel, from 0. */
  readonly from: number;
  /** One past the last channel. */
  readonly to: number;
}

/** A background A E^-r from the counts of two windows, with what is not known of it. */
export interface PowerLaw {
  /** Counts of a channel, at 1 eV. */
  readonly amplitude: number;
  /** r, no unit. */
  readonly exponent: number;
  /** Variances of amplitude and exponent, and their covariance. */
  readonly covariance: readonly [amplitude: number, both: number, exponent: number];
  /** How ln A and r follow the logarithms of both halves' counts. */
  readonly follows: {
    readonly amplitude: readonly [first: number, second: number];
    readonly exponent: readonly [first: number, second: number];
  };
  /** Counts of both halves. */
  readonly counts: readonly [first: number, second: number];
}

/** Channels whose energies lie from the first number on, up to (not including) the second. */
export function channelsBetween(energies: Float64Array, [low, high]: readonly [number, number]): ChannelRange {
  const slack = 1e-9 * Math.abs(energies.at(-1)! - energies[0]!);
  let from = 0;
  while (from < energies.length && energies[from]! < low - slack) from++;
  let to = from;
  while (to < energies.length && energies[to]! < high - slack) to++;
  return { from, to };
}

function sum(counts: ArrayLike<number>, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += counts[i]!;
  return total;
}

/**
 * A E^-r through two adjoining halves of a window before an edge (Egerton, Electron Energy-Loss Spectroscopy, 4.4: the two-area
 * method): r = 2 ln(I1 / I2) / ln(E3 / E1), A = (1 - r) I2 / (E3^(1-r) - E2^(1-r)), errors by counting statistics. Of an odd number
 * of channels the last is not used.
 *
 * @param energies Energies of the channels, evenly spaced, eV.
 * @param at Where the spectrum begins in `counts`.
 * @param gain Counts of the detector for each electron. @default 1
 * @throws OperandoError `too-few-points` for a window of fewer than two channels.
 */
export function powerLawBackground(
  energies: Float64Array,
  counts: ArrayLike<number>,
  { from, to }: ChannelRange,
  at = 0,
  gain = 1,
): PowerLaw {
  const half = Math.floor((to - from) / 2);
  if (half < 1)
    throw new OperandoError('too-few-points', `the window before the edge holds ${Math.max(0, to - from)} channels.`, {
      where: { parameter: 'background.window' },
      cure: 'Give one of two channels at least, inside of the spectra.',
    });
  const step = energies[1]! - energies[0]!;
  const [e1, e2, e3] = [energies[from]!, energies[from + half]!, energies[from + half]! + half * step];
  const [n1, n2] = [sum(counts, at + from, at + from + half), sum(counts, at + from + half, at + from + 2 * half)];
  const [i1, i2] = [n1 * step, n2 * step];
  const width = Math.log(e3 / e1);
  const exponent = (2 * Math.log(i1 / i2)) / width;
  const k = 1 - exponent;
  const span = e3 ** k - e2 ** k;
  const amplitude = (k * i2) / span;
  // d ln A / d k = 1 / k - (E3^k ln E3 - E2^k ln E2) / span, and k falls as r rises.
  const slope = 1 / k - (e3 ** k * Math.log(e3) - e2 ** k * Math.log(e2)) / span;
  const [v1, v2] = [gain / n1, gain / n2];
  const r1 = 2 / width;
  // ln A = ln I2 + f(r): by ln I1 it changes by -slope r1, by ln I2 by 1 + slope r1.
  const [a1, a2] = [-slope * r1, 1 + slope * r1];
  return {
    amplitude,
    exponent,
    covariance: [
      amplitude ** 2 * (a1 * a1 * v1 + a2 * a2 * v2),
      amplitude * (a1 * r1 * v1 - a2 * r1 * v2),
      r1 * r1 * (v1 + v2),
    ],
    follows: { amplitude: [a1, a2], exponent: [r1, -r1] },
    counts: [n1, n2],
  };
}

/** Counts over a window, and what the power law leaves of them. */
export interface EdgeIntegral {
  /** Counts above the background. */
  readonly value: number;
  /** Standard error of it, counts. */
  readonly stderr: number;
  /** Counts of the background under it. */
  readonly background: number;
  /** 1 + var(B) / B: how much the extrapolation adds to the noise. */
  readonly h: number;
  /** The same over the counts of the window before the edge: thickness and dose cancel. */
  readonly ratio: number;
  /** Standard error of the ratio. */
  readonly ratioStderr: number;
}

/**
 * What stands above a power law in a window, counts: the extrapolated background's variance, g^T C g, is in its error.
 *
 * @param at Where the spectrum begins in `counts`.
 */
export function edgeIntegral(
  energies: Float64Array,
  counts: ArrayLike<number>,
  law: PowerLaw,
  { from, to }: ChannelRange,
  at = 0,
  gain = 1,
): EdgeIntegral {
  let [background, slope] = [0, 0];
  for (let i = from; i < to; i++) {
    const energy = energies[i]!;
    const each = law.amplitude * energy ** -law.exponent;
    background += each;
    slope -= each * Math.log(energy);
  }
  const all = sum(counts, at + from, at + to);
  const g = background / law.amplitude;
  const [aa, ar, rr] = law.covariance;
  const extrapolated = g * g * aa + 2 * g * slope * ar + slope * slope * rr;
  const value = all - background;
  const before = law.counts[0] + law.counts[1];
  const ratio = value / before;
  // By the counts of each half, which background and window share.
  const ratioVariance = law.counts.reduce(
    (variance, n, half) => {
      const grows = background * law.follows.amplitude[half]! + slope * law.follows.exponent[half]!;
      return variance + (gain / n) * (grows + ratio * n) ** 2;
    },
    gain * Math.max(all, 0),
  );
  return {
    value,
    stderr: Math.sqrt(gain * Math.max(all, 0) + extrapolated),
    background,
    h: 1 + extrapolated / (gain * background),
    ratio,
    ratioStderr: Math.sqrt(ratioVariance) / before,
  };
}
