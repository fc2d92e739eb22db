import { describe, expect, it } from 'vitest';
import { createAxis, createSeries } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { joinCycler } from '../src/technique/join-cycler.js';

describe('a log whose current cannot be integrated', () => {
  it('is named with the row of its own file', () => {
    const current = Float64Array.from({ length: 6 }, (_, row) => (row === 4 ? Number.NaN : 0.5));
    const log: Electrochemistry = {
      columns: { test_time_second: Float64Array.from(current, (_, row) => 10 * row), current_ampere: current },
      original: {},
      segments: [
        { row: 0, file: 'first.csv' },
        { row: 3, file: 'second.csv' },
      ],
      metadata: {},
      warnings: [],
    };
    const series = createSeries({
      signal: [1, 2, 3, 4],
      axis: createAxis({ name: 'channel', unit: '1', values: [0, 1] }),
      time: { start: [0, 20], duration: 20 },
    });
    expect(() => joinCycler(series, log, { join: 'average', maxGap: 60 })).toThrow(
      expect.objectContaining({
        code: 'non-finite',
        where: expect.objectContaining({ file: 'second.csv', row: 1 }) as unknown,
      }),
    );
  });
});
