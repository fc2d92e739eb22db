import { measureTomograms } from '@operando/tomogram-measure';
import type { FrameMeasurer, FrameSetup, FrameTask, MeasuredFrame, SlabSource } from '@operando/tomogram-measure';
import type { TomogramCourse, TomogramOptions } from '@operando/tomogram-measure';
import type { Job } from '../job.js';
import { mapTasks } from '../map-tasks.js';
import { openThreads } from '../open-threads.js';
import type { HouseOptions } from './house-options.js';

/**
 * `measureTomograms` with cracks and particles of volumes shared out among threads, each volume a task: as many volumes are in
 * memory as there are threads, and two more. Results are the same to the bit. Grey levels and interfaces are found where it was
 * asked for, and volumes of more than 300 MB are measured there.
 *
 * @throws OperandoError as `measureTomograms`; the reason of the signal.
 */
export async function measureTomogramsOnThreads(
  sources: readonly SlabSource[],
  options: TomogramOptions,
  { threads: asked = 1, signal, onProgress }: HouseOptions = {},
): Promise<TomogramCourse> {
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  const measurer: FrameMeasurer = (tasks, setup) => {
    const job: Job<FrameSetup, FrameTask, MeasuredFrame> = { module: 'tomography', name: 'measureVolumes', setup };
    return mapTasks(tasks, job, { threads, signal });
  };
  try {
    return await measureTomograms(sources, options, onProgress, measurer);
  } finally {
    if (typeof asked === 'number') await threads.close();
  }
}
