import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import { roleOf } from './column-table.js';
import type { ColumnTable, TableColumn } from './column-table.js';
import { chosenTable, everyTable } from './scan-choice.js';
import type { ScansOfFile } from './scan-choice.js';
import type { ScanSummary } from './scan-summary.js';
import { statedTimes } from '../text/stated-moment.js';
import type { BytesFormat, ParseOptions } from '../format.js';
import { said } from '../text/said.js';

const mostPoints = 10_000_000;
const mostChannels = 5000;
const mostScans = 100_000;
const deepest = 8;

/** Reads XDR one after another. */
interface Cursor {
  int(): number;
  float(): number;
  double(): number;
  /** Text with its length before it twice, as saveData writes it; empty ones once. */
  text(): string;
  at(): number;
}

function cursorAt(file: BinaryFile, start: number): Cursor {
  let at = start;
  const step = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  return {
    int: () => file.int32(step(4)),
    float: () => file.float32(step(4)),
    double: () => file.float64(step(8)),
    text() {
      const stated = file.int32(step(4));
      if (stated === 0) return '';
      const length = file.int32(step(4));
      if (length < 0 || length > 4096)
        throw new OperandoError('malformed-file', `a text of ${length} letters at byte ${at}.`, {
          cure: 'The file is not as its program writes it: export it again.',
        });
      return file.text(step(Math.ceil(length / 4) * 4), length);
    },
    at: () => at,
  };
}

interface Scan {
  readonly rank: number;
  readonly name: string;
  readonly time: string;
  readonly requested: number;
  readonly done: number;
  readonly offsets: readonly number[];
  readonly columns: readonly {
    readonly label: string;
    readonly unit: string;
    readonly at: number;
    readonly kind: 'float' | 'double';
  }[];
}

function counted(value: number, most: number, what: string): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new OperandoError('malformed-file', said`${value} ${what}.`, {
    cure: 'The file is not as its program writes it: export it again.',
  });
}

/** One scan's header; its values stay where they are. */
function scanAt(file: BinaryFile, start: number): Scan {
  const cursor = cursorAt(file, start);
  const rank = counted(cursor.int(), deepest, 'dimensions');
  const requested = counted(cursor.int(), mostPoints, 'points');
  const done = counted(cursor.int(), requested, 'points done');
  if (rank > 1 && requested * 4 > file.length)
    throw new OperandoError('truncated-file', `${requested} inner scans are announced.`, {
      cure: 'Copy the file again.',
    });
  const offsets = rank > 1 ? Array.from({ length: requested }, () => cursor.int()) : [];
  const name = cursor.text();
  const time = cursor.text();
  const positioners = counted(cursor.int(), mostChannels, 'positioners');
  const detectors = counted(cursor.int(), mostChannels, 'detectors');
  const triggers = counted(cursor.int(), mostChannels, 'triggers');
  const labels: { label: string; unit: string }[] = [];
  for (let p = 0; p < positioners; p++) {
    cursor.int();
    const [pv, description, , unit, , , readUnit] = Array.from({ length: 7 }, () => cursor.text());
    labels.push({ label: description === '' ? pv! : description!, unit: unit === '' ? readUnit! : unit! });
  }
  for (let d = 0; d < detectors; d++) {
    cursor.int();
    const [pv, description, unit] = Array.from({ length: 3 }, () => cursor.text());
    labels.push({ label: description === '' ? pv! : description!, unit: unit! });
  }
  for (let t = 0; t < triggers; t++) {
    cursor.int();
    cursor.text();
    cursor.float();
  }
  let at = cursor.at();
  const columns = labels.map(({ label, unit }, i) => {
    const kind = i < positioners ? ('double' as const) : ('float' as const);
    const column = { label, unit, at, kind };
    at += requested * (kind === 'double' ? 8 : 4);
    return column;
  });
  if (at > file.length)
    throw new OperandoError('truncated-file', said`the values of the scan ${name} end after the file.`, {
      cure: 'Copy the file again.',
    });
  return { rank, name, time, requested, done, offsets, columns };
}

interface ListedScan {
  readonly scan: Scan;
  readonly id: string;
}

