import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { isOperandoError, OperandoError } from '@operando/core';
import { mapTasks, openThreads } from '../src/index.js';
import type { Job } from '../src/index.js';
import { carryError, errorOf } from '../src/carried-error.js';
import { parcelOf, taskParcelOf } from '../src/parcel.js';
import { scriptOf } from '../src/script-of.js';
import { createShelves, inSharedMemory } from '../src/shelves.js';

const job = <Task, Result>(name: string, setup: object = {}): Job<object, Task, Result> => ({
  module: new URL('jobs/sums.mjs', import.meta.url).href,
  name,
  setup,
});

const one = openThreads(1);
const two = openThreads(2);
afterAll(() => two.close());
afterEach(() => vi.unstubAllGlobals());

async function failureOf(
  kind: string,
  threads: typeof one,
): Promise<{ readonly error: unknown; readonly done: number[] }> {
  const done: number[] = [];
  try {
    for await (const result of mapTasks([0, 1, 2, 3], job<number, number>('failing', { kind }), { threads }))
      done.push(result);
  } catch (error) {
    return { error, done };
  }
  throw new Error('nothing was thrown');
}

it.each([
  ['one', one],
  ['two', two],
])(
  'an OperandoError is the same with %s thread(s): that of the first task, with code, place, cure and causes',
  async (_, threads) => {
    const { error, done } = await failureOf('operando', threads);
    expect(done).toEqual([0]);
    expect(error).toBeInstanceOf(OperandoError);
    if (!isOperandoError(error, 'bad-number')) throw error;
    const { where, problem, cure, message, cause, stack } = error;
    expect({ where, problem, cure, message }).toEqual({
      where: { file: 'a.txt', frame: 1, column: 'i0' },
      problem: 'task 1 has no number',
      cure: 'mend it',
      message: 'a.txt, column i0, frame 1: task 1 has no number. Mend it.',
    });
    expect(stack).toContain('sums.mjs');
    if (!isOperandoError(cause, 'non-finite')) throw error;
    expect(cause.where).toEqual({ row: 3 });
    expect(cause.cause).toBeInstanceOf(TypeError);
  },
);

it('other errors keep their class and message, and what is thrown otherwise its words', async () => {
  const { error } = await failureOf('range', two);
  expect(error).toBeInstanceOf(RangeError);
  expect(error).toMatchObject({ name: 'RangeError', message: 'task 1' });
  expect(errorOf(carryError('just words'))).toMatchObject({ name: 'Error', message: 'just words' });
});

it('a job that a module does not have is refused, in threads and without', async () => {
  for (const threads of [one, two])
    await expect(threads.run(job('nothing'), 1).result).rejects.toMatchObject({ code: 'invalid-argument' });
});

it('an abort is at once, ends what is under way, and leaves threads that work', async () => {
  const controller = new AbortController();
  const never = mapTasks(['never', 'never'], job<string, string>('place'), { threads: two, signal: controller.signal });
  const waiting = never.next();
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(waiting).rejects.toThrow('enough');
  await expect(two.run(job<string, string>('place'), 'now').result).resolves.toBe('thread');
});

it('whoever was aborted before does nothing', async () => {
  const signal = AbortSignal.abort(new Error('before'));
  await expect(mapTasks([1], job<number, string>('place'), { threads: two, signal }).next()).rejects.toThrow('before');
});

it('with one thread no other is started', async () => {
  await expect(one.run(job<string, string>('place'), 'now').result).resolves.toBe('main');
});

it('tasks tell how far they are, in threads and without', async () => {
  for (const threads of [one, two]) {
    const told: (readonly number[])[] = [];
    const onReport = (task: number, done: number): void => void told.push([task, done]);
    for await (const _ of mapTasks([2, 1], job<number, number>('telling'), { threads, onReport })) void _;
    expect(told.toSorted((a, b) => a[0]! - b[0]!)).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
    ]);
  }
});

