import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { fitPeaks } from '../src/index.js';

interface Reference {
  readonly EDXRD_Au: {
    readonly cal: readonly number[];
    readonly peaks: readonly {
      readonly hkl: string;
      readonly channel: number;
      readonly channel_se: number;
      readonly fwhm_keV: number;
      readonly fwhm_se: number;
      readonly area: number;
      readonly redchi: number;
    }[];
  };
  readonly EDXRD_57Co: {
    readonly lines: readonly {
      readonly channel: number;
      readonly se: number;
      readonly sigma: number;
      readonly redchi: number;
    }[];
  };
}
const results = referencePath('xrd', 'results', 'real_fits2_lmfit.json');
const data = referencePath('xrd', 'data', 'edxrd_hpedxd');
const channels = (file: string, marker: string): number[] => {
  const lines = readFileSync(`${data}/${file}`, 'latin1').split(/\r?\n/);
  return lines
    .slice(lines.findIndex((line) => line.startsWith(marker)) + 1)
    .filter((line) => /^\s*\d+\s*$/.test(line))
    .map(Number);
};
const fitChannels = (
  spectrum: readonly number[],
  from: number,
  to: number,
  center: number,
): ReturnType<typeof fitPeaks> => {
  const x = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return fitPeaks(
    x,
    x.map((channel) => spectrum[channel]!),
    { peaks: [{ center }], profile: 'gaussian', sigma: 'counts', scaleCovariance: true },
  );
};

describe.skipIf(results === undefined || data === undefined)(
  'lmfit on energy-dispersive spectra (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const reference = results === undefined ? undefined : (JSON.parse(readFileSync(results, 'utf8')) as Reference);

    it('has the ten lines of gold', () => {
      const spectrum = channels('20181010-Au-wire-50um-15deg.hpmca', 'DATA');
      // Middles of the regions that the file marks; windows found by matching chi2: 26 channels to each side, 18 for the close pair.
      const middles = [634, 733, 1038, 1217, 1271, 1468, 1600, 1642, 1799, 1908];
      reference!.EDXRD_Au.peaks.forEach((peak, k) => {
        const half = ['331', '420'].includes(peak.hkl) ? 18 : 26;
        const fit = fitChannels(spectrum, middles[k]! - half, middles[k]! + half, middles[k]!);
        const { center, fwhm } = fit.peaks[0]!;
        const slope = reference!.EDXRD_Au.cal[1]!;
        expect(Math.abs(fit.reducedChiSquare / peak.redchi - 1)).toBeLessThan(1e-8);
        expect(Math.abs(center.value - peak.channel)).toBeLessThan(0.01 * peak.channel_se);
        expect(Math.abs(center.stderr / peak.channel_se - 1)).toBeLessThan(0.01);
        expect(Math.abs(fwhm.value * slope - peak.fwhm_keV)).toBeLessThan(0.01 * peak.fwhm_se);
        expect(Math.abs((fwhm.stderr * slope) / peak.fwhm_se - 1)).toBeLessThan(0.01);
      });
    });

    it('has the lines of 57Co', () => {
      const spectrum = channels('20170705-CdTe-Ecalib-57Co.mca', '<<DATA');
      // The regions of the file, their upper end left out.
      const regions = [
        [685, 714],
        [775, 806],
        [3833, 3856],
      ] as const;
      reference!.EDXRD_57Co.lines.forEach((line, k) => {
        const fit = fitChannels(spectrum, regions[k]![0], regions[k]![1], line.channel);
        const { center, fwhm } = fit.peaks[0]!;
        expect(Math.abs(fit.reducedChiSquare / line.redchi - 1)).toBeLessThan(1e-6);
        expect(Math.abs(center.value - line.channel)).toBeLessThan(0.01 * line.se);
        expect(Math.abs(center.stderr / line.se - 1)).toBeLessThan(0.01);
        expect(fwhm.value / 2.3548200450309493 / line.sigma).toBeCloseTo(1, 5);
      });
    });
  },
);
