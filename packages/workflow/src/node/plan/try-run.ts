import { isOperandoError } from '@operando/core';
import type { OperandoError, OperandoErrorCode, OperandoWarning } from '@operando/core';
import type { RunContext } from '../../technique/context.js';
import type { RunResult } from '../../technique/result-files.js';
import type { HashContext } from '../hash-inputs.js';
import { prepareFiles, runPrepared } from '../run-files.js';
import { checkedFolder } from './checked-results.js';
import { sizesOfData } from './data-sizes.js';
import type { PlanPlace } from './places.js';
import type { ResolvedRun } from './resolve-run.js';
import { preparedKey } from './run-key.js';
import { keepRun, runClock } from './run-one.js';
import type { KeepContext } from './run-one.js';
import { isReusable, readRecord } from './run-record.js';

/** Files that are tried, at most this large together: bytes. */
const mostTried = 50_000_000;
/** Codes of errors that may come of having so few frames. */
const ofFewFrames: ReadonlySet<OperandoErrorCode> = new Set<OperandoErrorCode>([
  'too-few-points',
  'not-converged',
  'singular',
  'no-edge',
  'non-finite',
  'outside-range',
]);

/** Files of the first and last frame, with everything else, where that is little. */
export function sampleOf(
  { technique, options, files: all }: ResolvedRun,
  sizes: readonly { readonly size: number }[],
): ResolvedRun['files'] | undefined {
  const data = all.filter(({ role }) => role === 'data');
  const frame = technique.filesPerFrame?.(options) ?? 1;
  // Files that are no whole frames are all looked at: how many are too many, or missing, is then told as it is.
  const isWhole = data.length > 2 * frame && data.length % frame === 0;
  const isEnd = (at: number): boolean => !isWhole || at < frame || at >= data.length - frame;
  const ends = data.filter((_, at) => isEnd(at));
  const bytes = sizes.reduce((sum, { size }, at) => (isEnd(at) ? sum + size : sum), 0);
  return bytes > mostTried ? undefined : [...ends, ...all.filter(({ role }) => role !== 'data')];
}

/** What runs are checked with. */
export interface CheckContext extends RunContext, HashContext {
  readonly keep?: KeepContext | undefined;
  /** What was tried already. */
  readonly seen: Set<string>;
}

/**
 * Does the run, and keeps its result where nothing was left out. Where something was, no figures are drawn, and nothing is said of
 * options without effect: with all frames they may have one.
 */
async function trialWarnings(
  resolved: ResolvedRun,
  plan: PlanPlace,
  files: ResolvedRun['files'],
  context: CheckContext,
): Promise<readonly OperandoWarning[]> {
  const { technique, options } = resolved;
  const clock = runClock();
  const prepared = await prepareFiles(technique, { files, options, folder: plan.folder }, context);
  if (files.length < resolved.files.length) {
    const { warnings } = await runPrepared(prepared, { ...context, figures: false });
    return warnings.filter(({ code }) => code !== 'option-without-effect');
  }
  if (context.keep === undefined) return (await runPrepared(prepared, context)).warnings;
  const key = preparedKey(prepared);
  const folder = checkedFolder(plan, key);
  if (await isReusable(folder, await readRecord(folder), key, plan.plan.parquet)) return [];
  let warnings: readonly OperandoWarning[] = [];
  const { complete = (result: RunResult): RunResult => result, writer } = context.keep;
  const seen = (result: RunResult): RunResult => {
    ({ warnings } = result);
    return complete(result);
  };
  const taken = (): { key: string } & ReturnType<typeof clock> => ({ key, ...clock() });
  await keepRun(resolved, prepared, plan, { output: folder, taken }, { ...context, complete: seen, writer });
  return warnings;
}

/**
 * Does the run on its first and last frames: errors of a file are its own, others may come of having so few. What options say of
 * frames (stages, a number of curves) fits all of them alone: then all are tried.
 */
export async function tried(
  resolved: ResolvedRun,
  plan: PlanPlace,
  files: ResolvedRun['files'],
  context: CheckContext,
): Promise<(OperandoError | OperandoWarning)[]> {
  try {
    return [...(await trialWarnings(resolved, plan, files, context))];
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!isOperandoError(error)) return [];
    const isWhole = files.length === resolved.files.length;
    if (!ofFewFrames.has(error.code))
      return isWhole || error.where?.file !== undefined ? [error] : tried(resolved, plan, resolved.files, context);
    // With all frames it is the run itself that ends so, which a plan may allow.
    if (isWhole) return resolved.run.onError === 'stop' ? [error] : [];
    const bytes = (await sizesOfData(resolved)).reduce((sum, { size }) => sum + size, 0);
    return bytes > mostTried ? [] : tried(resolved, plan, resolved.files, context);
  }
}
