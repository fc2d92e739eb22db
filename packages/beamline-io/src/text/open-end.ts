import type { OperandoWarning } from '@operando/core';
import { splitLines } from './decode.js';

/**
 * Warning where the last line of a text has no end and its last number may be cut.
 * @param lines Lines of the text. @default counted
 */
export function openEndWarnings(text: string, lines?: number): OperandoWarning[] {
  return text === '' || /[\r\n]$/.test(text)
    ? []
    : [
        {
          code: 'open-end',
          message: 'The last line of the file has no end: its last number may be cut.',
          where: { line: lines ?? splitLines(text).length },
        },
      ];
}
