import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { parseNumber } from '../text/number.js';
import { splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import type { ColumnLayout } from './column-layout.js';
import { isLegendLine, legendLabels, namesOfCodes } from './legend-labels.js';
import { said } from '../text/said.js';
import { roleOf, splitLabel } from './column-table.js';
import { isUnitWord, wordsWithUnits } from './unit-words.js';

/** A word that is not a number. */
const isLabel = (word: string): boolean => (parseNumber(word) ?? parseNumber(word, true)) === undefined;

/** Without the marks of comments (`#L` of SPEC, which others write too, is one), and without a word that says what follows: `Columns: q I`. */
const headerText = (line: string): string =>
  line
    .replace(/^\s*#L\s/, '')
    .replace(/^(?:[\s#%;!]|\/\/)+/, '')
    .replace(/^(?:columns?|col|labels?|legend|fields?|units?)\s*[:=]\s*/i, '')
    .trimEnd();

/** Key and value of a line as Rigaku writes them, also above plain columns: `*DIF_WAVE_LENGTH1 "1.540593"`, `*WAVE_LENGTH1 = 1.540593`. */
export const rigakuField = (text: string): RegExpExecArray | null =>
  /^[\s#%;!]*\*([A-Z][A-Z\d_.]{0,60})[\s:=]{1,20}("[^"]*"|[+-]?\.?\d[^\s]*)\s*$/.exec(text);

/** Words of sentences that are no names of columns. */
const wordOfProse =
  /^(?:the|at|of|in|on|was|were|with|and|is|are|by|for|from|this|that|to|using|has|have|only|below|above)$/i;

/** Whether words that single blanks keep apart are a sentence, or a field and its value, and no names of columns. */
function isProse(words: readonly string[]): boolean {
  if (words.some((word) => word === '=' || word === ':') || /^[^/]*[^/][.!?]$/.test(words.at(-1) ?? '')) return true;
  if (words[0]?.endsWith(':') === true && !words.every((word) => word.endsWith(':'))) return true;
  return (
    words.some((word) => wordOfProse.test(word)) && !words.some((word) => roleOf(splitLabel(word).name) !== undefined)
  );
}

/** A date or a time of the day: when something was measured, and no name of a column. */
const isMoment = (word: string): boolean =>
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}|\d{1,2}:\d{2})/.test(word);

/** The words of a header line in the ways they may be kept apart, single blanks last, without units and with them. */
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
    wordsWithUnits(text.trim()),
  ];
}

function labelsOf(line: string, syntax: RowSyntax, columns: number): string[] | undefined {
  if (rigakuField(line) !== null) return undefined;
  const ways = wordsOf(line, syntax);
  return ways.find(
    (words, i) =>
      !(i >= ways.length - 2 && isProse(words)) &&
      words.length === columns &&
      words.every((word) => word !== '' && !isMoment(word)) &&
      2 * words.filter(isLabel).length > columns,
  );
}

/** Units that stand in a line below the names, put behind these: `Energy (eV)`. */
function underNames(above: string, units: string[], syntax: RowSyntax): string[] {
  const names = units.every((word) => isUnitWord(word)) ? labelsOf(above, syntax, units.length) : undefined;
  if (names === undefined || names.every((word) => isUnitWord(word))) return units;
  return names.map((name, i) => {
    const unit = units[i]!.replace(/^[([](.*)[)\]]$/, '$1');
    return /^(-+|–|—)$/.test(unit) ? name : `${name} (${unit})`;
  });
}

/**
 * Names that come again under others in the line above, put behind these: `energy` below `cell A` is `energy cell A`. Where only the
 * first of several columns has a word above it, the others share it.
 */
function belowOthers(above: string, names: string[], { separator }: RowSyntax): string[] {
  if (new Set(names).size === names.length) return names;
  const mark = separator === 'comma' ? ',' : separator === 'semicolon' ? ';' : '\t';
  const words = headerText(above)
    .split(mark)
    .map((word) => word.trim().replace(/^"(.*)"$/, '$1'));
  while (words.length > names.length && words.at(-1) === '') words.pop();
  if (words.length < 2 || words.length > names.length || !words.every((word) => word === '' || isLabel(word)))
    return names;
  let group = '';
  const joined = names.map((label, i) => {
    group = words[i] || group;
    const { name, unit } = splitLabel(label);
    return `${name} ${group}`.trim() + (unit === undefined ? '' : ` (${unit})`);
  });
  return new Set(joined).size > new Set(names).size ? joined : names;
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
      const above = lines[i - 1] ?? '';
      return belowOthers(above, underNames(above, fitting, syntax), syntax);
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
