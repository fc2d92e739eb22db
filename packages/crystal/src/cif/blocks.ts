import { OperandoError } from '@operando/core';
import { cifTokens } from './tokens.js';
import type { CifToken } from './tokens.js';

/** A table of a block: tags, and the words behind them as they come. */
export interface CifLoop {
  /** In small letters, with underscores for dots. */
  readonly tags: readonly string[];
  readonly values: readonly CifToken[];
  /** Line of `loop_`. */
  readonly line: number;
}

/** A block of a CIF, from one `data_` to the next. */
export interface CifBlock {
  readonly name: string;
  readonly line: number;
  /** Values of tags outside of tables; words that follow unquoted on the same line belong to them. */
  readonly items: ReadonlyMap<string, CifToken>;
  readonly loops: readonly CifLoop[];
}

const isTag = ({ text, quoted }: CifToken): boolean => !quoted && text.startsWith('_') && text.length > 1;
const keyword = /^(?:data_|loop_$|global_|stop_$|save_)/i;
const isKeyword = ({ text, quoted }: CifToken): boolean => !quoted && keyword.test(text);

/** The old and the new dictionaries write tags alike but for dots and case. */
const tagName = (text: string): string => text.toLowerCase().replaceAll('.', '_').replaceAll('__', '_');

/** A word, and those that follow it unquoted on the same line. */
function wordsOnLine(tokens: readonly CifToken[], at: number): { words: string[]; next: number } {
  const first = tokens[at]!;
  const words = [first.text];
  let next = at + 1;
  for (; next < tokens.length; next++) {
    const token = tokens[next]!;
    if (token.quoted || token.line !== first.line || isTag(token) || isKeyword(token)) break;
    words.push(token.text);
  }
  return { words, next };
}

/** A value of a tag: words that follow on its line unquoted, as in `F d -3 m`, are part of it. */
function valueAt(tokens: readonly CifToken[], at: number): { value: CifToken; next: number } | undefined {
  const first = tokens[at];
  if (first === undefined || isTag(first) || isKeyword(first)) return undefined;
  if (first.quoted) return { value: first, next: at + 1 };
  const { words, next } = wordsOnLine(tokens, at);
  return { value: words.length === 1 ? first : { ...first, text: words.join(' '), quoted: true }, next };
}

interface OpenBlock {
  name: string;
  line: number;
  items: Map<string, CifToken>;
  loops: CifLoop[];
}

function readLoop(tokens: readonly CifToken[], begin: number, block: OpenBlock): number {
  let at = begin + 1;
  const tags: string[] = [];
  while (at < tokens.length && isTag(tokens[at]!)) tags.push(tagName(tokens[at++]!.text));
  const from = at;
  while (at < tokens.length && !isTag(tokens[at]!) && !isKeyword(tokens[at]!)) at++;
  block.loops.push({ tags, values: tokens.slice(from, at), line: tokens[begin]!.line });
  return at;
}

/** The value of a tag that stands twice must be the same. */
function put(block: OpenBlock, tag: string, value: CifToken): void {
  const before = block.items.get(tag);
  if (before !== undefined && before.text !== value.text && /^_cell_|_(?:h-m|hall|number)/.test(tag))
    throw new OperandoError(
      'malformed-file',
      `${tag} stands here again with another value than in line ${before.line}.`,
      {
        where: { line: value.line },
        cure: 'Leave out one of them.',
      },
    );
  if (before === undefined) block.items.set(tag, value);
}

/**
 * The blocks of a CIF.
 *
 * @throws OperandoError `malformed-file` with the line of a quote or text field that does not end, a value without a tag, or
 * a tag of cell or symmetry that stands twice with different values.
 */
export function cifBlocks(text: string): CifBlock[] {
  const tokens = cifTokens(text);
  const blocks: OpenBlock[] = [];
  const current = (line: number): OpenBlock => {
    if (blocks.length === 0) blocks.push({ name: '', line, items: new Map(), loops: [] });
    return blocks.at(-1)!;
  };
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at]!;
    if (isKeyword(token)) {
      if (/^data_/i.test(token.text)) {
        // Names with blanks are against the rules, and met.
        const { words, next } = wordsOnLine(tokens, at);
        blocks.push({ name: words.join(' ').slice(5), line: token.line, items: new Map(), loops: [] });
        at = next;
      } else if (/^loop_$/i.test(token.text)) at = readLoop(tokens, at, current(token.line));
      else at++;
      continue;
    }
    if (isTag(token)) {
      const found = valueAt(tokens, at + 1);
      if (found !== undefined) put(current(token.line), tagName(token.text), found.value);
      at = found?.next ?? at + 1;
      continue;
    }
    throw new OperandoError('malformed-file', `${JSON.stringify(token.text.slice(0, 40))} is a value without a tag.`, {
      where: { line: token.line },
      cure: 'Quote texts with blanks; a comment begins with #. The file may be no CIF.',
    });
  }
  return blocks;
}

/** A row of a table by tag. */
export type CifRow = ReadonlyMap<string, CifToken>;

/**
 * The rows of a table.
 *
 * @throws OperandoError `malformed-file` with the line where the words do not fill whole rows.
 */
export function rowsOf({ tags, values, line }: CifLoop): CifRow[] {
  if (values.length % tags.length !== 0) {
    const wrong = firstOddLine(values, tags.length) ?? line;
    throw new OperandoError(
      'malformed-file',
      `the table of ${tags[0]} that begins in line ${line} has ${tags.length} columns, and ${values.length} values.`,
      { where: { line: wrong }, cure: 'Fill missing values with ?, and quote texts with blanks.' },
    );
  }
  return Array.from({ length: values.length / tags.length }, (_, n) => {
    return new Map(tags.map((tag, k) => [tag, values[n * tags.length + k]!]));
  });
}

/** The first line with another number of words than a row, where rows stand on lines. */
function firstOddLine(values: readonly CifToken[], columns: number): number | undefined {
  const counts = new Map<number, number>();
  for (const { line } of values) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const [line, count] of counts) if (count !== columns) return line;
  return undefined;
}

/** What a word says, where it says anything: `?` and `.` do not. */
export const said = (token: CifToken | undefined): CifToken | undefined =>
  token === undefined || (!token.quoted && /^[?.]$/.test(token.text)) || token.text.trim() === '' ? undefined : token;
