import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { headerValue } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import type { DateOrder } from '../text/date-time.js';
import { splitLines } from '../text/decode.js';
import type { TextFormat } from '../format.js';
import { headerText } from './header-number.js';
import { rigakuRows, rigakuTable } from './rigaku-scan.js';

const kept = /^\*(HW_XG_WAVE_LENGTH_\w+|HW_XG_TARGET_NAME|FILE_SAMPLE|MEAS_DATA_COUNT|MEAS_SCAN_\w+)\s+"(.*)"\s*$/;

/** First and one past the last line of each scan's header and rows, from 0. */
interface Scan {
  readonly header: number;
  readonly from: number;
  readonly to: number;
}

function scansAt(lines: readonly string[]): Scan[] {
  const scans: Scan[] = [];
  let header = 0;
  for (let i = 0; i < lines.length; i++) {
    if (!lines[i]!.startsWith('*RAS_INT_START')) continue;
    const from = i + 1;
    while (i < lines.length && !lines[i]!.startsWith('*RAS_INT_END')) i++;
    if (i >= lines.length)
      throw new OperandoError('truncated-file', 'the intensities have no end.', {
        where: { line: lines.length },
        cure: 'The file seems cut short: copy it again.',
      });
    scans.push({ header, from, to: i });
    header = i + 1;
  }
  if (scans.length === 0)
    throw new OperandoError('truncated-file', 'there are no intensities.', {
      where: { line: lines.length },
      cure: 'The file seems cut short: copy it again.',
    });
  return scans;
}

function tableOf(lines: readonly string[], { header, from, to }: Scan, dateOrder?: DateOrder): ColumnTable {
  const metadata: Record<string, JsonValue> = {};
  for (const line of lines.slice(header, from)) {
    const [, key, value] = kept.exec(line) ?? [];
    if (key !== undefined && value !== undefined) metadata[key] = headerValue(value);
  }
  const stated = (name: string): string | undefined => headerText(metadata, name);
  return rigakuTable(
    'rigaku-ras',
    rigakuRows(lines, from, to),
    metadata,
    {
      axis: stated('MEAS_SCAN_AXIS_X'),
      intensityUnit: stated('MEAS_SCAN_UNIT_Y'),
      step: stated('MEAS_SCAN_STEP'),
      speed: stated('MEAS_SCAN_SPEED'),
      speedUnit: stated('MEAS_SCAN_SPEED_UNIT'),
      start: stated('MEAS_SCAN_START_TIME'),
      end: stated('MEAS_SCAN_END_TIME'),
      alpha1: stated('HW_XG_WAVE_LENGTH_ALPHA1'),
      alpha2: stated('HW_XG_WAVE_LENGTH_ALPHA2'),
      points: stated('MEAS_DATA_COUNT'),
    },
    dateOrder,
  );
}

function scansOf(text: string, dateOrder?: DateOrder): ScansOfFile {
  const lines = splitLines(text);
  const scans = scansAt(lines);
  return {
    scans: numberedScans(scans.map(({ from, to }) => to - from)),
    table: (i) => tableOf(lines, scans[i]!, dateOrder),
  };
}

/**
 * Rigaku `.ras`: angle, intensity and attenuator factor, by which intensities are multiplied.
 *
 * @param scan Which scan, from 1. @default the first, with a warning
 * @param dateOrder Order of day and month where the date leaves it open. @default 'month-first', with a warning
 * @throws OperandoError `truncated-file` when the end of a scan is missing, `bad-number` with the line.
 */
export function parseRigakuRas(text: string, scan?: string | number, dateOrder?: DateOrder): ColumnTable {
  return chosenTable(scansOf(text, dateOrder), scan);
}

/** Rigaku `.ras`. */
export const rigakuRas: TextFormat = {
  id: 'rigaku-ras',
  title: 'Rigaku .ras',
  kind: 'text',
  end: /\*RAS_(?:INT|DATA)_END\s*$/,
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (lines[0]?.startsWith('*RAS_') === true ? 0.98 : 0),
  parse: (text, { scan, dateOrder }) => ({ kind: 'spectrum', table: parseRigakuRas(text, scan, dateOrder) }),
  scans: (text, { dateOrder }) => everyTable(scansOf(text, dateOrder)),
};
