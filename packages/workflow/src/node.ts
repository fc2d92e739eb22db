/**
 * Techniques over files, and results in folders: all of `@operando/workflow`, and the part that needs Node.
 * @module
 */
export * from './index.js';
export { filesInOptions } from './options/option-paths.js';
export { readOptions } from './node/read-options.js';
export type { OptionSources } from './node/read-options.js';
export type { InputFile } from './node/hash-inputs.js';
export { runFiles } from './node/run-files.js';
export type { FileRun } from './node/run-files.js';
export { expectFreePlaces, outputNames, partialNames } from './node/result-folder.js';
export { createPartialWriter } from './node/partial-writer.js';
export type { PartialWriter } from './node/partial-writer.js';
export { writeResults } from './node/write-results.js';
export type { WriteResultsOptions } from './node/write-results.js';
export { readResultDocument, rerun, techniqueOf } from './node/rerun.js';
export type { RerunOptions } from './node/rerun.js';
