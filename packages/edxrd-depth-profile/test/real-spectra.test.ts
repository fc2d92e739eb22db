import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import {
  calibrateAngle,
  calibrateEnergy,
  combineDetectors,
  createFrameProfiler,
  findCalibrationLine,
  fitResolution,
  headerCalibration,
  spectrumInD,
} from '../src/index.js';
import type { Hkl } from '../src/index.js';

const folder = referencePath('xrd', 'data', 'edxrd_hpedxd');
const results = referencePath('xrd', 'results');

/** Header and counts of an EPICS MCA file: this package reads no files, so the few lines needed are here. */
function mca(name: string): { readonly numbers: (key: string) => number[]; readonly counts: Float64Array[] } {
  const text = readFileSync(`${folder}/${name}`, 'latin1');
  const [header, data] = text.split(/^DATA:.*$/m) as [string, string];
  const rows = data
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return {
    numbers: (key) => new RegExp(`^${key}:(.*)$`, 'm').exec(header)![1]!.trim().split(/\s+/).map(Number),
    counts: rows[0]!.map((_, e) => Float64Array.from(rows, (row) => row[e]!)),
  };
}
const calibrationOf = (file: ReturnType<typeof mca>, element = 0): ReturnType<typeof headerCalibration> => {
  const [offset, slope, quadratic] = ['CAL_OFFSET', 'CAL_SLOPE', 'CAL_QUAD'].map((key) => file.numbers(key)[element]!);
  return headerCalibration({ offset: offset!, slope: slope!, quadratic: quadratic! });
};

interface GoldResults {
  readonly EDXRD_Au: {
    readonly peaks: readonly {
      readonly hkl: string;
      readonly channel: number;
      readonly channel_se: number;
      readonly fwhm_se: number;
    }[];
    readonly fwhm2: { readonly a: number; readonly b: number };
  };
  readonly EDXRD_57Co: {
    readonly lines: readonly { readonly E: number; readonly channel: number; readonly se: number }[];
  };
}

