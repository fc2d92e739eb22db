import { plainNumber } from '../result/document.js';

/** Letters of a piece of text, about, and plain items of a list that are written at once. */
const lettersOfPiece = 65_536;
const itemsAtOnce = 1024;

/** A number, text, null: all but lists and objects. */
function isPlain(value: unknown): boolean {
  return (typeof value !== 'object' && typeof value !== 'function') || value === null;
}

/**
 * `JSON.stringify(value, undefined, 1)` in pieces, so that the text of a large value need not be in memory.
 *
 * @param value Plain data: lists, objects, texts, numbers, truth values, null. Arrays of numbers stand as lists of what `plainNumber`
 * makes of them; a function for what it gives, which is made when its place is reached.
 */
export function* jsonPieces(value: unknown): Generator<string, void> {
  let pieces: string[] = [];
  let letters = 0;
  for (const token of tokens(value, '\n')) {
    pieces.push(token);
    letters += token.length;
    if (letters < lettersOfPiece) continue;
    yield pieces.join('');
    pieces = [];
    letters = 0;
  }
  yield pieces.join('');
}

const plainText = (value: unknown): string => JSON.stringify(value) ?? 'null';

/** @param line Break and indent of the line that the value stands in. */
function* tokens(given: unknown, line: string): Generator<string, void> {
  const value: unknown = typeof given === 'function' ? given() : given;
  if (isPlain(value)) yield plainText(value);
  else if (Array.isArray(value) || value instanceof Float64Array) yield* listTokens(value, line);
  else yield* objectTokens(value as object, line);
}

function* listTokens(list: readonly unknown[] | Float64Array, line: string): Generator<string, void> {
  const inner = `${line} `;
  for (let at = 0; at < list.length;) {
    yield at === 0 ? `[${inner}` : `,${inner}`;
    let end = at;
    while (end < list.length && end - at < itemsAtOnce && isPlain(list[end])) end++;
    if (end > at) {
      const items =
        list instanceof Float64Array ? Array.from(list.subarray(at, end), plainNumber) : list.slice(at, end);
      yield items.map(plainText).join(`,${inner}`);
      at = end;
    } else yield* tokens(list[at++], inner);
  }
  yield list.length > 0 ? `${line}]` : '[]';
}

function* objectTokens(value: object, line: string): Generator<string, void> {
  const inner = `${line} `;
  let begun = false;
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    yield `${begun ? ',' : '{'}${inner}${JSON.stringify(name)}: `;
    begun = true;
    yield* tokens(item, inner);
  }
  yield begun ? `${line}}` : '{}';
}
