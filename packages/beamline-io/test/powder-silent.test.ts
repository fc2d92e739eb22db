import { describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { readScans } from '../src/index.js';
import { madePowder } from './made-powder.js';

/** Everything that a file gives, as text; of one that is refused, why. */
function outcome(bytes: Uint8Array, format: string): string {
  try {
    return JSON.stringify(
      readScans(bytes, { format }).map(({ columns, lines, ...rest }) => [
        columns.map(({ values, ...column }) => [column, Array.from(values)]),
        Array.from(lines),
        rest,
      ]),
    );
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return error.message;
  }
}

const texts = Object.entries(madePowder).filter(([format]) => format !== 'philips-rd' && format !== 'stoe-raw');
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Where something may change without a trace: columns of the header that the format does not read, what follows the end, comments. */
const explained: Readonly<Record<string, readonly RegExp[]>> = {
  'ill-sum': [/ {3}3 {2}10\.0000/, /-10000/],
  'cif-pattern': [/#\\#CIF_1\.1/],
};
/** Fields of fixed columns may touch: blanks do not keep their values apart. */
const fixedColumns: ReadonlySet<string> = new Set(['ill-sum']);

function explains(text: string, at: number, format: string): boolean {
  return (explained[format] ?? []).some((pattern) => {
    const match = pattern.exec(text);
    return match !== null && at >= match.index && at < match.index + match[0].length;
  });
}

describe('a file that is changed is read as something else, or refused', () => {
  it.each(texts)('%s: every digit counts', (format, bytes) => {
    const text = new TextDecoder().decode(bytes);
    const complete = outcome(bytes, format);
    const silent: string[] = [];
    for (let at = 0; at < bytes.length; at++) {
      if (!isDigit(bytes[at]!) || explains(text, at, format)) continue;
      const changed = Uint8Array.from(bytes);
      changed[at] = 48 + ((bytes[at]! - 48 + 5) % 10);
      if (outcome(changed, format) === complete) silent.push(`${at}: ${text.slice(Math.max(0, at - 10), at + 10)}`);
    }
    expect(silent).toEqual([]);
  });

  it.each(texts.filter(([format]) => !fixedColumns.has(format)))(
    '%s: every separator and decimal point among its values counts',
    (format, bytes) => {
      const text = new TextDecoder().decode(bytes);
      const complete = outcome(bytes, format);
      const silent: string[] = [];
      for (let at = 1; at + 1 < bytes.length; at++) {
        const mark = text[at]!;
        // A point, or a single separator between digits: lost, its neighbours are one number.
        if (!/[.,\s]/.test(mark) || !isDigit(bytes[at - 1]!) || !isDigit(bytes[at + 1]!) || explains(text, at, format))
          continue;
        const lost = new TextEncoder().encode(text.slice(0, at) + text.slice(at + 1));
        const told = outcome(lost, format);
        if (told === complete && Number(text.slice(at + 1).split(/\D/)[0]) !== 0)
          silent.push(`${at}: ${JSON.stringify(text.slice(Math.max(0, at - 10), at + 10))}`);
      }
      expect(silent).toEqual([]);
    },
  );
});
