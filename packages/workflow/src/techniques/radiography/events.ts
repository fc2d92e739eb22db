import { createAxis, createSeries } from '@operando/core';
import { watchEvents } from '@operando/attenuation-image';
import type { ImageEvents } from '@operando/attenuation-image';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { RadiographyAnalysis } from './analysis.js';
import { timesOf } from './frame-times.js';
import type { RadiographyInput } from './input.js';
import type { RadiographyOptions } from './options.js';
import { pooledTo } from './pooled.js';
import type { PooledFrame } from './pooled.js';

/** Events, frame by frame. */
export async function findEvents({ radiographs }: RadiographyInput, context: RunContext): Promise<ImageEvents> {
  const { width, height, count, read } = radiographs;
  const watch = watchEvents({ width, height });
  const progress = progressOf(context, 'measuring');
  for (let k = 0; k < count; k++) {
    watch.add(await read(k));
    progress(k + 1, count);
  }
  return watch.finish();
}

/** Events whose frames are shown, and pixels of these along their longer side. */
const mostShown = 6;
const mostPixels = 160;

/** The frames before, at and after the first events. */
export async function framesOfEvents(
  { radiographs }: RadiographyInput,
  { events }: ImageEvents,
): Promise<PooledFrame[]> {
  const { width, height, count, read } = radiographs;
  const around = events.slice(0, mostShown).flatMap(({ frame }) => [frame - 1, frame, frame + 1]);
  const shown = [...new Set(around)].filter((frame) => frame >= 0 && frame < count).sort((a, b) => a - b);
  const frames: PooledFrame[] = [];
  for (const frame of shown) frames.push({ frame, ...pooledTo(await read(frame), width, height, mostPixels) });
  return frames;
}

/** A series of changes from frame to frame, for fast pictures without a cell. */
export async function changesOnly(
  input: RadiographyInput,
  { changes }: ImageEvents,
  options: RadiographyOptions,
): Promise<Omit<RadiographyAnalysis, 'frames' | 'events'>> {
  const { time, warnings: untimed } = await timesOf(input.radiographs, options);
  const series = createSeries<'depth', 'um' | 'px'>({
    signal: changes,
    axis: createAxis({ name: 'depth', unit: 'px', values: [0] }),
    time,
    provenance: [],
  });
  const joined = joinCycler(series, input.cycler, options);
  return {
    ...joined,
    layers: [],
    steps: joined.series.provenance,
    warnings: [...(input.radiographs.warnings ?? []), ...joined.warnings, ...untimed],
  };
}
