import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue, OperandoWarning } from '@operando/core';
import { headerValue } from '../table/column-table.js';
import { electrochemistryOfWords } from './delimited-log.js';
import type { ColumnMapping } from './map-columns.js';
import { statedMoment } from '../text/stated-moment.js';
import { hasDecimalComma } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { splitLines } from '../text/decode.js';
import type { ParseOptions, TextFormat } from '../format.js';
import { said } from '../text/said.js';

const mappings: readonly ColumnMapping[] = [
  { name: 'test_time_second', pattern: /^(t|time)$/i },
  { name: 'voltage_volt', pattern: /^(vf|vdc)$/i },
  { name: 'current_ampere', pattern: /^(im|idc)$/i },
  { name: 'frequency_hertz', pattern: /^freq$/i },
  { name: 'real_impedance_ohm', pattern: /^zreal$/i },
  { name: 'imaginary_impedance_ohm', pattern: /^zimag$/i },
  { name: 'absolute_impedance_ohm', pattern: /^zmod$/i },
  { name: 'phase_degree', pattern: /^zphz$/i },
  { name: 'temperature_t1_celsius', pattern: /^temp$/i },
];

interface Curve {
  readonly name: string;
  readonly labels: readonly string[];
  /** Lines of its rows, from 0. */
  readonly rows: readonly number[];
}

/** A field of the header, or of what stands behind a curve. */
const fieldLine = /^[A-Za-z]\w*\t/;
const curveLine = /^([A-Z]*CURVE\d*)\tTABLE(?:\t(\d+))?/i;

/** Labels with their units: `Vf (V)`; "V vs. Ref." is a voltage. */
function labelled(names: readonly string[], units: readonly string[]): string[] {
  return names.map((name, i) => {
    const unit = (units[i] ?? '').replace(/\s+vs\..*$/i, '').trim();
    return unit === '' ? name : `${name} (${unit})`;
  });
}

/** Curves of a file: a `TABLE` line, labels, units, and rows that begin with a tab. */
function curvesOf(lines: readonly string[], warnings: OperandoWarning[]): Curve[] {
  const curves: Curve[] = [];
  for (let i = 0; i < lines.length; i++) {
    const [, name, declared] = curveLine.exec(lines[i]!) ?? [];
    if (name === undefined) continue;
    const fields = (line: string | undefined): string[] =>
      (line ?? '')
        .replace(/\t+$/, '')
        .split('\t')
        .slice(1)
        .map((word) => word.trim());
    const names = fields(lines[i + 1]);
    if (names.length < 2 || i + 2 >= lines.length)
      throw new OperandoError('truncated-file', said`${name} has no columns.`, {
        where: { line: i + 1 },
        cure: 'The file seems cut short: copy it again.',
      });
    const rows: number[] = [];
    let at = i + 3;
    // Blank lines end no curve: the next field does.
    for (; at < lines.length && !fieldLine.test(lines[at]!); at++) {
      if (lines[at]!.trim() === '') continue;
      if (!lines[at]!.startsWith('\t'))
        throw new OperandoError(
          'malformed-file',
          said`${JSON.stringify(lines[at]!.slice(0, 40))} is no row of ${name}.`,
          {
            where: { line: at + 1 },
            cure: 'Rows begin with a tab: correct or remove this line.',
          },
        );
      rows.push(at);
    }
    if (declared !== undefined && Number(declared) !== rows.length) {
      warnings.push({
        code: 'points-declared',
        message: said`${name} declares ${declared} rows, ${rows.length} follow.`,
        where: { line: i + 1 },
      });
    }
    curves.push({ name, labels: labelled(names, fields(lines[i + 2])), rows });
    i = at - 1;
  }
  return curves;
}

function tableOf(lines: readonly string[], { name, labels, rows }: Curve): DelimitedTable {
  const cells: string[][] = labels.map(() => []);
  const split = rows.map((line) =>
    lines[line]!.replace(/[\r\n]+$/, '')
      .split('\t')
      .slice(1)
      .map((word) => word.trim()),
  );
  split.forEach((fields, r) => {
    while (fields.length > labels.length && fields.at(-1) === '') fields.pop();
    if (fields.length !== labels.length) {
      const last = r === rows.length - 1 && fields.length < labels.length;
      throw new OperandoError(
        last ? 'truncated-file' : 'malformed-file',
        said`${name} has ${labels.length} columns, this row has ${fields.length}.`,
        { where: { line: rows[r]! + 1 }, cure: 'The file seems cut short or damaged: copy it again.' },
      );
    }
    labels.forEach((_, column) => cells[column]!.push(fields[column]!));
  });
  return {
    labels,
    rows: rows.length,
    cells,
    lines: Int32Array.from(rows, (line) => line + 1),
    decimalComma: hasDecimalComma(split, '\t'),
  };
}

