import { describe, expect, it } from 'vitest';
import { exafsWindow, xftf, xftr } from '../src/index.js';
import type { ExafsWindowShape, XftfOptions, XftrOptions } from '../src/index.js';
import { larchExafsUnits, larchFolder, larchOptions, worstOfScale } from './larch-exafs.js';

describe.skipIf(larchFolder === undefined)('windows and Fourier transforms against Larch (needs OPERANDO_REFERENCE_DATA)', () => {
  const units = larchFolder === undefined ? undefined : larchExafsUnits();

  it('makes the same windows, to rounding', () => {
    for (const { window, kstep, nk, xmin, xmax, dx, dx2, value } of units!.ftwindow) {
      const k = Float64Array.from({ length: nk }, (_, i) => kstep * i);
      const made = exafsWindow(k, { xmin, xmax, dx, dx2: dx2 ?? undefined, window: window as ExafsWindowShape });
      expect(made.length).toBe(value.n);
      // 1e-15: the last digit of sin and exp. Kaiser: Larch subtracts 1 from I0(dx), which for dx = 0.1 costs it 3 digits.
      const tolerance = window === 'kaiser' ? 1e-15 * (1 + 4 / (dx * dx)) : 1e-15;
      const worst = value.index.reduce((most, index, i) => Math.max(most, Math.abs(made[index]! - value.value[i]!)), 0);
      expect(worst).toBeLessThan(tolerance);
    }
    expect(units!.ftwindow.length).toBe(36);
  });

  it('transforms there and back alike', () => {
    const backOptions: XftrOptions = { rmin: 1.2, rmax: 3.1, dr: 0.3, window: 'hanning' };
    const k = Float64Array.from({ length: 321 }, (_, i) => 0.05 * i);
    const chi = k.map((x) => (Math.exp(-0.008 * x * x) * Math.sin(4.4 * x + 0.3)) / Math.max(x, 0.05) ** 2);
    for (const reference of units!.xftf) {
      const options = larchOptions<XftfOptions>(reference.args);
      // Larch cuts the weight to an integer; here k^2.7 is k^2.7.
      const forward = xftf(k, chi, { ...options, kweight: Math.trunc(options.kweight ?? 2) });
      expect(forward.r.length).toBe(reference.nr);
      expect(forward.r[1]).toBeCloseTo(reference.rstep, 14);
      expect(worstOfScale(forward.re, reference.chir_re)).toBeLessThan(1e-12);
      expect(worstOfScale(forward.im, reference.chir_im)).toBeLessThan(1e-12);
      expect(worstOfScale(forward.window, reference.kwin)).toBeLessThan(1e-14);
      const back = xftr(forward, backOptions);
      expect(worstOfScale(back.re, reference.chiq_re)).toBeLessThan(1e-12);
      expect(back.q[1]).toBeCloseTo(reference.q1, 12);
    }
  });
});
