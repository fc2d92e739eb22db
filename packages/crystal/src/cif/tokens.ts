import { OperandoError } from '@operando/core';

/** A word of a CIF. */
export interface CifToken {
  readonly text: string;
  /** Quoted or a text field: never a tag, a keyword or a missing value. */
  readonly quoted: boolean;
  /** Line of the file, from 1. */
  readonly line: number;
}

const word = /[^\s]+/y;
const tripled = /'''|"""/y;

/** Where a quoted word that begins at `at` ends (its closing quote), or -1: a quote ends where white space or the line's end follows. */
function closingQuote(line: string, at: number): number {
  const quote = line[at]!;
  for (let end = line.indexOf(quote, at + 1); end >= 0; end = line.indexOf(quote, end + 1)) {
    const next = line[end + 1];
    if (next === undefined || /\s/.test(next)) return end;
  }
  return -1;
}

const openText = (begin: number): OperandoError =>
  new OperandoError('malformed-file', 'the text that begins here does not end.', {
    where: { line: begin },
    cure: 'Close it: a text field with a line that begins with a semicolon. The file may be cut short.',
  });

/** Lines of a CIF and the words read so far. */
interface Reading {
  readonly lines: readonly string[];
  readonly tokens: CifToken[];
  /** The line that is read next, from 0. */
  next: number;
}

/** A text field, from the line behind the one that begins it with a semicolon. */
function readField(reading: Reading, first: string): void {
  const begin = reading.next;
  const parts = [first];
  while (!reading.lines[reading.next]?.startsWith(';')) {
    if (reading.next >= reading.lines.length) throw openText(begin);
    parts.push(reading.lines[reading.next++]!);
  }
  reading.tokens.push({ text: parts.join('\n'), quoted: true, line: begin });
  readWords(reading, reading.lines[reading.next++]!.slice(1));
}

/** A text between three quotes of CIF 2, which may run over lines. @returns What is left of its last line. */
function readTripled(reading: Reading, mark: string, rest: string): string {
  const begin = reading.next;
  const parts: string[] = [];
  let line = rest;
  while (!line.includes(mark)) {
    if (reading.next >= reading.lines.length) throw openText(begin);
    parts.push(line);
    line = reading.lines[reading.next++]!;
  }
  const end = line.indexOf(mark);
  reading.tokens.push({ text: [...parts, line.slice(0, end)].join('\n'), quoted: true, line: begin });
  return line.slice(end + mark.length);
}

/** Words of a line; `reading.next` is the number of that line, counted from 1. */
function readWords(reading: Reading, given: string): void {
  let text = given;
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === ' ' || /\s/.test(char)) {
      at++;
      continue;
    }
    if (char === '#') return;
    const line = reading.next;
    tripled.lastIndex = at;
    const mark = tripled.exec(text)?.[0];
    if (mark !== undefined) {
      text = readTripled(reading, mark, text.slice(at + 3));
      at = 0;
      continue;
    }
    if (char === "'" || char === '"') {
      const end = closingQuote(text, at);
      if (end < 0)
        throw new OperandoError('malformed-file', `the quote ${text.slice(at, at + 30)} does not end in its line.`, {
          where: { line },
          cure: 'Close the quote, or put the text between lines that begin with a semicolon.',
        });
      reading.tokens.push({ text: text.slice(at + 1, end), quoted: true, line });
      at = end + 1;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(text)![0];
    reading.tokens.push({ text: found, quoted: false, line });
    at += found.length;
  }
}

/**
 * Words of a CIF: quotes, text fields and comments resolved.
 *
 * @throws OperandoError `malformed-file` with the line of a quote or text field that does not end.
 */
export function cifTokens(text: string): CifToken[] {
  const reading: Reading = { lines: text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/), tokens: [], next: 0 };
  while (reading.next < reading.lines.length) {
    const line = reading.lines[reading.next++]!;
    if (line.startsWith(';')) readField(reading, line.slice(1));
    else readWords(reading, line);
  }
  return reading.tokens;
}
