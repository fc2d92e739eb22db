import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { formatXdi, parseSpec, parseXdi, read, readScans } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { statedMoment, statedTimes } from '../src/text/stated-moment.js';

const codes = ({ warnings }: { readonly warnings: ColumnTable['warnings'] }): string[] =>
  warnings.map(({ code }) => code);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const spectrum = (text: string): ColumnTable => {
  const result = read(bytes(text));
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
};

describe('times that headers state', () => {
  it('are told where they are no dates, or two', () => {
    expect(statedMoment(undefined, { label: 'x' })).toEqual({ warnings: [] });
    expect(statedMoment('  ', { label: 'x' })).toEqual({ warnings: [] });
    expect(statedMoment('at noon', { label: 'Start', line: 3 })).toEqual({
      warnings: [
        {
          code: 'date-unreadable',
          message: '"Start: at noon" is no date that is understood; no time is known from it.',
          where: { line: 3 },
        },
      ],
    });
    expect(codes(statedMoment('07/08/2022 10:00', { label: 'x' }))).toEqual(['date-ambiguous']);
    expect(codes(statedMoment('07/08/2022 10:00', { label: 'x', dates: ['13/08/2022 10:00'] }))).toEqual([]);
    expect(statedMoment('07/08/2022 10:00', { label: 'x', usual: 'day-first' }).moment?.epoch).toBe(
      Date.UTC(2022, 7, 7, 10) / 1000,
    );
  });

  it('have a duration where the end lies behind the start, and one warning for both', () => {
    expect(statedTimes('2022-01-01 10:00', '2022-01-01 10:01', { label: 'x' })).toEqual({
      time: { epoch: Date.UTC(2022, 0, 1, 10) / 1000, zone: 'unstated', duration: 60 },
      warnings: [],
    });
    expect(statedTimes('2022-01-01 10:00', '2022-01-01 09:00', { label: 'x' }).time).toEqual({
      epoch: Date.UTC(2022, 0, 1, 10) / 1000,
      zone: 'unstated',
    });
    expect(codes(statedTimes('07/08/2022 10:00', '07/08/2022 11:00', { label: 'x' }))).toEqual(['date-ambiguous']);
    expect(codes(statedTimes('2022-01-01 10:00', 'later', { label: 'x' }))).toEqual(['date-unreadable']);
    expect(codes(statedTimes('soon', 'later', { label: 'x' }))).toEqual(['date-unreadable']);
  });

  const spec = (date: string): string =>
    `#F a\n#E 1700000000\n#D Tue Nov 14 22:13:20 2023\n\n#S 1 ascan x 0 1 1 1\n#D ${date}\n#N 2\n#L x  y\n0 1\n1 2\n`;
  it.each([
    [
      'XDI',
      () =>
        parseXdi(
          '# XDI/1.0\n# Element.symbol: Ni\n# Element.edge: K\n# Scan.start_time: yesterday\n# Column.1: energy eV\n# Column.2: mutrans\n#---\n8300 1\n8301 2\n',
        ),
    ],
    ['SPEC', () => parseSpec(spec('Tuesday'))],
    ['ORTEC .spe', () => spectrum('$DATE_MEA:\nMonday\n$MEAS_TIM:\n1 2\n$DATA:\n0 2\n1\n2\n3\n')],
    ['Amptek', () => spectrum('<<PMCA SPECTRUM>>\nSTART_TIME - noon\n<<DATA>>\n1\n2\n<<END>>\n')],
  ])('%s says so', (_, parse) => {
    expect(codes(parse())).toEqual(['date-unreadable']);
    expect(parse().time).toBeUndefined();
  });
});

const map = `# XDI/1.0
# Column.1: energy eV
# Column.2: counts
# Outer.name: stage_x mm
# Outer.value: 1.0
# Element.symbol: Cu
# Element.edge: K
# ///
# a map
#---
# energy counts
 8970 1
 8980 2
# any other comment
 8990 3
# Outer.value: 1.5
 8970 4
 8980 5
#  outer.VALUE:  2
 8970 6
`;

describe('XDI with an outer array', () => {
  it('holds a scan for every value of it', () => {
    const first = parseXdi(map);
    expect([first.rows, first.scan, codes(first)]).toEqual([3, '1', ['several-scans']]);
    expect(first.scans).toEqual([
      { id: '1', title: 'stage_x mm 1.0', rows: 3, notes: [] },
      { id: '2', title: 'stage_x mm 1.5', rows: 2, notes: [] },
      { id: '3', title: 'stage_x mm 2', rows: 1, notes: [] },
    ]);
    const second = parseXdi(map, { scan: 2 });
    expect([[...second.columns[1]!.values], [...second.lines], second.metadata['outer.value']]).toEqual([
      [4, 5],
      [17, 18],
      1.5,
    ]);
    expect(parseXdi(map, { scan: 'stage_x mm 2' }).rows).toBe(1);
    expect(() => parseXdi(map, { scan: 4 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(readScans(bytes(map)).map(({ rows, scan }) => [rows, scan])).toEqual([
      [3, '1'],
      [2, '2'],
      [1, '3'],
    ]);
  });

  it('has rows of one length in all of them, and an end', () => {
    expect(() => parseXdi(map.replace(' 8970 4', ' 8970 4 4'), { scan: 2 })).toThrow(
      expect.objectContaining({ code: 'malformed-file', where: { line: 17 } }),
    );
    expect(codes(parseXdi(map.trimEnd(), { scan: 3 }))).toEqual(['open-end']);
    expect(codes(parseXdi(map.trimEnd(), { scan: 1 }))).toEqual([]);
  });

  it('of one value is written and read as any other', () => {
    const table = parseXdi(map, { scan: 2 });
    const text = formatXdi({ fields: { 'Outer.name': 'stage_x mm', 'Outer.value': '1.5' }, columns: table.columns });
    const back = parseXdi(text);
    expect([[...back.columns[1]!.values], back.metadata['outer.value'], back.scans]).toEqual([[4, 5], 1.5, undefined]);
  });
});

const samples = referencePath('formats', 'samples');

describe.skipIf(samples === undefined)('the map of the XDI library (needs OPERANDO_REFERENCE_DATA)', () => {
  it('has all of its rows, in scans by its outer value', () => {
    const all = readScans(Uint8Array.from(readFileSync(`${samples}/xdi/nonxafs_2d.xdi`)));
    // 271 lines, 68 of them comments (the manifest): 203 rows.
    expect(all.reduce((sum, { rows }) => sum + rows, 0)).toBe(203);
    expect([all.length, all[1]!.metadata['outer.value'], all[1]!.columns[0]!.values[0]]).toEqual([41, 1.1, 8829]);
  });
});
