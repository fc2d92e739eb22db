import { runSteps, seriesSource } from '@operando/core';
import type { FrameSource } from '@operando/core';
import { createDepthProfiler } from '@operando/edxrd-depth-profile';
import type {
  DepthProfile,
  DepthProfileOptions,
  DepthProfiler,
  DepthScanSeries,
  FittedSlices,
  FrameToFit,
  SliceRunner,
  SliceSetup,
} from '@operando/edxrd-depth-profile';
import type { SlicesToFit } from '../jobs/edxrd.js';
import type { Job } from '../job.js';
import { mapTasks } from '../map-tasks.js';
import { openThreads } from '../open-threads.js';
import type { Threads } from '../open-threads.js';
import { isPlainData } from '../plain-data.js';
import { createSharedRoom } from '../shelves.js';
import type { HouseOptions } from './house-options.js';

/** Gives slices of some frames to threads. */
function runnerOn(
  threads: Threads,
  signal: AbortSignal | undefined,
  tell: (frames: number) => void,
): (setup: SliceSetup) => SliceRunner {
  return (setup) => {
    const job: Job<SliceSetup, SlicesToFit, FittedSlices> = { module: 'edxrd', name: 'fitSlicesOfFrames', setup };
    // Frames are done with when their tasks are.
    const [ofCounts, ofLive] = [createSharedRoom(), createSharedRoom()];
    return async (frames, tasks) => {
      const counts = ofCounts(frames.map((frame: FrameToFit) => frame.counts));
      const of = { frames: frames.length, counts, live: ofLive(frames.map(({ live }) => live)) };
      const parts = tasks.map((task) => ({ ...of, task }));
      const fitted: FittedSlices[] = [];
      for await (const part of mapTasks(parts, job, { threads, signal })) {
        fitted.push(part);
        tell(Math.floor((frames.length * fitted.length) / tasks.length));
      }
      return fitted;
    };
  };
}

/** Frames that were fitted before, to go on with those that follow. */
export interface DepthProfileBegun {
  /** It has had these frames, and takes the others. */
  readonly profiler: DepthProfiler;
  /** How many they are: blocks of the source can begin at the next. */
  readonly frames: number;
}

/**
 * `depthProfile` of a series, or of a source of one, with slices shared out among threads: each follows its own peaks from frame to
 * frame. Results are the same to the bit, also of frames that follow those that were fitted before. Options with functions cannot be sent to threads, and everything is fitted here.
 *
 * @throws OperandoError as `depthProfile`; the reason of the signal; what reading throws.
 */
export async function depthProfileOnThreads(
  scan: DepthScanSeries | FrameSource<'channel', '1'>,
  options: DepthProfileOptions,
  { threads: asked = 1, signal, onProgress }: HouseOptions = {},
  begun?: DepthProfileBegun,
): Promise<DepthProfile> {
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  const source = 'blocks' in scan ? scan : seriesSource(scan);
  const { profiler, frames: from } = begun ?? { profiler: createDepthProfiler(options), frames: 0 };
  const total = source.frames ?? 0;
  let before = from;
  let most = from;
  // What is fitted once more is not told of.
  const tell = (done: number): void => {
    most = Math.max(most, before + done);
    onProgress?.(most, total);
  };
  try {
    const run = threads.count > 1 && isPlainData(options) ? runnerOn(threads, signal, tell) : undefined;
    for await (const block of source.blocks({ signal, from })) {
      if (run === undefined) await runSteps(profiler.addSteps(block), { signal, onProgress: tell });
      else await profiler.addBy(block, run);
      before += block.time.start.length;
      tell(0);
    }
    return profiler.finish();
  } finally {
    if (typeof asked === 'number') await threads.close();
  }
}
