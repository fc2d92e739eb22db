import { availableParallelism } from 'node:os';
import type { OperandoWarning, Result } from '@operando/core';
import { expectFreePlaces, outputNames, writeResults } from '@operando/workflow';
import type { RunContext, TechniqueWords } from '@operando/workflow';
import type { Session } from './session.js';
import { progressBars, whileWriting } from './terminal.js';
import { tellWarnings } from './warnings.js';

/** Where and how results are written. */
export interface OutputOptions {
  readonly output: string;
  readonly force: boolean;
  readonly json: boolean;
  /** How many threads work. @default one fewer than there are cores, at least one */
  readonly threads?: number;
}

/** One core is left to the rest of the machine; one thread works in any case. */
function usualThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** That threads were asked for where one does everything. */
function idleThreads(
  { id, frames, isThreaded = false }: TechniqueWords,
  threads: number | undefined,
): OperandoWarning[] {
  if (isThreaded || threads === undefined || threads === 1) return [];
  const message = `threads has no effect: ${id} goes through its ${frames} one after another, on one thread.`;
  return [{ code: 'option-without-effect', message }];
}

/** Compute a result, write it, and tell of it. @param compute What gives the result. */
export async function produce(
  technique: TechniqueWords,
  { output, force, json, threads }: OutputOptions,
  session: Session,
  compute: (context: RunContext) => Promise<Result>,
): Promise<void> {
  const { terminal, results } = session;
  const began = performance.now();
  const started = new Date().toISOString();
  const elapsed = (): number => (performance.now() - began) / 1000;
  await expectFreePlaces(output, outputNames(technique), force);
  const bars = progressBars(terminal);
  const context = { onProgress: bars.update, threads: technique.isThreaded === true ? (threads ?? usualThreads()) : 1 };
  const result = await compute(context).finally(bars.stop);
  const times = { started, seconds: elapsed() };
  const undrawn = await whileWriting(terminal, (writer) =>
    writeResults(technique, result, output, { force, times, writer }),
  );
  results.push(result);
  const warnings = [...result.warnings, ...undrawn, ...idleThreads(technique, threads)];
  tellWarnings(terminal, warnings);
  const seconds = elapsed();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const { headline, text } = result;
  if (json) terminal.out(`${JSON.stringify({ ...headline, warnings, seconds, peakMegabytes, output })}\n`);
  else terminal.out(`${text}\n${seconds.toFixed(1)} s, ${peakMegabytes.toFixed(0)} MB; written to ${output}\n`);
}
