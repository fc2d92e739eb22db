import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { headerValue } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime } from '../text/date-time.js';
import { numbersOf, readDelimited } from '../text/delimited.js';
import type { TextFormat } from '../format.js';
import { countingTimes } from './counting-times.js';
import { headerNumber, headerText } from './header-number.js';
import { otherAngleAxis, otherAxisWarning, powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';
import { said, shown } from '../text/said.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `20/May/2021 15:55`. */
function fileTime(text: JsonValue | undefined): TableTime | undefined {
  if (typeof text !== 'string') return undefined;
  const [, day, month, year, clock] =
    /^(\d{1,2})\/([A-Za-z]{3})[a-z]*\/(\d{4})\s+(\d{1,2}:\d{2}(?::\d{2})?)$/.exec(text.trim()) ?? [];
  const number = months.indexOf(month?.toLowerCase() ?? '') + 1;
  if (number === 0) return undefined;
  const moment = parseDateTime(`${year}-${number}-${day} ${clock}`);
  return moment === undefined ? undefined : { epoch: moment.epoch, zone: moment.zone };
}

const angleLabel = /^(angle|2.?theta|°2|pos)/i;
const intensityLabel = /^(intensity|counts|cps)/i;
const timeLabel = /^time ?per ?step|^counting time/i;
const sigmaLabel = /^(esd|sigma|uncertainty)/i;

/**
 * PANalytical CSV with the sections `[Measurement conditions]` and `[Scan points]`: columns by their labels,
 * also apart by semicolons and with decimal commas, as some locales have it.
 *
 * @throws OperandoError `malformed-file` without labels of angle and intensity or for rows of another length, `bad-number`, with the
 * line; `truncated-file` when fewer points are there than announced.
 */
export function parsePanalyticalCsv(text: string): ColumnTable {
  const lines = splitLines(text);
  const section = lines.findIndex((line) => /^\[Scan points\]/i.test(line));
  if (section < 0)
    throw new OperandoError('malformed-file', 'there is no section [Scan points].', {
      cure: 'Export the scan with its points.',
    });
  const heading = lines[section + 1] ?? '';
  const separator = ([';', '\t', ','] as const).find((mark) => heading.includes(mark)) ?? ',';
  const { cells, labels, ...table } = readDelimited(lines, { separator, headerLine: section + 1 });
  const column = (pattern: RegExp): Float64Array | undefined => {
    const at = labels.findIndex((label) => pattern.test(label));
    if (at < 0) return undefined;
    const blank = cells[at]!.indexOf('');
    if (blank >= 0)
      throw new OperandoError('bad-number', 'a cell is blank.', {
        where: { line: table.lines[blank]!, column: shown(labels[at]!) },
        cure: 'The file seems damaged: export it again.',
      });
    return numbersOf(cells[at]!, labels[at]!, table);
  };
  const [angles, intensities] = [column(angleLabel), column(intensityLabel)];
  if (angles === undefined || intensities === undefined)
    throw new OperandoError(
      'malformed-file',
      said`the columns are called ${labels.join(', ').slice(0, 80)}: which are angle and intensity?`,
      { where: { line: section + 2 }, cure: 'Export the scan with the columns Angle and Intensity.' },
    );
  const metadata: Record<string, JsonValue> = {};
  for (const line of lines.slice(1, section)) {
    const mark = line.indexOf(separator);
    if (mark > 0) metadata[line.slice(0, mark).trim()] = headerValue(line.slice(mark + 1).replaceAll('"', ''));
  }
  const field = (name: string): number => headerNumber(headerText(metadata, name));
  const scanAxis = headerText(metadata, 'Scan axis') ?? '';
  const isOther = scanAxis !== '' && !/gonio|2.?theta|2θ|coupled/i.test(scanAxis);
  const isRate = labels.some((label) => /^cps|^intensity.*(?:cps|counts?\/s)/i.test(label));
  const times = countingTimes(isRate ? undefined : column(timeLabel));
  const announced = field('No. of points');
  if (announced > table.rows) {
    throw new OperandoError('truncated-file', `${table.rows} of ${announced} points are there.`, {
      where: { line: lines.length },
      cure: 'The file seems cut short: export it again.',
    });
  }
  return {
    ...powderTable('panalytical-csv', angles, intensities, {
      metadata,
      scalars: {
        ...radiationScalars({
          alpha1: field('K-Alpha1 wavelength'),
          alpha2: field('K-Alpha2 wavelength'),
          ratio: field('Ratio K-Alpha2/K-Alpha1'),
        }),
        ...positiveScalar('time_per_step', field('Time per step'), 's'),
      },
      ...(isOther ? { axis: otherAngleAxis } : {}),
      ...(isRate ? { unit: 'counts/s' } : {}),
      channels: times.channels,
      warnings: [...(isOther ? [otherAxisWarning(scanAxis)] : []), ...times.warnings],
      sigma: column(sigmaLabel),
      time: fileTime(metadata['File date and time']),
    }),
    lines: table.lines,
  };
}

/** PANalytical CSV. */
export const panalyticalCsv: TextFormat = {
  id: 'panalytical-csv',
  title: 'PANalytical CSV',
  kind: 'text',
  sniff: ({ lines }) => (/^\[Measurement conditions\]/i.test(lines[0] ?? '') ? 0.98 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parsePanalyticalCsv(text) }),
};
