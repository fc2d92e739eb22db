import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { parseNumber } from '../text/number.js';
import { splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import type { ColumnLayout } from './column-layout.js';
import { isLegendLine, legendLabels, namesOfCodes } from './legend-labels.js';
import { said } from '../text/said.js';

/** A word that is not a number. */
const isLabel = (word: string): boolean => (parseNumber(word) ?? parseNumber(word, true)) === undefined;

/** A line without the marks of comments; `#L` of SPEC, which others write too, is one. */
const headerText = (line: string): string =>
  line
    .replace(/^\s*#L\s/, '')
    .replace(/^[\s#%;!]+/, '')
    .trimEnd();

/** The words of a header line in the ways they may be kept apart, single blanks last. */
function wordsOf(line: string, syntax: RowSyntax): string[][] {
  const text = headerText(line);
  return [
    [...text.matchAll(/"([^"]*)"/g)].map((match) => match[1]!),
    syntax.separator === 'space' ? [] : splitFields(line, syntax).map((word) => word.replace(/^#\s*(?=\S)/, '')),
    text.split('\t').map((word) => word.trim()),
    syntax.separator === 'space' ? [] : splitFields(text, syntax),
    text.trim().split(/\s{2,}/),
    // Commas between labels that stand above columns of blanks.
    text
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/(?<=.)[,;]$/, '')),
  ];
}

function labelsOf(line: string, syntax: RowSyntax, columns: number): string[] | undefined {
  return wordsOf(line, syntax).find(
    (words) =>
      words.length === columns && words.every((word) => word !== '') && 2 * words.filter(isLabel).length > columns,
  );
}

const unitWord =
  /^[([]?(?:k?eV|deg(?:rees?)?|°|°?C|K|m?rad|counts?|cts|cps|a\.? ?u\.?|arb\.? ?u(?:nits?|\.)?|[mµun]?s|sec|min|h|[mµu]?V|[mµu]?A|m?Ah|(?:1\/)?(?:Å|A|nm|angstrom)(?:\^?-1)?|[mµuc]?m|%|-+|–|—)[)\]]?$/i;

/** Units that stand in a line below the names, put behind these: `Energy (eV)`. */
function underNames(above: string, units: string[], syntax: RowSyntax): string[] {
  const names = units.every((word) => unitWord.test(word)) ? labelsOf(above, syntax, units.length) : undefined;
  if (names === undefined || names.every((word) => unitWord.test(word))) return units;
  return names.map((name, i) => {
    const unit = units[i]!.replace(/^[([](.*)[)\]]$/, '$1');
    return /^(-+|–|—)$/.test(unit) ? name : `${name} (${unit})`;
  });
}

/** Header of FIT2D's `.chi`: title, label of the abscissa, label of the intensities, number of points. */
export function chiHeader(
  header: readonly string[],
): { readonly labels: readonly string[]; readonly points: number } | undefined {
  const [, x = '', y = '', points = ''] = header;
  if (
    header.length !== 4 ||
    !/^\s*\d+\s*$/.test(points) ||
    ![x, y].every((line) => /^\s*\p{L}|^\s*2-?theta/iu.test(line))
  )
    return undefined;
  return { labels: [x.trim(), y.trim()], points: Number(points) };
}

/**
 * Labels from the header line nearest above the table that has as many words as the table has columns.
 * @throws OperandoError `malformed-file` for a header of another number of fields.
 */
export function findLabels(lines: readonly string[], { syntax, columns, from }: ColumnLayout): string[] {
  const chi = chiHeader(lines.slice(0, from));
  if (chi !== undefined) return [...chi.labels];
  const legend = legendLabels(lines.slice(0, from), columns);
  if (legend !== undefined) return legend;
  for (let i = from - 1; i >= Math.max(0, from - 6); i--) {
    const text = headerText(lines[i]!);
    if (text === '' || /^[-=*]{3,}/.test(text) || isLegendLine(text)) continue;
    const fitting = labelsOf(lines[i]!, syntax, columns);
    if (fitting !== undefined) {
      const names = namesOfCodes(lines.slice(0, i));
      if (fitting.every((code) => names.has(code))) return fitting.map((code) => names.get(code)!);
      return i > 0 ? underNames(lines[i - 1]!, fitting, syntax) : fitting;
    }
    // A separator-made header of another length contradicts the rows below it.
    const separated = splitFields(text, syntax);
    if (
      syntax.separator !== 'space' &&
      separated.length > 1 &&
      separated.length !== columns &&
      !/^\s*[#%;!]/.test(lines[i]!)
    ) {
      throw new OperandoError(
        'malformed-file',
        `the header has ${separated.length} fields, the rows have ${columns}.`,
        {
          where: { line: from + 1 },
          cure: 'If the comma is both separator and decimal mark, export again with semicolons or decimal points.',
        },
      );
    }
  }
  return [];
}

/** Warning where the line above a table without labels looks like some, of another number. */
export function labelWarnings(lines: readonly string[], labels: readonly string[], columns: number): OperandoWarning[] {
  const at = lines.findLastIndex((line) => headerText(line) !== '');
  if (labels.length > 0 || at < 0) return [];
  const [, , tabbed, , spaced, single] = wordsOf(lines[at]!, { separator: 'space', decimalComma: false }) as [
    string[],
    string[],
    string[],
    string[],
    string[],
    string[],
  ];
  const told =
    [tabbed, spaced].find((words) => words.length > 1 && words.length !== columns) ??
    (single.length === columns - 1 && columns > 2 ? single : undefined);
  if (told === undefined || !told.every((word) => word === '' || (isLabel(word) && !/[:=]/.test(word)))) return [];
  return [
    {
      code: 'labels-mismatch',
      message: said`The line above the table has ${told.length} words, the table ${columns} columns: ${JSON.stringify(headerText(lines[at]!).slice(0, 120))}. The columns are numbered instead.`,
      where: { line: at + 1 },
    },
  ];
}
