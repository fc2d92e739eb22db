import { runSteps } from '@operando/core';
import { fitSeriesSteps, planSeries } from '@operando/nr-sld-fit';
import type {
  FitSeriesOptions,
  ReflectivityFit,
  ReflectivityFrame,
  ReflectivityModel,
  ReflectivitySeries,
  ReflectivitySeriesFit,
  SeriesPlan,
  SeriesWay,
  SeriesWays,
} from '@operando/nr-sld-fit';
import type { PartOfWay, ReflectivityToFit } from '../jobs/nr.js';
import type { Job } from '../job.js';
import { mapTasks } from '../map-tasks.js';
import { openThreads } from '../open-threads.js';
import type { Threads } from '../open-threads.js';
import { isPlainData } from '../plain-data.js';
import type { HouseOptions } from './house-options.js';

/** Parts, at most, of a series whose frames know nothing of each other: the same for every number of threads, so that they are found again. */
const mostParts = 64;

/** What threads do at the same time: both ways; without warm starts parts of one, since the other gives the same. */
function partsOf({ list, ways }: SeriesPlan, isWarm: boolean): PartOfWay[] {
  const all = { from: 0, to: list.length };
  if (isWarm) return ways.map((way) => ({ way, ...all }));
  const count = Math.min(list.length, mostParts);
  const edge = (part: number): number => Math.floor((part * list.length) / count);
  return Array.from({ length: count }, (_, p) => ({ way: ways[0]!, from: edge(p), to: edge(p + 1) }));
}

async function goWays(
  toFit: ReflectivityToFit,
  plan: SeriesPlan,
  threads: Threads,
  { signal, onProgress }: HouseOptions,
): Promise<SeriesWays> {
  const { list, ways, total } = plan;
  const isWarm = toFit.options.warmStart ?? true;
  const parts = partsOf(plan, isWarm);
  const job: Job<ReflectivityToFit, PartOfWay, readonly ReflectivityFit[]> = {
    module: 'nr',
    name: 'fitWay',
    setup: toFit,
  };
  const done = new Float64Array(parts.length);
  const share = isWarm ? 1 : ways.length;
  const onReport = (part: number, fitted: number): void => {
    done[part] = share * fitted;
    onProgress?.(
      done.reduce((sum, each) => sum + each, 0),
      total,
    );
  };
  const fits: Record<SeriesWay, ReflectivityFit[]> = { forward: [], backward: [] };
  let p = 0;
  for await (const part of mapTasks(parts, job, { threads, signal, onReport })) fits[parts[p++]!.way].push(...part);
  const gone = isWarm ? fits : { forward: fits[ways[0]!], backward: fits[ways[0]!] };
  onProgress?.(ways.length * list.length, total);
  return gone;
}

/**
 * `fitSeries` with its two ways, forward and backward, gone at the same time by two threads; without warm starts frames are shared
 * out among all. Results are the same to the bit. A model with functions cannot be sent to threads, and is fitted here.
 *
 * @throws OperandoError as `fitSeries`; the reason of the signal.
 */
export async function fitSeriesOnThreads(
  model: ReflectivityModel,
  frames: readonly ReflectivityFrame[] | ReflectivitySeries,
  options: FitSeriesOptions = {},
  running: HouseOptions = {},
): Promise<ReflectivitySeriesFit> {
  const { threads: asked = 1, signal, onProgress } = running;
  const threads = typeof asked === 'number' ? openThreads(asked) : asked;
  try {
    const plan = planSeries(model, frames, options);
    const toFit = { model, frames: plan.list, options };
    const isShared = threads.count > 1 && isPlainData(toFit);
    const ways = isShared ? await goWays(toFit, plan, threads, running) : undefined;
    return await runSteps(fitSeriesSteps(model, frames, { ...options, ways }), { signal, onProgress });
  } finally {
    if (typeof asked === 'number') await threads.close();
  }
}
