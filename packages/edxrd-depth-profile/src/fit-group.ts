import { isOperandoError, statusOf } from '@operando/core';
import { fitPeaks } from '@operando/peak-fit';
import type { FitPeaksResult } from '@operando/peak-fit';
import { widthAt, widthRule } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { depthProfileDefaults } from './defaults.js';
import { findStart } from './find-start.js';
import type { DepthProfileOptions } from './options.js';
import { overTails, usualTail } from './over-tails.js';
import type { EndedFit } from './over-tails.js';
import { maskReasons } from './reflection-status.js';
import type { MaskReason, ReflectionStatus } from './reflection-status.js';

/** One peak of a group as fitted. */
export interface GroupPeak {
  /** Byte of the status, and of the reason where it is `masked`. */
  readonly status: number;
  readonly reason: number;
  readonly energy: number;
  readonly energyStderr: number;
  readonly area: number;
  readonly areaStderr: number;
  readonly fwhm: number;
  readonly fwhmStderr: number;
  readonly reducedChiSquare: number;
}

/** Nothing but a status. */
export function unfitted(status: ReflectionStatus, reason: MaskReason = ''): GroupPeak {
  return {
    status: statusOf[status],
    reason: maskReasons.indexOf(reason),
    energy: Number.NaN,
    energyStderr: Number.NaN,
    area: Number.NaN,
    areaStderr: Number.NaN,
    fwhm: Number.NaN,
    fwhmStderr: Number.NaN,
    reducedChiSquare: Number.NaN,
  };
}

/** Highest counts of 16, 24, 31 and 32 bits, at which counters stop. */
const ceilings = new Set([65_535, 16_777_215, 2_147_483_647, 4_294_967_295]);

/** Ends of a fit that are a minimum, a free one or one on a bound. */
const minima: ReadonlySet<string> = new Set(['converged', 'misfit', 'at-bound']);

/** How peaks of a detector are fitted. */
interface GroupSettings {
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
}

