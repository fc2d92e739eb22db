import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { leastSquares } from '@operando/numerics';
import { fitPeaks } from '../src/index.js';

interface Estimate {
  readonly value: number;
  readonly stderr: number;
}
interface RealFit {
  readonly file: string;
  readonly lo: number;
  readonly hi: number;
  readonly chisqr: number;
  readonly ndata: number;
  readonly params: Readonly<Record<string, Estimate>>;
}
interface LaB6 {
  readonly lambda1: number;
  readonly lambda2: number;
  readonly start: number;
  readonly step: number;
  readonly peaks: readonly {
    readonly N: number;
    readonly center: number;
    readonly stderr: number;
    readonly fwhm: number;
    readonly area: number;
    readonly redchi: number;
  }[];
  readonly lattice_a_disp: { readonly a: number; readonly a_stderr_unscaled: number; readonly disp_deg: number };
  readonly certified_a: number;
}

const results = referencePath('xrd', 'results');
const data = referencePath('xrd', 'data');
const read = (folder: string, ...parts: string[]): string => readFileSync([folder, ...parts].join('/'), 'latin1');
// Its README: only these are sound references.
const fits =
  results === undefined
    ? []
    : (JSON.parse(read(results, 'real_fits_lmfit.json')) as RealFit[]).filter(({ file }) =>
        /hrpt_lbco|CuCr2O4/.test(file),
      );

function pattern({ file, lo, hi }: RealFit): { x: number[]; y: number[]; sigma: number[] } {
  const scale = file.endsWith('fxye') ? 100 : 1;
  const rows = read(data!, file)
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 3 && row.every(Number.isFinite))
    .filter(([x]) => x! / scale > lo && x! / scale < hi);
  return { x: rows.map(([x]) => x! / scale), y: rows.map(([, y]) => y!), sigma: rows.map(([, , sigma]) => sigma!) };
}

describe.skipIf(results === undefined || data === undefined)(
  'lmfit on measured patterns (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it('has 18 sound fits', () => expect(fits).toHaveLength(18));

    it.each(fits.map((fit) => [`${fit.file} ${fit.lo} to ${fit.hi}`, fit] as const))('%s', (_, expected) => {
      const { x, y, sigma } = pattern(expected);
      expect(x).toHaveLength(expected.ndata);
      const fit = fitPeaks(x, y, {
        peaks: [{ center: expected.params['p0_center']!.value + 0.3 * expected.params['p0_sigma']!.value }],
        sigma,
        scaleCovariance: true,
      });
      expect(fit.status).toBe('converged');
      expect(Math.abs(fit.chiSquare / expected.chisqr - 1)).toBeLessThan(1e-6);
      const { center, area, fwhm, height } = fit.peaks[0]!;
      for (const [ours, theirs] of [
        [center, expected.params['p0_center']!],
        [area, expected.params['p0_amplitude']!],
        [fwhm, expected.params['p0_fwhm']!],
        [height, expected.params['p0_height']!],
      ] as const) {
        expect(Math.abs(ours.value - theirs.value)).toBeLessThan(0.01 * theirs.stderr);
        expect(Math.abs(ours.stderr / theirs.stderr - 1)).toBeLessThan(0.01);
      }
      // Slope and intercept of the background, and lmfit's fraction: a share of the area.
      const half = 0.5 * (fit.background.domain[1] - fit.background.domain[0]);
      const slope = fit.background.coefficients[1]!;
      const theirs = expected.params['b_slope']!;
      expect(Math.abs(slope.value / half - theirs.value)).toBeLessThan(0.01 * theirs.stderr);
      expect(Math.abs(slope.stderr / half / theirs.stderr - 1)).toBeLessThan(0.01);
      const { eta } = fit.peaks[0]!.shape;
      const ofL = eta!.value * (Math.PI / 2);
      const ofG = (1 - eta!.value) * 0.5 * Math.sqrt(Math.PI / Math.LN2);
      const fraction = expected.params['p0_fraction']!;
      expect(Math.abs(ofL / (ofL + ofG) - fraction.value)).toBeLessThan(0.01 * fraction.stderr);
    });
  },
);

describe.skipIf(results === undefined || data === undefined)(
  'LaB6 SRM 660c, laboratory K alpha doublet (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it('has the 20 doublets of lmfit, and its lattice parameter', () => {
      const { LaB6_660c: expected } = JSON.parse(read(results!, 'real_fits2_lmfit.json')) as { LaB6_660c: LaB6 };
      const y = read(data!, 'powder', 'NIST660C_LaB6_BI.gsas')
        .split('\n')
        .slice(2)
        .join(' ')
        .trim()
        .split(/\s+/)
        .map(Number);
      const x = y.map((_, i) => expected.start + expected.step * i);
      const degrees = 180 / Math.PI;
      const twoTheta = (a: number, n: number): number =>
        2 * Math.asin((expected.lambda1 * Math.sqrt(n)) / (2 * a)) * degrees;
      const centers = expected.peaks.map((peak) => {
        // The reference's windows, found by matching its chi2: from 0.7 below to 0.9 + 0.4 % above the calculated position.
        const position = twoTheta(expected.certified_a, peak.N);
        const inside = x
          .map((_, i) => i)
          .filter((i) => x[i]! >= position - 0.7 && x[i]! <= position + 0.9 + 0.004 * position);
        const fit = fitPeaks(
          inside.map((i) => x[i]!),
          inside.map((i) => y[i]!),
          {
            peaks: [{ center: position }],
            sigma: 'counts',
            doublet: { wavelength1: expected.lambda1, wavelength2: expected.lambda2 },
            scaleCovariance: true,
          },
        );
        expect(fit.status).toBe('converged');
        expect(Math.abs(fit.reducedChiSquare / peak.redchi - 1)).toBeLessThan(1e-6);
        const { center, fwhm, area } = fit.peaks[0]!;
        expect(Math.abs(center.value - peak.center)).toBeLessThan(0.01 * peak.stderr);
        expect(Math.abs(center.stderr / peak.stderr - 1)).toBeLessThan(0.01);
        expect(fwhm.value / peak.fwhm).toBeCloseTo(1, 4);
        // Theirs is the area of both lines.
        expect((1.5 * area.value) / peak.area).toBeCloseTo(1, 4);
        // The profile of a laboratory tube is no pseudo-Voigt: that must be said.
        if (peak.redchi > 3) expect(fit.warnings.map(({ code }) => code)).toContain('misfit');
        return { n: peak.N, center };
      });
      // Lattice parameter with sample displacement, weighted by the errors of the centres.
      const lattice = leastSquares(
        {
          size: centers.length,
          residuals: ([a, displacement], out) =>
            centers.forEach(({ n, center }, i) => {
              const calculated = twoTheta(a!, n);
              out[i] =
                (calculated + displacement! * Math.cos(center.value / 2 / degrees) - center.value) / center.stderr;
            }),
        },
        [4.15, 0],
      );
      const { a, a_stderr_unscaled: stderr, disp_deg: displacement } = expected.lattice_a_disp;
      expect(Math.abs(lattice.parameters[0]! - a)).toBeLessThan(0.01 * stderr);
      expect(Math.abs(lattice.stderr[0]! / stderr - 1)).toBeLessThan(0.01);
      expect(lattice.parameters[1]).toBeCloseTo(displacement, 4);
    });
  },
);
