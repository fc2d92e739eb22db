import { isOperandoError } from '@operando/core';
import { fitPeaks } from '@operando/peak-fit';
import type { FitPeaksResult } from '@operando/peak-fit';
import { findStart } from './find-start.js';
import { peakStatus } from './peak-status.js';
import { widthAt } from './setup.js';
import type { DepthProfileOptions, DetectorSetup } from './setup.js';

/** One peak of a group as fitted. */
export interface GroupPeak {
  status: number;
  energy: number;
  energyStderr: number;
  area: number;
  areaStderr: number;
  fwhm: number;
  reducedChiSquare: number;
}

/** Nothing but a status. */
export function unfitted(status: number): GroupPeak {
  return {
    status,
    energy: Number.NaN,
    energyStderr: Number.NaN,
    area: Number.NaN,
    areaStderr: Number.NaN,
    fwhm: Number.NaN,
    reducedChiSquare: Number.NaN,
  };
}

/** Highest counts of 16, 24, 31 and 32 bits, at which counters stop. */
const ceilings = new Set([65_535, 16_777_215, 2_147_483_647, 4_294_967_295]);

/** Fits the peaks of a group in one spectrum. */
export function createGroupFitter(
  detector: DetectorSetup,
  lines: readonly number[],
  energies: Float64Array,
  options: DepthProfileOptions,
): (counts: ArrayLike<number>, offset: number, starts: readonly number[]) => GroupPeak[] {
  const { profile = 'gaussian', background = 'line', minimumSignificance = 5, windowWidth = 3.5 } = options;
  const law = (options.widths ?? (detector.resolution === undefined ? 'free' : 'law')) === 'law';
  const widthName = profile === 'exp-mod-gaussian' ? 'fwhmGaussian' : 'fwhm';
  const channels = energies.length;
  const nearest = (energy: number): number => {
    let low = 0;
    let high = channels - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (energies[middle]! < energy) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (counts, offset, starts) => {
    const widths = starts.map((energy) => widthAt(detector, energy));
    const from = nearest(Math.min(...starts.map((energy, k) => energy - windowWidth * widths[k]!)));
    const to = nearest(Math.max(...starts.map((energy, k) => energy + windowWidth * widths[k]!)));
    const x = energies.subarray(from, to + 1);
    const y = new Float64Array(x.length);
    for (let i = 0; i < y.length; i++) {
      y[i] = counts[offset + from + i]!;
      if (ceilings.has(y[i]!)) return starts.map(() => unfitted(peakStatus.saturated));
    }
    const fixedLines = lines.filter((energy) => energy > x[0]! && energy < x.at(-1)!);
    const centers = [...starts, ...fixedLines];
    const lineNames = fixedLines.map((_, k) => starts.length + k);
    const bounds: Record<string, readonly [number, number]> = Object.fromEntries(
      starts.map((energy, k) => [
        `peak${k}.center`,
        [
          energy - Math.min(1.5 * widths[k]!, 0.45 * (energy - (starts[k - 1] ?? -Infinity))),
          energy + Math.min(1.5 * widths[k]!, 0.45 * ((starts[k + 1] ?? Infinity) - energy)),
        ] as const,
      ]),
    );
    const run = (held: readonly number[]): FitPeaksResult | undefined => {
      try {
        return fitPeaks(x, y, {
          peaks: centers.map((center) => ({
            center,
            [widthName]: widthAt(detector, center),
            ...(profile === 'exp-mod-gaussian' ? { tail: -0.2 * widthAt(detector, center) } : {}),
          })),
          profile,
          background: background === 'quadratic' ? { chebyshev: 2 } : background,
          likelihood: 'poisson',
          bounds: Object.fromEntries(
            Object.entries(bounds).filter(([name]) => !held.some((k) => name === `peak${k}.center`)),
          ),
          fixed: [
            ...lineNames.flatMap((k) => [`peak${k}.center`, `peak${k}.${widthName}`]),
            ...held.map((k) => `peak${k}.center`),
            ...(law ? starts.map((_, k) => k) : held).map((k) => `peak${k}.${widthName}`),
          ],
        });
      } catch (error) {
        // A window that cannot be fitted is one reflection lost, not the series.
        if (isOperandoError(error)) return undefined;
        throw error;
      }
    };
    // First with all places held: a peak that is not there would leave its place undetermined, and the fit adrift.
    const held = run(starts.map((_, k) => k));
    if (held === undefined) return starts.map(() => unfitted(peakStatus.failed));
    const weak = starts
      .map((_, k) => k)
      .filter((k) => {
        const { area } = held.peaks[k]!;
        if (area.value > 0.6 * minimumSignificance * area.stderr) return false;
        // It may have moved by more than its width.
        const range = bounds[`peak${k}.center`]!;
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
    // What turns out weak is held too, the weakest first, since it may have taken from its neighbour.
    let fit = weak.length === starts.length ? held : run(weak);
    if (fit === undefined) return starts.map(() => unfitted(peakStatus.failed));
    for (;;) {
      const significance = starts.map((_, k) => {
        const { area, center } = fit!.peaks[k]!;
        return weak.includes(k)
          ? Infinity
          : (center.stderr < widths[k]! || fit!.clipped.includes(`peak${k}.center`)) && Number.isFinite(area.stderr)
            ? area.value / area.stderr
            : 0;
      });
      const weakest = significance.indexOf(Math.min(...significance));
      if (!(significance[weakest]! < minimumSignificance)) break;
      weak.push(weakest);
      const next = run(weak);
      if (next === undefined) return starts.map(() => unfitted(peakStatus.failed));
      fit = next;
    }
    const final = fit;
    const misfit = final.warnings.some(({ code }) => code === 'misfit');
    const scale = misfit ? Math.sqrt(final.reducedChiSquare) : 1;
    return starts.map((energy, k): GroupPeak => {
      const { center, area, fwhm } = final.peaks[k]!;
      // Heights are counts per channel, so that areas are counts times the width of a channel.
      const i = Math.min(channels - 2, nearest(energy));
      const width = energies[i + 1]! - energies[i]!;
      const common = {
        area: area.value / width,
        areaStderr: (scale * area.stderr) / width,
        reducedChiSquare: final.reducedChiSquare,
      };
      if (weak.includes(k)) return { ...unfitted(peakStatus.absent), ...common };
      const stuck = final.clipped.includes(`peak${k}.center`);
      if (final.status !== 'converged' || stuck)
        return { ...unfitted(peakStatus.failed), reducedChiSquare: final.reducedChiSquare };
      return {
        ...common,
        status: misfit ? peakStatus.misfit : peakStatus.found,
        energy: center.value,
        energyStderr: scale * center.stderr,
        fwhm: fwhm.value,
      };
    });
  };
}
