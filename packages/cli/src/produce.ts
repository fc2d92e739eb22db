import type { Result } from '@operando/core';
import { expectFreePlaces, outputNames, writeResults } from '@operando/workflow';
import type { RunContext, TechniqueWords } from '@operando/workflow';
import { withReport } from './report-file.js';
import type { Session } from './session.js';
import { progressBars, whileWriting } from './terminal.js';
import { tellWarnings } from './warnings.js';

/** Where and how results are written. */
export interface OutputOptions {
  readonly output: string;
  readonly force: boolean;
  readonly json: boolean;
}

/** Compute a result, write it, and tell of it. @param compute What gives the result. */
export async function produce(
  technique: TechniqueWords,
  { output, force, json }: OutputOptions,
  session: Session,
  compute: (context: RunContext) => Promise<Result>,
): Promise<void> {
  const { terminal, results } = session;
  const began = performance.now();
  const started = new Date().toISOString();
  const elapsed = (): number => (performance.now() - began) / 1000;
  await expectFreePlaces(output, outputNames(technique), force);
  const bars = progressBars(terminal);
  const result = await compute({ onProgress: bars.update }).finally(bars.stop);
  const times = { started, seconds: elapsed() };
  const undrawn = await whileWriting(terminal, (writer) =>
    writeResults(technique, withReport(result), output, { force, times, writer }),
  );
  results.push(result);
  const warnings = [...result.warnings, ...undrawn];
  tellWarnings(terminal, warnings);
  const seconds = elapsed();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const { headline, text } = result;
  if (json) terminal.out(`${JSON.stringify({ ...headline, warnings, seconds, peakMegabytes, output })}\n`);
  else terminal.out(`${text}\n${seconds.toFixed(1)} s, ${peakMegabytes.toFixed(0)} MB; written to ${output}\n`);
}
