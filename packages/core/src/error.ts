import type { MaskedPoints } from './series/mask-facts.js';
import type { OperandoErrorCode } from './codes/error-codes.js';
import type { AnyWarningCode } from './codes/warning-codes.js';
import { visibleText } from './text/visible-text.js';

/** Where in the input something went wrong. Lines, columns and frames: lines and columns count from 1, frames from 0. */
export interface OperandoErrorWhere {
  /** Name of the file, as it was given. */
  readonly file?: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** Column of the table, from 1, or its label. */
  readonly column?: number | string;
  /** Frame of the series, from 0. */
  readonly frame?: number;
  /** Row of a log or table, from 0. */
  readonly row?: number;
  /** Option or argument that was wrong. */
  readonly parameter?: string;
}

/** What an {@link OperandoError} is made of. */
export interface OperandoErrorOptions {
  /** The place that the message is to name. @default none */
  readonly where?: OperandoErrorWhere | undefined;
  /** One sentence saying what the user can do about it. */
  readonly cure?: string | undefined;
  /** What was thrown below it. @default nothing */
  readonly cause?: unknown;
}

/** A thing worth telling that did not stop the work. Carried by results, never printed by the library. */
export interface OperandoWarning {
  /** Stable; what each means is in `warningCodes` and docs/codes.md. */
  readonly code: AnyWarningCode;
  /** A sentence for people; its words may change. */
  readonly message: string;
  /** The place it is about, where there is one. */
  readonly where?: OperandoErrorWhere;
  /** Of `points-masked`: how many, where and why. */
  readonly masked?: MaskedPoints;
}

function describePlace(where: OperandoErrorWhere | undefined): string {
  if (where === undefined) return '';
  const parts: string[] = [];
  if (where.file !== undefined) parts.push(visibleText(where.file));
  if (where.line !== undefined) parts.push(`line ${where.line}`);
  if (where.column !== undefined) parts.push(`column ${visibleText(String(where.column))}`);
  if (where.frame !== undefined) parts.push(`frame ${where.frame}`);
  if (where.row !== undefined) parts.push(`row ${where.row}`);
  if (where.parameter !== undefined) parts.push(`parameter ${visibleText(where.parameter)}`);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

/** Words as a sentence, with a stop at the end; a plain word at its beginning gets its capital, a name does not. */
function sentence(text: string): string {
  const begun = /^[a-z]+(?=[\s,])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/**
 * The one error class of the house. `message` holds place, problem and cure in
 * one line; `code`, `where`, `problem` and `cure` hold them apart for programs.
 */
export class OperandoError extends Error {
  override readonly name = 'OperandoError';
  readonly code: OperandoErrorCode;
  readonly where: OperandoErrorWhere;
  /** The message without place and cure. */
  readonly problem: string;
  readonly cure: string | undefined;

  constructor(code: OperandoErrorCode, problem: string, options: OperandoErrorOptions = {}) {
    const cure = options.cure === undefined ? '' : ` ${sentence(options.cure)}`;
    const stop = cure === '' || /[.!?:]$/.test(problem) ? '' : '.';
    super(
      `${describePlace(options.where)}${problem}${stop}${cure}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.where = options.where ?? {};
    this.problem = problem;
    this.cure = options.cure;
  }

  /** The same error with more of its place known (a parser knows the line, its caller the file). */
  at(where: OperandoErrorWhere): OperandoError {
    const options: OperandoErrorOptions = {
      where: { ...where, ...this.where },
      ...(this.cure === undefined ? {} : { cure: this.cure }),
      cause: this,
    };
    return new OperandoError(this.code, this.problem, options);
  }
}

/**
 * Is this one of ours, and (when `code` is given) of that kind? Compares by
 * name rather than by class, so it holds across two copies of the package.
 */
export function isOperandoError(error: unknown, code?: OperandoErrorCode): error is OperandoError {
  return (
    error instanceof Error &&
    error.name === 'OperandoError' &&
    'code' in error &&
    (code === undefined || error.code === code)
  );
}
