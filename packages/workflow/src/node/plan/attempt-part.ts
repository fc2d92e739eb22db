import type { TaskPart } from '@operando/threads';
import type { PlannedRun } from '../../plan/planned-run.js';
import { prepareFiles } from '../run-files.js';
import type { AttemptOptions } from './attempt-run.js';
import { isDone } from './is-done.js';
import type { PlanFile } from './read-plan.js';
import { resolveRun } from './resolve-run.js';
import { runPart } from './run-kept.js';
import { preparedKey } from './run-key.js';
import { errorRecord, keepWhole, runClock } from './run-one.js';
import type { RunRecord } from './run-record.js';

/** What became of a part of a run's frames. */
export interface PartResult extends TaskPart {
  /** Name of the run. */
  readonly run: string;
  /**
   * `done`: its blocks are kept for the run; `reused`: the run's results are there; `whole`: nothing could be shared out; `failed` and
   * `blocked`: the run will say so itself.
   */
  readonly state: 'done' | 'reused' | 'whole' | 'failed' | 'blocked';
  /** What went wrong, where something did. */
  readonly error?: RunRecord['error'];
}

/**
 * Does a part of the frames of a run, for the run itself to find. Where nothing can be shared out the first part does the run.
 *
 * @throws The reason of the abort signal; whatever else goes wrong is told, and comes again in the run itself.
 */
export async function attemptPart(
  plan: PlanFile,
  run: PlannedRun,
  part: TaskPart,
  { techniques, ...context }: Omit<AttemptOptions, 'onEvent' | 'again'>,
): Promise<PartResult> {
  const about = { run: run.name, ...part };
  try {
    const clock = runClock();
    const resolved = await resolveRun(plan, run, techniques);
    const { technique, files, options, output } = resolved;
    if (await isDone(resolved, plan, context)) return { ...about, state: 'reused' };
    const prepared = await prepareFiles(technique, { files, options, folder: plan.folder }, context);
    const key = preparedKey(prepared);
    const { whole } = await runPart(prepared, plan, { key, part }, context);
    if (whole === undefined) return { ...about, state: 'done' };
    if (part.part === 0)
      await keepWhole(resolved, whole, plan, { output, taken: () => ({ key, ...clock() }) }, context);
    return { ...about, state: 'whole' };
  } catch (error) {
    context.signal?.throwIfAborted();
    return { ...about, state: 'failed', error: errorRecord(error) };
  }
}
