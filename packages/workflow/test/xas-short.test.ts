import { describe, expect, it } from 'vitest';
import { createAxis, createFrameTime, createSeries } from '@operando/core';
import { runTechnique } from '../src/index.js';
import { expectOverlap } from '../src/techniques/xas/shares.js';

/** Six spectra of a high-resolution scan that ends 19 eV above the edge: step 0.1, a white line of twice that. */
function shortScans() {
  const energy = Float64Array.from({ length: 166 }, (_, i) => 7107 + 0.2 * i);
  const signal = new Float64Array(6 * energy.length);
  for (let f = 0; f < 6; f++) {
    energy.forEach((e, i) => {
      const x = e - 7121 - 0.2 * f;
      signal[f * energy.length + i] = 0.1 * (0.5 * (1 + Math.tanh(x)) + Math.exp(-0.5 * ((x - 5) / 1.5) ** 2));
    });
  }
  return createSeries({
    signal,
    dims: ['time', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: createFrameTime({ start: Float64Array.from({ length: 6 }, (_, f) => 60 * f), duration: 60 }),
    metadata: { absorber: { element: 'Fe', edge: 'K' } },
  });
}

describe('xas of scans that end soon above the edge', () => {
  it('refuses to guess a step, and names what can be done', async () => {
    await expect(runTechnique('xas', { spectra: shortScans() }, {})).rejects.toMatchObject({
      code: 'outside-range',
      cure: expect.stringMatching(/--edge-step.*--normalization area.*--norm1/) as string,
    });
  });

  it('takes a given step, an area, or a given range', async () => {
    const stepOf = async (options: object): Promise<number> => {
      const { headline } = await runTechnique('xas', { spectra: shortScans() }, options);
      return headline['edgeStep'] as number;
    };
    expect(await stepOf({ edgeStep: 0.1 })).toBe(0.1);
    // The white line is in the area: 0.1 (1 + 1.5 sqrt(2 pi) / 18.4).
    expect(Math.abs((await stepOf({ normalization: 'area' })) / 0.12 - 1)).toBeLessThan(0.05);
    expect(Math.abs((await stepOf({ norm1: 11, norm2: 18 })) / 0.1 - 1)).toBeLessThan(0.01);
  });

  it('says of which edge the headers state it to be', async () => {
    const { headline } = await runTechnique('xas', { spectra: shortScans() }, { edgeStep: 0.1 });
    expect(headline['absorber']).toEqual({ element: 'Fe', edge: 'K', from: 'stated' });
  });

  it('refuses ranges of fits that end before they begin', async () => {
    for (const options of [
      { pre1: -5, pre2: -9 },
      { norm1: 18, norm2: 11 },
    ])
      await expect(runTechnique('xas', { spectra: shortScans() }, options)).rejects.toMatchObject({
        code: 'invalid-argument',
        where: { parameter: Object.keys(options)[0] },
      });
  });

  it('tells spectra that are divided by nothing though they are not normalized', async () => {
    const codesOf = async (options: object): Promise<string[]> => {
      const { warnings } = await runTechnique('xas', { spectra: shortScans() }, options);
      return warnings.map(({ code }) => code);
    };
    expect(await codesOf({ normalization: 'none' })).toContain('not-from-0-to-1');
    expect(await codesOf({ keepNormalization: true })).toContain('not-from-0-to-1');
    expect(await codesOf({ edgeStep: 0.1 })).not.toContain('not-from-0-to-1');
  });
});

describe('standards of a series', () => {
  const standards = (...named: readonly (readonly [string, number])[]): object => ({
    edgeStep: 0.1,
    lcf: { standards: named.map(([name, frame]) => ({ name, frames: [frame, frame] })) },
  });

  it('have columns of their own', async () => {
    for (const names of [
      ['one', 'one'],
      ['Fe (II)', 'Fe II'],
      ['one', 'misfit'],
    ])
      await expect(
        runTechnique('xas', { spectra: shortScans() }, standards([names[0]!, 0], [names[1]!, 5])),
      ).rejects.toMatchObject({ code: 'invalid-argument', where: { parameter: 'lcf.standards[1].name' } });
  });

  it('are told where they are alike', async () => {
    const codesOf = async (second: number): Promise<string[]> => {
      const options = standards(['first', 0], ['second', second]);
      return (await runTechnique('xas', { spectra: shortScans() }, options)).warnings.map(({ code }) => code);
    };
    expect(await codesOf(0)).toContain('undetermined');
    expect(await codesOf(5)).not.toContain('undetermined');
  });

  it('reach the energies of the spectra', () => {
    const energy = Float64Array.of(7100, 7200);
    const of = (from: number) => ({ energy: Float64Array.of(from, from + 100), norm: Float64Array.of(0, 1) });
    expect(() => expectOverlap(energy, [of(7050), of(7560)], ['a', 'b'])).toThrow(/standard b runs from 7560 to 7660/);
    expect(() => expectOverlap(energy, [of(7050)], ['a'])).not.toThrow();
  });
});
