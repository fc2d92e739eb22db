import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { archiveMentions, unpack } from '../bytes/archive.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { parseDateTime } from '../text/date-time.js';
import type { BytesFormat } from '../format.js';
import { numbersOf, powderTable } from './powder-table.js';
import { xmlChild, xmlList, xmlParser, xmlText } from '../text/xml-nodes.js';
import { said } from '../text/said.js';

/** Seven decimals of a second are more than dates are read with. */
const moment = (text: string | undefined): ReturnType<typeof parseDateTime> =>
  parseDateTime((text ?? '').replace(/(\.\d{3})\d+/, '$1'));

function tableOf(name: string, content: Uint8Array): ColumnTable {
  let root: unknown;
  try {
    root = xmlParser.parse(new TextDecoder().decode(content));
  } catch (error) {
    throw new OperandoError(
      'malformed-file',
      said`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const route = xmlChild(root, 'RawData', 'DataRoutes', 'DataRoute');
  const axes = xmlList(xmlChild(route, 'ScanInformation', 'ScanAxes'), 'ScanAxisInfo').map((axis) =>
    String(xmlChild(axis, '@AxisName')),
  );
  const column = axes.indexOf('TwoTheta');
  const rows = xmlList(route, 'Datum').map((datum) => numbersOf(xmlText(datum) ?? ''));
  if (rows.length === 0 || column < 0)
    throw new OperandoError('malformed-file', said`${name} holds no scan over two-theta.`);
  // Time per step and state come first, then the axes, then the counts.
  const at = 2 + column;
  const short = rows.findIndex((row) => row.length < 3 + axes.length);
  if (short >= 0)
    throw new OperandoError('malformed-file', said`point ${short + 1} of ${name} has ${rows[short]!.length} values.`, {
      where: { row: short },
    });
  const start = moment(xmlText(xmlChild(root, 'RawData', 'TimeStampStarted')));
  const end = moment(xmlText(xmlChild(root, 'RawData', 'TimeStampFinished')));
  const duration = start === undefined || end === undefined ? 0 : end.epoch - start.epoch;
  const metadata: Record<string, JsonValue> = { entry: name };
  return powderTable(
    'bruker-brml',
    Float64Array.from(rows, (row) => row[at]!),
    Float64Array.from(rows, (row) => row[2 + axes.length]!),
    {
      metadata,
      time:
        start === undefined
          ? undefined
          : { epoch: start.epoch, zone: start.zone, ...(duration > 0 ? { duration } : {}) },
    },
  );
}

function scansOf(bytes: Uint8Array): ScansOfFile {
  const entries = [...unpack(bytes, /RawData\d+\.xml$/)];
  // How many points each has is known when it is read.
  return {
    scans: numberedScans(
      entries.map(() => 1),
      (i) => entries[i]![0],
    ),
    table: (i) => tableOf(...entries[i]!),
  };
}

/**
 * Bruker BRML: a zip archive with one XML file per scan. Rows are time, state,
 * two-theta, theta and counts, in the order the file states.
 *
 * @param scan Which scan, from 1 or by the name of its file. @default the first, with a warning
 * @throws OperandoError `malformed-file`, `too-large`, `bad-number`.
 */
export function parseBrukerBrml(bytes: Uint8Array, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(bytes), scan);
}

/** Bruker BRML. */
export const brukerBrml: BytesFormat = {
  id: 'bruker-brml',
  title: 'Bruker BRML',
  kind: 'bytes',
  sniff: ({ bytes }) => (archiveMentions(bytes, 'Experiment0/') ? 0.98 : 0),
  parse: (bytes, { scan }) => ({ kind: 'spectrum', table: parseBrukerBrml(bytes, scan) }),
  scans: (bytes) => everyTable(scansOf(bytes)),
};
