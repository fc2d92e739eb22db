import { isOperandoError } from '@operando/core';
import type { OperandoErrorCode } from '@operando/core';

/** What the command returns to the shell. */
export const exitCode = { done: 0, failed: 1, usage: 2 } as const;

const unreadable: ReadonlySet<OperandoErrorCode> = new Set<OperandoErrorCode>([
  'invalid-argument',
  'unknown-format',
  'ambiguous-format',
  'malformed-file',
  'truncated-file',
  'column-missing',
  'bad-number',
  'unsupported',
  'too-large',
  'file-exists',
  'file-access',
  'unsplit-sweep',
  'time-backwards',
]);

/** Ends the command with a message and an exit code of its own. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, code: number) {
    super(message);
    this.exitCode = code;
  }
}

/** 2 for bad usage or unreadable input, 1 for everything that failed on the way. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandFailure) return error.exitCode;
  return isOperandoError(error) && unreadable.has(error.code) ? exitCode.usage : exitCode.failed;
}
