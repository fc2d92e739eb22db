import { describe, expect, it } from 'vitest';
import { advancingLog } from '../src/index.js';
import type { Electrochemistry } from '../src/index.js';

const log: Electrochemistry = {
  columns: {
    test_time_second: Float64Array.of(0, 10, 5, 20, 15, 18, 30),
    voltage_volt: Float64Array.of(0, 1, 2, 3, 4, 5, 6),
  },
  original: { V: Float64Array.of(0, 1, 2, 3, 4, 5, 6) },
  text: { step: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
  segments: [
    { row: 0, file: 'one' },
    { row: 4, file: 'two' },
  ],
  metadata: {},
  warnings: [],
};

describe('a log whose time goes back', () => {
  it('is refused, with row and cure', () => {
    expect(() => advancingLog(log)).toThrow(/row 2.*goes back 2 times, first by 5 s.*--backwards drop/);
  });
  it('loses the rows that fall behind, in every column, and says so', () => {
    const { columns, original, text, segments, warnings } = advancingLog(log, 'drop');
    expect([...columns['test_time_second']!]).toEqual([0, 10, 20, 30]);
    expect([...columns['voltage_volt']!]).toEqual([0, 1, 3, 6]);
    expect([...original['V']!]).toEqual([0, 1, 3, 6]);
    expect(text).toEqual({ step: ['a', 'b', 'd', 'g'] });
    expect(segments).toEqual([
      { row: 0, file: 'one' },
      { row: 3, file: 'two' },
    ]);
    expect(warnings).toMatchObject([
      { code: 'time-backwards', message: expect.stringMatching(/3 rows were left out/) },
    ]);
  });
  it('a file of which no row is left begins nowhere', () => {
    const late = {
      ...log,
      segments: [...log.segments.slice(0, 1), { row: 4, file: 'two' }, { row: 6, file: 'three' }],
    };
    expect(advancingLog(late, 'drop').segments).toEqual([
      { row: 0, file: 'one' },
      { row: 3, file: 'three' },
    ]);
  });
  it('is left as it is where its time advances', () => {
    const good = { ...log, columns: { test_time_second: Float64Array.of(0, 1, 1, 2) } };
    expect(advancingLog(good)).toBe(good);
  });
});
