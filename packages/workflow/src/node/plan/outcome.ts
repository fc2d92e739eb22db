import type { PlannedRun } from '../../plan/planned-run.js';
import type { RunRecord } from './run-record.js';

/** What became of a run: `blocked` ones need one that failed, `not-run` ones come after the failure of one that stops the plan. */
export type RunState = 'reused' | 'done' | 'failed' | 'blocked' | 'not-run';

/** A run and what became of it. */
export interface PlanOutcome {
  /** The run, as planned. */
  readonly run: PlannedRun;
  /** What became of it. */
  readonly state: RunState;
  /** Its record, as in its folder. */
  readonly record: RunRecord;
}
