import { setTimeout as sleep } from 'node:timers/promises';
import { OperandoError } from '@operando/core';
import type { RunContext } from '../../technique/context.js';
import type { RunResult } from '../../technique/result-files.js';
import type { Technique } from '../../technique/technique.js';
import { createBell } from './bell.js';
import { watchFolders } from './folder-events.js';
import { liveOptions } from './live-options.js';
import { WatchedRun } from './watched-run.js';
import type { FileWatch, WatchState } from './watched-run.js';

/** How files are watched. */
export interface WatchOptions extends Omit<RunContext, 'memory'> {
  /** Ends the watch, and has its last results computed. */
  readonly stop: AbortSignal;
  /** Called after every look. @param result Absent where there is none newer. */
  readonly onLook?: ((state: WatchState, result: RunResult | undefined) => void | Promise<void>) | undefined;
  /** Seconds for which a file must not have changed to be taken. @default 0.2 */
  readonly settle?: number | undefined;
  /** Seconds after which a file that never stops growing is taken as it is, again and again. @default 5 */
  readonly growing?: number | undefined;
  /** Only look for changes, every second. @default on file systems of the network */
  readonly poll?: boolean | undefined;
  /** How many threads work on a look. @default 1: those that a look would start cost more than they save where little is new */
  readonly threadsOfLooks?: RunContext['threads'];
  /** Ends the watch when nothing came for so many seconds. @default never */
  readonly untilIdle?: number | undefined;
}

/** Seconds between two listings, at least, and as a multiple of what one takes. */
const leastGap = 0.05;
const gapShare = 10;
/** Rest after a look, as a share of what it took, and at most. */
const restShare = 0.3;
const longestRest = 0.5;
/** Seconds by which clocks of other machines may be off. */
const clockDoubt = 10;
const clock = (): number => performance.now() / 1000;

/**
 * Watch folders and files, and run a technique on what is there again and again: on a file once its size and times are still, without
 * one that cannot be read, which is told. What is the same as the time before is not done again, as far as the technique can tell.
 * When it is stopped, all is computed once more from the start: these results are those of one run on the same files.
 *
 * @returns The last results.
 * @throws OperandoError `invalid-argument` for options that are none, and where no file ever came; `file-exists` where another watch
 * left its results; what the technique throws of all files at the end; the reason of `signal`.
 */
export async function watchFiles(technique: Technique, watch: FileWatch, given: WatchOptions): Promise<RunResult> {
  for (const name of ['settle', 'growing', 'untilIdle'] as const) expectSeconds(name, given[name]);
  const {
    stop,
    signal,
    onLook,
    poll,
    settle = 0.2,
    growing = 5,
    untilIdle = Infinity,
    onProgress,
    threads,
    threadsOfLooks = 1,
  } = given;
  const context: RunContext = { signal, onProgress, threads };
  // What is under way when it is told to end is given up: all is computed once more.
  const looking = AbortSignal.any(signal === undefined ? [stop] : [stop, signal]);
  const hasCycler = technique.cycler && watch.hasCycler;
  const options = technique.complete(liveOptions(technique.options, watch.options, hasCycler));
  const bell = createBell();
  const events = await watchFolders(watch.places, bell.ring, { poll });
  const trusted = events.isPolling ? clockDoubt : settle;
  const own = new WatchedRun(technique, watch, options, { settle, growing, trusted });
  stop.addEventListener('abort', bell.ring);
  signal?.addEventListener('abort', bell.ring);
  let came = clock();
  try {
    await own.resume();
    while (!stop.aborted && clock() - came < untilIdle) {
      signal?.throwIfAborted();
      const began = clock();
      await own.list();
      if (own.isDue) {
        came = clock();
        const result = await own
          .look({ onProgress, threads: threadsOfLooks, signal: looking, memory: own.memory, isGrowing: true })
          .catch((error: unknown) => {
            if (stop.aborted) return undefined;
            throw error;
          });
        if (stop.aborted) break;
        came = clock();
        await onLook?.(own.state(), result);
        await own.record(false);
        await rest(Math.min(longestRest, restShare * (clock() - began)), stop);
        continue;
      }
      await onLook?.(own.state(), undefined);
      await rest(Math.max(leastGap, gapShare * (clock() - began)), stop);
      await bell.wait(Math.max(0, Math.min(own.next(), came + untilIdle - clock(), 3600)));
    }
    signal?.throwIfAborted();
    own.forget();
    await own.list();
    const result = await own.look(context, true);
    if (result === undefined)
      throw new OperandoError('invalid-argument', 'no file of data ever came.', {
        where: { file: watch.places[0] ?? '' },
        cure: 'Look after the folder: files are taken from it, not from folders in it.',
      });
    await own.record(true);
    return result;
  } finally {
    events.close();
    stop.removeEventListener('abort', bell.ring);
    signal?.removeEventListener('abort', bell.ring);
  }
}

/** @throws OperandoError `invalid-argument` for a time that is none. */
function expectSeconds(parameter: string, seconds: number | undefined): void {
  if (seconds === undefined || seconds >= 0) return;
  throw new OperandoError('invalid-argument', `${parameter} is ${seconds}.`, {
    where: { parameter },
    cure: 'It is a time in seconds, 0 or more.',
  });
}

async function rest(seconds: number, stop: AbortSignal): Promise<void> {
  await sleep(1000 * seconds, undefined, { signal: stop }).catch(() => undefined);
}
