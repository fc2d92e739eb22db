import { describe, expect, it } from 'vitest';
import { createAxis, createFrameDetail, createSeries, seriesBlock } from '../src/index.js';
import type { Series } from '../src/index.js';

const axis = createAxis({ name: 'energy', unit: 'eV', values: [1, 2, 3] });

/** Frames of values frame, frame + 1, frame + 2, ten seconds each, one after another but for a pause before one. */
function series(frames: number, pauseBefore = Infinity): Series<'energy', 'eV'> {
  const start = Float64Array.from({ length: frames }, (_, f) => 10 * f + (f >= pauseBefore ? 1000 : 0));
  const signal = Float64Array.from({ length: 3 * frames }, (_, k) => Math.floor(k / 3) + (k % 3));
  return createSeries({ signal, axis, time: { start, duration: 10, epoch: 7 } });
}

/** In blocks of two. */
function detailOf(whole: Series<'energy', 'eV'>, values?: number) {
  const frames = whole.time.start.length;
  const detail = createFrameDetail(axis, frames, { values });
  for (let from = 0; from < frames; from += 2) detail.add(seriesBlock(whole, from, Math.min(frames, from + 2)));
  return detail.finish();
}

describe('createFrameDetail', () => {
  it('keeps all frames of a short series as they are', () => {
    const whole = series(5);
    const { framesPerRow, time, values } = detailOf(whole);
    expect(framesPerRow).toBe(1);
    expect([...values]).toEqual([...whole.signal.data]);
    expect([...time.start]).toEqual([0, 10, 20, 30, 40]);
    expect(time.epoch).toBe(7);
  });

  it('gives means of neighbours where there are many', () => {
    const { framesPerRow, time, values } = detailOf(series(6), 9);
    expect(framesPerRow).toBe(2);
    expect([...values]).toEqual([0.5, 1.5, 2.5, 2.5, 3.5, 4.5, 4.5, 5.5, 6.5]);
    expect([...time.start]).toEqual([0, 20, 40]);
    expect([...time.duration]).toEqual([20, 20, 20]);
  });

  it('leaves out what is missing, and ends a row before a long pause', () => {
    const whole = series(7, 5);
    whole.signal.data[0] = Number.NaN;
    whole.signal.data[4] = Number.NaN;
    whole.signal.data[1] = Number.NaN;
    const { time, values } = detailOf(whole, 9);
    expect(time.start.length).toBe(3);
    // Frames 0 to 2, 3 and 4, 5 and 6.
    expect([...time.start]).toEqual([0, 30, 1050]);
    expect([...time.duration]).toEqual([30, 20, 20]);
    expect([...values.subarray(0, 3)]).toEqual([1.5, 3, 3]);
  });
});
