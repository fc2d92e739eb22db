import { afterAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries, flatValues, seriesBlock } from '@operando/core';
import { xasStack } from '@operando/fixtures';
import { createNormalizer } from '@operando/xas-normalize';
import type { Normalization } from '@operando/xas-normalize';
import { normalizeFrames, openThreads } from '../src/index.js';
import { normalizeSpectra } from '../src/jobs/xas.js';

const pools = [1, 2, 3].map((count) => openThreads(count));
afterAll(() => Promise.all(pools.map(({ close }) => close())));

const frames = 400;
const points = 300;
const { energy, mu, start } = xasStack({ frames, points, seed: 3 });
const mask = new Uint8Array(mu.length);
for (const frame of [12, 200, 333]) mask[frame * points + 40] = 1;
const axis = createAxis({ name: 'energy', unit: 'eV', values: energy });
const series = createSeries({ signal: mu, axis, time: { start, duration: 130 }, mask });

/** Flattened spectra, frame after frame, and what the normalizer gives at the end. */
async function normalized(
  threads: (typeof pools)[number],
): Promise<{ flat: number[]; whole: Normalization; told: number[] }> {
  const normalizer = createNormalizer(axis, { positions: 'all' });
  const flat: number[] = [];
  const told: number[] = [];
  const onProgress = (done: number): void => void told.push(done);
  for await (const { flat: part } of normalizeFrames(series, normalizer, { threads, onProgress }))
    for (const value of flatValues(part.signal)) flat.push(value);
  return { flat, whole: normalizer.finish(), told };
}

describe('spectra on threads', () => {
  it('are normalized with the same bits as those of one normalizer that is given all at once', async () => {
    const normalizer = createNormalizer(axis, { positions: 'all' });
    const flat = Array.from(flatValues(normalizer.add(series).flat.signal));
    const whole = normalizer.finish();
    for (const threads of pools) {
      const own = await normalized(threads);
      expect(own.flat).toEqual(flat);
      expect(own.whole).toEqual(whole);
      expect(own.told.at(-1)).toBe(frames);
      expect(own.told).toEqual(own.told.toSorted((a, b) => a - b));
    }
  });

  it('of a block are those that a thread gives, masked points and all', () => {
    const whole = createNormalizer(axis, { positions: 'all' });
    const shared = createNormalizer(axis, { positions: 'all' });
    const [first, second] = [seriesBlock(series, 0, 100), seriesBlock(series, 100, 250)];
    for (const normalizer of [whole, shared]) normalizer.add(first);
    const share = shared.share(first)!;
    const block = {
      first: 100,
      frames: 150,
      values: flatValues(second.signal).slice(),
      mask: mask.subarray(100 * points, 250 * points),
    };
    const rows = normalizeSpectra(share)(block, () => undefined);
    if (rows instanceof Promise) throw new Error('a thread waits for nothing');
    expect(flatValues(shared.join(second, rows, share).signal)).toEqual(flatValues(whole.add(second).flat.signal));
    expect(shared.finish()).toEqual(whole.finish());
  });

  it('errors and reasons to stop are those of one thread', async () => {
    const ending = new AbortController();
    const reason = new Error('enough');
    for (const threads of pools) {
      const normalizer = createNormalizer(axis);
      const stopping = async (): Promise<void> => {
        for await (const { block } of normalizeFrames(series, normalizer, { threads, signal: ending.signal }))
          if (block.time.start.length > 0) ending.abort(reason);
      };
      await expect(stopping()).rejects.toBe(reason);
    }
  });
});
