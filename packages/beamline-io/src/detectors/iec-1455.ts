import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime } from '../text/date-time.js';
import { countsTable, mostChannels } from './counts-table.js';
import type { TextFormat } from '../format.js';
import { said } from '../text/said.js';

const prefix = 'A004';
const headerLines = 58;

/** `09/12/21 10:54:31` of this century, day first as the standard has it. */
function dateOf(text: string, order: 'day-first' | 'month-first'): ReturnType<typeof parseDateTime> {
  const [, a, b, year, clock] = /^(\d\d)\/(\d\d)\/(\d\d)\s+(\d\d:\d\d:\d\d)/.exec(text.trim()) ?? [];
  return a === undefined ? undefined : parseDateTime(`${a}/${b!}/20${year!} ${clock!}`, order);
}

/** Numbers of fixed width; they may touch. */
function fields(line: string, width: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    Number(line.slice(4 + i * width, 4 + (i + 1) * width).trim() || Number.NaN),
  );
}

/**
 * Spectra as IEC 1455 prescribes: lines of 68 letters after `A004`, fixed columns that may touch; live and real time, start,
 * energy calibration, then five counts a line under the number of their first channel.
 *
 * @throws OperandoError `malformed-file` for other lines, `truncated-file` for fewer channels than declared, `bad-number`, with the line.
 */
export function parseIec1455(
  text: string,
  options: { readonly dateOrder?: 'month-first' | 'day-first' | undefined } = {},
): ColumnTable {
  const lines = splitLines(text).filter((line) => line.trim() !== '');
  const odd = lines.findIndex((line) => !line.startsWith(prefix));
  if (odd >= 0 || lines.length < 3)
    throw new OperandoError('malformed-file', said`a line does not begin with ${prefix}.`, {
      where: { line: Math.max(1, odd + 1) },
      cure: 'The file is not as its program writes it: export it again.',
    });
  const times = lines[1]!;
  const words = times.slice(4).trim().split(/\s+/).map(Number);
  // F12.2, F12.2, I6; programs that write wider fields keep them apart.
  const fixed = [times.slice(4, 16), times.slice(16, 28), times.slice(28, 34)].map((field) =>
    Number(field.trim() || Number.NaN),
  );
  const [live, real, channels] = (words.length >= 3 && words.slice(0, 3).every(Number.isFinite) ? words : fixed) as [
    number,
    number,
    number,
  ];
  if (!Number.isInteger(channels) || channels < 1 || channels > mostChannels)
    throw new OperandoError('malformed-file', 'the second line does not say how many channels there are.', {
      where: { line: 2 },
    });
  const counts = new Float64Array(channels);
  let next = 0;
  for (let i = headerLines; i < lines.length; i++) {
    const line = lines[i]!;
    const from = Number(line.slice(4, 10));
    if (from !== next)
      throw new OperandoError(
        'malformed-file',
        said`channel ${next} should follow, this line begins with ${line.slice(4, 10).trim().slice(0, 20) || 'nothing'}.`,
        { where: { line: i + 1 }, cure: 'The file is not as its program writes it: export it again.' },
      );
    const values = fields(`A004${line.slice(10)}`, 10, Math.min(5, channels - next));
    if (line.slice(60).trim() !== '')
      throw new OperandoError('malformed-file', 'there is something behind the fifth count of this line.', {
        where: { line: i + 1 },
        cure: 'The file is not as its program writes it: export it again.',
      });
    for (const value of values) {
      if (!Number.isInteger(value))
        throw new OperandoError('bad-number', 'a count is no whole number.', { where: { line: i + 1 } });
      counts[next++] = value;
    }
  }
  if (next < channels)
    throw new OperandoError('truncated-file', said`${channels} channels are declared, ${next} follow.`, {
      where: { line: lines.length },
      cure: 'Copy the file again.',
    });
  const warnings: OperandoWarning[] = [];
  const moment = dateOf(lines[2]!.slice(4, 21), options.dateOrder ?? 'day-first');
  if (moment?.ambiguous === true && options.dateOrder === undefined)
    warnings.push({
      code: 'date-ambiguous',
      message: said`"${lines[2]!.slice(4, 21).trim()}" was read with the day first; pass dateOrder if that is wrong (command: --frame-date-order).`,
      where: { line: 3 },
    });
  const calibration = fields(lines[3] ?? '', 15, 4);
  const metadata: Record<string, JsonValue> = {
    header: lines
      .slice(0, 1)
      .concat(lines.slice(5, 9))
      .map((line) => line.slice(4).trim())
      .filter((line) => line !== ''),
  };
  // After the start stands when the analyser was calibrated.
  const calibrated = lines[2]!.slice(21).trim();
  if (calibrated !== '') metadata['calibrated'] = calibrated;
  if (calibration[1]! > 0) metadata['calibration'] = calibration.slice(0, 3);
  // Energies, efficiencies and what else a program puts here: kept as they stand, but for the many zeros.
  const further = [...lines.slice(3, 5), ...lines.slice(9, headerLines)]
    .map((line) => line.slice(4).trim())
    .filter((line) => /[1-9A-DF-Za-z]/.test(line));
  if (further.length > 0) metadata['parameters'] = further;
  return countsTable('iec-1455', counts, {
    liveTime: live,
    realTime: real,
    metadata,
    firstLine: headerLines + 1,
    warnings,
    ...(moment === undefined ? {} : { time: { epoch: moment.epoch, zone: moment.zone } }),
  });
}

/** IEC 1455 text. */
export const iec1455: TextFormat = {
  id: 'iec-1455',
  title: 'IEC 1455 spectrum',
  kind: 'text',
  sniff: ({ lines }) => (lines.length > 3 && lines.slice(0, 8).every((line) => line.startsWith(prefix)) ? 0.98 : 0),
  parse: (text, options) => ({ kind: 'spectrum', table: parseIec1455(text, options) }),
};
