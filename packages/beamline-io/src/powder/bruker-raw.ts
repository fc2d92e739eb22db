import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { beginsWith, binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { parseDateTime } from '../text/date-time.js';
import type { BytesFormat, ParseOptions } from '../format.js';
import { said } from '../text/said.js';

const mostPoints = 10_000_000;
const mostRanges = 10_000;

/** One range of angles, before its counts are read. */
interface Range {
  readonly title: string;
  readonly start: number;
  readonly step: number;
  readonly steps: number;
  readonly seconds: number;
  readonly wavelength: number;
  /** Place of its counts. */
  readonly at: number;
}

function checked(range: Range, file: BinaryFile): Range {
  const { steps, step, at } = range;
  if (!(steps >= 1 && steps <= mostPoints && Number.isFinite(step) && Math.abs(step) < 360))
    throw new OperandoError('malformed-file', `a range of ${steps} steps of ${step} degrees.`, {
      cure: 'The file seems damaged: copy it again.',
    });
  if (at + 4 * steps > file.length)
    throw new OperandoError(
      'truncated-file',
      `${steps} points are announced, the file ends after ${Math.max(0, Math.floor((file.length - at) / 4))}.`,
      { cure: 'Copy the file again.' },
    );
  return range;
}

/** Version 1.01 (DIFFRAC plus version 3): a header of 712 bytes, then ranges of 304 and more. */
function ranges101(file: BinaryFile): Range[] {
  const count = file.uint32(12);
  if (count < 1 || count > mostRanges) throw new OperandoError('malformed-file', `the file announces ${count} ranges.`);
  const ranges: Range[] = [];
  for (let r = 0, at = 712; r < count; r++) {
    const counts = at + file.uint32(at) + file.uint32(at + 256);
    const range = checked(
      {
        title: '',
        start: file.float64(at + 16),
        step: file.float64(at + 176),
        steps: file.uint32(at + 4),
        seconds: file.float32(at + 192),
        wavelength: file.float64(at + 240),
        at: counts,
      },
      file,
    );
    ranges.push(range);
    at = counts + 4 * range.steps;
  }
  return ranges;
}

/** Version 4.00: records of kind and length up to the first of kind 0, which is a range; ranges follow one another. */
function ranges400(file: BinaryFile, texts: Record<string, JsonValue>): Range[] {
  let at = 61;
  while (file.uint32(at) !== 0) {
    const length = file.uint32(at + 4);
    if (length < 8)
      throw new OperandoError('malformed-file', `a record of ${length} bytes at byte ${at}.`, {
        cure: 'The file seems damaged: copy it again.',
      });
    if (file.uint32(at) === 10 && length > 36) texts[file.text(at + 12, 24)] = file.text(at + 36, length - 36);
    at += length;
  }
  const ranges: Range[] = [];
  while (at < file.length) {
    if (ranges.length >= mostRanges || file.uint32(at) !== 0 || file.uint32(at + 136) !== 4)
      throw new OperandoError('malformed-file', `no range begins at byte ${at}.`, {
        cure: 'The file seems damaged: copy it again.',
      });
    const counts = at + 160 + file.uint32(at + 140);
    const range = checked(
      {
        title: file.text(at + 32, 24),
        start: file.float64(at + 72),
        step: file.float64(at + 80),
        steps: file.uint32(at + 88),
        seconds: file.float32(at + 92),
        wavelength: file.float64(at + 112),
        at: counts,
      },
      file,
    );
    ranges.push(range);
    at = counts + 4 * range.steps;
  }
  if (ranges.length === 0)
    throw new OperandoError('truncated-file', 'the file holds no range of angles.', { cure: 'Copy the file again.' });
  return ranges;
}

function scansOf(bytes: Uint8Array): ScansOfFile {
  const file = binaryFile(bytes);
  const texts: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  const version = beginsWith(bytes, 'RAW1.01') ? '1.01' : '4.00';
  const ranges = version === '1.01' ? ranges101(file) : ranges400(file, texts);
  const [date, clock] =
    version === '1.01' ? [file.text(16, 10), file.text(26, 10)] : [file.text(12, 12), file.text(24, 10)];
  const year = /\/(\d\d)$/.test(date) ? `${date.slice(0, -2)}20${date.slice(-2)}` : date;
  const moment = parseDateTime(`${year} ${clock}`);
  const table = (index: number): ColumnTable => {
    const { title, start, step, steps, seconds, wavelength, at } = ranges[index]!;
    // Scans of other axes (rocking curves) have another angle here.
    const coupled = title === '' || /coupled|2theta/i.test(title);
    const warnings: OperandoWarning[] = coupled
      ? []
      : [
          {
            code: 'axis-unknown',
            message: said`The scan is of the kind ${JSON.stringify(title)}: its angle may not be two-theta.`,
          },
        ];
    return {
      format: 'bruker-raw',
      columns: [
        {
          label: coupled ? '2theta' : 'angle',
          unit: 'deg',
          ...(coupled ? { role: 'two-theta' as const } : {}),
          values: Float64Array.from({ length: steps }, (_, i) => start + i * step),
        },
        {
          label: 'counts',
          role: 'intensity',
          values: Float64Array.from({ length: steps }, (_, i) => file.float32(at + 4 * i)),
        },
      ],
      rows: steps,
      lines: Int32Array.from({ length: steps }, (_, i) => i + 1),
      metadata: {
        version,
        ...Object.fromEntries(Object.entries(texts)),
        ...(title === '' ? {} : { scan_type: title }),
      },
      scalars: {
        ...(wavelength > 0 ? { wavelength: { value: wavelength, unit: 'angstrom' } } : {}),
        ...(seconds > 0 ? { time_per_step: { value: seconds, unit: 's' } } : {}),
      },
      ...(moment === undefined ? {} : { time: { epoch: moment.epoch, zone: moment.zone } }),
      warnings,
    };
  };
  return {
    scans: numberedScans(
      ranges.map(({ steps }) => steps),
      (i) => ranges[i]!.title,
    ),
    table,
  };
}

/**
 * Bruker and Siemens .raw of versions 1.01 and 4.00: every range of angles with its counts. The layout is not published; 1.01 equals
 * Bruker's own conversion to UXD, and the sizes of 4.00 files add up to the byte.
 *
 * @throws OperandoError `malformed-file`, `truncated-file` for fewer points than announced; `invalid-argument` for a range that is not there.
 */
export function parseBrukerRaw(bytes: Uint8Array, options: ParseOptions = {}): ColumnTable {
  return chosenTable(scansOf(bytes), options.scan);
}

/** Bruker binary. */
export const brukerRaw: BytesFormat = {
  id: 'bruker-raw',
  title: 'Bruker .raw',
  kind: 'bytes',
  sniff: ({ bytes }) => (beginsWith(bytes, 'RAW1.01\0') || beginsWith(bytes, 'RAW4.00\0') ? 1 : 0),
  parse: (bytes, options) => ({ kind: 'spectrum', table: parseBrukerRaw(bytes, options) }),
  scans: (bytes) => everyTable(scansOf(bytes)),
};
