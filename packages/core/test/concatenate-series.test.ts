import { describe, expect, it } from 'vitest';
import {
  collectSeries,
  concatenateSeries,
  createAxis,
  createSeries,
  maskCount,
  maskWarnings,
  seriesBlock,
  seriesSource,
  seriesWarnings,
} from '../src/index.js';
import type { OperandoWarning, Series } from '../src/index.js';

const axis = createAxis({ name: 'energy', unit: 'eV', values: [1, 2, 3] });
const block = (start: readonly number[], warnings: readonly OperandoWarning[], mask?: readonly number[]): Series =>
  createSeries({
    signal: Float64Array.from({ length: 3 * start.length }, (_, i) => start[0]! + i),
    axis,
    time: { start },
    channels: { temperature: { values: Float64Array.from(start), unit: 'K' } },
    ...(mask === undefined ? {} : { mask }),
    metadata: { files: ['a', 'b', 'c'] },
    provenance: [{ step: 'io/read', options: { files: 3 }, warnings }],
  });
const first: OperandoWarning = { code: 'time-unknown', message: 'no time' };
const second: OperandoWarning = { code: 'inexact-integers', message: 'beyond 2^53' };

describe('blocks one after another', () => {
  it('are one series; a step that all have stands once, with what any of them had to say', () => {
    const joined = concatenateSeries([block([0, 1], [first]), block([2], [first, second], [0, 1, 0])]);
    expect([...joined.time.start]).toEqual([0, 1, 2]);
    expect([...joined.channels['temperature']!.values]).toEqual([0, 1, 2]);
    expect([...joined.mask!.data]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0]);
    expect(joined.provenance).toEqual([{ step: 'io/read', options: { files: 3 }, warnings: [first, second] }]);
  });

  it('of a series give it back, whatever their size', async () => {
    const whole = block([0, 1, 2, 3, 4], [first]);
    for (const frames of [1, 2, 5, 9]) expect(await collectSeries(seriesSource(whole), { frames })).toEqual(whole);
  });
});

describe('masked points of blocks', () => {
  const along = createAxis({ name: 'q', unit: '1/nm', values: [1, 2, 3] });
  const counted = (start: number, values: readonly (readonly number[])[]) => {
    const count = maskCount(along.values);
    for (const row of values)
      count.add(Float64Array.from(row), new Map([['that hold no number', row.filter(Number.isNaN).length]]));
    return createSeries({
      signal: values.flat(),
      axis: along,
      time: { start: values.map((_, f) => start + f) },
      provenance: [{ step: 'reading', warnings: maskWarnings(count.found()) }],
    });
  };

  it('are told together, and those of one series once', () => {
    const [a, b, c] = [
      counted(0, [
        [1, Number.NaN, 3],
        [1, 2, 3],
      ]),
      counted(2, [[1, 2, 3]]),
      counted(3, [[Number.NaN, Number.NaN, 3]]),
    ];
    expect(seriesWarnings(concatenateSeries([a, b, c]))).toMatchObject([
      {
        code: 'points-masked',
        message: '3 points in 2 of 4 frames are masked, from 1 to 2: 3 that hold no number.',
        masked: { points: 3, frames: 2, total: 4, low: 1, high: 2 },
      },
    ]);
    expect(seriesWarnings(concatenateSeries([a, b]))[0]!.message).toContain('1 points in 1 of 3 frames');
    const whole = concatenateSeries([a, b, c]);
    const parts = [0, 2].map((from) => seriesBlock(whole, from, from + 2));
    expect(seriesWarnings(concatenateSeries(parts))).toEqual(seriesWarnings(whole));
  });
});
