import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { PartDone } from '@operando/threads';
import { createAxis, createSeries, seriesSource } from '@operando/core';
import type { FrameSource, Result, Series } from '@operando/core';
import { runTechnique } from '../src/index.js';
import type { InputOf, KeptStages } from '../src/index.js';
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
  runTechnique('rietveld', { ...input, patterns: given }, { ...options, ...more }, { figures: false });

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

describe('blocks that are refined by themselves', () => {
  const series = rietveldCase(12);
  const phases = series.options.phases.map((phase) => ({ ...phase, refine: ['cell' as const] }));
  const given = { ...series.options, phases, blockFrames: 5 };
  const refined = (stages?: KeptStages): Promise<Result> =>
    runTechnique('rietveld', series.input, given, { figures: false, stages });

  it('come to what the series comes to as a whole, within a tenth of a standard error', async () => {
    const { blockFrames: _, ...asOne } = given;
    const whole = await runTechnique('rietveld', series.input, asOne, { figures: false });
    const joined = await refined();
    expect(joined.warnings).toEqual(whole.warnings);
    const [{ columns }, { columns: others }] = [whole.tables[0]!, joined.tables[0]!];
    let compared = 0;
    for (const [c, column] of columns.entries()) {
      if (!('stderr' in column) || column.stderr === undefined) continue;
      const other = (others[c] as typeof column).values;
      column.values.forEach((value, i) => {
        const apart = Math.abs(value - other[i]!) / column.stderr![i]!;
        if (!Number.isFinite(apart)) return;
        compared++;
        expect(apart).toBeLessThan(0.1);
      });
    }
    expect(compared).toBeGreaterThan(60);
  });

  it('are the same, to the bit, whoever refines them', async () => {
    const kept = new Map<string, object>();
    const stages = (part?: { part: number; of: number }) => ({
      get: (name: string) => kept.get(name),
      put: (name: string, value: object) => void kept.set(name, deserialize(serialize(value)) as object),
      ...(part === undefined ? {} : { part }),
    });
    const alone = await refined();
    for (const part of [1, 0]) await expect(refined(stages({ part, of: 2 }))).rejects.toThrow(PartDone);
    expect([...kept.keys()]).toEqual(['rietveld/block/5-10', 'rietveld/block/0-5', 'rietveld/block/10-12']);
    const joined = await refined(stages());
    for (const part of ['tables', 'text', 'warnings'] as const) expect(joined[part]).toEqual(alone[part]);
    // One that had another minimum is told.
    const name = 'rietveld/block/5-10';
    const block = kept.get(name) as { lead: { values: Float64Array; stderr: Float64Array }[] };
    const last = block.lead.at(-1)!;
    last.values[0]! += 2 * last.stderr[0]!;
    const told = await refined(stages());
    expect(told.warnings).toMatchObject([
      {
        code: 'blocks-differ',
        message: expect.stringMatching(/1 of 2 .*in pattern 4 MgO\.a differs by 2\.0/) as string,
      },
    ]);
  });
});

it('what was refined before an interruption is taken up, to the bit', async () => {
  const series = rietveldCase(33);
  const stages = new Map<string, Buffer>();
  const keep = (after: number, found: string[] = []) => {
    let frames = 0;
    return {
      figures: false,
      stages: {
        get(name: string) {
          const bytes = stages.get(name);
          if (bytes !== undefined) found.push(name);
          return bytes === undefined ? undefined : (deserialize(bytes) as unknown);
        },
        put: (name: string, value: object) => void stages.set(name, serialize(value)),
      },
      onProgress({ stage }: { stage: string }) {
        if (stage === 'refining' && ++frames === after) throw new Error('the power went');
      },
    };
  };
  // Two lines of each phase are enough.
  const more = { ...series.options, range: [9, 14.5] as [number, number] };
  const alone = await runTechnique('rietveld', series.input, more, { figures: false });
  await expect(runTechnique('rietveld', series.input, more, keep(33))).rejects.toThrow('the power went');
  expect([...stages.keys()]).toEqual(['rietveld/walk/0']);
  const found: string[] = [];
  const again = await runTechnique('rietveld', series.input, more, keep(Infinity, found));
  expect(found).toEqual(['rietveld/walk/0']);
  for (const part of ['tables', 'text', 'warnings'] as const) expect(again[part]).toEqual(alone[part]);
});
