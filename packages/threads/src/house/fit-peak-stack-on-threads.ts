import { fitPeakStack, joinStacks } from '@operando/peak-fit';
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

/** Chains of a stack. Frames that are no whole ones are left to the fitter to refuse. */
function* chainsOf(
  stack: Float64Array,
  points: number,
  sigma: Float64Array | undefined,
  chain: number,
  place: (values: Float64Array) => Float64Array,
): Generator<PeakFrames, void, void> {
  const size = chain * points;
  for (let from = 0; from < stack.length; from += size) {
    const values = place(stack.subarray(from, from + size));
    yield { first: from / points, values, ...(sigma === undefined ? {} : { sigma: sigma.slice(from, from + size) }) };
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
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  const shelves = createShelves(threads.count > 1);
  const setup = {
    x: Float64Array.from(x),
    options: own === undefined ? options : { ...rest, sigma: 'counts' as const },
  };
  const job: Job<PeaksToFit, PeakFrames, FitPeakStackResult> = { module: 'peaks', name: 'fitPeaksOfFrames', setup };
  const total = stack.length / points;
  const blocks: FitPeakStackResult[] = [];
  let done = 0;
  try {
    const running = { threads, signal, onDropped: shelves.release };
    for await (const block of mapTasks(chainsOf(stack, points, own, chain, shelves.place), job, running)) {
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
