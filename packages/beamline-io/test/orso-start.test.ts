import { describe, expect, it } from 'vitest';
import { bytesSource } from '@operando/core';
import { curveTimes, read, readColumnSeriesFrom, readReflectivityFrom } from '../src/index.js';

const ort = (source: string, scale = 1): Uint8Array => {
  const rows = Array.from(
    { length: 12 },
    (_, i) => `${(0.01 * (i + 1)).toFixed(3)} ${(scale / (i + 1)).toFixed(6)} 0.001`,
  );
  return new TextEncoder().encode(
    [
      '# # ORSO reflectivity data file | 1.1 standard | YAML encoding | https://www.reflectometry.org/',
      '# data_source:',
      ...source.split('\n').map((line) => `#   ${line}`),
      '# columns:',
      '# - {name: Qz, unit: 1/angstrom}',
      '# - {name: R}',
      '# - {error_of: R, error_type: uncertainty, value_is: sigma}',
      ...rows,
      '',
    ].join('\n'),
  );
};
const files = (...stamps: readonly string[]): string =>
  `measurement:\n  data_files:\n${stamps.map((stamp, i) => `  - {file: run${i}.nxs, timestamp: ${stamp}}`).join('\n')}`;
const timeOf = (source: string): unknown => {
  const result = read(ort(source));
  if (result.kind !== 'spectrum') throw new Error('a log');
  return [result.table.time, result.table.warnings.map(({ code }) => code)];
};

describe('when the data of an ORSO file were taken', () => {
  // Seconds from 1970 by GNU date.
  it.each([
    ['the first of its files', files('2023-11-14T22:15:00Z', '2023-11-14T22:13:20Z'), 1_700_000_000, 'utc'],
    ['a file with an offset', files('2023-11-14T23:13:20+01:00'), 1_700_000_000, '+01:00'],
    ['the start of the experiment', 'experiment: {start_date: 2023-11-14T22:13:20Z}', 1_700_000_000, 'utc'],
    [
      'its files rather than that',
      `experiment: {start_date: 2023-11-14T06:00:00Z}\n${files('2023-11-14T22:13:20Z')}`,
      1_700_000_000,
      'utc',
    ],
  ])('is the time of %s', (_name, source, epoch, zone) => {
    expect(timeOf(source)).toEqual([{ epoch, zone }, []]);
  });

  it.each([
    ['a day alone', 'experiment: {start_date: 2023-11-14}', []],
    ['no date', files('yesterday 12:00'), ['date-unreadable']],
    ['nothing', 'owner: {name: a}', []],
  ])('is not known by %s', (_name, source, codes) => {
    expect(timeOf(source)).toEqual([undefined, codes]);
  });

  it('makes frames', async () => {
    const sources = [0, 90, 240].map((seconds, k) => ({
      name: `${k}.ort`,
      bytes: bytesSource(ort(files(new Date(1.7e12 + 1000 * seconds).toISOString()), 1 - 0.1 * k)),
    }));
    const { time } = await readColumnSeriesFrom(sources, { axis: { name: 'q', unit: '1/angstrom' } });
    expect([...time.start]).toEqual([0, 90, 240]);
    expect(time.epoch).toBe(1_700_000_000);
    const curves = await readReflectivityFrom(sources);
    expect(curveTimes(curves)).toEqual([0, 90, 240]);
    expect(curveTimes(curves.toReversed())).toBeUndefined();
    expect(curveTimes([curves[0]!, {}])).toBeUndefined();
  });

  it('gives way to times that a file counts itself', () => {
    const start = { epoch: 5, zone: 'utc' };
    expect(
      curveTimes([
        { time: 0, start },
        { time: 7, start },
      ]),
    ).toEqual([0, 7]);
    expect(curveTimes([{ time: 0, start }, { start: { epoch: 25, zone: 'utc' } }])).toEqual([0, 20]);
  });
});
