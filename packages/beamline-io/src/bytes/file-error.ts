import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoErrorCode } from '@operando/core';

/** An error with the file it is about. */
export function inFile(
  path: string,
  code: OperandoErrorCode,
  problem: string,
  cure?: string,
  cause?: unknown,
): OperandoError {
  return new OperandoError(code, problem, {
    where: { file: path },
    ...(cure === undefined ? {} : { cure }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What was thrown while a file was read, with that file where it names none; anything but our own errors as it is. */
export function placed(error: unknown, path: string | undefined): unknown {
  return isOperandoError(error) && error.where.file === undefined && path !== undefined && path !== ''
    ? error.at({ file: path })
    : error;
}
