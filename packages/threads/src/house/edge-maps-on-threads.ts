import { OperandoError, seriesSource } from '@operando/core';
import type { FrameSource, Series } from '@operando/core';
import { edgeMapSetup, expectSameMaps, finishMaps } from '@operando/energy-loss-map';
import type { EdgeMapOptions, EdgeMaps, EdgeMapSetup, MappedFrame } from '@operando/energy-loss-map';
import type { FrameBlock } from '../frame-block.js';
import type { Job } from '../job.js';
import { mapFrames } from '../map-frames.js';
import type { HouseOptions } from './house-options.js';

type Maps = Series<'energy', 'eV'>;

/** What is done with maps beside their edges. */
export interface EdgeMapsThreads extends HouseOptions {
  /** Called with the maps of each block in order. */
  readonly onBlock?: ((block: Maps) => void) | undefined;
}

/**
 * `mapEdges` of a series, or of a source of one, with maps shared out among threads, each a task. Results are the same to the bit.
 * Maps are aligned by their edges, or not at all. The first map is read twice.
 *
 * @throws OperandoError as `mapEdges`; the reason of the signal; what reading throws.
 */
export async function edgeMapsOnThreads(
  maps: Maps | FrameSource<'energy', 'eV'>,
  options: EdgeMapOptions,
  { threads, signal, onProgress, onBlock }: EdgeMapsThreads = {},
): Promise<EdgeMaps> {
  const source = 'blocks' in maps ? maps : seriesSource(maps);
  let setup: EdgeMapSetup | undefined;
  for await (const block of source.blocks({ frames: 1, signal })) {
    setup = edgeMapSetup(block, options);
    break;
  }
  if (setup === undefined) throw new OperandoError('too-few-points', 'there are no maps.');
  const job: Job<EdgeMapSetup, FrameBlock, MappedFrame[]> = { module: 'eels', name: 'fitEdgesOfMaps', setup };
  const frames: MappedFrame[] = [];
  for await (const { block, result } of mapFrames(source, job, { threads, frames: 1, signal, onProgress })) {
    expectSameMaps(block, setup, frames.length);
    frames.push(...result);
    onBlock?.(block);
  }
  return finishMaps(setup, frames);
}
