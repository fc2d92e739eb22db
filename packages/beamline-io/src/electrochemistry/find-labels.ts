import { delimitedFields } from '../text/delimited.js';
import type { Separator } from '../text/delimited.js';

/** Lines in which the labels of a table are looked for: programs write up to some hundred lines above it. */
const searchedLines = 400;
/** Lines of numbers after which no labels are expected any more. */
const mostNumbers = 5;
/** Letters that numbers have not: any but those of exponents. */
const wordLetter = /[a-df-zA-DF-Z\u0080-\uFFFF]/;
/** Letters of all lines together that are taken apart, so that a text of many that look like labels has an end. */
const mostLetters = 60_000;
/** Letters up to which a line can be one of labels. */
const longestLabels = 20_000;

/** The line of labels of a table, and how its fields are kept apart. */
export interface FoundLabels {
  /** From 0. */
  readonly headerLine: number;
  readonly separator: Separator;
  readonly labels: readonly string[];
}

/** Fields of a line of labels, without quotes, blanks and empty ones at the end; undefined where quotes do not pair. */
function labelsOf(line: string, separator: Separator): readonly string[] | undefined {
  if (line.split('"').length % 2 === 0) return undefined;
  const fields = delimitedFields(line, separator).map((field) => field.trim());
  while (fields.at(-1) === '') fields.pop();
  return fields;
}

/**
 * The first line whose fields are labels of the wanted kind, with whichever separator they are that.
 *
 * @param mark Quick look at a line; only lines that it fits are taken apart.
 * @param isHeader Whether labels are those wanted.
 */
export function findLabels(
  lines: readonly string[],
  mark: RegExp,
  isHeader: (labels: readonly string[]) => boolean,
): FoundLabels | undefined {
  let numbers = 0;
  let letters = 0;
  for (let headerLine = 0; headerLine < Math.min(searchedLines, lines.length) && numbers < mostNumbers; headerLine++) {
    const line = lines[headerLine]!;
    numbers = line.trim() === '' || wordLetter.test(line) ? 0 : numbers + 1;
    if (line.length > longestLabels || !mark.test(line)) continue;
    letters += line.length;
    if (letters > mostLetters) return undefined;
    for (const separator of ['\t', ';', ','] as const) {
      if (!line.includes(separator)) continue;
      const labels = labelsOf(headerLine === 0 ? line.replace(/^\uFEFF/, '') : line, separator);
      if (labels !== undefined && isHeader(labels)) return { headerLine, separator, labels };
    }
  }
  return undefined;
}
