import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf } from '@operando/fixtures';
import { autobk, estimateExafsNoise, exafsWindow, xftf, xftr } from '../../src/index.js';
import type { AutobkOptions, AutobkResult, ExafsWindowShape, XftfOptions } from '../../src/index.js';
import { larchData, larchFolder, larchIds, worst } from '../larch.js';
import type { Sampled } from '../larch.js';

interface LarchBackground {
  readonly error?: string;
  readonly args: Readonly<Record<string, number>>;
  readonly ek0: number;
  readonly kmax: number;
  readonly nspl: number;
  readonly irbkg: number;
  readonly chisqr: number;
  readonly redchi: number;
  readonly bkg: Sampled;
  readonly chi: Sampled;
  readonly chie: Sampled;
  readonly xftf: Readonly<Record<string, LarchTransform>>;
}

interface LarchTransform {
  readonly args: Readonly<Record<string, number | string>>;
  readonly rstep: number;
  readonly nr: number;
  readonly kwin: Sampled;
  readonly chir_re: Sampled;
  readonly chir_im: Sampled;
  readonly chiq_re?: Sampled;
  readonly xftr?: {
    readonly args: Readonly<Record<string, number | string>>;
    readonly nq: number;
    readonly chiq_re: Sampled;
    readonly chiq_mag: Sampled;
    readonly rwin: Sampled;
  };
}

interface LarchExafs {
  readonly autobk_default: LarchBackground;
  readonly autobk_explicit: LarchBackground;
  readonly autobk_noclamp: LarchBackground;
  readonly estimate_noise: { readonly epsilon_k: number; readonly epsilon_r: number; readonly kmax_suggest: number };
}

const read = (name: string): unknown => JSON.parse(readFileSync(`${larchFolder!}/${name}.json`, 'utf8'));

const names: Readonly<Record<string, string>> = { clamp_lo: 'clampLow', clamp_hi: 'clampHigh', rmax_out: 'rmaxOut' };
function renamed(args: Readonly<Record<string, number | string | null>>): object {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [names[name] ?? name, value]),
  );
}

function background(id: string, expected: LarchBackground): AutobkResult {
  const { energy, mu } = larchData(id);
  // Larch's edge step is that of whatever pre-edge ran last: the ratio of the two chi that it gives for energies.
  const { bkg, chie } = expected;
  const largest = bkg.index.reduce(
    (best, _, i) => (Math.abs(chie.value[i]!) > Math.abs(chie.value[best]!) ? i : best),
    0,
  );
  const edgeStep = (mu[bkg.index[largest]!]! - bkg.value[largest]!) / chie.value[largest]!;
  return autobk(energy, mu, { ...(renamed(expected.args) as AutobkOptions), e0: expected.ek0, edgeStep });
}

