/**
 * Techniques as values: options, data, analysis, tables and figures from one definition; runs and reruns.
 * @module
 */
export { option, optionHelp, shapeOf } from './options/option.js';
export type { OptionHelp } from './options/option.js';
export { describeOptions, flagName } from './options/describe.js';
export type { OptionDescription, OptionKind } from './options/describe.js';
export { parseOptions } from './options/validate.js';
export { parseOptionsFile } from './options/options-file.js';
export type { OptionsFile } from './options/options-file.js';
export { nearestName } from './options/nearest.js';
export {
  cyclerReadingNames,
  cyclerShape,
  figureShape,
  rangeSchema,
  readingNames,
  readingShape,
} from './technique/shared-options.js';
export type { KeptStages, ProgressEvent, RunContext } from './technique/context.js';
export { cyclerPart, framesPart, listPart, recordPart } from './technique/input.js';
export type { InputPart, InputParts } from './technique/input.js';
export { defineTechnique } from './technique/technique.js';
export type {
  Analysed,
  Outcome,
  Summary,
  Technique,
  TechniqueDefinition,
  TechniqueFiles,
  TechniqueWork,
  TechniqueWords,
} from './technique/technique.js';
export { idleTimeStep, idleWhere, idleWithoutCycler } from './technique/idle-options.js';
export type { IdleOptions } from './technique/idle-options.js';
export { cyclerColumns, joinCycler } from './technique/join-cycler.js';
export type { Joined, JoinOptions } from './technique/join-cycler.js';
export { channelColumn, frameColumns, frameIndex } from './technique/frame-columns.js';
export type { FileWriters, ResultFile, RunResult } from './technique/result-files.js';
export { completeResult } from './technique/complete-result.js';
export type { RunInputs } from './technique/complete-result.js';
export { runTechnique } from './technique/run-technique.js';
export type { InputOf, OptionsOf, RunArguments } from './technique/run-technique.js';
export { absorptionSignal } from './techniques/xas/signal.js';
export { keptFrameBytes } from './technique/read-files.js';
export { techniqueList, techniques } from './techniques/list.js';
export type { TechniqueId } from './techniques/list.js';
export { version } from './version.js';
