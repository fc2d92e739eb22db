import type { PlannedRun } from '../../plan/planned-run.js';
import type { RunRecord } from './run-record.js';

/** What became of a run: `blocked` ones need one that failed, `not-run` ones come after the failure of one that stops the plan. */
export type RunState = 'reused' | 'done' | 'failed' | 'blocked' | 'not-run';

/** A run and what became of it. */
export interface PlanOutcome {
  readonly run: PlannedRun;
  readonly state: RunState;
  readonly record: RunRecord;
}
