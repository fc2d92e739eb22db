/**
 * The operando command as functions, for tests and other programs.
 * @module
 */
export { run } from './run.js';
export type { RunOptions, RunOutcome } from './run.js';
export { version } from './version.js';
export { exitCode } from './exit-code.js';
export type { Terminal } from './terminal.js';
