import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { statedTimes } from '../text/stated-moment.js';
import { countLines, countsTable, mostChannels } from './counts-table.js';
import type { TextFormat } from '../format.js';
import { said } from '../text/said.js';

/** Lines of each `$KEYWORD:` block, with the index of its first. */
function blocksOf(lines: readonly string[]): Map<string, { readonly first: number; readonly lines: string[] }> {
  const blocks = new Map<string, { first: number; lines: string[] }>();
  let current: string[] | undefined;
  lines.forEach((line, i) => {
    const [, keyword] = /^\$([A-Z0-9_]+):?\s*$/.exec(line.trim()) ?? [];
    if (keyword !== undefined) {
      current = [];
      if (!blocks.has(keyword)) blocks.set(keyword, { first: i + 1, lines: current });
    } else current?.push(line);
  });
  return blocks;
}

/**
 * ORTEC and IAEA `.spe`: `$KEYWORD:` blocks with the counts in `$DATA`. Live and
 * real time (in this order in the file), date, and the energy calibration of
 * `$MCA_CAL` or `$ENER_FIT` are kept.
 *
 * @throws OperandoError `malformed-file` without counts, `truncated-file` for fewer than declared, `too-large`, `bad-number`, with the line.
 */
export function parseOrtecSpe(text: string): ColumnTable {
  const lines = splitLines(text);
  const blocks = blocksOf(lines);
  const data = blocks.get('DATA');
  if (data === undefined)
    throw new OperandoError('malformed-file', 'there is no $DATA block.', { cure: 'Export the spectrum again.' });
  const [first, last] = (data.lines[0] ?? '').trim().split(/\s+/).map(Number) as [number?, number?];
  if (
    first === undefined ||
    last === undefined ||
    !Number.isInteger(first) ||
    !Number.isInteger(last) ||
    first < 0 ||
    last < first
  ) {
    throw new OperandoError('malformed-file', 'the $DATA block does not say which channels follow.', {
      where: { line: data.first + 1 },
    });
  }
  if (last - first >= mostChannels)
    throw new OperandoError('too-large', `the file declares ${last - first + 1} channels.`, {
      where: { line: data.first + 1 },
      cure: `At most ${mostChannels} are read.`,
    });
  const counts = countLines(lines, data.first + 1, last - first + 1);
  const [liveTime, realTime] = (blocks.get('MEAS_TIM')?.lines[0] ?? '').trim().split(/\s+/).map(Number) as [
    number?,
    number?,
  ];
  const warnings: OperandoWarning[] = [];
  const further = data.lines.slice(last - first + 2).findIndex((line) => line.trim() !== '');
  if (further >= 0)
    warnings.push({
      code: 'points-declared',
      message: said`The file says channels ${first} to ${last}; the lines of $DATA after these were left out.`,
      where: { line: data.first + last - first + 3 + further },
    });
  const date = blocks.get('DATE_MEA');
  // The format has the month first.
  const { time, warnings: dateWarnings } = statedTimes(date?.lines[0], undefined, {
    label: '$DATE_MEA',
    usual: 'month-first',
    line: date === undefined ? undefined : date.first + 1,
  });
  warnings.push(...dateWarnings);
  const metadata: Record<string, JsonValue> = {};
  for (const [key, block] of blocks)
    if (key !== 'DATA')
      metadata[key] = block.lines
        .filter((line) => line.trim() !== '')
        .slice(0, 50)
        .map((line) => line.trim().slice(0, 500));
  const calibration = calibrationOf(blocks.get('MCA_CAL')?.lines[1]) ?? calibrationOf(blocks.get('ENER_FIT')?.lines[0]);
  if (calibration !== undefined) metadata['calibration'] = calibration;
  return countsTable('ortec-spe', counts, {
    firstChannel: first,
    liveTime,
    realTime,
    time,
    metadata,
    firstLine: data.first + 2,
    warnings,
  });
}

/** Coefficients of a calibration, where it is one: a slope that is not zero. */
function calibrationOf(line: string | undefined): number[] | undefined {
  const numbers = (line ?? '')
    .trim()
    .split(/\s+/)
    .map(Number)
    .filter((value) => Number.isFinite(value))
    .slice(0, 3);
  return numbers.length >= 2 && numbers[1]! > 0 ? numbers : undefined;
}

/** ORTEC and IAEA spectra. */
export const ortecSpe: TextFormat = {
  id: 'ortec-spe',
  title: 'ORTEC or IAEA .spe',
  kind: 'text',
  sniff: ({ lines }) =>
    lines.some((line) => line.includes('$DATA') && /^\$DATA:?\s*$/.test(line.trim()))
      ? 0.98
      : lines[0]?.startsWith('$SPEC_ID') === true
        ? 0.9
        : 0,
  parse: (text) => ({ kind: 'spectrum', table: parseOrtecSpe(text) }),
};
