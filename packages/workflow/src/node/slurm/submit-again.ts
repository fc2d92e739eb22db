import type { PlanOutcome } from '../plan/outcome.js';
import { mendable, taskEnd } from './job-states.js';
import { askStates } from './plan-status.js';
import type { Collected } from './run-task.js';
import { tasksOf } from './submission.js';
import type { SubmissionPlace } from './submission.js';
import { submitPlan } from './submit-plan.js';
import type { SubmitOptions } from './submit-plan.js';
import { loggedEnd, logOf, readEnd } from './task-log.js';

/** How often what ran out of memory, or lost its node, is submitted again where the plan does not say. */
const usualAttempts = 2;

/** What was handed to Slurm once more. */
export interface SubmittedAgain extends SubmissionPlace {
  /** Names of the runs. */
  readonly runs: readonly string[];
  /** Megabytes that they were given before. */
  readonly before: number;
  /** Megabytes that they are given now. */
  readonly memory: number;
}

/** Whether a run ended for want of memory, or because its node went. */
async function lostBy(
  { run, state, record }: PlanOutcome,
  places: ReturnType<typeof tasksOf>,
  states: Awaited<ReturnType<typeof askStates>>,
): Promise<ReturnType<typeof taskEnd>> {
  // Where room for an array was refused, the run itself could say so.
  if (state === 'failed') return loggedEnd(record.error?.message ?? '') === 'memory' ? 'memory' : undefined;
  const place = places.get(run.name);
  if (state !== 'not-run' || place === undefined) return undefined;
  return taskEnd(states.get(place.id), loggedEnd(await readEnd(logOf(place.folder, place.array, place.task))));
}

/**
 * Hand what ran out of memory to Slurm again, with twice as much, and what lost its node with as much; with all that waits for
 * it. As often as the plan says (`slurm: {attempts: 2}`), and never what failed by itself.
 *
 * @returns Undefined where there is nothing, or where it was tried often enough.
 * @throws OperandoError as {@link submitPlan}: what Slurm refuses, as more memory than a node has.
 */
export async function submitAgain(
  { plan, chain, outcomes }: Collected,
  { program, techniques }: Pick<SubmitOptions, 'program' | 'techniques'>,
): Promise<SubmittedAgain | undefined> {
  const [latest] = chain;
  const { memory: before, attempt = 1, token, arrays } = latest!.submission;
  if (before === undefined || attempt > (plan.plan.slurm?.attempts ?? usualAttempts)) return undefined;
  const states = await askStates(arrays.map(({ job }) => job));
  const places = tasksOf(chain.slice(0, 1));
  const lost = new Set<string>();
  let isShort = false;
  for (const outcome of outcomes) {
    const { run, state } = outcome;
    const end = await lostBy(outcome, places, states);
    const waits = (state === 'blocked' || state === 'not-run') && run.after.some((name) => lost.has(name));
    if (waits || (end !== undefined && mendable.has(end))) lost.add(run.name);
    isShort ||= end === 'memory';
  }
  if (lost.size === 0) return undefined;
  const memory = isShort ? 2 * before : before;
  const done = new Set(plan.runs.flatMap(({ name }) => (lost.has(name) ? [] : [name])));
  const again = { memory, attempt: attempt + 1, follows: token };
  return { ...(await submitPlan(plan, { program, techniques, done, again })), runs: [...lost], before, memory };
}
