import { OperandoError } from '@operando/core';
import type { OperandoErrorCode } from '@operando/core';

/** An error with the file it is about. */
export function inFile(path: string, code: OperandoErrorCode, problem: string, cure?: string, cause?: unknown): OperandoError {
  return new OperandoError(code, problem, { where: { file: path }, ...(cure === undefined ? {} : { cure }), ...(cause === undefined ? {} : { cause }) });
}
