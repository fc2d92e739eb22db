import { describe, expect, it } from 'vitest';
import { createTable } from '@operando/core';
import type { ResultTable } from '@operando/core';
import { epochOfTable, linkClocks, nearestFrame, timeOfTable } from '../page/clock.js';
import { createSelection } from '../page/selection.js';

const tableOf = (stamp: string): ResultTable =>
  createTable({
    name: 'results',
    index: { rows: 'frame', columns: [{ name: 'frame', unit: '1', values: Float64Array.of(0, 1) }] },
    columns: [
      { name: 'start', words: [stamp, ''] },
      { name: 'time', unit: 's', values: Float64Array.of(30, 100) },
      { name: 'duration', unit: 's', values: Float64Array.of(60, 60) },
    ],
  });

describe('the clock of a page', () => {
  it.each([
    ['2022-07-26T23:01:58Z', Date.UTC(2022, 6, 26, 23, 1, 58) / 1000],
    ['2022-07-26T23:01:58+02:00', Date.UTC(2022, 6, 26, 21, 1, 58) / 1000],
    // As the tables have it: a time without a zone was read as if it were UTC, wherever the page is opened.
    ['2022-07-26T23:01:58.055', Date.UTC(2022, 6, 26, 23, 1, 58, 55) / 1000],
    ['', undefined],
    ['yesterday', undefined],
  ])('%s is a moment, or none', (stamp, seconds) => {
    expect(epochOfTable(tableOf(stamp))).toBe(seconds);
  });

  it('frames of a result without views have the times of its table, but for those that were not known', () => {
    const time = timeOfTable(tableOf(''), { isTimed: true })!;
    expect([[...time.start], [...time.duration]]).toEqual([
      [0, 70],
      [60, 60],
    ]);
    expect(timeOfTable(tableOf(''), { isTimed: false })).toBeUndefined();
  });

  it('the nearest frame in time follows the one that is chosen', () => {
    const middles = Float64Array.of(10, 20, 40);
    expect([0, 14, 15, 16, 31, 99].map((time) => nearestFrame(middles, time))).toEqual([0, 0, 0, 1, 2, 2]);
    const [slow, quick] = [createSelection(3), createSelection(5)];
    linkClocks([
      { selection: slow, middles },
      { selection: quick, middles: Float64Array.of(0, 12, 24, 36, 48) },
    ]);
    slow.choose(2);
    expect(quick.chosen()).toBe(3);
    quick.choose(1);
    expect(slow.chosen()).toBe(0);
    // To the frame that it was at before it was moved by another.
    slow.choose(2);
    expect(quick.chosen()).toBe(3);
  });
});
