import { createPeakStackFitter, fitPeakStack, joinStacks } from '@operando/peak-fit';
import type { FitPeakStackOptions, FitPeakStackResult } from '@operando/peak-fit';
import type { PeakFrames, PeaksToFit } from '../jobs/peaks.js';
import type { Job } from '../job.js';
import { mapTasks } from '../map-tasks.js';
import { openThreads } from '../open-threads.js';
import { createShelves } from '../shelves.js';
import type { HouseOptions } from './house-options.js';

/** Options of {@link fitPeakStackOnThreads}. */
export interface PeakStackThreads extends HouseOptions {
  /**
   * Frames that are fitted one from another; the next of them begins anew, so that it does not matter which thread has it. Results
   * depend on this within the tolerance of the fits, and not at all with `warmStart: false`.
   * @default 1024
   */
  readonly chain?: number | undefined;
}

const usualChain = 1024;
/** Chains that go to a thread together at most, since what goes back and forth takes as long as some hundred fits. */
const mostTogether = 16;
/** So many times each thread is given chains at least, so that all end at nearly the same time. */
const turns = 4;

/** How many chains go to a thread together. On one thread, where others wait for each, one. */
function chainsTogether(chains: number, threads: number): number {
  return threads === 1 ? 1 : Math.max(1, Math.min(mostTogether, Math.floor(chains / (turns * threads))));
}

/** Chains of a stack, some together. */
function* chainsOf(
  stack: Float64Array,
  points: number,
  sigma: Float64Array | undefined,
  { chain, together }: { readonly chain: number; readonly together: number },
  place: (values: Float64Array) => Float64Array,
): Generator<PeakFrames, void, void> {
  const size = together * chain * points;
  for (let from = 0; from < stack.length; from += size) {
    const values = place(stack.subarray(from, from + size));
    const own = sigma === undefined ? {} : { sigma: sigma.slice(from, from + size) };
    yield { first: from / points, values, chain, ...own };
  }
}

/**
 * `fitPeakStack` in chains of frames that are shared out among threads. Results are the same to the bit for every number of threads.
 * A stack in shared memory (`new Float64Array(new SharedArrayBuffer(bytes))`) is not copied.
 *
 * @throws OperandoError as `fitPeakStack`; the reason of the signal.
 */
export async function fitPeakStackOnThreads(
  x: ArrayLike<number>,
  stack: Float64Array,
  options: FitPeakStackOptions,
  { threads: asked = 1, signal, onProgress, chain = usualChain }: PeakStackThreads = {},
): Promise<FitPeakStackResult> {
  const points = x.length;
  const { sigma, ...rest } = options;
  const own = typeof sigma === 'object' && sigma.length !== points ? sigma : undefined;
  const isWhole = points > 0 && stack.length > 0 && stack.length % points === 0;
  // Refuses what goes not together, before anything is fitted.
  if (!isWhole || (own !== undefined && own.length !== stack.length)) return fitPeakStack(x, stack, options);
  const setup = {
    x: Float64Array.from(x),
    options: own === undefined ? options : { ...rest, sigma: 'counts' as const },
  };
  createPeakStackFitter(setup.x, setup.options).add(new Float64Array(0), { chain });
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  const shelves = createShelves(threads.count > 1);
  const job: Job<PeaksToFit, PeakFrames, FitPeakStackResult> = { module: 'peaks', name: 'fitPeaksOfFrames', setup };
  const total = stack.length / points;
  const chains = { chain, together: chainsTogether(total / chain, threads.count) };
  const blocks: FitPeakStackResult[] = [];
  let done = 0;
  try {
    const running = { threads, signal, onDropped: shelves.release };
    for await (const block of mapTasks(chainsOf(stack, points, own, chains, shelves.place), job, running)) {
      shelves.release();
      blocks.push(block);
      onProgress?.((done += block.frames), total);
    }
  } finally {
    if (typeof asked === 'number') await threads.close();
  }
  const [first, ...others] = blocks;
  return joinStacks([first!, ...others]);
}
