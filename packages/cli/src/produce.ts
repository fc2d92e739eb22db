import { join } from 'node:path';
import type { Result } from '@operando/core';
import { createPartialWriter, expectFreePlaces, outputNames, partialNames, writeResults } from '@operando/workflow';
import type { PartialWriter, RunContext, TechniqueWords } from '@operando/workflow';
import { CommandFailure } from './exit-code.js';
import { withReport } from './report-file.js';
import type { Session } from './session.js';
import { progressBars, whileWriting } from './terminal.js';
import type { Progress, Terminal } from './terminal.js';
import { idleThreads, usualThreads } from './threads-option.js';
import { tellWarnings } from './warnings.js';

/** Where and how results are written. */
export interface OutputOptions {
  readonly output: string;
  readonly force: boolean;
  readonly json: boolean;
  /** Write every table as Parquet too. */
  readonly parquet: boolean;
  /** How many threads work. @default one fewer than there are cores, at least one */
  readonly threads?: number;
}

/** Compute a result, write it, and tell of it. @param compute What gives the result. */
export async function produce(
  technique: TechniqueWords,
  { output, force, json, parquet, threads }: OutputOptions,
  session: Session,
  compute: (context: RunContext) => Promise<Result>,
): Promise<void> {
  const { terminal, results, dpi } = session;
  const began = performance.now();
  const started = new Date().toISOString();
  const elapsed = (): number => (performance.now() - began) / 1000;
  await expectFreePlaces(output, [...outputNames(technique), ...partialNames(technique)], force);
  const bars = progressBars(terminal);
  const partial = createPartialWriter(technique, output);
  const used = technique.isThreaded === true ? (threads ?? usualThreads()) : 1;
  const onThreads = (context: RunContext): Promise<Result> => compute({ ...context, threads: used });
  const result = await keepingPartial(partial, output, terminal, onThreads, bars);
  const times = { started, seconds: elapsed() };
  const undrawn = await whileWriting(terminal, (writer) =>
    writeResults(technique, withReport(result), output, {
      force,
      times,
      writer,
      parquet,
      dpi,
      release: terminal.release,
    }),
  );
  await partial.drop();
  results.push(result);
  const warnings = [...result.warnings, ...undrawn, ...idleThreads([technique], threads)];
  tellWarnings(terminal, warnings);
  const seconds = elapsed();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const { headline, text } = result;
  if (json) terminal.out(`${JSON.stringify({ ...headline, warnings, seconds, peakMegabytes, output })}\n`);
  else terminal.out(`${text}\n${seconds.toFixed(1)} s, ${peakMegabytes.toFixed(0)} MB; written to ${output}\n`);
}

/**
 * Compute with what is done so far kept: it is written when the work fails, or the process is told to end. The latter ends it as ever
 * before there is anything to keep.
 */
async function keepingPartial(
  partial: PartialWriter,
  output: string,
  { onEnd, error: tell }: Terminal,
  compute: (context: RunContext) => Promise<Result>,
  bars: Progress,
): Promise<Result> {
  const ending = new AbortController();
  let release: (() => void) | undefined;
  const onPartial: RunContext['onPartial'] = (tables) => {
    release ??= onEnd?.((code) => ending.abort(new CommandFailure('told to end before the work was done.', code)));
    partial.take(tables);
  };
  try {
    return await compute({ onProgress: bars.update, signal: ending.signal, onPartial });
  } catch (error) {
    bars.stop();
    const kept = await partial.keep().catch((cause: unknown) => {
      tell(`What was done so far cannot be written: ${cause instanceof Error ? cause.message : String(cause)}\n`);
      return [];
    });
    if (kept.length > 0) tell(`What was done so far is in ${kept.map((name) => join(output, name)).join(' and ')}.\n`);
    throw error;
  } finally {
    bars.stop();
    release?.();
  }
}
