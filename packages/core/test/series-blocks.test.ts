import { describe, expect, it } from 'vitest';
import {
  createAxis,
  createSeries,
  flatMask,
  flatValues,
  selectFrames,
  seriesBlock,
  seriesSource,
} from '../src/index.js';

const axis = createAxis({ name: 'energy', unit: 'eV', values: Float64Array.of(1, 2, 3) });
const signal = Float64Array.from({ length: 15 }, (_, i) => 10 * i);
const series = createSeries({
  signal,
  variances: signal.map((value) => value + 1),
  mask: Uint8Array.from(signal, (_, i) => (i === 7 ? 1 : 0)),
  axis,
  time: { start: Float64Array.of(0, 1, 2, 3, 4), duration: 1 },
  channels: { sweep: { unit: '1', values: Float64Array.of(5, 6, 7, 8, 9) } },
});

describe('blocks of a series in memory', () => {
  it('are views of its values, with all that belongs to their frames', async () => {
    const seen: number[] = [];
    for await (const block of seriesSource(series).blocks({ frames: 2 })) {
      const values = flatValues(block.signal);
      expect(values.buffer).toBe(signal.buffer);
      expect(flatValues(block.variances!)).toEqual(values.map((value) => value + 1));
      expect(flatMask(block.mask!).includes(1)).toBe(values.includes(70));
      expect(Array.from(block.channels['sweep']!.values)).toEqual(Array.from(block.time.start, (start) => start + 5));
      expect(block.provenance).toEqual(series.provenance);
      seen.push(...values);
    }
    expect(seen).toEqual([...signal]);
  });

  it('that are not there are refused', () => {
    for (const [from, to] of [
      [0, 6],
      [-1, 2],
      [3, 3],
      [0.5, 2],
    ] as const)
      expect(() => seriesBlock(series, from, to)).toThrow(expect.objectContaining({ code: 'outside-range' }));
  });

  it('chosen by their numbers are copies, whatever the order they lie in', () => {
    const chosen = selectFrames(series, [0, 2, 2, 4]);
    expect([...flatValues(chosen.signal)]).toEqual([0, 10, 20, 60, 70, 80, 60, 70, 80, 120, 130, 140]);
    expect([...flatMask(chosen.mask!)]).toEqual([0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
    expect(flatValues(chosen.signal).buffer).not.toBe(signal.buffer);
  });
});
