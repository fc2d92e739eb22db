import { parseNumber } from '../text/number.js';

const quoted = /^\s*"[^"]*"(?:\s*[,;\t]\s*"[^"]*")+\s*[,;\t]?\s*$/;

/** Cells of a row in which all of them are quoted, as a row that semicolons keep apart. */
function withSemicolons(line: string): string {
  const cells = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1]!.trim());
  const isRow = cells.every((cell) => cell === '' || (parseNumber(cell) ?? parseNumber(cell, true)) !== undefined);
  return isRow ? cells.join(';') : line;
}

/**
 * Rows of numbers in quotes (as some programs write whatever they write) as rows without. Where all cells are quoted, semicolons keep
 * them apart, since the numbers may have commas.
 */
export function unquotedRows(lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => line.includes('"') && quoted.test(line))) return lines;
  return lines.map((line) => (quoted.test(line) ? withSemicolons(line) : line));
}
