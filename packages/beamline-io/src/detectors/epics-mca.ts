import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { statedMoment } from '../text/stated-moment.js';
import { liveTimeWarnings, saturatedWarnings } from './counts-table.js';
import type { TextFormat } from '../format.js';
import { said } from '../text/said.js';

/** Detector elements and channels that a file may declare. */
const most = { elements: 1024, channels: 1_048_576 };
const keyLine = /^([A-Z][A-Z_0-9]*):\s*(.*)$/;

/** Numbers of a header line, one for each element. */
function numbersOf(text: string, elements: number, key: string, line: number): number[] {
  const values = text.trim().split(/\s+/).map(Number);
  if (values.length !== elements || !values.every(Number.isFinite)) {
    throw new OperandoError(
      'malformed-file',
      said`${key} has ${values.length} values for ${elements} elements, or one that is no number.`,
      { where: { line }, cure: 'Each detector element needs its own value.' },
    );
  }
  return values;
}

/**
 * Regions of interest: first and last channel (centre of channel i is i) and label of each, element by element.
 */
function regionsOf(header: ReadonlyMap<string, { readonly text: string }>, elements: number): JsonValue {
  const regions: JsonValue[][] = Array.from({ length: elements }, () => []);
  for (let r = 0; header.has(`ROI_${r}_LEFT`); r++) {
    const [left, right] = ['LEFT', 'RIGHT'].map((side) =>
      (header.get(`ROI_${r}_${side}`)?.text ?? '').trim().split(/\s+/).map(Number),
    );
    const labels = (header.get(`ROI_${r}_LABEL`)?.text ?? '').split('&').map((label) => label.trim());
    for (let e = 0; e < elements; e++) {
      if (Number.isFinite(left![e]) && Number.isFinite(right![e]) && (left![e]! > 0 || right![e]! > 0))
        regions[e]!.push({ left: left![e]!, right: right![e]!, label: labels[e] ?? '' });
    }
  }
  return regions;
}

/** `PV="value" (description)`, taken apart without going back and forth in long lines. */
function environmentParts(
  text: string,
): { readonly name: string; readonly value: string; readonly description: string } | undefined {
  const open = text.indexOf('="');
  const close = open < 0 ? -1 : text.indexOf('"', open + 2);
  if (close < 0) return undefined;
  const rest = text.slice(close + 1).trim();
  if (rest !== '' && !(rest.startsWith('(') && rest.endsWith(')'))) return undefined;
  return { name: text.slice(0, open), value: text.slice(open + 2, close), description: rest.slice(1, -1) };
}

/**
 * ASCII spectra of EPICS multichannel analysers (APS, CARS), hpMCA among them: `KEY: values` with one value for each
 * detector element, then a row of counts for each channel. Columns are `channel` and `counts` (of several elements `counts 1` ...);
 * `metadata.calibration` gives offset, slope and quadratic term in keV and `two_theta` in degrees, element by element.
 *
 * @throws OperandoError `truncated-file` or `malformed-file` when rows are fewer or more than CHANNELS says (nothing is
 * filled in), `bad-number`, each with its line.
 */
export function parseEpicsMca(text: string): ColumnTable {
  const lines = splitLines(text);
  const header = new Map<string, { readonly text: string; readonly line: number }>();
  const environment: JsonValue[] = [];
  let i = 0;
  for (; i < lines.length && !lines[i]!.startsWith('DATA:'); i++) {
    const [, key, value] = keyLine.exec(lines[i]!) ?? [];
    if (key === undefined || value === undefined) {
      if (lines[i]!.trim() !== '')
        throw new OperandoError('malformed-file', said`${JSON.stringify(lines[i]!.slice(0, 40))} is no header line.`, {
          where: { line: i + 1 },
          cure: 'Header lines read KEY: value, down to DATA:.',
        });
    } else if (key === 'ENVIRONMENT') {
      const parts = environmentParts(value);
      if (parts !== undefined) environment.push(parts);
    } else header.set(key, { text: value, line: i + 1 });
  }
  if (i >= lines.length)
    throw new OperandoError('truncated-file', 'there is no DATA: line.', {
      where: { line: lines.length },
      cure: 'Save or copy the file again.',
    });
  const count = (key: 'ELEMENTS' | 'CHANNELS', otherwise: number, largest: number): number => {
    const found = header.get(key);
    const value = found === undefined ? otherwise : Number(found.text);
    if (!Number.isInteger(value) || value < 1 || value > largest)
      throw new OperandoError('malformed-file', said`${key} is ${found?.text ?? 'missing'}.`, {
        where: { line: found?.line ?? i + 1 },
      });
    return value;
  };
  const elements = count('ELEMENTS', 1, most.elements);
  const channels = count('CHANNELS', Number.NaN, most.channels);
  const first = i + 1;
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const rows = last - first + 1;
  if (rows !== channels) {
    throw new OperandoError(
      rows < channels ? 'truncated-file' : 'malformed-file',
      `CHANNELS says ${channels}, ${Math.max(0, rows)} rows follow.`,
      { where: { line: header.get('CHANNELS')!.line }, cure: 'Save or copy the file again.' },
    );
  }
  const counts = Array.from({ length: elements }, () => new Float64Array(channels));
  for (let row = 0; row < channels; row++) {
    const words = lines[first + row]!.trim().split(/\s+/);
    if (words.length !== elements)
      throw new OperandoError('malformed-file', `there are ${words.length} counts for ${elements} elements.`, {
        where: { line: first + row + 1 },
      });
    for (let e = 0; e < elements; e++) {
      const value = Number(words[e]);
      if (words[e] === '' || !(value >= 0) || !Number.isFinite(value))
        throw new OperandoError('bad-number', said`${JSON.stringify(words[e]!.slice(0, 40))} is no count.`, {
          where: { line: first + row + 1, column: e + 1 },
        });
      counts[e]![row] = value;
    }
  }
  return tableOf(counts, header, environment, first + 1);
}

