import { OperandoError } from '@operando/core';

/** A word of a CIF. */
export interface CifToken {
  readonly text: string;
  /** Quoted or a text field: never a tag, a keyword or a missing value. */
  readonly quoted: boolean;
  /** Line of the file, from 1. */
  readonly line: number;
}

/** Quotes end where white space or the end of the line follows; three of a kind (CIF 2) may run over lines. */
const word = /[^\s]+/y;

/** Where a quoted word that begins at `at` ends (its closing quote), or -1. */
function closingQuote(line: string, at: number): number {
  const quote = line[at]!;
  for (let end = line.indexOf(quote, at + 1); end >= 0; end = line.indexOf(quote, end + 1)) {
    const next = line[end + 1];
    if (next === undefined || /\s/.test(next)) return end;
  }
  return -1;
}

/** Words of one line from a place on, as far as they end in it. */
function wordsOf(text: string, line: number, out: CifToken[]): void {
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === ' ' || char === '\t' || /\s/.test(char)) {
      at++;
      continue;
    }
    if (char === '#') return;
    if (char === "'" || char === '"') {
      const end = closingQuote(text, at);
      if (end < 0)
        throw new OperandoError('malformed-file', `the quote ${text.slice(at, at + 30)} does not end in its line.`, {
          where: { line },
          cure: 'Close the quote, or put the text between lines that begin with a semicolon.',
        });
      out.push({ text: text.slice(at + 1, end), quoted: true, line });
      at = end + 1;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(text)![0];
    out.push({ text: found, quoted: false, line });
    at += found.length;
  }
}

/**
 * Words of a CIF: quotes, text fields and comments resolved.
 *
 * @throws OperandoError `malformed-file` with the line of a quote or text field that does not end.
 */
export function cifTokens(text: string): CifToken[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const tokens: CifToken[] = [];
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n]!;
    const triple = /^\s*('''|""")/.exec(line);
    if (!line.startsWith(';') && triple === null) {
      wordsOf(line, n + 1, tokens);
      continue;
    }
    const begin = n;
    const closes = triple === null ? (candidate: string): boolean => candidate.startsWith(';') : undefined;
    const parts = [triple === null ? line.slice(1) : line.slice(triple[0].length)];
    let rest = '';
    if (closes === undefined) {
      const mark = triple![1]!;
      while (!parts.at(-1)!.includes(mark) && n + 1 < lines.length) parts.push(lines[++n]!);
      const last = parts.pop()!;
      const end = last.indexOf(mark);
      if (end < 0) throw openText(begin);
      parts.push(last.slice(0, end));
      rest = last.slice(end + mark.length);
    } else {
      do {
        n++;
        if (n >= lines.length) throw openText(begin);
        if (!closes(lines[n]!)) parts.push(lines[n]!);
      } while (!closes(lines[n]!));
      rest = lines[n]!.slice(1);
    }
    tokens.push({ text: parts.join('\n'), quoted: true, line: begin + 1 });
    wordsOf(rest, n + 1, tokens);
  }
  return tokens;
}

const openText = (begin: number): OperandoError =>
  new OperandoError('malformed-file', 'the text field that begins here does not end.', {
    where: { line: begin + 1 },
    cure: 'Close it with a line that begins with a semicolon; the file may be cut short.',
  });