/** A stretch of a spectrum and the peaks in it. */
interface GroupWindow {
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
function nearest(energies: Float64Array, energy: number): number {
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
function windowOf(
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
    if (ceilings.has(value)) return 'saturated';
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
 * Fit a window, the places (and without a law the widths) of some peaks held; undefined where it cannot be fitted.
 *
 * @param tail Of peaks with tails, in widths: held at that, or fitted. @default as detectors have it
 */
function fitWindow(
  { detector, profile, background, law }: GroupSettings,
  { x, y, starts, ranges, centers }: GroupWindow,
  held: readonly number[],
  tail: number | 'free' = usualTail,
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

/** Peaks too weak to say where they stand; one that has moved by more than its width begins anew. */
function weakPeaks(
  held: FitPeaksResult,
  { x, y, ranges, widths, centers, starts }: GroupWindow,
  minimumSignificance: number,
): number[] {
  return starts
    .map((_, k) => k)
    .filter((k) => {
      const { area } = held.peaks[k]!;
      if (area.value > 0.6 * minimumSignificance * area.stderr) return false;
      const range = ranges[k]!;
      const found = findStart(x, y, range, widths[k]!);
      if (
        found === undefined ||
        found.significance < minimumSignificance ||
        !(found.center > range[0] + 0.1 * widths[k]! && found.center < range[1] - 0.1 * widths[k]!)
      )
        return true;
      centers[k] = found.center;
      return false;
    });
}

/** Fit with what turns out weak held, the weakest first, since it may have taken from its neighbour; `weak` grows. */
function fitStrong(
  settings: GroupSettings,
  window: GroupWindow,
  weak: number[],
  held: FitPeaksResult,
): FitPeaksResult | undefined {
  const { starts, widths } = window;
  let fit = weak.length === starts.length ? held : fitWindow(settings, window, weak);
  while (fit !== undefined) {
    const { peaks, clipped }: FitPeaksResult = fit;
    const significance = starts.map((_, k) => {
      const { area, center } = peaks[k]!;
      if (weak.includes(k)) return Infinity;
      // A place on its bound has no error; what becomes of such a peak is told from the whole fit.
      const placed = center.stderr < widths[k]! || clipped.includes(`peak${k}.center`);
      return placed && Number.isFinite(area.stderr) ? area.value / area.stderr : 0;
    });
    const weakest = significance.indexOf(Math.min(...significance));
    if (!(significance[weakest]! < settings.minimumSignificance)) return fit;
    weak.push(weakest);
    fit = fitWindow(settings, window, weak);
  }
  return undefined;
}

/** Peaks of a finished fit. */
function peaksOf(
  fit: EndedFit,
  { energies }: GroupSettings,
  { starts }: GroupWindow,
  weak: readonly number[],
): GroupPeak[] {
  const ended: string = fit.status;
  const misfit = ended === 'misfit' || fit.warnings.some(({ code }) => code === 'misfit');
  const scale = misfit ? Math.sqrt(fit.reducedChiSquare) : 1;
  return starts.map((energy, k): GroupPeak => {
    const { center, area, fwhm } = fit.peaks[k]!;
    // Heights are counts per channel, so that areas are counts times the width of a channel.
    const i = Math.min(energies.length - 2, nearest(energies, energy));
    const width = energies[i + 1]! - energies[i]!;
    const common = {
      area: area.value / width,
      areaStderr: (scale * area.stderr) / width,
      reducedChiSquare: fit.reducedChiSquare,
    };
    if (weak.includes(k)) return { ...unfitted('not-visible'), ...common };
    if (!minima.has(ended) || fit.clipped.includes(`peak${k}.center`))
      return { ...unfitted('failed'), reducedChiSquare: fit.reducedChiSquare };
    return {
      ...common,
      status: misfit ? statusOf.misfit : statusOf.converged,
      reason: 0,
      energy: center.value,
      energyStderr: scale * center.stderr,
      fwhm: fwhm.value,
      // A width that was held has no error of its own.
      fwhmStderr: fwhm.stderr > 0 ? scale * fwhm.stderr : Number.NaN,
    };
  });
}

/** Fits the peaks of a group in one spectrum, which begins at an offset into the counts; masked channels are NaN. */
export type GroupFitter = (counts: ArrayLike<number>, offset: number, starts: readonly number[]) => GroupPeak[];

/** A fitter of the peaks of a group on one detector. */
export function createGroupFitter(
  detector: CalibratedDetector,
  lines: readonly number[],
  energies: Float64Array,
  options: DepthProfileOptions,
): GroupFitter {
  const settings: GroupSettings = {
    detector,
    lines,
    energies,
    profile: options.profile ?? depthProfileDefaults.profile,
    background: options.background ?? depthProfileDefaults.background,
    minimumSignificance: options.minimumSignificance ?? depthProfileDefaults.minimumSignificance,
    windowWidth: options.windowWidth ?? depthProfileDefaults.windowWidth,
    law: widthRule(detector, options) === 'law',
  };
  return (counts, offset, starts) => {
    const none = (status: ReflectionStatus, reason?: MaskReason): GroupPeak[] =>
      starts.map(() => unfitted(status, reason));
    const window = windowOf(settings, counts, offset, starts);
    if (typeof window === 'string') return none('masked', window);
    // First with all places held: a peak that is not there would leave its place undetermined, and the fit adrift.
    const held = fitWindow(
      settings,
      window,
      starts.map((_, k) => k),
    );
    if (held === undefined) return none('failed');
    const weak = weakPeaks(held, window, settings.minimumSignificance);
    const fit = fitStrong(settings, window, weak, held);
    if (fit === undefined) return none('failed');
    const ended =
      settings.profile === 'exp-mod-gaussian'
        ? overTails((tail) => fitWindow(settings, window, weak, tail), fit, starts.length)
        : fit;
    return peaksOf(ended, settings, window, weak);
  };
}