describe.skipIf(larchFolder === undefined)('EXAFS against Larch (needs OPERANDO_REFERENCE_DATA)', () => {
  const measured = larchIds();

  describe.each(measured)('%s', (id) => {
    const reference = read(id) as LarchExafs;

    it('has the same background and chi(k) without clamps', () => {
      const expected = reference.autobk_noclamp;
      if (expected.error !== undefined) {
        // The scan ends just above its edge; Larch's minimiser refuses it too, in words of its own.
        expect(codeOf(() => autobk(larchData(id).energy, larchData(id).mu, { nclamp: 0 }))).toMatch(
          /too-few-points|outside-range/,
        );
        return;
      }
      const result = background(id, expected);
      const step = result.edgeStep;
      expect(result.k.length).toBe(expected.chi.n);
      expect(Math.abs(result.kmax / expected.kmax - 1)).toBeLessThan(1e-12);
      // 1e-10 of the height of chi (below 1), and of mu in units of the edge step.
      expect(worst(result.chi, expected.chi)).toBeLessThan(1e-10);
      expect(
        worst(
          result.background.map((value) => value / step),
          { ...expected.bkg, value: expected.bkg.value.map((value) => value / step) },
        ),
      ).toBeLessThan(1e-10);
      expect(Math.abs(result.chiSquare / expected.chisqr - 1)).toBeLessThan(1e-8);
      expect([result.status, result.iterations]).toEqual(['converged', 0]);
    });

    it.each(['autobk_default', 'autobk_explicit'] as const)('with clamps goes at least as far down: %s', (name) => {
      const expected = reference[name];
      if (id === 'fe_xanes_8ch') {
        // More unknowns than data: Larch "fits" to 1e-40.
        expect(codeOf(() => background(id, expected))).toMatch(/too-few-points|outside-range/);
        return;
      }
      const result = background(id, expected);
      expect(result.status).toBe('converged');
      expect(result.chiSquare).toBeLessThanOrEqual(expected.chisqr * (1 + 1e-9));
      if (name === 'autobk_default') {
        // How far Larch stops from its own minimum, by the reference's own tight runs; and rounding.
        const tolerances = read('autobk_convergence') as Readonly<Record<string, { readonly max_abs_dchi: number }>>;
        const tolerance = tolerances[id]?.max_abs_dchi;
        if (tolerance !== undefined) expect(worst(result.chi, expected.chi)).toBeLessThan(2 * tolerance + 1e-8);
      }
    });

    it('transforms its chi(k) alike, forward and back', () => {
      if (id === 'fe_xanes_8ch') return;
      const full = JSON.parse(readFileSync(`${larchFolder!}/full/${id}.json`, 'utf8')) as {
        readonly k: readonly number[];
        readonly chi: readonly number[];
      };
      for (const expected of Object.values(reference.autobk_default.xftf)) {
        const options = renamed(expected.args) as XftfOptions;
        const run = (): ReturnType<typeof xftf> => xftf(full.k, full.chi, options);
        if (codeOf(run) !== undefined) {
          // 2.5 to 4.26 1/A with slopes of 2: they overlap, and Larch's window is no longer one.
          expect([id, codeOf(run)]).toEqual(['s_feso4', 'invalid-argument']);
          continue;
        }
        const result = run();
        expect(result.r.length).toBe(expected.nr);
        expect(result.r[1]).toBeCloseTo(expected.rstep, 12);
        const height = Math.max(1, ...result.magnitude);
        expect(worst(result.re, expected.chir_re) / height).toBeLessThan(1e-12);
        expect(worst(result.im, expected.chir_im) / height).toBeLessThan(1e-12);
        const back = expected.xftr!;
        const filtered = xftr(result, renamed(back.args));
        const n = Math.min(filtered.q.length, back.nq);
        const inside = { ...back.chiq_re, index: back.chiq_re.index.filter((i) => i < n) };
        expect(worst(filtered.re, inside) / height).toBeLessThan(1e-12);
      }
    });
  });

  it('has the same windows, all 36', () => {
    const units = read('units') as {
      readonly ftwindow: readonly {
        readonly window: ExafsWindowShape;
        readonly kstep: number;
        readonly nk: number;
        readonly xmin: number;
        readonly xmax: number;
        readonly dx: number;
        readonly dx2: number | null;
        readonly value: Sampled;
      }[];
    };
    expect(units.ftwindow.length).toBe(36);
    for (const { window, kstep, nk, xmin, xmax, dx, dx2, value } of units.ftwindow) {
      const grid = Float64Array.from({ length: nk }, (_, i) => i * kstep);
      const actual = exafsWindow(grid, { window, xmin, xmax, dx, dx2: dx2 ?? undefined });
      // Sines and Bessel functions of two libraries: some units in the last place. Larch takes 1 from I0(0.1), which leaves it 13 digits.
      expect(worst(actual, value)).toBeLessThan(window === 'kaiser' && dx < 1 ? 2e-13 : 4e-15);
    }
  });

  it('transforms the analytic cases alike', () => {
    const units = read('units') as { readonly xftf: readonly LarchTransform[] };
    const k = Float64Array.from({ length: 321 }, (_, i) => 0.05 * i);
    const chi = k.map((at) => (Math.exp(-0.008 * at * at) * Math.sin(4.4 * at + 0.3)) / Math.max(at, 0.05) ** 2);
    for (const expected of units.xftf) {
      const options = renamed(expected.args) as XftfOptions;
      // Larch cuts the power of k to an integer; here 2.7 is 2.7.
      const result = xftf(k, chi, { ...options, kweight: Math.trunc(options.kweight ?? 2) });
      const height = Math.max(1, ...result.magnitude);
      expect(worst(result.re, expected.chir_re) / height).toBeLessThan(1e-12);
      expect(worst(result.im, expected.chir_im) / height).toBeLessThan(1e-12);
      expect(worst(result.window, expected.kwin)).toBeLessThan(4e-15);
    }
  });

  it.each(measured)('estimates the same noise: %s', (id) => {
    const { epsilon_k: epsilonK, epsilon_r: epsilonR } = (read(id) as LarchExafs).estimate_noise;
    const full = JSON.parse(readFileSync(`${larchFolder!}/full/${id}.json`, 'utf8')) as {
      readonly k: readonly number[];
      readonly chi: readonly number[];
    };
    // Larch takes 20 1/A for the end of the data, wherever they end.
    const run = (): ReturnType<typeof estimateExafsNoise> => estimateExafsNoise(full.k, full.chi, { kmax: 20 });
    if (codeOf(run) !== undefined) {
      expect(id).toBe('fe_xanes_8ch');
      return;
    }
    expect(Math.abs(run().epsilonK / epsilonK - 1)).toBeLessThan(1e-9);
    expect(Math.abs(run().epsilonR / epsilonR - 1)).toBeLessThan(1e-9);
  });
});
