import type { ChainRunner, ConversionSetup, FrameChain, NdpProfiles, ProfileData, Profiler } from '@operando/ndp-depth';
import type { Job } from '../job.js';
import { mapTasks } from '../map-tasks.js';
import { openThreads } from '../open-threads.js';
import { isPlainData } from '../plain-data.js';
import type { HouseOptions } from './house-options.js';

/**
 * `finish` of a profiler that has all its frames, with chains of them inverted by several threads. Results are the same to the bit.
 * What is learnt from all frames together comes first, on one thread; so does everything with a front, layers that change, profiles
 * joined in time, or functions among the options.
 *
 * @throws OperandoError as `profileSeries`; the reason of the signal.
 */
export async function finishProfilesOnThreads(
  profiler: Profiler,
  { threads: asked = 1, signal, onProgress }: HouseOptions = {},
): Promise<NdpProfiles> {
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  const run: ChainRunner = async (setup, chains) => {
    if (threads.count === 1 || !isPlainData(setup)) return undefined;
    const job: Job<ConversionSetup, FrameChain, readonly (ProfileData | undefined)[]> = {
      module: 'ndp',
      name: 'invertChains',
      setup,
    };
    const total = chains.reduce((sum, { frames }) => sum + frames.length, 0);
    const inverted: (readonly (ProfileData | undefined)[])[] = [];
    let done = 0;
    for await (const part of mapTasks(chains, job, { threads, signal })) {
      inverted.push(part);
      onProgress?.((done += part.length), total);
    }
    return inverted;
  };
  try {
    return await profiler.finishBy(run, { signal, onProgress });
  } finally {
    if (typeof asked === 'number') await threads.close();
  }
}
