import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { createAxis, createSeries, seriesSource } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import { mapFrames, openThreads } from '../src/index.js';
import type { FrameBlock, Job, Threads } from '../src/index.js';

/** What the job squares of jobs/sums.mjs gives. */
interface Sums {
  readonly sums: Float64Array;
  readonly numbers: Float64Array;
}

const squares = (factor: number): Job<{ readonly factor: number }, FrameBlock, Sums> => ({
  module: new URL('jobs/sums.mjs', import.meta.url).href,
  name: 'squares',
  setup: { factor },
});

const pools = [1, 2, 3].map((count) => openThreads(count));
afterAll(() => Promise.all(pools.map(({ close }) => close())));

function series(values: readonly number[], points: number, mask?: Uint8Array): Series {
  const frames = values.length / points;
  return createSeries({
    signal: Float64Array.from(values),
    axis: createAxis({ name: 'channel', unit: '1', values: Float64Array.from({ length: points }, (_, i) => i) }),
    time: { start: Array.from({ length: frames }, (_, f) => f), duration: 1 },
    mask,
  });
}

async function collected(
  source: Series | FrameSource,
  threads: Threads,
  factor: number,
  frames?: number,
): Promise<Sums> {
  const all: Sums[] = [];
  for await (const { result, first, block } of mapFrames(source, squares(factor), { threads, frames })) {
    expect(result.numbers[0]).toBe(first);
    expect(result.sums.length).toBe(block.time.start.length);
    all.push(result);
  }
  const joined = (name: keyof Sums): Float64Array => Float64Array.from(all.flatMap((each) => Array.from(each[name])));
  return { sums: joined('sums'), numbers: joined('numbers') };
}

it('gives the same to the bit with one, two and three threads, whatever the blocks are', async () => {
  const cases = fc.integer({ min: 1, max: 12 }).chain((points) =>
    fc.record({
      points: fc.constant(points),
      frames: fc.array(
        fc.array(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: points, maxLength: points }),
        {
          minLength: 1,
          maxLength: 30,
        },
      ),
      size: fc.integer({ min: 1, max: 9 }),
      factor: fc.double({ noNaN: true, min: 0.1, max: 10 }),
      masked: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ points, frames, size, factor, masked }) => {
      const values = frames.flat();
      const mask = masked ? Uint8Array.from(values, (_, i) => (i % 3 === 0 ? 1 : 0)) : undefined;
      const whole = series(values, points, mask);
      // In the order of the job's own sum, which is all of the arithmetic here.
      const truth = frames.map((row, f) =>
        row.reduce((sum, value, i) => (mask?.[f * points + i] === 1 ? sum : sum + factor * value ** 2), 0),
      );
      for (const threads of pools) {
        const { sums, numbers } = await collected(whole, threads, factor, size);
        expect([...sums]).toEqual(truth);
        expect([...numbers]).toEqual([...truth.keys()]);
      }
    }),
    { numRuns: 12 },
  );
});

it('takes a source that does not say how long it is, and tells how far it is', async () => {
  const {
    time: _time,
    frames: _frames,
    ...rest
  } = seriesSource(
    series(
      Array.from({ length: 20 }, (_, i) => i),
      2,
    ),
  );
  const source: FrameSource = { ...rest, frames: undefined };
  const told: (readonly number[])[] = [];
  const onProgress = (done: number, total: number): void => void told.push([done, total]);
  const sums: number[] = [];
  for await (const { result } of mapFrames(source, squares(1), { threads: 2, frames: 4, onProgress }))
    sums.push(...result.sums);
  expect(sums).toEqual(Array.from({ length: 10 }, (_, f) => (2 * f) ** 2 + (2 * f + 1) ** 2));
  expect(told).toEqual([
    [4, 0],
    [8, 0],
    [10, 0],
  ]);
});

it('asks for no more blocks than keep the threads busy', async () => {
  const whole = series(
    Array.from({ length: 400 }, (_, i) => i),
    2,
  );
  let asked = 0;
  const source: FrameSource = {
    ...seriesSource(whole),
    async *blocks(options) {
      for await (const block of seriesSource(whole).blocks(options)) {
        asked++;
        yield block;
      }
    },
  };
  for (const threads of pools) {
    asked = 0;
    let given = 0;
    let most = 0;
    for await (const _ of mapFrames(source, squares(1), { threads, frames: 5 })) most = Math.max(most, asked - given++);
    expect(given).toBe(40);
    expect(most).toBeLessThanOrEqual(threads.count + 1);
  }
});

it('leaves the frames as they are, those in shared memory too', async () => {
  const memory = new Float64Array(new SharedArrayBuffer(8 * 12));
  memory.set(Array.from({ length: 12 }, (_, i) => i));
  const before = [...memory];
  const axis = createAxis({ name: 'channel', unit: '1', values: [0, 1, 2] });
  const whole = createSeries({ signal: memory, axis, time: { start: [0, 1, 2, 3], duration: 1 } });
  for (const threads of pools) {
    const { sums } = await collected(whole, threads, 1, 2);
    expect([...sums]).toEqual([5, 50, 149, 302]);
  }
  expect([...memory]).toEqual(before);
});
