import { describe, expect, it } from 'vitest';
import { statusOf, statusWord } from '@operando/core';
import { peakStack, seededRandom } from '@operando/fixtures';
import { createPeakStackFitter, fitPeakStack, fitPeaks } from '../src/index.js';
import type { FitPeakStackOptions } from '../src/index.js';

const one = peakStack(120, 60, [[10.3, 0.08, 0.5, 3000]], 3);
const three = peakStack(
  60,
  400,
  [
    [11, 0.12, 0.5, 2000],
    [11.4, 0.1, 0.4, 3000],
    [13.1, 0.15, 0.6, 900],
  ],
  4,
);

/** Every frame against a fit of its own. */
function expectSame({ x, stack, frames }: typeof one, options: FitPeakStackOptions): void {
  const fit = fitPeakStack(x, stack, options);
  const { sigma, warmStart: _, method: __, gainTolerance: ___, badFrames: ____, ...rest } = options;
  for (let f = 0; f < frames; f++) {
    const y = stack.subarray(f * x.length, (f + 1) * x.length);
    const alone = fitPeaks(x, y, { ...rest, ...(sigma === undefined ? {} : { sigma }) });
    if (alone.status !== 'converged') continue;
    expect(statusWord(fit.status[f]!)).toBe('converged');
    expect(fit.chiSquare[f]! / alone.chiSquare - 1).toBeLessThan(1e-6);
    alone.peaks.forEach((peak, p) => {
      for (const name of ['center', 'area', 'height', 'fwhm'] as const) {
        expect(Math.abs(fit.peaks[p]![name].values[f]! - peak[name].value)).toBeLessThan(0.01 * peak[name].stderr);
        expect(Math.abs(fit.peaks[p]![name].stderr[f]! / peak[name].stderr - 1)).toBeLessThan(0.005);
      }
      const eta = peak.shape['eta']!.stderr;
      // On its bound it has none, in either.
      if (Number.isNaN(eta)) expect(fit.peaks[p]!.shape['eta']!.stderr[f]).toBeNaN();
      else expect(Math.abs(fit.peaks[p]!.shape['eta']!.stderr[f]! / eta - 1)).toBeLessThan(0.005);
    });
    alone.background.coefficients.forEach(({ value, stderr }, k) => {
      expect(Math.abs(fit.background[k]!.values[f]! - value)).toBeLessThan(0.01 * stderr);
      expect(Math.abs(fit.background[k]!.stderr[f]! / stderr - 1)).toBeLessThan(0.005);
    });
  }
}

