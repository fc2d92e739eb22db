import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { beginsWith, binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import type { BytesFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { withFullYear } from '../text/date-time.js';
import { said } from '../text/said.js';
import { statedTimes } from '../text/stated-moment.js';
import { otherAngleAxis, otherAxisWarning, powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';
import { steppedGrid } from './stepped-pattern.js';

/** Bytes of a record; records are counted from 1. */
const record = 512;
const mostRanges = 8;
const versions = ['RAW_1.05', 'RAW_1.06'];
/** What was done to the counts of a range, by bits of its history. */
const modifications: readonly (readonly [bit: number, what: string])[] = [
  [4, 'two-theta scale changed'],
  [5, 'smoothed'],
  [6, 'background subtracted'],
  [7, 'alpha2 stripped'],
  [8, 'modified'],
  [9, 'absorption corrected'],
];

/** A range that was measured: its header, and its counts. */
interface StoeRange {
  readonly head: BinaryFile;
  /** First byte of the counts. */
  readonly at: number;
  readonly points: number;
}

function rangesOf(file: BinaryFile): StoeRange[] {
  const done = file.int16(0x17a);
  if (!(done >= 1 && done <= mostRanges))
    throw new OperandoError('malformed-file', `${done} ranges of 1 to ${mostRanges} were measured.`, {
      cure: 'The measurement was not begun, or the file is damaged: copy it again.',
    });
  return Array.from({ length: done }, (_, i) => {
    const place = file.uint16(0x1e0 + 2 * i);
    if (place < 2)
      throw new OperandoError('malformed-file', `the header of range ${i + 1} should stand in record ${place}.`, {
        cure: 'The file seems damaged: copy it again.',
      });
    const head = file.part(record * (place - 1), record);
    return { head, at: record * place, points: head.uint16(0x22) };
  });
}

/** Counts of a range, which are stored times a factor. */
function countsOf(file: BinaryFile, { head, at, points }: StoeRange): Float64Array {
  const form = head.int16(0x26);
  const factor = head.float32(0x28);
  if ((form !== 0 && form !== 1) || !Number.isFinite(factor))
    throw new OperandoError('malformed-file', said`counts of the form ${form}, times ${factor}.`, {
      cure: 'The file seems damaged: copy it again.',
    });
  const part = file.part(at, points * (form === 0 ? 4 : 2));
  const scale = 1 / Math.max(factor, 1);
  return Float64Array.from({ length: points }, (_, i) => scale * (form === 0 ? part.int32(4 * i) : part.uint16(2 * i)));
}

/** What a range says of itself that its counts do not bear out, and what was done to them. */
function rangeWarnings(
  { head, points }: StoeRange,
  counts: Float64Array,
  last: number,
  end: number,
  step: number,
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const most = counts.reduce((sum, value) => Math.max(sum, value), 0);
  const stated = head.int32(0x7c);
  if (stated > 0 && head.float32(0x28) <= 1 && stated !== most)
    warnings.push({
      code: 'header-invalid',
      message: `The header says that the most counts of a point are ${stated}, here they are ${most}.`,
    });
  if (Math.abs(last - end) > Math.abs(step) / 2)
    warnings.push({
      code: 'points-declared',
      message: `The range goes from its start to ${Number(end.toFixed(4))}, its ${points} points to ${Number(last.toFixed(4))}.`,
    });
  return warnings;
}

function tableOf(file: BinaryFile, range: StoeRange): ColumnTable {
  const { head, points } = range;
  // Two-theta and omega, of which one may stand still.
  const drive = head.float32(0x3c) === 0 && head.float32(0x40) !== 0 ? 1 : 0;
  const [start, end, step] = [0x2c, 0x34, 0x3c].map((at) => head.float32(at + 4 * drive)) as [number, number, number];
  if (!(points >= 1 && Number.isFinite(start) && Number.isFinite(end) && Number.isFinite(step) && step !== 0))
    throw new OperandoError('malformed-file', said`a range of ${points} points from ${start} by ${step} degrees.`, {
      cure: 'The file seems damaged: copy it again.',
    });
  const counts = countsOf(file, range);
  // Angles are single numbers: 0.015 is not to become 0.014999999664723873.
  const angles = steppedGrid(Number(start.toPrecision(7)), Number(step.toPrecision(7)), points);
  const [from, to] = [head.text(0, 16), head.text(16, 16)].map((text) => withFullYear(text.trim()));
  const { time, warnings } = statedTimes(from, to, { label: 'start of the range' });
  const history = head.uint16(0x76);
  const done = modifications.filter(([bit]) => (history >> bit) % 2 === 1).map(([, what]) => what);
  const words = { title: file.text(0x20, 80).trim(), comment: file.text(0x70, 192).trim() };
  const planned = file.int16(0x178);
  return powderTable('stoe-raw', angles, counts, {
    ...(drive === 1 ? { axis: otherAngleAxis } : {}),
    metadata: {
      version: file.text(0, 8).replace('RAW_', ''),
      ...Object.fromEntries(Object.entries(words).filter(([, text]) => text !== '')),
      ...(done.length === 0 ? {} : { modifications: done }),
    },
    scalars: {
      ...radiationScalars({ alpha1: file.float32(0x142), alpha2: file.float32(0x146) }),
      ...positiveScalar('time_per_step', head.float32(0x44), 's'),
    },
    time,
    warnings: [
      ...warnings,
      ...(drive === 1 ? [otherAxisWarning('omega')] : []),
      ...rangeWarnings(range, counts, angles.at(-1)!, end, step),
      ...(planned > file.int16(0x17a)
        ? [{ code: 'aborted' as const, message: `${file.int16(0x17a)} of ${planned} ranges were measured.` }]
        : []),
    ],
  });
}

function scansOf(bytes: Uint8Array): ScansOfFile {
  const file = binaryFile(bytes);
  const version = file.text(0, 8);
  if (!versions.includes(version))
    throw new OperandoError('unsupported', said`this is Stoe ${version}; ${versions.join(' and ')} are read.`, {
      cure: 'Export it from WinXPOW as columns (.xy or .xye).',
    });
  const ranges = rangesOf(file);
  return {
    scans: numberedScans(ranges.map(({ points }) => points)),
    table: (i) => tableOf(file, ranges[i]!),
  };
}

/**
 * Stoe WinXPOW `.raw` of versions 1.05 and 1.06: every range of angles that was measured, counts, wavelengths, times. The layout is
 * that of published readers; no file of a measurement was at hand, so what the header says of the highest count and of the last angle
 * is compared with what was read.
 *
 * @param scan Which range, from 1. @default the first, with a warning
 * @throws OperandoError `unsupported` for other versions, `malformed-file`, `truncated-file` for fewer points than announced.
 */
export function parseStoeRaw(bytes: Uint8Array, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(bytes), scan);
}

/** Stoe binary. */
export const stoeRaw: BytesFormat = {
  id: 'stoe-raw',
  title: 'Stoe .raw',
  kind: 'bytes',
  sniff: ({ bytes }) => (beginsWith(bytes, 'RAW_1.') ? 1 : 0),
  parse: (bytes, { scan }) => ({ kind: 'spectrum', table: parseStoeRaw(bytes, scan) }),
  scans: (bytes) => everyTable(scansOf(bytes)),
};
