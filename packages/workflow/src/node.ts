/**
 * Techniques over files, and results in folders: all of `@operando/workflow`, and the part that needs Node.
 * @module
 */
export * from './index.js';
export { filesInOptions } from './options/option-paths.js';
export { readOptions } from './node/read-options.js';
export type { OptionSources } from './node/read-options.js';
export type { FileHashes, HashContext, InputFile } from './node/hash-inputs.js';
export { expandFolders } from './node/expand-folders.js';
export { runFiles } from './node/run-files.js';
export type { FileRun } from './node/run-files.js';
export { expectFreePlaces, outputNames, partialNames, reportName } from './node/result-folder.js';
export { createPartialWriter } from './node/partial-writer.js';
export type { PartialWriter } from './node/partial-writer.js';
export { writeResults } from './node/write-results.js';
export type { WriteResultsOptions } from './node/write-results.js';
export { readResult } from './node/read-result.js';
export { readResultDocument, rerun, techniqueOf } from './node/rerun.js';
export type { RerunOptions } from './node/rerun.js';
export { planSchema, planVersion } from './plan/schema.js';
export type { Plan, PlanSet, PlanStep } from './plan/schema.js';
export type { PlannedRun } from './plan/planned-run.js';
export { readPlan } from './node/plan/read-plan.js';
export type { PlanFile } from './node/plan/read-plan.js';
export { checkPlan } from './node/plan/check-plan.js';
export type { CheckPlanOptions, PlanFinding } from './node/plan/check-plan.js';
export { runPlan } from './node/plan/run-plan.js';
export type { AttemptEvent, AttemptOptions } from './node/plan/attempt-run.js';
export type { PlanEvent, RunPlanOptions } from './node/plan/run-plan.js';
export type { PlanOutcome, RunState } from './node/plan/outcome.js';
export type { KeepContext } from './node/plan/run-one.js';
export type { RunRecord } from './node/plan/run-record.js';
export { collectGarbage } from './node/plan/collect-garbage.js';
export { findDone } from './node/plan/find-done.js';
export type { DoneRuns } from './node/plan/find-done.js';
export { submitPlan } from './node/slurm/submit-plan.js';
export type { SubmitOptions } from './node/slurm/submit-plan.js';
export { collectSubmission, runTask } from './node/slurm/run-task.js';
export type { Collected, TaskEvent, TaskOptions } from './node/slurm/run-task.js';
export { submitAgain } from './node/slurm/submit-again.js';
export type { SubmittedAgain } from './node/slurm/submit-again.js';
export type { Submission, SubmissionPlace, SubmittedArray, TaskResult } from './node/slurm/submission.js';
export { cancelPlan, planStatus } from './node/slurm/plan-status.js';
export type { SubmittedRun } from './node/slurm/plan-status.js';