/** One after another, with the number of each curve beside its rows. */
function joined(
  tables: readonly DelimitedTable[],
  curves: readonly Curve[],
  warnings: OperandoWarning[],
): DelimitedTable {
  const [first] = tables;
  const alike = tables.map(({ labels }) => labels.join('\t') === first!.labels.join('\t'));
  const same = tables.filter((_, k) => alike[k]);
  const others = curves.filter((_, k) => !alike[k]);
  if (others.length > 0)
    warnings.push({
      code: 'several-scans',
      message: said`Curves of other columns were left out: ${others
        .map(({ name }) => name)
        .slice(0, 20)
        .join(', ')}. Choose one with scan.`,
    });
  const kept = curves.filter((_, k) => alike[k]);
  return {
    labels: [...first!.labels, 'curve'],
    rows: same.reduce((sum, { rows }) => sum + rows, 0),
    cells: [
      ...first!.labels.map((_, column) => same.flatMap(({ cells }) => cells[column]!)),
      same.flatMap(({ rows }, k) =>
        Array.from({ length: rows }, () => String(Number(/\d+$/.exec(kept[k]!.name)?.[0] ?? k + 1))),
      ),
    ],
    lines: Int32Array.from(same.flatMap(({ lines }) => [...lines])),
    decimalComma: same.some(({ decimalComma }) => decimalComma),
  };
}

function headerOf(lines: readonly string[]): Record<string, JsonValue> {
  const fields: [string, JsonValue][] = [];
  for (const line of lines.slice(0, 2000)) {
    const [key = '', kind = '', value, ...others] = line.split('\t');
    if (!/^\w{1,40}$/.test(key) || kind === 'TABLE') continue;
    // Whether it is used, then its two values.
    const pair = kind === 'TWOPARAM' ? others.slice(0, 2).map(headerValue) : [];
    fields.push([key, pair.length > 0 ? [headerValue(value ?? ''), ...pair] : headerValue(value ?? kind)]);
  }
  return Object.fromEntries(fields);
}

/** Experiments that control the current: in all others the current may run against the potential's course. */
const galvanostatic = /^(CHRONOP|PWR|GALV|CHARGE|DISCHARGE|CURDIS|RAMPEDCP)/i;

/**
 * Gamry .DTA files: every curve of one kind after another (`curve` tells them apart, the option `scan` chooses one by name), or
 * the impedance spectrum. Point or comma, by the file. Anodic currents are positive, as Framework writes them.
 *
 * @throws OperandoError `truncated-file` without a curve, or for a row cut short; `invalid-argument` for a curve that is not there;
 * otherwise as `electrochemistryOfWords`.
 */
export function parseGamry(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text);
  if (!(lines[0] ?? '').startsWith('EXPLAIN'))
    throw new OperandoError('malformed-file', 'the file does not begin with EXPLAIN.', { where: { line: 1 } });
  const warnings: OperandoWarning[] = [];
  const all = curvesOf(lines, warnings);
  const measured = all.filter(({ name }) => !/^OCVCURVE/i.test(name));
  const candidates = measured.length > 0 ? measured : all;
  const wanted =
    options.scan === undefined
      ? candidates
      : all.filter(
          ({ name }) =>
            name.toLowerCase() === String(options.scan).toLowerCase() ||
            (/^\d+$/.test(String(options.scan)) && name === `CURVE${options.scan}`),
        );
  if (all.length === 0)
    throw new OperandoError('truncated-file', 'there is no curve in this file.', {
      where: { line: lines.length },
      cure: 'The file seems cut short, or the experiment was not begun: copy it again.',
    });
  if (wanted.length === 0)
    throw new OperandoError('invalid-argument', said`there is no curve ${String(options.scan)}.`, {
      where: { parameter: 'scan' },
      cure: said`The file has ${all
        .map(({ name }) => name)
        .slice(0, 20)
        .join(', ')}.`,
    });
  if (measured.length > 0 && measured.length < all.length && options.scan === undefined)
    warnings.push({
      code: 'several-scans',
      message: 'The curve at open circuit (OCVCURVE) was left out; choose it with scan.',
    });
  const tables = wanted.map((curve) => tableOf(lines, curve));
  const metadata = headerOf(
    lines.slice(
      0,
      lines.findIndex((line) => curveLine.test(line)),
    ),
  );
  for (const line of lines)
    if (/^(CURVE|EXPERIMENT)ABORTED\tTOGGLE\tT/.test(line))
      warnings.push({ code: 'aborted', message: 'The experiment was aborted.' });
  const [date, time] = [metadata['DATE'], metadata['TIME']];
  const { moment, warnings: dateWarnings } = statedMoment(
    [date, time].filter((part) => typeof part === 'string' || typeof part === 'number').join(' '),
    { label: 'DATE', order: options.dateOrder },
  );
  warnings.push(...dateWarnings);
  const { TAG: tag } = metadata;
  const kind = typeof tag === 'string' ? tag : '';
  return electrochemistryOfWords(
    {
      format: 'gamry-dta',
      table: joined(tables, wanted, warnings),
      mappings,
      metadata,
      signCheck: galvanostatic.test(kind) ? 'warn' : 'none',
      epoch: moment?.epoch,
      zone: moment?.zone,
      warnings,
    },
    options,
  );
}

/** Gamry .DTA. */
export const gamry: TextFormat = {
  id: 'gamry-dta',
  title: 'Gamry .DTA',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => ((lines[0] ?? '').trim() === 'EXPLAIN' ? 0.98 : 0),
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseGamry(text, options) }),
};
