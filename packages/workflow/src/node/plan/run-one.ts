import { join } from 'node:path';
import { isOperandoError } from '@operando/core';
import type { Writer } from '@operando/beamline-io/node';
import { makeFolder, removeAbandoned, removeFile } from '@operando/beamline-io/node';
import type { RunContext } from '../../technique/context.js';
import type { HashContext } from '../hash-inputs.js';
import type { RunResult } from '../../technique/result-files.js';
import type { TechniqueWords } from '../../technique/technique.js';
import { prepareFiles, runPrepared } from '../run-files.js';
import type { PreparedRun } from '../run-files.js';
import { outputNames } from '../result-folder.js';
import { writeResults } from '../write-results.js';
import { takeChecked } from './checked-results.js';
import type { PlanPlace } from './places.js';
import type { ResolvedRun } from './resolve-run.js';
import { runKept } from './run-kept.js';
import type { KeptRun } from './run-kept.js';
import { preparedKey } from './run-key.js';
import { isPlainName, isReusable, readRecord, sizesOf, writeRecord } from './run-record.js';
import type { RunRecord } from './run-record.js';

/** What a result of a plan is written with. */
export interface KeepContext {
  /** Knows the temporary files, so that an end leaves none behind. @default none */
  readonly writer?: Writer | undefined;
  /** Adds files to a result before it is written: its page. @default none */
  readonly complete?: ((result: RunResult) => RunResult) | undefined;
}

/** What a run of a plan works with. */
export interface RunOneContext extends RunContext, HashContext, KeepContext {
  /** Compute it although it is there. */
  readonly again: boolean;
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

/** A clock that begins now: what a record says of it, once the run has ended. */
export function runClock(): () => Pick<RunRecord, 'started' | 'seconds'> {
  const started = new Date().toISOString();
  const began = performance.now();
  return () => ({ started, seconds: (performance.now() - began) / 1000 });
}

/** Files that a result may have left: what its technique writes, and figures that are numbered. */
function filesOf(technique: TechniqueWords, { figures }: RunResult): readonly string[] {
  const drawn = figures.flatMap(({ name }) => [`${name}.svg`, `${name}.png`]);
  return [...new Set([...outputNames(technique), ...drawn])];
}

/** Writes a result into a folder, and the record of it last. @throws OperandoError as {@link writeResults}. */
export async function keepResult(
  resolved: ResolvedRun,
  result: RunResult,
  output: string,
  about: () => Pick<RunRecord, 'started' | 'seconds' | 'key' | 'blocks'>,
  { complete, writer, parquet }: KeepContext & { readonly parquet: boolean },
): Promise<RunRecord> {
  const { technique } = resolved;
  // Times stand in the record: results of the same run are the same to the last byte.
  const undrawn = await writeResults(technique, complete?.(result) ?? result, output, { force: true, writer, parquet });
  const record: RunRecord = {
    ...emptyRecord(resolved, 'done'),
    ...about(),
    headline: result.headline,
    warnings: result.warnings.length + undrawn.length,
    files: await sizesOf(output, filesOf(technique, result)),
  };
  await writeRecord(output, record, writer);
  return record;
}

/** Where a result of a run is written, and what is known of it by then. */
interface ResultPlace {
  readonly output: string;
  readonly taken: () => Pick<RunRecord, 'started' | 'seconds' | 'key'>;
}

/** Does a run block by block, going on from where an earlier one was interrupted, and writes its result into a folder. */
export async function keepRun(
  resolved: ResolvedRun,
  prepared: PreparedRun,
  plan: PlanPlace,
  place: ResultPlace,
  context: RunContext & KeepContext,
): Promise<RunRecord> {
  return keepWhole(resolved, await runKept(prepared, plan, preparedKey(prepared), context), plan, place, context);
}

/** Writes the result of a run that was done block by block, and takes its blocks away. */
export async function keepWhole(
  resolved: ResolvedRun,
  { result, blocks, drop }: KeptRun,
  { plan: { parquet } }: PlanPlace,
  { output, taken }: ResultPlace,
  context: KeepContext,
): Promise<RunRecord> {
  const about = (): ReturnType<typeof taken> & Pick<RunRecord, 'blocks'> => ({
    ...taken(),
    ...(blocks === 0 ? {} : { blocks }),
  });
  const record = await keepResult(resolved, result, output, about, { ...context, parquet });
  await drop();
  return record;
}

/**
 * Does a run, or finds that it was done: results of the same technique, options, inputs and version are those wanted, whether
 * they lie in its folder or were kept by the check.
 *
 * @throws OperandoError as the technique does, and writing; then a record of it is left.
 */
export async function runOne(resolved: ResolvedRun, plan: PlanPlace, context: RunOneContext): Promise<RunOutcome> {
  const { technique, files, options, output } = resolved;
  const clock = runClock();
  await removeAbandoned(output);
  const prepared = await prepareFiles(technique, { files, options, folder: plan.folder }, context);
  const key = preparedKey(prepared);
  const before = await readRecord(output);
  if (!context.again) {
    if (await isReusable(output, before, key, plan.plan.parquet)) return { record: before!, isReused: true };
    const checked = await takeChecked(plan, key, resolved);
    if (checked !== undefined) return { record: checked, isReused: false };
  }
  const taken = (): Pick<RunRecord, 'started' | 'seconds' | 'key'> => ({ key, ...clock() });
  try {
    if (context.again) {
      const result = await runPrepared(prepared, context);
      const { parquet } = plan.plan;
      return { record: await keepResult(resolved, result, output, taken, { ...context, parquet }), isReused: false };
    }
    return { record: await keepRun(resolved, prepared, plan, { output, taken }, context), isReused: false };
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
