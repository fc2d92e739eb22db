import { isOperandoError } from '@operando/core';

/** An error as `--json` prints it. */
export function errorDocument(error: unknown): object {
  if (!isOperandoError(error)) return { message: error instanceof Error ? error.message : String(error) };
  const { code, problem, where, cure } = error;
  return { code, message: problem, where, ...(cure === undefined ? {} : { cure }) };
}
