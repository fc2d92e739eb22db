import type { PlannedRun } from '../../plan/planned-run.js';
import type { RunContext } from '../../technique/context.js';
import type { HashContext } from '../hash-inputs.js';
import type { Technique } from '../../technique/technique.js';
import type { PlanOutcome } from './outcome.js';
import type { PlanFile } from './read-plan.js';
import { resolveRun } from './resolve-run.js';
import { emptyRecord, errorRecord, runOne } from './run-one.js';
import type { KeepContext } from './run-one.js';
import type { RunRecord } from './run-record.js';

/** What happens to a run before it ends. */
export type AttemptEvent =
  | { readonly event: 'started'; readonly run: string; readonly attempt: number }
  | {
      readonly event: 'failed-attempt';
      readonly run: string;
      readonly attempt: number;
      readonly error: NonNullable<RunRecord['error']>;
    };

/** What a run of a plan is given. */
export interface AttemptOptions extends RunContext, HashContext, KeepContext {
  /** Techniques that are known. */
  readonly techniques: readonly Technique[];
  /** Compute also what is there. @default false */
  readonly again?: boolean | undefined;
  /** Told what happens, in its order. @default nobody */
  readonly onEvent?: ((event: AttemptEvent) => void) | undefined;
}

/** Does one run, as often as it may be tried. @throws the reason of the abort signal; whatever else goes wrong is in the outcome. */
export async function attemptRun(
  plan: PlanFile,
  run: PlannedRun,
  { techniques, again = false, onEvent, ...context }: AttemptOptions,
): Promise<Omit<PlanOutcome, 'run'>> {
  for (let count = 1; ; count++) {
    onEvent?.({ event: 'started', run: run.name, attempt: count });
    try {
      const resolved = await resolveRun(plan, run, techniques);
      const { record, isReused } = await runOne(resolved, plan, { ...context, again });
      return { state: isReused ? 'reused' : 'done', record };
    } catch (error) {
      context.signal?.throwIfAborted();
      const told = errorRecord(error);
      if (count > run.retries) return { state: 'failed', record: { ...emptyRecord({ run }, 'failed'), error: told } };
      onEvent?.({ event: 'failed-attempt', run: run.name, attempt: count, error: told });
    }
  }
}
