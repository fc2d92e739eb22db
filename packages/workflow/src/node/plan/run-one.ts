import { join } from 'node:path';
import { isOperandoError } from '@operando/core';
import type { Writer } from '@operando/beamline-io/node';
import { makeFolder, removeFile } from '@operando/beamline-io/node';
import type { RunContext } from '../../technique/context.js';
import type { RunResult } from '../../technique/result-files.js';
import { prepareFiles, runPrepared } from '../run-files.js';
import { outputNames } from '../result-folder.js';
import { writeResults } from '../write-results.js';
import type { ResolvedRun } from './resolve-run.js';
import { preparedKey } from './run-key.js';
import { isPlainName, isReusable, readRecord, sizesOf, writeRecord } from './run-record.js';
import type { RunRecord } from './run-record.js';

/** What a run of a plan works with. */
export interface RunOneContext extends RunContext {
  readonly writer?: Writer | undefined;
  /** Compute it although it is there. */
  readonly again: boolean;
  /** Adds files to a result before it is written: its page. @default none */
  readonly complete?: ((result: RunResult) => RunResult) | undefined;
}

/** What became of a run, and whether it was there already. */
export interface RunOutcome {
  readonly record: RunRecord;
  readonly isReused: boolean;
}

/** What a record says before anything is known. */
export function emptyRecord({ run }: Pick<ResolvedRun, 'run'>, status: RunRecord['status']): RunRecord {
  const { name, step, set, technique, choice } = run;
  return {
    format: 'operando-run',
    formatVersion: 1,
    run: name,
    step,
    set,
    technique,
    choice,
    status,
    key: '',
    started: '',
    seconds: 0,
    headline: {},
    warnings: 0,
    files: [],
  };
}

/** What went wrong, as a record has it. */
export function errorRecord(error: unknown): NonNullable<RunRecord['error']> {
  const message = error instanceof Error ? error.message : String(error);
  return isOperandoError(error) ? { code: error.code, message } : { message };
}

/**
 * Does a run, or finds that it was done: results of the same technique, options, inputs and version are those wanted.
 *
 * @throws OperandoError as the technique does, and writing; then a record of it is left.
 */
export async function runOne(resolved: ResolvedRun, folder: string, context: RunOneContext): Promise<RunOutcome> {
  const { technique, files, options, output } = resolved;
  const started = new Date().toISOString();
  const began = performance.now();
  const prepared = await prepareFiles(technique, { files, options, folder }, context);
  const key = preparedKey(prepared);
  const before = await readRecord(output);
  if (!context.again && (await isReusable(output, before, key))) return { record: before!, isReused: true };
  const taken = (): Pick<RunRecord, 'started' | 'seconds' | 'key'> => ({
    key,
    started,
    seconds: (performance.now() - began) / 1000,
  });
  try {
    const result: RunResult = await runPrepared(prepared, context);
    // Times stand in the record: results of the same run are the same to the last byte.
    const whole = context.complete?.(result) ?? result;
    const undrawn = await writeResults(technique, whole, output, { force: true, writer: context.writer });
    const record: RunRecord = {
      ...emptyRecord(resolved, 'done'),
      ...taken(),
      headline: result.headline,
      warnings: result.warnings.length + undrawn.length,
      files: await sizesOf(output, outputNames(technique)),
    };
    await writeRecord(output, record, context.writer);
    return { record, isReused: false };
  } catch (error) {
    if (context.signal?.aborted !== true) {
      await makeFolder(output);
      // Results of other options or inputs must not lie beside the word that these were not computed.
      for (const { name } of before?.files ?? []) if (isPlainName(name)) await removeFile(join(output, name));
      await writeRecord(
        output,
        { ...emptyRecord(resolved, 'failed'), ...taken(), error: errorRecord(error) },
        context.writer,
      );
    }
    throw error;
  }
}
