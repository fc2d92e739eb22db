import { defaultBlockFrames, flatMask, flatValues, seriesSource } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import type { FrameBlock } from './frame-block.js';
import type { Job } from './job.js';
import { mapTasks } from './map-tasks.js';
import { openThreads } from './open-threads.js';
import type { Threads } from './open-threads.js';
import { createShelves } from './shelves.js';

/** What a job made of a block of frames. */
export interface MappedFrames<Result, Name extends string = string, Unit extends string = string> {
  /** Number in the series of the first of them, from 0. */
  readonly first: number;
  /** The frames as they came, with times and channels. */
  readonly block: Series<Name, Unit>;
  /** What the job gave. */
  readonly result: Result;
}

/** Options of {@link mapFrames}. */
export interface MapFramesOptions {
  /** How many threads work, or threads that are open already. @default 1 */
  readonly threads?: number | Threads | undefined;
  /** Frames of each block but the last; no results depend on the threads, those of a job may depend on this. @default some 100 000 values */
  readonly frames?: number | undefined;
  /** Number of the first frame, where others went before. @default 0 */
  readonly first?: number | undefined;
  /** Gives all up at once; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each block. @param total 0 while it is not known. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Blocks are smaller than those that are read at a time: there must be some for each thread. */
const partOfBlock = 8;

/**
 * Have a job done to frames by several threads at once. Blocks of results come in the order of the frames, and are the same, to the
 * bit, for every number of threads: a job sees its block alone. Only some blocks are in memory at a time.
 *
 * Frames reach the threads through shared memory. Where there is none (a page that is not cross-origin isolated) one thread does
 * everything; {@link openThreads} tells.
 *
 * @param source A series, or a source of one.
 * @param job What to do, or a function that says so of each block when it is given out: one may go on from what others told.
 * @throws What the job throws for the first block that it fails on: an `OperandoError` with its code and place; what reading throws.
 */
export async function* mapFrames<Setup extends object, Result, Name extends string, Unit extends string>(
  source: Series<Name, Unit> | FrameSource<Name, Unit>,
  job: Job<Setup, FrameBlock, Result> | (() => Job<Setup, FrameBlock, Result>),
  { threads: asked = 1, frames, first: start = 0, signal, onProgress }: MapFramesOptions = {},
): AsyncGenerator<MappedFrames<Result, Name, Unit>, void, void> {
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  const total = 'blocks' in source ? (source.frames ?? 0) : source.time.start.length;
  const shelves = createShelves(threads.count > 1);
  const waiting: Series<Name, Unit>[] = [];
  const tasks = async function* (): AsyncGenerator<FrameBlock, void, void> {
    let first = start;
    for await (const block of blocksOf(source, frames, signal)) {
      waiting.push(block);
      const values = shelves.place(flatValues(block.signal));
      const count = block.time.start.length;
      yield { first, frames: count, values, ...(block.mask === undefined ? {} : { mask: flatMask(block.mask) }) };
      first += count;
    }
  };
  const onDropped = (): void => {
    shelves.release();
    waiting.shift();
  };
  try {
    let done = 0;
    for await (const result of mapTasks(tasks(), job, { threads, signal, onDropped })) {
      shelves.release();
      const block = waiting.shift()!;
      const first = start + done;
      done += block.time.start.length;
      onProgress?.(done, total);
      yield { first, block, result };
    }
  } finally {
    if (typeof asked === 'number') await threads.close();
  }
}

/** Blocks of a source, of a size that suits threads. */
async function* blocksOf<Name extends string, Unit extends string>(
  source: Series<Name, Unit> | FrameSource<Name, Unit>,
  frames: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Series<Name, Unit>, void, void> {
  const given = 'blocks' in source ? source : seriesSource(source);
  const usual = Math.max(1, Math.floor(defaultBlockFrames(given.axis.size) / partOfBlock));
  yield* given.blocks({ frames: frames ?? usual, signal });
}
