import { axisPoints, createAxis, createSeries, seriesBlock } from '@operando/core';
import type { Series } from '@operando/core';
import { describe, expect, it } from 'vitest';
import { runTechnique } from '../src/index.js';
import { rietveldCase } from './in-memory.js';

const { input, options } = rietveldCase(3);
const { axis, time, signal } = input.patterns as Series<'two-theta', 'deg'>;
const points = axis.size;

/** What is told of the patterns with other values, by codes. */
async function told(
  value: (counts: number, frame: number) => number,
  more: Partial<typeof options> = {},
): Promise<ReadonlyMap<string, string>> {
  const patterns = createSeries({
    signal: signal.data.map((counts, i) => value(counts, Math.floor(i / points))),
    axis,
    time,
  });
  const { warnings } = await runTechnique('rietveld', { ...input, patterns }, { ...options, ...more });
  return new Map(warnings.map(({ code, message }) => [code, message]));
}

describe('patterns that cannot be right', () => {
  it('tops that are cut off are told, with where, unless they are left out', async () => {
    const cut = (counts: number, frame: number): number => (frame === 1 ? Math.min(counts, 600) : counts);
    const warnings = await told(cut);
    expect(warnings.get('saturated')).toMatch(/^Peaks at .*10\.\d\d to 10\.\d\d.* in 1 pattern \(pattern 1 first/);
    expect(warnings.get('frames-doubtful')).toContain(': 1.');
    expect((await told(cut, { exclude: ['9.5:20'] })).has('saturated')).toBe(false);
    expect((await told((counts) => counts)).has('saturated')).toBe(false);
  });

  it('angles that are all shifted are told once, by how much', async () => {
    const patterns = createSeries({
      ...seriesBlock(input.patterns as Series<'two-theta', 'deg'>, 0, 1),
      axis: createAxis({ name: 'two-theta', unit: 'deg', values: axisPoints(axis).map((x) => x + 0.3) }),
    });
    const { warnings } = await runTechnique('rietveld', { ...input, patterns }, options);
    const shifts = warnings.filter(({ code }) => code === 'angles-doubtful').map(({ message }) => message);
    expect(shifts).toHaveLength(1);
    expect(shifts[0]).toContain('begin with a zero of 0.30');
  });
});
