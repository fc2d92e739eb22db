import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { headerValue } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { withFullYear } from '../text/date-time.js';
import { splitLines } from '../text/decode.js';
import { statedTimes } from '../text/stated-moment.js';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { countingTimes } from './counting-times.js';
import { headerNumber, headerText } from './header-number.js';
import { numbersOf, otherAngleAxis, otherAxisWarning, powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';

const data = /^_(2THETA)?(COUNTS|CPS)(TIME)?\s*$/;
const key = /^_(\w+)\s*=\s*'?(.*?)'?\s*$/;

/** A block of counts, from its marker to the line after its last, from 0. */
interface Range {
  readonly marker: number;
  readonly to: number;
}

function rangesOf(lines: readonly string[]): Range[] {
  return lines.flatMap((line, marker) => {
    if (!data.test(line)) return [];
    let to = marker + 1;
    while (to < lines.length && !/^[_;]/.test(lines[to]!)) to++;
    return [{ marker, to }];
  });
}

function tableOf(text: string, lines: readonly string[], ranges: readonly Range[], index: number): ColumnTable {
  const { marker, to } = ranges[index]!;
  // What stands above the first block belongs to the file and the first range; those after it overwrite it.
  const metadata: Record<string, JsonValue> = {};
  const header = [
    lines.slice(0, ranges[0]!.marker),
    ...(index === 0 ? [] : [lines.slice(ranges[index - 1]!.to, marker)]),
  ].flat();
  for (const line of header) {
    const [, name, value] = key.exec(line) ?? [];
    if (name !== undefined && value !== undefined) metadata[name] = headerValue(value);
  }
  const [, angles, kind, timed] = data.exec(lines[marker]!)!;
  const paired = angles !== undefined;
  const width = 1 + Number(paired) + Number(timed !== undefined);
  const isRate = kind === 'CPS';
  const drive = headerText(metadata, 'DRIVE') ?? '';
  // Counts alone run along the drive.
  const isOther = !paired && drive !== '' && !/coupled|2-?theta|detector/i.test(drive);
  const x: number[] = [];
  const y: number[] = [];
  const seconds: number[] = [];
  for (let i = marker + 1; i < to; i++) {
    if (lines[i]!.trim() === '') continue;
    const values = numbersOf(lines[i]!, i + 1);
    if (width === 1) y.push(...values);
    else if (values.length === width) {
      if (paired) x.push(values[0]!);
      y.push(values[Number(paired)]!);
      if (timed !== undefined) seconds.push(values.at(-1)!);
    } else
      throw new OperandoError('malformed-file', `a row has ${values.length} values, not ${width}.`, {
        where: { line: i + 1 },
      });
  }
  const [start, step, announced] = ['START', 'STEPSIZE', 'STEPCOUNT'].map((name) =>
    Number(metadata[name] ?? Number.NaN),
  );
  if (!paired && !(step! > 0 && Number.isFinite(start)))
    throw new OperandoError('malformed-file', 'neither angles nor start and step are given.', {
      where: { line: marker + 1 },
    });
  if (announced! > y.length)
    throw new OperandoError('truncated-file', `${y.length} of ${announced} points are there.`, {
      where: { line: to },
      cure: 'The file seems cut short: copy it again.',
    });
  const field = (name: string): number => headerNumber(headerText(metadata, name));
  const perAngstrom = /^nm$/i.test(headerText(metadata, 'WL_UNIT') ?? '') ? 10 : 1;
  const length = (name: string): number => perAngstrom * field(name);
  const times = countingTimes(isRate || timed === undefined ? undefined : Float64Array.from(seconds));
  const { time, warnings: timeWarnings } = statedTimes(
    withFullYear(headerText(metadata, 'DATEMEASURED') ?? ''),
    undefined,
    {
      label: '_DATEMEASURED',
    },
  );
  return powderTable(
    'bruker-uxd',
    paired ? Float64Array.from(x) : Float64Array.from(y, (_, i) => start! + i * step!),
    Float64Array.from(y),
    {
      metadata,
      ...(isOther ? { axis: otherAngleAxis } : {}),
      ...(isRate ? { unit: 'counts/s' } : {}),
      scalars: {
        ...radiationScalars({ alpha1: length('WL1'), alpha2: length('WL2'), ratio: field('WLRATIO') }),
        ...positiveScalar('time_per_step', field('STEPTIME'), 's'),
      },
      time,
      channels: times.channels,
      firstLine: marker + 2,
      warnings: [
        ...(isOther ? [otherAxisWarning(drive)] : []),
        ...timeWarnings,
        ...times.warnings,
        ...(to === lines.length ? openEndWarnings(text, lines.length) : []),
        ...(announced! < y.length
          ? [
              {
                code: 'points-declared' as const,
                message: `The header says ${announced} points, ${y.length} are there.`,
                where: { line: marker + 1 },
              },
            ]
          : []),
      ],
    },
  );
}

function scansOf(text: string): ScansOfFile {
  const lines = splitLines(text);
  const ranges = rangesOf(lines);
  if (ranges.length === 0)
    throw new OperandoError('malformed-file', 'there is no block of counts.', {
      cure: 'Convert the file to UXD with its data.',
    });
  return {
    scans: numberedScans(ranges.map(({ marker, to }) => to - marker - 1)),
    table: (i) => tableOf(text, lines, ranges, i),
  };
}

/**
 * Bruker UXD, the text form of `.raw`: angles and counts, or counts alone with
 * `_START` and `_STEPSIZE`, each with its counting time where the file has them.
 *
 * @param scan Which range, from 1. @default the first, with a warning
 * @throws OperandoError `malformed-file`, `truncated-file` for fewer points than `_STEPCOUNT`, `bad-number` with the line.
 */
export function parseBrukerUxd(text: string, scan?: string | number): ColumnTable {
  return chosenTable(scansOf(text), scan);
}

/** Bruker UXD. */
export const brukerUxd: TextFormat = {
  id: 'bruker-uxd',
  title: 'Bruker UXD',
  kind: 'text',
  sniff: ({ lines }) =>
    lines.slice(0, 20).some((line) => line.startsWith('_FILEVERSION')) && lines.some((line) => data.test(line))
      ? 0.98
      : 0,
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseBrukerUxd(text, scan) }),
  scans: (text) => everyTable(scansOf(text)),
};
