import { isOperandoError } from '@operando/core';
import { fitPeaks } from '@operando/peak-fit';
import type { FitPeaksResult } from '@operando/peak-fit';
import { widthAt } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { fitCounts } from './count-fit.js';
import type { CountSpace } from './count-space.js';
import type { DepthProfileOptions } from './options.js';
import { endOf, usualTail } from './over-tails.js';
import type { EndedFit } from './over-tails.js';
import type { MaskReason } from './reflection-status.js';

/** Highest counts of 16, 24, 31 and 32 bits, at which counters stop. */
const isCeiling = (count: number): boolean =>
  count >= 65_535 && (count === 65_535 || count === 16_777_215 || count === 2_147_483_647 || count === 4_294_967_295);

/** Coefficients of a background. */
const termsOf = { constant: 1, line: 2, quadratic: 3 } as const;

/** How peaks of a detector are fitted. */
export interface GroupSettings {
  readonly detector: CalibratedDetector;
  /** keV of the channels. */
  readonly energies: Float64Array;
  /** Fixed lines in reach, keV. */
  readonly lines: readonly number[];
  readonly profile: NonNullable<DepthProfileOptions['profile']>;
  readonly background: NonNullable<DepthProfileOptions['background']>;
  readonly minimumSignificance: number;
  readonly windowWidth: number;
  /** Widths are held at the law. */
  readonly law: boolean;
  /** For fits of Gaussians. */
  readonly space: CountSpace;
}

/** A stretch of a spectrum and the peaks in it. */
export interface GroupWindow {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly starts: readonly number[];
  readonly widths: readonly number[];
  /** Lowest and highest place of each peak. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Where peaks begin, then fixed lines. */
  readonly centers: number[];
}

/** Index of the first energy that is not below. */
export function nearest(energies: Float64Array, energy: number): number {
  let low = 0;
  let high = energies.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (energies[middle]! < energy) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The window of a group; the reason where it cannot be fitted. Masked channels are NaN. */
export function windowOf(
  { detector, energies, lines, windowWidth }: GroupSettings,
  counts: ArrayLike<number>,
  offset: number,
  starts: readonly number[],
): GroupWindow | MaskReason {
  const widths = starts.map((energy) => widthAt(detector, energy));
  const from = nearest(energies, Math.min(...starts.map((energy, k) => energy - windowWidth * widths[k]!)));
  const to = nearest(energies, Math.max(...starts.map((energy, k) => energy + windowWidth * widths[k]!)));
  const x = energies.subarray(from, to + 1);
  const y = new Float64Array(x.length);
  for (let i = 0; i < y.length; i++) {
    const value = counts[offset + from + i]!;
    if (isCeiling(value)) return 'saturated';
    if (Number.isNaN(value)) return 'bad-channel';
    y[i] = value;
  }
  const ranges = starts.map(
    (energy, k) =>
      [
        energy - Math.min(1.5 * widths[k]!, 0.45 * (energy - (starts[k - 1] ?? -Infinity))),
        energy + Math.min(1.5 * widths[k]!, 0.45 * ((starts[k + 1] ?? Infinity) - energy)),
      ] as const,
  );
  const inside = lines.filter((energy) => energy > x[0]! && energy < x.at(-1)!);
  return { x, y, starts, widths, ranges, centers: [...starts, ...inside] };
}

/**
 * Fit a window by `fitPeaks`, the places (and without a law the widths) of some peaks held; undefined where it cannot be fitted.
 *
 * @param tail Of peaks with tails, in widths: held at that, or fitted.
 */
export function fitTailed(
  { detector, profile, background, law }: GroupSettings,
  { x, y, starts, ranges, centers }: GroupWindow,
  held: readonly number[],
  tail: number | 'free',
): FitPeaksResult | undefined {
  const isTailed = profile === 'exp-mod-gaussian';
  const width = isTailed ? 'fwhmGaussian' : 'fwhm';
  const free = starts.map((_, k) => k).filter((k) => !held.includes(k));
  const lineIndices = centers.map((_, k) => k).slice(starts.length);
  try {
    return fitPeaks(x, y, {
      peaks: centers.map((center) => ({
        center,
        [width]: widthAt(detector, center),
        ...(isTailed ? { tail: -(tail === 'free' ? usualTail : tail) * widthAt(detector, center) } : {}),
      })),
      profile,
      background: background === 'quadratic' ? { chebyshev: 2 } : background,
      likelihood: 'poisson',
      bounds: Object.fromEntries(free.map((k) => [`peak${k}.center`, ranges[k]!])),
      fixed: [
        ...lineIndices.flatMap((k) => [`peak${k}.center`, `peak${k}.${width}`]),
        ...held.map((k) => `peak${k}.center`),
        ...(law ? starts.map((_, k) => k) : held).map((k) => `peak${k}.${width}`),
        ...(isTailed && tail !== 'free' ? centers.map((_, k) => `peak${k}.tail`) : []),
      ],
    });
  } catch (error) {
    // A window that cannot be fitted is one reflection lost, not the series.
    if (isOperandoError(error)) return undefined;
    throw error;
  }
}

/** Fit a window with the tails that detectors have: Gaussians the short way, where that leads to a minimum. */
export function fitWindow(settings: GroupSettings, window: GroupWindow, held: readonly number[]): EndedFit | undefined {
  const { detector, profile, background, law, space } = settings;
  if (profile === 'gaussian') {
    const { x, y, starts, centers, ranges } = window;
    const widths = centers.map((center) => widthAt(detector, center));
    const fit = fitCounts(space, { x, y, centers, widths, ranges }, termsOf[background], !law, held, starts.length);
    if (fit !== undefined) return fit;
  }
  const fit = fitTailed(settings, window, held, usualTail);
  return fit === undefined ? undefined : endOf(fit);
}
