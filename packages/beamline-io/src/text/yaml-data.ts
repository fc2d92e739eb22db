import { OperandoError } from '@operando/core';
import { parseDocument } from 'yaml';
import { said } from './said.js';

/**
 * YAML as plain data: aliases are limited, tags not evaluated.
 *
 * @param firstLine Line of the file on which the text begins, from 1.
 * @throws OperandoError `malformed-file` with the line, also for aliases of nothing or without end.
 */
export function yamlData(
  text: string,
  what: string,
  options: { readonly firstLine?: number; readonly uniqueKeys?: boolean } = {},
): unknown {
  const { firstLine = 1, uniqueKeys = true } = options;
  const document = parseDocument(text, { schema: 'core', uniqueKeys, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined)
    throw new OperandoError('malformed-file', said`${what} is no valid YAML: ${error.message.split('\n')[0]}`, {
      where: { line: firstLine + (error.linePos?.[0].line ?? 1) - 1 },
    });
  try {
    return document.toJS({ maxAliasCount: 20 }) as unknown;
  } catch (cause) {
    throw new OperandoError('malformed-file', said`${what} has aliases that lead nowhere, or too many.`, {
      where: { line: firstLine },
      cause,
    });
  }
}
