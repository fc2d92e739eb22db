import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, seriesSource } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import { runTechnique } from '../src/index.js';
import type { InputOf } from '../src/index.js';
import { rietveldCase } from './in-memory.js';

type Patterns = Series<'two-theta', 'deg'>;

const { input, options } = rietveldCase(6);
const patterns = input.patterns as Patterns;

/** Patterns that come two at a time. */
function inPairs(series: Patterns): FrameSource<'two-theta', 'deg'> {
  const source = seriesSource(series);
  return { ...source, blocks: (asked) => source.blocks({ ...asked, frames: 2 }) };
}

const run = (given: InputOf<'rietveld'>['patterns'], more: Partial<typeof options> = {}) =>
  runTechnique('rietveld', { ...input, patterns: given }, { ...options, ...more });

/** The same patterns with other values, and variances where they are given. */
const changed = (value: (counts: number, at: number) => number, variance?: (counts: number) => number): Patterns => {
  const { axis, time, metadata, signal } = patterns;
  return createSeries({
    signal: signal.data.map(value),
    axis,
    time,
    metadata,
    ...(variance === undefined ? {} : { variances: signal.data.map(variance) }),
  });
};

describe('patterns that are read in blocks', () => {
  it.each([
    ['counts', patterns],
    ['rates without errors', changed((counts) => 0.037 * counts)],
    [
      'rates with errors',
      changed(
        (counts) => 0.5 * counts,
        (counts) => 0.25 * Math.max(1, counts),
      ),
    ],
  ])('come out as those in memory: %s', async (_, series) => {
    const more = { identify: true, shared: ['Al.a'], smooth: ['MgO.a'], showFrame: [1, 4] };
    const [whole, parts] = [await run(series, more), await run(inPairs(series), more)];
    expect(parts.tables.map(({ name }) => name)).toEqual(['results', 'phases', 'patterns', 'lines', 'candidates']);
    expect(parts.warnings).toEqual(whole.warnings);
    for (const [t, { name, columns }] of parts.tables.entries())
      for (const [c, column] of columns.entries()) {
        const other = whole.tables[t]!.columns[c]!;
        // Errors by the scatter of points have a least one of each block, which few points have.
        if ('values' in column && 'values' in other)
          column.values.forEach((value, i) => {
            const at = `${name} ${column.name} ${i}`;
            if (Number.isFinite(value)) expect([at, other.values[i]!]).toEqual([at, expect.closeTo(value, 6)]);
          });
        else expect(column).toEqual(other);
      }
  });

  it('are refused where a frame is more than a pattern', async () => {
    const { axis, time, signal, metadata } = patterns;
    const double = createSeries({
      signal: Float64Array.from([...signal.data, ...signal.data]),
      dims: ['time', 'y', 'two-theta'],
      coordinates: { y: createAxis({ name: 'y', unit: 'mm', values: [0, 1] }) },
      axis,
      time,
      metadata,
    });
    await expect(run(double)).rejects.toMatchObject({ code: 'unsupported' });
  });
});
