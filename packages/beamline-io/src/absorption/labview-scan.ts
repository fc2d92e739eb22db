import { OperandoError } from '@operando/core';
import { roleOf } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime, yearOf } from '../text/date-time.js';
import { parseNumberTable } from '../text/number-table.js';
import { legendLabels } from '../table/legend-labels.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { absorptionTable } from './absorption-table.js';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { said } from '../text/said.js';

/** As it was to 2010 or so, with the program behind the time, and since, with the length of the scan. */
const titles = [
  /^#\s*1-D Scan File created\s+(\d{1,2}\/\d{1,2}\/)(\d{2,4})\s+(\d{1,2}:\d{2}(?::\d{2})?\s*[AP]M)\s+by LabVIEW Control Panel/i,
  /^#\s*1-D Scan File created by LabVIEW Control Panel\s+(\d{1,2}\/\d{1,2}\/)(\d{2,4})\s+(\d{1,2}:\d{2}(?::\d{2})?\s*[AP]M)/i,
];
const scanTime = /Scan time (\d+) hrs? (\d+) min (\d+) sec/i;

const titleOf = (line: string): RegExpExecArray | null =>
  titles.reduce<RegExpExecArray | null>((found, title) => found ?? title.exec(line), null);

/** What a column is of. */
interface Device {
  readonly name: string;
  readonly variables: string;
}

/** `Mono Energy * /pv/pv  Scaler … * /pv/` -> name and process variables of each, two blanks apart. */
function devices(lines: readonly string[], heading: RegExp): Device[] {
  const at = lines.findIndex((line) => heading.test(line));
  if (at < 0) return [];
  // Many detectors take several lines; other lists begin with words of their own.
  const end = lines.findIndex((line, i) => i > at && (!/\S\/\S/.test(line) || /^#\s*$/.test(line)));
  const entries = lines
    .slice(at + 1, end < 0 ? undefined : end)
    .flatMap((line) =>
      line
        .replace(/^#/, '')
        .trim()
        .split(/\s{2,}/),
    )
    .filter((entry) => entry !== '');
  return entries.map((entry) => ({
    name: entry.split('/')[0]!.replace(/\*/g, '').trim(),
    variables: entry.split('/').slice(1).join('/'),
  }));
}

/** A device by its name in a list of columns, which is cut after 20 letters. */
function ofShortName(short: string, known: readonly Device[]): Device {
  const name = short.replace(/\*/g, '').trim();
  return (
    known.find((each) => each.name === name || (name.length > 10 && each.name.startsWith(name))) ?? {
      name,
      variables: '',
    }
  );
}

const countOf = (row: string | undefined): number => (row === undefined ? 0 : splitFields(row, rowSyntaxes[0]!).length);

function durationOf(line: string): { readonly duration?: number } {
  const [, hours, minutes, seconds] = scanTime.exec(line) ?? [];
  const duration = 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
  return duration > 0 ? { duration } : {};
}

/**
 * One-dimensional scans of the LabVIEW control panel at APS 20-BM, 20-ID and 9-BM: positioners and detectors are listed with
 * their process variables, and are the columns in this order, or as a numbered list of them says. The mono energy is in eV, the time has no zone.
 *
 * @throws OperandoError with the line: `malformed-file` where the columns are not those listed, `truncated-file`, `bad-number`.
 */
export function parseLabviewScan(text: string): ColumnTable {
  const lines = splitLines(text);
  const [, date, year, clock] = titleOf(lines[0] ?? '') ?? [];
  if (date === undefined || year === undefined)
    throw new OperandoError('malformed-file', 'the first line is not that of a LabVIEW scan.', { where: { line: 1 } });
  let from = 0;
  while (from < lines.length && lines[from]!.startsWith('#')) from++;
  const header = lines.slice(0, from);
  const known = [...devices(header, /^#\s*Positioner names/i), ...devices(header, /^#\s*Detector Names/i)];
  const legend = countOf(lines[from]);
  const numbered = legendLabels(header, legend)?.map((label) => ofShortName(label, known));
  const listed = numbered ?? known;
  const headings = header.findLast((line) => /^#\s*\S/.test(line)) ?? '';
  let at = 0;
  for (const { name } of listed) {
    at = numbered === undefined ? headings.indexOf(name, at) : 0;
    if (at < 0 || listed.length < 2)
      throw new OperandoError(
        'malformed-file',
        said`the column headings do not name ${JSON.stringify(name.slice(0, 40))} where it is listed.`,
        { where: { line: from }, cure: 'The file is not as its program writes it: export it again.' },
      );
    at += name.length;
  }
  if (listed.length < 2 || from >= lines.length)
    throw new OperandoError('malformed-file', 'positioners and detectors, or the data, are missing.', {
      where: { line: Math.max(1, from) },
      cure: 'The file is not as its program writes it: export it again.',
    });
  const table = parseNumberTable(lines, {
    syntax: rowSyntaxes[0]!,
    columns: listed.length,
    from,
    skip: (line) => line.trim() === '',
  });
  const columns = table.columns.map((values, i): TableColumn => {
    const { name } = listed[i]!;
    const role = /^mono energy/i.test(name) ? 'energy' : roleOf(name);
    return {
      label: name,
      values,
      ...(role === 'energy' ? { unit: 'eV' } : {}),
      ...(role === undefined ? {} : { role }),
    };
  });
  const comment = header.findIndex((line) => /^#\s*User Comment/i.test(line));
  const moment = parseDateTime(`${date}${yearOf(year)} ${clock ?? ''}`, 'month-first');
  return absorptionTable('labview-scan', table, columns, {
    metadata: {
      program: 'LabVIEW Control Panel',
      comment:
        comment < 0
          ? ''
          : header
              .slice(comment + 1)
              .map((line) => line.replace(/^#\s*/, '').trim())
              .filter(
                (line, i, all) => line !== '' && !all.slice(0, i + 1).some((other) => /^Detector Names/i.test(other)),
              )
              .join('\n'),
      variables: Object.fromEntries(listed.map(({ name, variables }) => [name, variables])),
    },
    ...(moment === undefined ? {} : { time: { epoch: moment.epoch, zone: moment.zone, ...durationOf(lines[0]!) } }),
    warnings: openEndWarnings(text, lines.length),
  });
}

/** LabVIEW scans of APS. */
export const labviewScan: TextFormat = {
  id: 'labview-scan',
  title: 'LabVIEW 1-D scan (APS)',
  kind: 'text',
  sniff: ({ lines }) => (titleOf(lines[0] ?? '') === null ? 0 : 0.98),
  parse: (text) => ({ kind: 'spectrum', table: parseLabviewScan(text) }),
};
