import { describe, expect, it } from 'vitest';
import { edgeShape } from '@operando/fixtures';
import { cleanSpectrum, findSpikes, preEdge } from '../src/index.js';

const energy = Float64Array.from({ length: 200 }, (_, i) => 8300 + i);
const mu = energy.map((e) => edgeShape(e, 8345));

describe('cleanSpectrum', () => {
  it('leaves a clean spectrum as it is', () => {
    const clean = cleanSpectrum(energy, mu);
    expect(clean.energy).toEqual(energy);
    expect(clean.mu).toEqual(mu);
    expect(clean.warnings).toEqual([]);
  });

  it('remembers where the kept points came from', () => {
    const holed = mu.slice();
    holed[3] = Number.NaN;
    const clean = cleanSpectrum(energy, holed);
    expect(clean.source[3]).toBe(4);
    expect(clean.warnings[0]!.message).toContain('1 of 200');
  });

  it('refuses different lengths, too few points and up-and-down sweeps', () => {
    expect(() => cleanSpectrum(energy, mu.subarray(1))).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => cleanSpectrum([1, 2, 3], [1, 2, 3])).toThrow(expect.objectContaining({ code: 'too-few-points' }));
    const down = energy.toReversed();
    expect(() => cleanSpectrum([...down, ...energy], [...mu, ...mu])).toThrow(
      expect.objectContaining({ code: 'unsplit-sweep' }),
    );
  });

  it('does not take encoder jitter for a second sweep', () => {
    const jittered = energy.map((e, i) => e + (i % 3 === 0 ? 1.4 : 0));
    const clean = cleanSpectrum(jittered, mu);
    expect(clean.warnings.map(({ code }) => code)).toEqual(['rows-sorted']);
    expect(clean.energy.every((e, i) => i === 0 || e > clean.energy[i - 1]!)).toBe(true);
  });
});

describe('findSpikes', () => {
  it('finds single bad points and leaves edge and white line alone', () => {
    const spiked = mu.slice();
    spiked[30] = spiked[30]! + 0.8;
    spiked[150] = spiked[150]! - 0.6;
    expect(findSpikes(mu)).toEqual([]);
    expect(findSpikes(spiked).map(({ index }) => index)).toEqual([30, 150]);
  });
});

describe('preEdge', () => {
  it('refuses a scan that ends at the edge', () => {
    const short = energy.subarray(0, 47);
    expect(() => preEdge(short, mu.subarray(0, 47), { e0: 8344 })).toThrow(
      expect.objectContaining({
        code: 'outside-range',
        message: expect.stringContaining('2.00 eV above e0') as string,
      }),
    );
  });

  it('recovers a known edge step within its standard error', () => {
    const grid = Float64Array.from({ length: 900 }, (_, i) => 8150 + i);
    const scaled = grid.map((e) => 2.5 - 1e-4 * (e - 8345) + 0.7 * edgeShape(e, 8345));
    const { edgeStep, edgeStepStderr } = preEdge(grid, scaled, { pre2: -60, norm1: 100 });
    expect(Math.abs(edgeStep - 0.7)).toBeLessThan(3 * edgeStepStderr);
    expect(edgeStepStderr).toBeLessThan(0.08);
  });

  it('keeps the pre-edge at zero and the flattened post-edge around one', () => {
    const grid = Float64Array.from({ length: 900 }, (_, i) => 8150 + i);
    const scaled = grid.map((e) => 2.5 - 1e-4 * (e - 8345) + 0.7 * edgeShape(e, 8345));
    const { norm, flat, edgeIndex } = preEdge(grid, scaled);
    expect(Math.abs(norm.subarray(0, 80).reduce((a, b) => a + b) / 80)).toBeLessThan(2e-3);
    expect(flat.subarray(400).reduce((a, b) => a + b) / 500).toBeCloseTo(1, 2);
    expect(flat.subarray(0, edgeIndex)).toEqual(norm.subarray(0, edgeIndex));
  });
});
