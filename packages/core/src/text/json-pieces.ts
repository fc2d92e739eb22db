/** Letters of a piece of text, about. */
const lettersOfPiece = 65_536;

/** A number, text, null: all but lists and objects. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/**
 * `JSON.stringify(value, undefined, 1)` in pieces, so that the text of a large value need not be in memory.
 *
 * @param value Plain data: lists, objects, texts, numbers, truth values, null.
 */
export function* jsonPieces(value: unknown): Generator<string, void> {
  let piece = '';
  for (const token of tokens(value, '\n')) {
    piece += token;
    if (piece.length < lettersOfPiece) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** @param line Break and indent of the line that the value stands in. */
function* tokens(value: unknown, line: string): Generator<string, void> {
  if (isPlain(value)) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const inner = `${line} `;
  let begun = false;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      yield begun ? `,${inner}` : `[${inner}`;
      begun = true;
      // Without a generator for each of many numbers.
      if (isPlain(item)) yield JSON.stringify(item) ?? 'null';
      else yield* tokens(item, inner);
    }
    yield begun ? `${line}]` : '[]';
    return;
  }
  for (const [name, item] of Object.entries(value as object)) {
    if (item === undefined || typeof item === 'function') continue;
    yield `${begun ? ',' : '{'}${inner}${JSON.stringify(name)}: `;
    begun = true;
    yield* tokens(item, inner);
  }
  yield begun ? `${line}}` : '{}';
}
