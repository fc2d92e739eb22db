import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { findLayout, passedOverIn } from '../table/column-layout.js';
import { headerValue } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import { headerNumber, headerText } from './header-number.js';
import { otherAngleAxis, otherAxisWarning, powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';

/** Letters of a header that are looked at. */
const longestHeader = 4000;

/** `'Id: "quartz" Comment: "" Anode: "Cu"`, the line with which DIFFRAC.EVA and TOPAS begin a scan. */
const isHeader = (line: string): boolean => line.startsWith("'") && /^'\s?Id:\s?"/.test(line);

function fieldsOf(line: string): Record<string, JsonValue> {
  const fields: Record<string, JsonValue> = {};
  for (const [, key, value] of line.slice(1, longestHeader).matchAll(/(\w{1,60}):\s?"([^"]*)"/g))
    if (value !== '') fields[key!] = headerValue(value!);
  return fields;
}

function tableOf(text: string, lines: readonly string[], header: number, to: number): ColumnTable {
  const layout = findLayout(lines.slice(header + 1, to));
  if (layout === undefined || layout.columns > 3)
    throw new OperandoError('malformed-file', 'no rows of angle and intensity follow the header.', {
      where: { line: header + 1 },
      cure: 'Export the scan with its points.',
    });
  const { columns, lines: lineOf } = parseNumberTable(lines, {
    syntax: layout.syntax,
    columns: layout.columns,
    from: header + 1 + layout.from,
    to,
    skip: passedOverIn(layout.syntax),
  });
  const metadata = fieldsOf(lines[header]!);
  const kind = headerText(metadata, 'Scantype') ?? '';
  const isOther = kind !== '' && !/2-?theta|two-?theta|coupled/i.test(kind);
  const field = (name: string): number => headerNumber(headerText(metadata, name));
  return powderTable('bruker-xy', columns[0]!, columns[1]!, {
    ...(isOther ? { axis: otherAngleAxis } : {}),
    sigma: columns[2],
    lines: lineOf,
    metadata,
    scalars: {
      ...radiationScalars({ alpha1: field('WL1'), alpha2: field('WL2'), ratio: field('WLRATIO') }),
      ...positiveScalar('time_per_step', field('TimePerStep'), 's'),
    },
    warnings: [
      ...(isOther ? [otherAxisWarning(kind)] : []),
      ...(lineOf.at(-1) === lines.length ? openEndWarnings(text, lines.length) : []),
    ],
  });
}

function scansOf(text: string): ScansOfFile {
  const lines = splitLines(text);
  const headers = lines.flatMap((line, i) => (isHeader(line) ? [i] : []));
  const end = (i: number): number => headers[i + 1] ?? lines.length;
  return {
    scans: numberedScans(headers.map((at, i) => end(i) - at - 1)),
    table: (i) => tableOf(text, lines, headers[i]!, end(i)),
  };
}

/**
 * Texts that Bruker's DIFFRAC.EVA and TOPAS export: a line of an apostrophe and quoted fields, then two-theta and intensity (and error),
 * for each scan.
 *
 * @param scan Which scan, from 1. @default the first, with a warning
 * @throws OperandoError `malformed-file` without such a line or rows below it, `truncated-file`, `bad-number` with the line.
 */
export function parseBrukerXy(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** Exports of Bruker's programs. */
export const brukerXy: TextFormat = {
  id: 'bruker-xy',
  title: 'Bruker EVA and TOPAS text (.xy)',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (lines.slice(0, 10).some(isHeader) ? 0.95 : 0),
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseBrukerXy(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
