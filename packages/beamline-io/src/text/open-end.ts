import type { OperandoWarning } from '@operando/core';
import { splitLines } from './decode.js';

/** Warning of a text whose last line (from 1) has no end. */
export function openEndWarning(line: number): OperandoWarning {
  return {
    code: 'open-end',
    message: 'The last line of the file has no end: its last number may be cut.',
    where: { line },
  };
}

/**
 * Warning where the last line of a text has no end and its last number may be cut.
 * @param lines Lines of the text. @default counted
 */
export function openEndWarnings(text: string, lines?: number): OperandoWarning[] {
  const last = text.at(-1);
  if (last === undefined || last === '\n' || last === '\r') return [];
  return [openEndWarning(lines ?? splitLines(text).length)];
}
