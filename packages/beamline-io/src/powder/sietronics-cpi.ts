import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { statedTimes } from '../text/stated-moment.js';
import { headerNumber, neededNumber } from './header-number.js';
import { numberBlock } from './number-block.js';
import { radiationScalars } from './radiation.js';
import { steppedPattern } from './stepped-pattern.js';

const mark = /^(SIETRONICS XRD SCAN|Calculated Values from PowderCell)/i;

/**
 * Sietronics `.cpi`, also as PowderCell writes it: lines of first angle, last angle, step, anode, wavelength, date, speed and comment,
 * then `SCANDATA` and a count a line.
 *
 * @throws OperandoError `malformed-file` without these lines, `truncated-file` for fewer counts than the range has, `bad-number` with the line.
 */
export function parseSietronicsCpi(text: string): ColumnTable {
  const lines = splitLines(text);
  const data = lines.findIndex((line) => /^SCANDATA/i.test(line.trim()));
  if (data < 4)
    throw new OperandoError('truncated-file', 'there is no line SCANDATA.', {
      where: { line: lines.length },
      cure: 'Export the scan with its counts.',
    });
  const [, first, last, width, anode, wavelength, date, speed, ...comment] = lines.slice(0, data);
  const start = neededNumber(first, 'first angle', 2);
  const end = neededNumber(last, 'last angle', 3);
  const step = neededNumber(width, 'step', 4);
  // 1-1-1900 stands where no date was known.
  const { time, warnings } = statedTimes(/1900\s*$/.test(date ?? '') ? '' : date, undefined, {
    label: 'date of scan',
    usual: 'day-first',
  });
  const metadata: Record<string, JsonValue> = {
    ...(anode === undefined ? {} : { anode: anode.trim() }),
    ...(Number.isFinite(headerNumber(speed)) ? { scan_speed: headerNumber(speed) } : {}),
    ...(comment.length === 0 ? {} : { comment: comment.join('\n').trim() }),
  };
  return steppedPattern(
    'sietronics-cpi',
    { start, step, stepText: width, end, line: 2 },
    numberBlock(lines, { from: data + 1 }),
    {
      metadata,
      scalars: radiationScalars({ wavelength: headerNumber(wavelength) }),
      time,
      warnings: [...warnings, ...openEndWarnings(text, lines.length)],
    },
  );
}

/** Sietronics. */
export const sietronicsCpi: TextFormat = {
  id: 'sietronics-cpi',
  title: 'Sietronics .cpi',
  kind: 'text',
  sniff: ({ lines }) => (mark.test(lines[0] ?? '') ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseSietronicsCpi(text) }),
};
