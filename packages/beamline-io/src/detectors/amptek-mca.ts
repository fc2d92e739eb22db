import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { headerValue } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { statedTimes } from '../text/stated-moment.js';
import { countLines, countsTable } from './counts-table.js';
import type { TextFormat } from '../format.js';

/**
 * Amptek `.mca` (PMCA): `KEY - value` lines, pairs of channel and energy in
 * `<<CALIBRATION>>`, one count per line between `<<DATA>>` and `<<END>>`.
 *
 * @throws OperandoError `malformed-file` without counts, `truncated-file` without their end, `bad-number`, with the line.
 */
export function parseAmptekMca(text: string): ColumnTable {
  const lines = splitLines(text);
  const start = lines.findIndex((line) => line.trim() === '<<DATA>>');
  if (start < 0)
    throw new OperandoError('malformed-file', 'there is no <<DATA>> block.', { cure: 'Save the spectrum again.' });
  const length = lines.slice(start + 1).findIndex((line) => line.trim() === '<<END>>');
  if (length < 0)
    throw new OperandoError('truncated-file', 'the counts have no <<END>>.', {
      where: { line: lines.length },
      cure: 'Save or copy the file again.',
    });
  const counts = countLines(lines, start + 1, length);
  const metadata: Record<string, JsonValue> = {};
  const pairs: number[][] = [];
  const regions: number[][] = [];
  let section = '';
  for (const line of lines.slice(0, start)) {
    if (line.startsWith('<<')) section = line.trim();
    else if ((section === '<<CALIBRATION>>' || section === '<<ROI>>') && /^[\d.\s+-]+$/.test(line))
      (section === '<<ROI>>' ? regions : pairs).push(line.trim().split(/\s+/).map(Number));
    else {
      const [, key, value] = /^([A-Z_ ]+?)\s+-\s*(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined && value.trim() !== '') metadata[key] = headerValue(value);
    }
  }
  if (pairs.length > 0) metadata['calibration_points'] = pairs;
  if (regions.length > 0) metadata['regions'] = regions;
  // Amptek's programs write the month first, whatever the country.
  const { time, warnings } = statedTimes(metadata['START_TIME'], undefined, {
    label: 'START_TIME',
    usual: 'month-first',
  });
  const seconds = (key: string): number | undefined => (typeof metadata[key] === 'number' ? metadata[key] : undefined);
  return countsTable('amptek-mca', counts, {
    liveTime: seconds('LIVE_TIME'),
    realTime: seconds('REAL_TIME'),
    time,
    metadata,
    firstLine: start + 2,
    warnings,
  });
}

/** Amptek's multichannel analysers. */
export const amptekMca: TextFormat = {
  id: 'amptek-mca',
  title: 'Amptek .mca',
  kind: 'text',
  end: /<<[\w ]*END>>\s*$/,
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => (lines[0]?.trim() === '<<PMCA SPECTRUM>>' ? 0.99 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parseAmptekMca(text) }),
};