describe('fitPeakStack', () => {
  it.each<[string, typeof one, FitPeakStackOptions]>([
    ['one peak on a line', one, { peaks: [{ center: 10.3 }], sigma: 'counts' }],
    ['one peak on a constant', one, { peaks: [{ center: 10.3 }], sigma: 'counts', background: 'constant' }],
    ['one peak alone', one, { peaks: [{ center: 10.3 }], sigma: 'counts', background: 'none' }],
    ['one peak on a parabola', one, { peaks: [{ center: 10.3 }], sigma: 'counts', background: { chebyshev: 2 } }],
    ['one peak without sigma', one, { peaks: [{ center: 10.3 }] }],
    ['one peak by height', one, { peaks: [{ center: 10.3 }], sigma: 'counts', amplitude: 'height' }],
    [
      'one peak with one sigma for all frames',
      one,
      { peaks: [{ center: 10.3 }], sigma: new Float64Array(60).fill(20) },
    ],
    [
      'three peaks, two of them overlapping',
      three,
      { peaks: [{ center: 11 }, { center: 11.4 }, { center: 13.1 }], sigma: 'counts' },
    ],
    ['cold starts', one, { peaks: [{ center: 10.3 }], sigma: 'counts', warmStart: false }],
    ['the general way', one, { peaks: [{ center: 10.3 }], sigma: 'counts', method: 'general' }],
    ['another profile', one, { peaks: [{ center: 10.3 }], sigma: 'counts', profile: 'thompson-cox-hastings' }],
    ['counts by likelihood', one, { peaks: [{ center: 10.3 }], likelihood: 'poisson' }],
  ])('%s: every frame as a fit of its own', (_, data, options) => {
    // Profiles without eta are compared in what they share.
    if (options.profile === undefined) expectSame(data, options);
    else {
      const fit = fitPeakStack(data.x, data.stack, options);
      for (let f = 0; f < data.frames; f++) {
        const alone = fitPeaks(data.x, data.stack.subarray(f * 60, (f + 1) * 60), { ...options, sigma: 'counts' });
        expect(fit.chiSquare[f]! / alone.chiSquare).toBeCloseTo(1, 6);
        expect(fit.peaks[0]!.fwhm.values[f]! / alone.peaks[0]!.fwhm.value).toBeCloseTo(1, 4);
      }
    }
  });

  it('recovers the truth with honest errors', () => {
    const { x, stack, frames, centers } = peakStack(2000, 60, [[10.3, 0.08, 0.5, 3000]], 11);
    // Weights of the true model: those of the counts would bias.
    const sigma = stack.map((value) => Math.sqrt(Math.max(1, value)));
    const { peaks, status, general } = fitPeakStack(x, stack, { peaks: [{ center: 10.3 }], sigma });
    expect(status.every((value) => value === statusOf.converged)).toBe(true);
    expect(general.reduce((sum, value) => sum + value, 0)).toBe(0);
    const pulls = Array.from(
      { length: frames },
      (_, f) => (peaks[0]!.center.values[f]! - centers[0]![f]!) / peaks[0]!.center.stderr[f]!,
    );
    const mean = pulls.reduce((sum, value) => sum + value, 0) / frames;
    const width = Math.sqrt(pulls.reduce((sum, value) => sum + value * value, 0) / frames);
    expect(Math.abs(mean)).toBeLessThan(3 / Math.sqrt(frames));
    // 2000 pulls: the width scatters by 1.6 %.
    expect(Math.abs(width - 1)).toBeLessThan(0.05);
  });

  it('fits frames on a bound as the general fitter does, and says which', () => {
    const { x, stack } = peakStack(6, 60, [[10.3, 0.08, 1, 3000]], 5);
    const fit = fitPeakStack(x, stack, { peaks: [{ center: 10.3 }], sigma: 'counts' });
    for (let f = 0; f < 6; f++) {
      expect(fit.peaks[0]!.shape['eta']!.values[f]).toBeLessThanOrEqual(1);
      expect(fit.clipped[f]).toBe(fit.peaks[0]!.shape['eta']!.values[f] === 1 ? 1 : 0);
      const alone = fitPeaks(x, stack.subarray(60 * f, 60 * f + 60), { peaks: [{ center: 10.3 }], sigma: 'counts' });
      expect(fit.chiSquare[f]! / alone.chiSquare).toBeCloseTo(1, 5);
    }
    expect(fit.clipped.some((value) => value === 1)).toBe(true);
    expect(fit.general.some((value) => value === 1)).toBe(false);
  });

  it('keeps its digits at 1e12 counts, where moments alone would lose them', () => {
    const { x, stack } = peakStack(3, 60, [[10.3, 0.08, 0.5, 1e12]], 5);
    const fit = fitPeakStack(x, stack, { peaks: [{ center: 10.3 }], sigma: 'counts' });
    for (let f = 0; f < 3; f++) {
      const alone = fitPeaks(x, stack.subarray(60 * f, 60 * f + 60), { peaks: [{ center: 10.3 }], sigma: 'counts' });
      expect(fit.chiSquare[f]! / alone.chiSquare - 1).toBeLessThan(1e-5);
    }
  });

  it('does not depend on the frames before: permuted frames give permuted results', () => {
    const { x, stack, frames } = one;
    const order = Array.from({ length: frames }, (_, f) => (f * 37) % frames);
    const shuffled = new Float64Array(stack.length);
    order.forEach((from, to) => shuffled.set(stack.subarray(from * 60, (from + 1) * 60), to * 60));
    const options = { peaks: [{ center: 10.3 }], sigma: 'counts' } as const;
    const plain = fitPeakStack(x, stack, options);
    const other = fitPeakStack(x, shuffled, options);
    order.forEach((from, to) =>
      expect(Math.abs(other.peaks[0]!.center.values[to]! - plain.peaks[0]!.center.values[from]!)).toBeLessThan(
        0.01 * plain.peaks[0]!.center.stderr[from]!,
      ),
    );
  });

  it('names the frame and point that cannot be fitted, or skips the frame', () => {
    const { x, stack } = one;
    const broken = stack.slice();
    broken[5 * 60 + 9] = Number.NaN;
    const options = { peaks: [{ center: 10.3 }], sigma: 'counts' } as const;
    expect(() => fitPeakStack(x, broken, options)).toThrow(
      expect.objectContaining({ code: 'non-finite', where: expect.objectContaining({ frame: 5, row: 9 }) as object }),
    );
    const fit = fitPeakStack(x, broken, { ...options, badFrames: 'skip' });
    expect([
      statusWord(fit.status[5]!),
      fit.chiSquare[5],
      fit.peaks[0]!.center.values[5],
      statusWord(fit.status[6]!),
    ]).toEqual(['masked', Number.NaN, Number.NaN, 'converged']);
    expect(() => fitPeakStack(x, stack, { ...options, sigma: new Float64Array(60) })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', where: expect.objectContaining({ frame: 0 }) as object }),
    );
    expect(() => fitPeakStack(x, stack.subarray(1), options)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() =>
      fitPeakStack(
        x,
        stack.map((value) => -value),
        { ...options, likelihood: 'poisson' },
      ),
    ).toThrow(expect.objectContaining({ where: expect.objectContaining({ frame: 0 }) as object }));
  });

  it('of noise alone ends without pretending', () => {
    const random = seededRandom(1);
    const x = Array.from({ length: 60 }, (_, i) => i);
    const stack = Float64Array.from({ length: 60 * 20 }, () => Math.max(0, Math.round(100 + 10 * random.normal())));
    const fit = fitPeakStack(x, stack, { peaks: [{ center: 30, fwhm: 6 }], sigma: 'counts' });
    for (let f = 0; f < 20; f++) expect(fit.chiSquare[f]! / fit.degreesOfFreedom).toBeLessThan(2.5);
    for (let f = 0; f < 20; f++)
      if (fit.status[f] === statusOf.converged && fit.clipped[f] === 0)
        expect(Number.isNaN(fit.peaks[0]!.center.stderr[f])).toBe(false);
  });

  it.each([
    ['fast', {}],
    ['general', { method: 'general' }],
    ['by likelihood', { likelihood: 'poisson', sigma: undefined }],
  ] as const)('block by block the %s way gives the same columns as all at once', (_, extra) => {
    const { x, stack } = one;
    const few = stack.subarray(0, 40 * 60);
    const options: FitPeakStackOptions = { peaks: [{ center: 10.3 }], sigma: 'counts', ...extra };
    const whole = fitPeakStack(x, few, options);
    const fitter = createPeakStackFitter(x, options);
    const [first, second] = [fitter.add(few.subarray(0, 13 * 60)), fitter.add(few.subarray(13 * 60))];
    expect(fitter.finish()).toEqual(whole);
    expect([first.frames, second.frames, second.peaks[0]!.center.values[0]]).toEqual([
      13,
      27,
      whole.peaks[0]!.center.values[13],
    ]);
  });

  it('takes standard deviations with each block, counts frames from the first, and has columns of no frames', () => {
    const { x, stack } = one;
    const sigma = stack.map((value) => Math.sqrt(Math.max(1, value)));
    const peaks = [{ center: 10.3 }];
    const fitter = createPeakStackFitter(x, { peaks });
    expect([fitter.finish().frames, fitter.finish().peaks[0]!.area.values.length]).toEqual([0, 0]);
    for (const [from, to] of [
      [0, 50 * 60],
      [50 * 60, stack.length],
    ] as const)
      fitter.add(stack.subarray(from, to), { sigma: sigma.subarray(from, to) });
    expect(fitter.finish()).toEqual(fitPeakStack(x, stack, { peaks, sigma }));
    const broken = stack.slice(0, 120);
    broken[70] = Number.NaN;
    expect(() => fitter.add(broken)).toThrow(
      expect.objectContaining({ where: expect.objectContaining({ frame: 121, row: 10 }) as object }),
    );
    expect(() => fitter.add(stack.subarray(1))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});