describe.skipIf(folder === undefined || results === undefined)(
  'measured spectra (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const lmfit =
      results === undefined
        ? undefined
        : (JSON.parse(readFileSync(`${results}/real_fits2_lmfit.json`, 'utf8')) as GoldResults);

    it.each(['gaussian', 'pseudo-voigt'] as const)(
      'gold at 15 degrees from its own header: a and resolution law (%s)',
      (profile) => {
        const file = mca('20181010-Au-wire-50um-15deg.hpmca');
        const gold = lmfit!.EDXRD_Au;
        const profiler = createFrameProfiler({
          positions: [0],
          channels: 4000,
          calibration: calibrationOf(file),
          twoTheta: file.numbers('TWO_THETA')[0]!,
          phases: [
            {
              name: 'Au',
              system: 'cubic',
              cell: { a: 4.0786 },
              reflections: gold.peaks.map(({ hkl }) => hkl.split('').map(Number) as unknown as Hkl),
            },
          ],
          windowWidth: 3,
          profile,
        });
        profiler.addFrame(file.counts[0]!, { liveTime: file.numbers('LIVE_TIME')[0]! });
        const { reflections, phases } = profiler.finish();
        expect(reflections.filter(({ energy }) => Number.isFinite(energy.values[0]!)).length).toBeGreaterThanOrEqual(8);
        // Asked: 4.0788 +- 0.002.
        expect(Math.abs(phases[0]!.cell.a!.values[0]! - 4.0788)).toBeLessThan(0.0002);
        // Peaks of 1e5 counts show that detectors are no exact Gaussians: said, and in the errors.
        const strong = reflections.find(({ hkl }) => hkl.join('') === '200')!;
        expect(strong.status[0]).toBe(statusOf.misfit);
        const law = fitResolution(
          reflections.map(({ energy, fwhm }, k) => ({
            energy: energy.values[0]!,
            fwhm: { value: fwhm.values[0]!, stderr: gold.peaks[k]!.fwhm_se },
          })),
          { terms: ['noise', 'statistics'] },
        );
        // Widths of lmfit's law, to 5 % from the first line to the last.
        for (const energy of [20, 30, 40, 50, 60])
          expect(Math.abs(law.fwhmOf(energy) / Math.sqrt(gold.fwhm2.a + gold.fwhm2.b * energy) - 1)).toBeLessThan(0.05);
      },
    );

    it('gold gives its angle back, whose error is that of lines and cell', () => {
      const file = mca('20181010-Au-wire-50um-15deg.hpmca');
      const peaks = lmfit!.EDXRD_Au.peaks.map(({ hkl, channel, channel_se: stderr }) => ({
        hkl: hkl.split('').map(Number) as unknown as Hkl,
        channel: { value: channel, stderr },
      }));
      const angle = calibrateAngle(peaks, 'Au', calibrationOf(file));
      // lmfit's a of 4.07879 at the header's angle: the angle for 4.0786 is larger by that ratio.
      expect(angle.twoTheta).toBeCloseTo(file.numbers('TWO_THETA')[0]! * (4.078785 / 4.0786), 3);
      expect(angle.stderr).toBeGreaterThan(1e-4);
      expect(angle.stderr).toBeLessThan(2e-3);
      expect(Math.abs(angle.peaks.find(({ hkl }) => hkl.join('') === '420')!.d * Math.sqrt(20) - 4.0786)).toBeLessThan(
        0.001,
      );
    });

    it('57Co on CdTe: channels of the lines, and the scale', () => {
      const text = readFileSync(`${folder}/20170705-CdTe-Ecalib-57Co.mca`, 'latin1');
      const counts = Float64Array.from(text.split('<<DATA>>')[1]!.split('<<END>>')[0]!.trim().split('\n'), Number);
      const { lines } = lmfit!.EDXRD_57Co;
      // The regions that the file marks. Poisson likelihood here, weights 1/counts in lmfit: half of its standard errors apart at most.
      const regions = [
        [685, 714],
        [775, 806],
        [3833, 3856],
      ] as const;
      const found = lines.map(({ E: energy }, i) =>
        findCalibrationLine(counts, {
          near: (regions[i]![0] + regions[i]![1]) / 2,
          halfWidth: (regions[i]![1] - regions[i]![0]) / 2,
          energy,
        }),
      );
      found.forEach((line, i) => {
        expect(Math.abs(line.channel - lines[i]!.channel)).toBeLessThan(0.5 * lines[i]!.se);
      });
      const scale = calibrateEnergy(found);
      // lmfit: 0.031753847 keV/channel, -0.13533 keV.
      expect(scale.coefficients[1]! / 0.031753847).toBeCloseTo(1, 3);
      expect(Math.abs(scale.coefficients[0]! + 0.13533)).toBeLessThan(0.01);
      expect(scale.stderrOf(3848)).toBeGreaterThan(scale.stderrOf(750));
    });

    it('iron melt and silica glass at many angles go to d without loss', () => {
      const names = readdirSync(folder!).filter((name) => /^(P3\.3|SiO2)/.test(name));
      expect(names.length).toBeGreaterThan(30);
      for (const name of names) {
        const file = mca(name);
        const { edges, counts, without } = spectrumInD(file.counts[0]!, calibrationOf(file), {
          twoTheta: file.numbers('TWO_THETA')[0]!,
        });
        expect(counts.reduce((a, b) => a + b, 0) + without).toBe(file.counts[0]!.reduce((a, b) => a + b, 0));
        expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true);
      }
    });

    it('sixteen elements on one energy axis: counts conserved, the iron line as sharp as each has it', () => {
      const file = mca('basalt_xrf.002');
      const calibrations = file.counts.map((_, e) => calibrationOf(file, e));
      const edges = Float64Array.from({ length: 2001 }, (_, i) => 0.02 * i - 1);
      const combined = combineDetectors(file.counts, calibrations, edges);
      const all = file.counts.reduce((sum, counts) => sum + counts.reduce((a, b) => a + b, 0), 0);
      const inside = combined.counts.reduce((a, b) => a + b, 0);
      // What lies beyond 39 keV is not on the axis.
      expect(inside).toBeLessThanOrEqual(all * (1 + 1e-12));
      expect(inside / all).toBeGreaterThan(0.98);
      expect(Math.min(...combined.variances)).toBe(1);
      const line = findCalibrationLine(combined.counts, { near: (6.4 + 1) / 0.02, halfWidth: 10, energy: 6.4 });
      expect(Math.abs(line.channel * 0.02 - 1 + 0.01 - 6.4)).toBeLessThan(0.03);
    });
  },
);
