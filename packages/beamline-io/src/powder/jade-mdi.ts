import { OperandoError } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { headerNumber } from './header-number.js';
import { numberBlock, partOfBlock } from './number-block.js';
import type { NumberBlock } from './number-block.js';
import { radiationScalars } from './radiation.js';
import { steppedPattern } from './stepped-pattern.js';

/** First angle, step, speed, anode, wavelength, last angle, number of points. */
const scanLine = /^\s*([-\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([A-Za-z][\w-]{0,7})\s+([\d.]+)\s+([-\d.]+)\s+(\d+)\s*$/;

/** Without the -1 that ends the counts. */
function untilMark(block: NumberBlock): NumberBlock {
  const mark = block.values.indexOf(-1);
  return mark < 0 || mark + 1 < block.values.length ? block : partOfBlock(block, 0, mark);
}

/**
 * MDI (Jade) `.mdi`: a title, a line of first angle, step, speed, anode, wavelength, last angle and number of points, then the counts and
 * -1.
 *
 * @throws OperandoError `malformed-file` for another second line, `truncated-file`, `bad-number` with the line.
 */
export function parseJadeMdi(text: string): ColumnTable {
  const lines = splitLines(text);
  const [, start, step, speed, anode, wavelength, end, points] = scanLine.exec(lines[1] ?? '') ?? [];
  if (points === undefined)
    throw new OperandoError(
      'malformed-file',
      'the second line does not say angles, anode, wavelength and number of points.',
      {
        where: { line: 2 },
      },
    );
  const whole = numberBlock(lines, { from: 2, isEnd: (line) => /^\s*[A-Za-z]/.test(line) });
  const block = untilMark(whole);
  return steppedPattern(
    'jade-mdi',
    {
      start: headerNumber(start),
      step: headerNumber(step),
      stepText: step,
      end: headerNumber(end),
      points: Number(points),
      line: 2,
    },
    block,
    {
      metadata: {
        title: (lines[0] ?? '').trim(),
        anode: anode!,
        scan_speed: headerNumber(speed),
        end: headerNumber(end),
      },
      scalars: radiationScalars({ wavelength: headerNumber(wavelength) }),
      warnings: whole === block ? openEndWarnings(text, lines.length) : [],
    },
  );
}

/** MDI (Jade). */
export const jadeMdi: TextFormat = {
  id: 'jade-mdi',
  title: 'MDI (Jade) .mdi',
  kind: 'text',
  sniff: ({ lines }) => (scanLine.test(lines[1] ?? '') ? 0.95 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseJadeMdi(text) }),
};
