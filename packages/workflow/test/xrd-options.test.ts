import { describe, expect, it } from 'vitest';
import { createSeries, flatValues, statusOf } from '@operando/core';
import type { IndexedTrack, TrackedCell } from '@operando/xrd-peak-track';
import { runTechnique } from '../src/index.js';
import { cellWarnings } from '../src/techniques/xrd/cell-warnings.js';
import { parseReflection } from '../src/techniques/xrd/named-reflection.js';
import { radiationOf } from '../src/techniques/xrd/radiation.js';
import { inMemory, xrdPatterns } from './in-memory.js';

describe('options of xrd in words', () => {
  it('knows tubes, single lines and pairs of wavelengths', () => {
    expect(radiationOf('CuKa').doublet).toMatchObject({ wavelength2: 1.5444274 });
    expect(radiationOf('CuKa1')).toEqual({ wavelength: 1.5405929 });
    expect(radiationOf(0.4133)).toEqual({ wavelength: 0.4133 });
    expect(radiationOf('1.5406,1.54439').doublet).toEqual({ wavelength1: 1.5406, wavelength2: 1.54439, ratio: 0.5 });
    expect(radiationOf('1.5406,1.54439,0.48').doublet?.ratio).toBe(0.48);
    for (const bad of ['99', '1.5,', '1.5,1.6,0', '1,2,3,4', 'copper'])
      expect(() => radiationOf(bad)).toThrow(/angstrom/);
    expect(() => radiationOf('XyKa')).toThrow(/Known tubes/);
  });

  it('reads reflections with their places', () => {
    expect(parseReflection('1,0,-14:60.2')).toEqual({ hkl: [1, 0, -14], twoTheta: 60.2 });
    expect(parseReflection('1-10:20')).toEqual({ hkl: [1, -1, 0], twoTheta: 20 });
    expect(parseReflection('003@18.7')).toEqual({ hkl: [0, 0, 3], twoTheta: 18.7, seed: true });
    for (const bad of ['11:3', '111:', '111:190', 'a']) expect(() => parseReflection(bad)).toThrow(/hkl:two-theta/);
  });

  it('tells reflections that do not determine the cell', async () => {
    const { input, options } = inMemory.xrd();
    const told = async (system: string): Promise<string[]> => {
      const cell = { ...options, hkl: ['220:12.5'], system, wavelength: 0.4 };
      const { warnings } = await runTechnique('xrd', input, cell as never);
      return warnings.flatMap(({ code, message }) => (code === 'undetermined' ? [message] : []));
    };
    expect(await told('hexagonal')).toEqual([expect.stringMatching(/^\(2 2 0\) do not determine the hexagonal cell/)]);
    expect(await told('cubic')).toEqual([]);
  });

  it('tells a cell into which its reflections do not fit, and which of them is off most', () => {
    const frames = 9;
    const column = (value: number): Float64Array => new Float64Array(frames).fill(value);
    const cell = {
      status: new Uint8Array(frames).fill(statusOf.misfit, 3),
      deviations: [column(2), column(-60), column(9)],
    } as unknown as TrackedCell;
    const indexed = ['003', '104', '110'].map((name) => ({
      hkl: Array.from(name, Number),
    })) as unknown as IndexedTrack[];
    const told = (of: TrackedCell, zeroShift = false): string[] =>
      cellWarnings(of, indexed, { system: 'hexagonal', zeroShift, displacement: false }).map(
        ({ code, message }) => `${code}: ${message}`,
      );
    expect(told(cell)).toEqual([
      expect.stringMatching(/^misfit: In 6 of 9 patterns.*\(1 0 4\) is off most, by 60.*--zero-shift/),
    ]);
    expect(told(cell, true)[0]).not.toContain('--zero-shift');
    expect(told({ ...cell, deviations: [column(7), column(7), column(7)] })[0]).not.toContain('off most');
    expect(told({ ...cell, status: new Uint8Array(frames).fill(statusOf.converged) })).toEqual([]);
  });

  it('tells standard deviations of files that are four times too large, and believes those that fit', async () => {
    const { input, options } = inMemory.xrd();
    const told = async (times: number): Promise<string[]> => {
      const { axis, time, signal: counts } = xrdPatterns();
      const signal = flatValues(counts);
      const variances = signal.map((value) => times ** 2 * Math.max(1, value));
      const series = createSeries({ signal, variances, axis, time, metadata: { errors: 'file' } });
      const { warnings } = await runTechnique('xrd', { ...input, patterns: series }, options as never);
      return warnings.flatMap(({ code, message }) => (code === 'errors-assumed' ? [message] : []));
    };
    expect(await told(4)).toEqual([expect.stringContaining('of the standard deviations of the files')]);
    expect(await told(1)).toEqual([]);
  });
});