/** A scan and those inside it, outer ones first. */
function allScans(file: BinaryFile, start: number, id: string, found: ListedScan[], depth: number): void {
  if (found.length >= mostScans || depth > deepest)
    throw new OperandoError('too-large', `more than ${mostScans} scans.`);
  const scan = scanAt(file, start);
  found.push({ scan, id });
  scan.offsets.slice(0, scan.done).forEach((offset, i) => {
    if (offset <= start) {
      if (offset !== 0)
        throw new OperandoError('malformed-file', `an inner scan stands before its outer one, at byte ${offset}.`, {
          cure: 'The file is not as its program writes it: export it again.',
        });
      return;
    }
    allScans(file, offset, `${id}.${i + 1}`, found, depth + 1);
  });
}

function columnOf(file: BinaryFile, { label, unit, at, kind }: Scan['columns'][number], done: number): TableColumn {
  const role = roleOf(label);
  const values = Float64Array.from({ length: done }, (_, i) =>
    kind === 'double' ? file.float64(at + 8 * i) : file.float32(at + 4 * i),
  );
  return { label, values, ...(unit === '' ? {} : { unit }), ...(role === undefined ? {} : { role }) };
}

function tableOf(file: BinaryFile, { scan, id }: ListedScan, number: number): ColumnTable {
  const { done, requested, columns } = scan;
  const warnings: OperandoWarning[] =
    done < requested
      ? [{ code: 'aborted', message: `The scan was aborted after ${done} of ${requested} points.` }]
      : [];
  const { time, warnings: timeWarnings } = statedTimes(scan.time, undefined, { label: 'time' });
  return {
    format: 'epics-mda',
    columns: columns.map((column) => columnOf(file, column, done)),
    rows: done,
    lines: Int32Array.from({ length: done }, (_, i) => i + 1),
    metadata: { scan_number: number, name: scan.name, id },
    scalars: {},
    ...(time === undefined ? {} : { time }),
    warnings: [...warnings, ...timeWarnings],
  };
}

function openMda(bytes: Uint8Array): ScansOfFile {
  const file = binaryFile(bytes, false);
  const cursor = cursorAt(file, 0);
  const version = cursor.float();
  if (!(version >= 1.19 && version < 1.5))
    throw new OperandoError('unsupported', `version ${version.toFixed(2)} of EPICS MDA files.`);
  const number = cursor.int();
  const rank = counted(cursor.int(), deepest, 'dimensions');
  for (let d = 0; d < rank; d++) cursor.int();
  cursor.int();
  cursor.int();
  const scans: ListedScan[] = [];
  allScans(file, cursor.at(), '1', scans, 0);
  const listed = scans.map(({ scan, id }): ScanSummary => ({
    id,
    title: scan.name,
    rows: scan.done,
    notes: scan.done < scan.requested ? ['aborted'] : [],
  }));
  return { scans: listed, table: (index) => tableOf(file, scans[index]!, number) };
}

/**
 * EPICS MDA files (saveData of the sscan module, versions 1.2 to 1.4, XDR): positioners and detectors by their descriptions; inner scans of
 * higher dimensions are scans of their own (`1.3`: the third inside the outer one), aborted ones as far as they went, with a warning.
 *
 * @throws OperandoError `malformed-file`, `truncated-file`, `unsupported`, `too-large`; `invalid-argument` for a scan that is not there.
 */
export function parseEpicsMda(bytes: Uint8Array, options: ParseOptions = {}): ColumnTable {
  return chosenTable(openMda(bytes), options.scan);
}

/** EPICS multi-dimensional archive. */
export const epicsMda: BytesFormat = {
  id: 'epics-mda',
  title: 'EPICS MDA',
  kind: 'bytes',
  sniff: ({ bytes }) => {
    if (bytes.length < 24) return 0;
    const file = binaryFile(bytes, false);
    const version = file.float32(0);
    const rank = file.int32(8);
    return version >= 1.19 && version < 1.5 && rank >= 1 && rank <= deepest && file.int32(12) >= 1 ? 0.9 : 0;
  },
  parse: (bytes, options) => ({ kind: 'spectrum', table: parseEpicsMda(bytes, options) }),
  scans: (bytes) => everyTable(openMda(bytes)),
};
