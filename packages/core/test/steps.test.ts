import { describe, expect, it } from 'vitest';
import { createPacer, finishSteps, runSteps, stepsAt } from '../src/index.js';
import type { Steps } from '../src/index.js';

/** Counts to a number, and gives it. */
function* counting(to: number): Steps<number> {
  for (let done = 1; done <= to; done++) yield { done, total: to };
  return to;
}

/** Never ends. */
function* endless(): Steps<number> {
  for (;;) yield { done: 0, total: 1 };
}

describe('a computation in steps', () => {
  it('gives the same at once, with pauses, and as a part of another', async () => {
    expect(finishSteps(counting(5))).toBe(5);
    expect(await runSteps(counting(5))).toBe(5);
    const part = stepsAt(counting(3), { done: 2, total: 4 });
    expect([part.next(), part.next(), part.next(), part.next()]).toEqual([
      { done: false, value: { done: 2, total: 4 } },
      { done: false, value: { done: 2, total: 4 } },
      { done: false, value: { done: 2, total: 4 } },
      { done: true, value: 3 },
    ]);
  });

  it('tells of what is done once, however many steps it takes', async () => {
    const told: [number, number][] = [];
    await runSteps(stepsAt(counting(9), { done: 1, total: 2 }), { onProgress: (...event) => told.push(event) });
    await runSteps(counting(2), { onProgress: (...event) => told.push(event) });
    expect(told).toEqual([
      [1, 2],
      [1, 2],
      [2, 2],
    ]);
  });

  it('is given up by a timer, with the reason of the signal', async () => {
    const given = new AbortController();
    setTimeout(() => given.abort(new Error('enough')), 1);
    await expect(runSteps(endless(), { signal: given.signal })).rejects.toThrow('enough');
    await expect(runSteps(counting(3), { signal: given.signal })).rejects.toThrow('enough');
    await expect(createPacer(given.signal)()).rejects.toThrow('enough');
  });

  it('hands on what it throws', async () => {
    const failing = (function* (): Steps<never> {
      yield { done: 0, total: 1 };
      throw new Error('broken');
    })();
    await expect(runSteps(failing)).rejects.toThrow('broken');
  });
});
