import { readElectrochemistry } from '@operando/beamline-io/node';
import type { Electrochemistry } from '@operando/core';
import type { z } from 'zod';
import type { RunContext } from './context.js';
import { progressOf } from './context.js';
import type { cyclerShape, readingShape } from './shared-options.js';
import type { TechniqueFiles } from './technique.js';

type ReadingOptions = z.output<z.ZodObject<ReturnType<typeof readingShape>>>;
type CyclerOptions = z.output<z.ZodObject<ReturnType<typeof cyclerShape>>>;

/** The cycler's log, if any. */
export async function readCycler(
  { cycler }: TechniqueFiles,
  { currentSign, timeUnit, lastRow, dateOrder }: CyclerOptions,
): Promise<Electrochemistry | undefined> {
  return cycler.length === 0 ? undefined : readElectrochemistry(cycler, { currentSign, timeUnit, lastRow, dateOrder });
}

/** Options of the readers of series. */
export function seriesReading({ timeStep, grid, skipBad }: ReadingOptions, context: RunContext) {
  return {
    timeStep,
    grid: grid === 'same' ? 'error' : 'interpolate',
    onError: skipBad ? 'skip' : 'throw',
    onProgress: progressOf(context, 'reading'),
  } as const;
}
