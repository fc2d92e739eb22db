import { readElectrochemistryFrom } from '@operando/beamline-io';
import { collectSeries, seriesSource } from '@operando/core';
import type { Electrochemistry, FrameSource, Series } from '@operando/core';
import type { z } from 'zod';
import type { RunContext } from './context.js';
import { progressOf } from './context.js';
import type { cyclerShape, readingShape } from './shared-options.js';
import type { TechniqueFiles } from './technique.js';

type ReadingOptions = z.output<z.ZodObject<ReturnType<typeof readingShape>>>;
type CyclerOptions = z.output<z.ZodObject<ReturnType<typeof cyclerShape>>>;

/** Bytes of frames that are kept from when they are looked at to when they are used: of more, all are read again. */
export const keptFrameBytes: number = 16 * 1024 * 1024;

/** The cycler's log, if any. */
export async function readCycler(
  { cycler }: TechniqueFiles,
  { cyclerStart, currentSign, timeUnit, lastRow, dateOrder }: CyclerOptions,
): Promise<Electrochemistry | undefined> {
  return cycler.length === 0
    ? undefined
    : readElectrochemistryFrom(cycler, { cyclerStart, currentSign, timeUnit, lastRow, dateOrder });
}

/** How readers of many files tell how far they are, and give up. */
export function readingProgress(context: RunContext) {
  return { onProgress: progressOf(context, 'reading'), abort: context.signal } as const;
}

/** Options of the readers of series. */
export function seriesReading({ timeStep, grid, frameDateOrder, skipBad }: ReadingOptions, context: RunContext) {
  return {
    timeStep,
    dateOrder: frameDateOrder,
    grid: grid === 'same' ? 'error' : 'interpolate',
    onError: skipBad ? 'skip' : 'throw',
    memory: context.memory?.frames,
    ...readingProgress(context),
  } as const;
}

/** Frames in memory, of a series or a source of one. */
export async function inMemory<Name extends string, Unit extends string>(
  frames: Series<Name, Unit> | FrameSource<Name, Unit>,
  context: RunContext,
): Promise<Series<Name, Unit>> {
  if (!('blocks' in frames)) return frames;
  return collectSeries(frames, { signal: context.signal, onProgress: progressOf(context, 'reading') });
}

/** Frames in blocks, of a series or a source of one. */
export function inBlocks<Name extends string, Unit extends string>(
  frames: Series<Name, Unit> | FrameSource<Name, Unit>,
): FrameSource<Name, Unit> {
  return 'blocks' in frames ? frames : seriesSource(frames);
}
