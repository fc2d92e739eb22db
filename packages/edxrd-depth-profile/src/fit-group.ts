import { statusOf } from '@operando/core';
import { widthRule } from './calibrated-detectors.js';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { createCountSpace } from './count-space.js';
import { depthProfileDefaults } from './defaults.js';
import { findStart } from './find-start.js';
import type { DepthProfileOptions } from './options.js';
import { fitTailed, fitWindow, nearest, windowOf } from './fit-window.js';
import type { GroupSettings, GroupWindow } from './fit-window.js';
import { overTails } from './over-tails.js';
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

/** Ends of a fit that are a minimum, a free one or one on a bound. */
const minima: ReadonlySet<string> = new Set(['converged', 'misfit', 'at-bound']);

/** Peaks too weak to say where they stand; one that has moved by more than its width begins anew. */
function weakPeaks(
  held: EndedFit,
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
function fitStrong(settings: GroupSettings, window: GroupWindow, weak: number[], held: EndedFit): EndedFit | undefined {
  const { starts, widths } = window;
  let fit = weak.length === starts.length ? held : fitWindow(settings, window, weak);
  while (fit !== undefined) {
    const { peaks, clipped }: EndedFit = fit;
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
  const misfit = ended === 'misfit' || fit.misfit;
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
    space: createCountSpace(),
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
        ? overTails((tail) => fitTailed(settings, window, weak, tail), fit, starts.length)
        : fit;
    return peaksOf(ended, settings, window, weak);
  };
}
