import { OperandoError } from '@operando/core';
import { said } from '../text/said.js';

/** A table of a CIF: its tags, and their values row by row. */
export interface CifLoop {
  readonly tags: readonly string[];
  /** Values row by row. */
  readonly values: readonly string[];
  /** Line of each value, from 1. */
  readonly lines: readonly number[];
}

/** A data block of a CIF. Tags are in lower case, with underscores for the dots of newer dictionaries. */
export interface CifBlock {
  readonly name: string;
  readonly items: ReadonlyMap<string, string>;
  readonly loops: readonly CifLoop[];
}

interface Token {
  readonly text: string;
  /** Values are data, whatever they look like: quoted ones and text fields always. */
  readonly isQuoted: boolean;
  readonly line: number;
}

/** Letters of a line; the standard allows 2048. */
const longestLine = 16_384;

/** The words of a line outside of text fields: bare, or in quotes that end before a blank. */
const word = /\s*(?:#.*|'((?:[^']|'(?=\S))*)'(?=\s|$)|"((?:[^"]|"(?=\S))*)"(?=\s|$)|(\S+))/y;

/** @throws OperandoError `truncated-file` for a text field without an end, `too-large`. */
function* tokensOf(lines: readonly string[]): Generator<Token> {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.startsWith(';')) {
      const from = i;
      while (++i < lines.length && !lines[i]!.startsWith(';'));
      if (i >= lines.length)
        throw new OperandoError('truncated-file', 'a text field has no end.', {
          where: { line: from + 1 },
          cure: 'The file seems cut short: copy it again.',
        });
      const text = [line.slice(1), ...lines.slice(from + 1, i)].join('\n');
      yield { text, isQuoted: true, line: from + 1 };
      continue;
    }
    if (line.length > longestLine)
      throw new OperandoError('too-large', `a line of ${line.length} letters, more than ${longestLine}.`, {
        where: { line: i + 1 },
        cure: 'Lines of a CIF have 2048 letters at most: is this the right file?',
      });
    word.lastIndex = 0;
    for (let match = word.exec(line); match !== null; match = word.exec(line)) {
      const quoted = match[1] ?? match[2];
      const text = quoted ?? match[3];
      if (text !== undefined) yield { text, isQuoted: quoted !== undefined, line: i + 1 };
    }
  }
}

/** As older dictionaries write it: `_pd_meas.2theta_scan` is `_pd_meas_2theta_scan`. */
const tagOf = (text: string): string => text.toLowerCase().replaceAll('.', '_');
const isTag = ({ text, isQuoted }: Token): boolean => !isQuoted && text.startsWith('_');
const isWord = (token: Token, pattern: RegExp): boolean => !token.isQuoted && pattern.test(token.text);

/**
 * The data blocks of a CIF (versions 1.1 and 2, without lists and tables).
 * @throws OperandoError `truncated-file` for a loop whose last row is not whole or a tag without a value; `malformed-file` for a value
 * without a tag, with the line.
 */
export function cifBlocks(lines: readonly string[]): CifBlock[] {
  const blocks: { name: string; items: Map<string, string>; loops: CifLoop[] }[] = [];
  const tokens = [...tokensOf(lines)];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at]!;
    if (isWord(token, /^data_/i)) {
      blocks.push({ name: token.text.slice(5), items: new Map(), loops: [] });
      at++;
      continue;
    }
    const block = blocks.at(-1);
    if (isWord(token, /^loop_$/i)) {
      const { loop, next } = loopAt(tokens, at);
      block?.loops.push(loop);
      at = next;
    } else if (isTag(token)) {
      const value = tokens[at + 1];
      if (value === undefined || isTag(value) || isWord(value, /^(?:loop_|data_|save_)/i))
        throw new OperandoError('truncated-file', said`${token.text.slice(0, 60)} has no value.`, {
          where: { line: token.line },
          cure: 'Correct this line, or copy the file again.',
        });
      block?.items.set(tagOf(token.text), value.text);
      at += 2;
    } else if (isWord(token, /^(?:save_|global_|stop_)/i)) at++;
    else
      throw new OperandoError('malformed-file', said`${JSON.stringify(token.text.slice(0, 40))} has no tag.`, {
        where: { line: token.line },
        cure: 'Values with blanks need quotes: correct this line.',
      });
  }
  return blocks;
}

function loopAt(tokens: readonly Token[], from: number): { readonly loop: CifLoop; readonly next: number } {
  const tags: string[] = [];
  let at = from + 1;
  for (; at < tokens.length && isTag(tokens[at]!); at++) tags.push(tagOf(tokens[at]!.text));
  const values: string[] = [];
  const lines: number[] = [];
  for (; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (isTag(token) || isWord(token, /^(?:loop_$|data_|save_|stop_|global_)/i)) break;
    values.push(token.text);
    lines.push(token.line);
  }
  if (tags.length === 0 || values.length % tags.length !== 0)
    throw new OperandoError(
      'truncated-file',
      `a loop of ${tags.length} tags has ${values.length} values, and its last row is not whole.`,
      { where: { line: lines.at(-1) ?? tokens[from]!.line }, cure: 'Correct the loop, or copy the file again.' },
    );
  return { loop: { tags, values, lines }, next: at };
}

/** A number of a CIF and its standard uncertainty, `5540(160)`; both NaN for `.` and `?`, undefined for words. */
export function cifNumber(text: string): { readonly value: number; readonly uncertainty: number } | undefined {
  if (text === '.' || text === '?') return { value: Number.NaN, uncertainty: Number.NaN };
  const [, digits, decimals = '', exponent = '', error] =
    /^([-+]?(?:\d+(?:\.(\d*))?|\.(?:\d+)))(e[-+]?\d+)?(?:\((\d+)\))?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const places =
    digits.startsWith('.') || /^[-+]\./.test(digits) ? digits.replace(/^[-+]?\./, '').length : decimals.length;
  return {
    value: Number(digits + exponent),
    // The last digits of the uncertainty stand under those of the number.
    uncertainty: error === undefined ? Number.NaN : Number(`${error}e${Number(exponent.slice(1) || 0) - places}`),
  };
}