it('parts of arrays come without the rest of their memory', async () => {
  for (const threads of [one, two]) {
    const { few, many, whole, again, bytes, words } = await threads.run(job<number, PartsResult>('parts'), 0).result;
    expect([...few]).toEqual([10, 11, 12]);
    expect([...many]).toEqual(Array.from({ length: 300 }, (_, i) => 100 + i));
    expect(again).toBe(whole);
    expect([...bytes]).toEqual([1, 2]);
    expect(words).toEqual(['a']);
    if (threads === two) expect(many.buffer.byteLength).toBe(2400);
  }
});

interface PartsResult {
  readonly few: Float64Array;
  readonly many: Float64Array;
  readonly whole: Float64Array;
  readonly again: Float64Array;
  readonly bytes: Uint8Array;
  readonly words: readonly string[];
}

it('shared memory is copied on the way out, since it is written to again', () => {
  const shared = new Float64Array(new SharedArrayBuffer(8 * 400)).fill(3);
  const { value, transfer } = parcelOf({ shared, date: new Date(0) });
  const { shared: out, date } = value as { shared: Float64Array; date: Date };
  expect(out).not.toBe(shared);
  expect(out.length).toBe(400);
  expect(transfer).toEqual([out.buffer]);
  expect(date).toEqual(new Date(0));
});

it('parts of a larger memory go to a thread by themselves, what is whole or shared as it is', () => {
  const all = Float64Array.from({ length: 4000 }, (_, i) => i);
  const shared = new Float64Array(new SharedArrayBuffer(8 * 400));
  const task = { part: all.subarray(1000, 1200), few: all.subarray(2, 4), all, shared: shared.subarray(100, 300) };
  const { value, transfer } = taskParcelOf(task);
  const sent = value as typeof task;
  expect(sent.part).toEqual(all.slice(1000, 1200));
  expect(sent.part.buffer.byteLength).toBe(1600);
  expect(sent.few.buffer.byteLength).toBe(16);
  expect(sent.all).toBe(all);
  expect(sent.shared).toBe(task.shared);
  // Whoever gave the rest keeps it.
  expect(transfer).toEqual([sent.part.buffer]);
});

it('of a setup, larger arrays of doubles are shared, and parts of a larger memory stand by themselves', () => {
  const all = Float64Array.from({ length: 4000 }, (_, i) => i);
  const bytes = new Uint8Array(5000);
  const { large, small, flags } = inSharedMemory({
    large: all.subarray(5, 305),
    small: all.subarray(1, 3),
    flags: bytes.subarray(3, 7),
  });
  expect(large.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect([...large]).toEqual([...all.subarray(5, 305)]);
  expect(small.buffer.byteLength).toBe(16);
  expect(flags.buffer.byteLength).toBe(4);
});

it('blocks lie in memory that is used again, and are not copied where they are shared already', () => {
  const { place, release } = createShelves(true);
  const first = place(Float64Array.of(1, 2));
  const second = place(Float64Array.of(3, 4));
  expect(second.buffer).not.toBe(first.buffer);
  release();
  const third = place(Float64Array.of(5));
  expect(third.buffer).toBe(first.buffer);
  expect([...third]).toEqual([5]);
  expect([...second]).toEqual([3, 4]);
  const own = new Float64Array(new SharedArrayBuffer(16));
  expect(place(own)).toBe(own);
  const plain = Float64Array.of(1);
  expect(createShelves(false).place(plain)).toBe(plain);
});

it.each([0, 1.5, Number.NaN, -2, 5000])('%d threads are refused', (count) => {
  expect(() => openThreads(count)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

it('where memory cannot be shared one thread does everything, and that is said', async () => {
  vi.stubGlobal('SharedArrayBuffer', undefined);
  const { count, warnings, run } = openThreads(4);
  expect(count).toBe(1);
  expect(warnings.map(({ code }) => code)).toEqual(['one-thread']);
  await expect(run(job<string, string>('place'), 'now').result).resolves.toBe('main');
});

it('the program of a thread is found by its path in Node, by its address in pages', () => {
  expect(scriptOf(new URL('file:///a%20b/worker.js'))).toBe('/a b/worker.js');
  expect(scriptOf(new URL('file:///C:/a/worker.js'))).toBe('C:/a/worker.js');
  expect(scriptOf(new URL('https://example.org/a%20b.js'))).toBe('https://example.org/a%20b.js');
});
