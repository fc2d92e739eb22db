import { OperandoError } from '@operando/core';
import type { Electrochemistry, JsonValue, OperandoWarning } from '@operando/core';
import { headerValue } from '../table/column-table.js';
import { buildElectrochemistry } from './build.js';
import { momentsOf } from './times-of-words.js';
import { originalColumns } from './map-columns.js';
import { statedMoment } from '../text/stated-moment.js';
import { splitLines } from '../text/decode.js';
import { dateOrderOf, parseDateTime } from '../text/date-time.js';
import { parseNumber } from '../text/number.js';
import { parseNumberTable } from '../text/number-table.js';
import { biologicColumns, biologicTime, potentialControlled } from './biologic-columns.js';
import type { ParseOptions, TextFormat } from '../format.js';

const banner = /^(EC|BT)-Lab ASCII FILE/;
const knownLabels = /(^|\t)(time\/(s|min|h)|freq\/[kM]?Hz|Ewe\/m?V|Ecell\/m?V|mode)(\t|$)/;

/** Where the labels stand: told by the header, but looked for, since the count is not always right. */
function findLabelLine(lines: readonly string[]): { readonly index: number; readonly stated?: number } {
  const stated = Number(/^Nb header lines\s*:\s*(\d+)/.exec(lines[1] ?? '')?.[1] ?? Number.NaN);
  const isLabels = (line: string | undefined): boolean =>
    line !== undefined && line.includes('\t') && knownLabels.test(line);
  if (Number.isInteger(stated) && isLabels(lines[stated - 1])) return { index: stated - 1, stated };
  const index = lines.findIndex((line) => isLabels(line));
  if (index < 0) {
    throw new OperandoError('malformed-file', 'there is no line of column labels (time/s, Ewe/V, …).', {
      where: { line: Math.max(1, Math.min(lines.length, stated || 1)) },
      cure: 'Export the data again as text, with its columns.',
    });
  }
  return Number.isInteger(stated) ? { index, stated } : { index };
}

function headerOf(lines: readonly string[]): Record<string, JsonValue> {
  const fields: Record<string, JsonValue> = {};
  const free: string[] = [];
  for (const line of lines) {
    const [, key, value] = /^\s*([^:\t]{1,60}?)\s*:\s?(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) {
      if (line.trim() !== '') free.push(line.trimEnd());
    } else if (!(key in fields)) fields[key] = headerValue(value);
  }
  fields['header'] = free.join('\n');
  return fields;
}

/**
 * Labels of the columns. Impedance exports of EC-Lab 11.5 end the line with an
 * empty label and one more that no row has a value for.
 */
function labelsOf(lines: readonly string[], index: number, warnings: OperandoWarning[]): string[] {
  const labels = lines[index]!.replace(/\t+$/, '').split('\t');
  const empty = labels.indexOf('');
  const fields = lines[index + 1]?.replace(/\t$/, '').split('\t').length;
  if (empty < 0 || fields !== empty) return labels;
  warnings.push({
    code: 'labels-without-values',
    message: `${labels.length - empty} labels at the end of the label line have no values and were left out.`,
    where: { line: index + 1 },
  });
  return labels.slice(0, empty);
}

/** Decimal comma if the first rows have commas inside numbers; decided once for the file. */
function usesDecimalComma(rows: readonly string[]): boolean {
  return rows.slice(0, 20).some((row) => /(^|\t)[+-]?\d+,\d+/.test(row));
}

/**
 * EC-Lab and BT-Lab text exports: any locale, either line end, with or without
 * header, elapsed or absolute times. Currents become amperes, positive on charge.
 *
 * @throws OperandoError `malformed-file` without labels, with the line; `bad-number`, `truncated-file`
 * with line and column; `column-missing` without a time column.
 */
export function parseBiologic(text: string, options: ParseOptions = {}): Electrochemistry {
  const lines = splitLines(text);
  const { index, stated } = findLabelLine(lines);
  const warnings: OperandoWarning[] = [];
  const labels = labelsOf(lines, index, warnings);
  if (stated !== undefined && stated !== index + 1) {
    warnings.push({
      code: 'header-count',
      message: `The header says ${stated} lines, the labels stand on line ${index + 1}; the latter was used.`,
    });
  }
  const headerLines = lines.slice(0, index);
  const metadata = headerOf(headerLines);
  const label = 'Acquisition started on';
  const dates = headerLines.flatMap((line) => [...line.matchAll(/\d{1,2}\/\d{1,2}\/\d{4}/g)].map(([date]) => date));
  const { moment, warnings: dateWarnings } = statedMoment(metadata[label], { label, order: options.dateOrder, dates });
  warnings.push(...dateWarnings);
  const body = lines.slice(index + 1);
  const decimalComma = usesDecimalComma(body);
  const timeColumn = labels.indexOf('time/s');
  const stamped = timeColumn >= 0 && parseDateTime(body[0]?.split('\t')[timeColumn] ?? '') !== undefined;
  const kept = stamped ? body.map((line) => withoutField(line, timeColumn)) : body;
  const numericLabels = stamped ? labels.filter((_, i) => i !== timeColumn) : labels;
  const table = parseNumberTable([...Array.from({ length: index + 1 }, () => ''), ...kept], {
    syntax: { separator: 'tab', decimalComma },
    columns: numericLabels.length,
    from: index + 1,
    skip: (line) => line.trim() === '',
  });
  const stamps = stamped
    ? momentsOf(
        Array.from(table.lines, (line) => (lines[line - 1]!.split('\t')[timeColumn] ?? '').trim()),
        'time/s',
        table.lines,
        options.dateOrder ?? dateOrderOf(dates),
      )
    : undefined;
  warnings.push(...(stamps?.warnings ?? []));
  const firstStamp = stamps?.clock.find(Number.isFinite) ?? Number.NaN;
  const original = originalColumns({ labels: numericLabels, columns: table.columns });
  const time = stamps?.clock.map((value) => value - firstStamp) ?? biologicTime(original);
  if (time === undefined) {
    throw new OperandoError('column-missing', 'there is no column time/s.', {
      where: { line: index + 1, column: 'time/s' },
      cure: 'Export the data again with their times.',
    });
  }
  const technique = (headerLines[3] ?? '').trim();
  const epoch = stamps === undefined ? moment?.epoch : firstStamp;
  const zone = stamps?.zone ?? moment?.zone;
  const mapped = biologicColumns(time, original);
  warnings.push(...mapped.warnings);
  return buildElectrochemistry(
    {
      format: 'biologic-mpt',
      columns: mapped.columns,
      original,
      lines: table.lines,
      metadata,
      epoch,
      zone,
      signCheck: potentialControlled.test(technique) ? 'none' : 'warn',
      warnings,
    },
    options,
  );
}

function withoutField(line: string, field: number): string {
  return line
    .split('\t')
    .filter((_, i) => i !== field)
    .join('\t');
}

/** EC-Lab text. */
export const biologic: TextFormat = {
  id: 'biologic-mpt',
  title: 'BioLogic EC-Lab text (.mpt)',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => {
    if (banner.test(lines[0] ?? '')) return 1;
    const second = (lines[1] ?? '').split('\t')[0] ?? '';
    return /(^|\t)time\/(s|min|h)(\t|$)/.test(lines[0] ?? '') &&
      (parseNumber(second) ?? parseNumber(second, true)) !== undefined
      ? 0.95
      : 0;
  },
  parse: (text, options) => ({ kind: 'electrochemistry', table: parseBiologic(text, options) }),
};
