import { describe, expect, it } from 'vitest';
import type { ImageEvent } from '@operando/attenuation-image';
import { framesOfEvents } from '../src/techniques/radiography/events.js';
import { pooledTo } from '../src/techniques/radiography/pooled.js';

describe('frames around events', () => {
  it('are those before, at and after, each once and as means of squares', async () => {
    const [width, height, count] = [330, 5, 9];
    const read = async (k: number): Promise<Uint16Array> => new Uint16Array(width * height).fill(10 * k);
    const event = (frame: number): ImageEvent => ({ frame, interval: [0, 1], strength: 9, kind: 'lasting' });
    const frames = await framesOfEvents(
      { radiographs: { count, width, height, read } },
      {
        events: [4, 5, 8].map(event),
        changes: new Float64Array(9),
        largest: new Float64Array(9),
      },
    );
    expect(frames.map(({ frame }) => frame)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(frames.map(({ values }) => values[0])).toEqual([30, 40, 50, 60, 70, 80]);
    // 330 columns become at most 160: squares of three.
    expect([frames[0]!.columns, frames[0]!.rows, frames[0]!.by]).toEqual([110, 1, 3]);
    const values = Float64Array.of(1, 2, 3, 4, Number.NaN, 6, 7, 8);
    expect([...pooledTo(values, 4, 2, 2).values]).toEqual([3, 5.5]);
  });
});