function tableOf(
  counts: readonly Float64Array[],
  header: ReadonlyMap<string, { readonly text: string; readonly line: number }>,
  environment: readonly JsonValue[],
  firstLine: number,
): ColumnTable {
  const elements = counts.length;
  const channels = counts[0]!.length;
  const values = (key: string): number[] | undefined => {
    const found = header.get(key);
    return found === undefined || found.text.trim() === ''
      ? undefined
      : numbersOf(found.text, elements, key, found.line);
  };
  const [live, real] = [values('LIVE_TIME'), values('REAL_TIME')];
  for (const [key, times] of [
    ['LIVE_TIME', live],
    ['REAL_TIME', real],
  ] as const) {
    const bad = times?.findIndex((time) => time < 0) ?? -1;
    if (bad >= 0)
      throw new OperandoError('bad-number', said`${key} of element ${bad + 1} is ${times![bad]} s.`, {
        where: { line: header.get(key)!.line, column: bad + 1 },
        cure: 'Times are not negative: correct the header, or save the file again.',
      });
  }
  const [offset, slope, quadratic, twoTheta] = ['CAL_OFFSET', 'CAL_SLOPE', 'CAL_QUAD', 'TWO_THETA'].map(values);
  // hpMCA writes the fraction of a second as **.
  const date = header.get('DATE');
  const { moment, warnings } = statedMoment(date?.text.replace(/\.\*+/, ''), { label: 'DATE', line: date?.line });
  const duration = real?.[0];
  const time: TableTime | undefined = moment && {
    epoch: moment.epoch,
    zone: moment.zone,
    ...(duration !== undefined && duration > 0 ? { duration } : {}),
  };
  const labels = counts.map((_, e) => (elements === 1 ? 'counts' : `counts ${e + 1}`));
  const columns: TableColumn[] = [
    { label: 'channel', values: Float64Array.from({ length: channels }, (_, c) => c) },
    ...counts.map((each, e): TableColumn => ({
      label: labels[e]!,
      values: each,
      ...(e === 0 ? { role: 'intensity' as const } : {}),
    })),
  ];
  const scalar = (key: string, list: readonly number[] | undefined): Record<string, { value: number; unit: string }> =>
    list !== undefined && list[0]! > 0 ? { [key]: { value: list[0]!, unit: 's' } } : {};
  return {
    format: 'epics-mca',
    columns,
    rows: channels,
    lines: Int32Array.from({ length: channels }, (_, row) => firstLine + row),
    metadata: {
      elements,
      ...(date === undefined ? {} : { date }),
      ...(offset === undefined || slope === undefined
        ? {}
        : {
            calibration: offset.map((value, e) => ({
              offset: value,
              slope: slope[e]!,
              quadratic: quadratic?.[e] ?? 0,
            })),
          }),
      ...(twoTheta === undefined ? {} : { two_theta: twoTheta }),
      ...(live === undefined ? {} : { live_time: live }),
      ...(real === undefined ? {} : { real_time: real }),
      regions: regionsOf(header, elements),
      ...(environment.length === 0 ? {} : { environment }),
    },
    scalars: { ...scalar('live_time', live), ...scalar('real_time', real) },
    ...(time === undefined ? {} : { time }),
    warnings: [
      ...(live ?? []).flatMap((each, e) =>
        liveTimeWarnings(each, real?.[e], elements === 1 ? '' : ` of element ${e + 1}`),
      ),
      ...counts.flatMap((each, e) => saturatedWarnings(each, elements === 1 ? '' : ` of element ${e + 1}`)),
      ...warnings,
    ],
  };
}

/** ASCII files of EPICS multichannel analysers. */
export const epicsMca: TextFormat = {
  id: 'epics-mca',
  title: 'EPICS MCA spectrum',
  kind: 'text',
  sniff: ({ lines }) =>
    (lines[0] ?? '').startsWith('VERSION:') && lines.slice(0, 12).some((line) => /^(ELEMENTS|CHANNELS):/.test(line))
      ? 0.99
      : 0,
  parse: (text) => ({ kind: 'spectrum', table: parseEpicsMca(text) }),
};
