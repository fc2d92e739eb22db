import { OperandoError } from '@operando/core';
import type { Electrochemistry, OperandoWarning } from '@operando/core';
import { repeatedWarnings, timesRepeated } from './bytes/repeated.js';
import type { ReadResult, TextFormat } from './format.js';
import { allWarnings, toldTable } from './table/told-table.js';
import type { Told } from './table/told-table.js';
import { valueWarnings } from './table/value-warnings.js';
import { decodeText } from './text/decode.js';
import type { DecodedText, TextEncoding } from './text/decode.js';
import { openEndWarnings } from './text/open-end.js';

/** Letters of a line: 10 000 columns of numbers have a quarter of that. */
const longestLine = 1024 * 1024;
/** Letters by which the end of a text is known. */
const lettersOfEnd = 256;

interface EncodingChoice {
  readonly encoding?: TextEncoding | undefined;
}

/** A text whose lines are not so long that taking them apart would have no end. */
function decodedText(bytes: Uint8Array, { longLines }: TextFormat, { encoding }: EncodingChoice): DecodedText {
  const decoded = decodeText(bytes, encoding);
  const { text } = decoded;
  if (longLines === true || text.length <= longestLine) return decoded;
  for (let from = 0, line = 1; from < text.length; line++) {
    let to = from;
    for (
      let letter = text.charCodeAt(to);
      to < text.length && letter !== 10 && letter !== 13;
      letter = text.charCodeAt(++to)
    );
    if (to - from > longestLine)
      throw new OperandoError('too-large', `a line of ${to - from} letters, more than ${longestLine}.`, {
        where: { line },
        cure: 'No format known here has such lines: is this the right file?',
      });
    from = to + (text.charCodeAt(to) === 13 && text.charCodeAt(to + 1) === 10 ? 2 : 1);
  }
  return decoded;
}

/** A text that is read once, however often the file holds it. */
export interface ReadableText extends Told {
  readonly text: string;
}

/** Bytes that are read once, however often the file holds them. */
export function onceOf(bytes: Uint8Array): {
  readonly bytes: Uint8Array;
  readonly warnings: readonly OperandoWarning[];
} {
  const times = timesRepeated(bytes);
  return { bytes: times === 1 ? bytes : bytes.subarray(0, bytes.length / times), warnings: repeatedWarnings(times) };
}

/** What a file of text holds. @throws OperandoError `too-large` for a line beyond 1 MiB; as `decodeText`. */
export function readableText(whole: Uint8Array, format: TextFormat, options: EncodingChoice): ReadableText {
  const { bytes, warnings } = onceOf(whole);
  const { text, encoding, warnings: guessed } = decodedText(bytes, format, options);
  return {
    text,
    before: [...warnings, ...(encoding === format.usualEncoding ? [] : guessed)],
    atEnd: format.end?.test(text.slice(-lettersOfEnd)) === true ? [] : openEndWarnings(text),
  };
}

/** A log with the warnings of its values, under its own labels, and of its file. */
function toldLog(log: Electrochemistry, told: Told): Electrochemistry {
  const columns = Object.entries(log.original).map(([label, values]) => ({ label, values }));
  const rows = columns[0]?.values.length ?? 0;
  return { ...log, warnings: allWarnings([...log.warnings, ...valueWarnings({ ...log, columns, rows })], told) };
}

/** A result with the warnings of its file. */
export function toldResult(result: ReadResult, told: Told): ReadResult {
  return result.kind === 'spectrum'
    ? { kind: 'spectrum', table: toldTable(result.table, told) }
    : { kind: 'electrochemistry', table: toldLog(result.table, told) };
}

/** What the file says stands with its first part, what its end says with its last. */
export function toldParts<T>(
  parts: readonly T[],
  { before, atEnd }: Told,
  tell: (part: T, told: Told) => T,
): readonly T[] {
  return parts.map((part, i) =>
    tell(part, { before: i === 0 ? before : [], atEnd: i === parts.length - 1 ? atEnd : [] }),
  );
}
