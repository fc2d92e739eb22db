import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { headerValue } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { withFullYear } from '../text/date-time.js';
import { splitLines } from '../text/decode.js';
import { statedTimes } from '../text/stated-moment.js';
import { headerNumber, neededNumber } from './header-number.js';
import { numberBlock } from './number-block.js';
import { positiveScalar, radiationScalars } from './radiation.js';
import { steppedPattern } from './stepped-pattern.js';

const isData = (line: string): boolean => /^\s*RawScan\b/i.test(line);

/** `key,value,/` and `key, first, second,/`, by their keys. */
function fieldsOf(
  lines: readonly string[],
): ReadonlyMap<string, { readonly words: readonly string[]; readonly line: number }> {
  return new Map(
    lines.flatMap((text, i) => {
      const [key = '', ...words] = text
        .replace(/[\s,/]*$/, '')
        .split(',')
        .map((word) => word.trim());
      return key === '' ? [] : [[key, { words, line: i + 1 }] as const];
    }),
  );
}

/** ` 4-feb-98, 23:30`; after 1999 the clock of the instrument goes on counting tens, `:2` is 2002. */
const dateOf = (words: readonly string[]): string => withFullYear(words.join(' ').replace(/-:(\d)(?!\d)/, '-200$1'));

/**
 * Philips UDF: a header of keys and values, then the counts of a scan of constant step, with a slash behind the last.
 *
 * @throws OperandoError `malformed-file` without the range, `truncated-file` for fewer counts than it has, `bad-number` with the line.
 */
export function parsePhilipsUdf(text: string): ColumnTable {
  const lines = splitLines(text);
  const data = lines.findIndex(isData);
  if (data < 0)
    throw new OperandoError('truncated-file', 'there is no section RawScan.', {
      where: { line: lines.length },
      cure: 'Export the scan with its counts.',
    });
  const fields = fieldsOf(lines.slice(0, data));
  const word = (key: string, at = 0): string | undefined => fields.get(key)?.words[at];
  const line = fields.get('DataAngleRange')?.line ?? data;
  const [start, end] = [0, 1].map((at) => neededNumber(word('DataAngleRange', at), 'DataAngleRange', line)) as [
    number,
    number,
  ];
  const slash = lines.findIndex((each, i) => i > data && each.includes('/'));
  const counts = lines
    .slice(0, slash < 0 ? undefined : slash + 1)
    .map((each, i) => (i === slash ? each.slice(0, each.indexOf('/')) : each));
  const block = numberBlock(counts, { from: data + 1 });
  const stepText = word('ScanStepSize');
  const step = neededNumber(stepText, 'ScanStepSize', fields.get('ScanStepSize')?.line ?? data);
  const { time, warnings: timeWarnings } = statedTimes(dateOf(fields.get('FileDateTime')?.words ?? []), undefined, {
    label: 'FileDateTime',
    usual: 'day-first',
  });
  const metadata: Record<string, JsonValue> = Object.fromEntries(
    [...fields].slice(0, 200).map(([key, { words }]) => [key, headerValue(words.join(', '))]),
  );
  return steppedPattern('philips-udf', { start, step, stepText, end, line }, block, {
    metadata,
    scalars: {
      ...radiationScalars({
        alpha1: headerNumber(word('LabdaAlpha1')),
        alpha2: headerNumber(word('LabdaAlpha2')),
        ratio: headerNumber(word('RatioAlpha21')),
      }),
      ...positiveScalar('time_per_step', headerNumber(word('ScanStepTime')), 's'),
    },
    time,
    warnings: [...timeWarnings, ...(slash < 0 ? openEndWarnings(text, lines.length) : [])],
  });
}

/** Philips UDF. */
export const philipsUdf: TextFormat = {
  id: 'philips-udf',
  title: 'Philips .udf',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) =>
    lines.slice(0, 200).some((line) => /^DataAngleRange\s*,/i.test(line)) && lines.slice(0, 400).some(isData)
      ? 0.97
      : 0,
  parse: (text) => ({ kind: 'spectrum', table: parsePhilipsUdf(text) }),
};
