import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import {
  formatXdi,
  parseBiologic,
  parseClockLog,
  parseColumnText,
  parseCsv,
  parseElectrochemistryCsv,
  parseLabXrd,
  parseRock,
  parseXdi,
  read,
  sniff,
} from '../src/index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const xdiText = `# XDI/1.0 test/1.0
# Element.symbol: Ni
# Element.edge: K
# Mono.d_spacing: 3.13555
# Scan.start_time: 2024-01-02T03:04:05Z
# Scan.end_time: 2024-01-02T03:06:05Z
# Column.1: energy eV
# Column.2: i0
# Column.3: itrans
# ///
# a comment
#---
# energy i0 itrans
 8300 100 50
 8301 100 40
 8302 100 30
`;
const rockText = `# This file has been produced by extranormal (v 1.0.1)
# O. Roudenko
#Time at start=2022-07-26 23:01:58.055
#Time from start (seconds)=65.0
#Sample temperature (C)=nan
# E0=8332.88   Eshift=0.036
# I jump at E0_pivot = 0.799
# shifted energy\tnormalized\tI0
   8060 0.1 14959
   8065 0.2 14959
`;
const mptText =
  'EC-Lab ASCII FILE\r\nNb header lines : 6\r\n\r\nAcquisition started on : 07/26/2022 22:38:30.190\r\n\r\ntime/s\tEwe/V\t<I>/mA\t(Q-Qo)/mA.h\tcycle number\t\r\n0,0\t3,40\t1,5\t0,0\t1\t\r\n10,0\t3,41\t1,5\t0,004\t1\t\r\n';
const clockText = Array.from(
  { length: 60 },
  (_, i) =>
    `${String(23 + Math.floor(i / 30)).padStart(2, '0')}:${String((2 * i) % 60).padStart(2, '0')}:00 ${(3 + i / 100).toFixed(3)} 39.0`,
).join('\n');
const csvText = 'name,x,"y, quoted"\na,1,2\nb,3,\n';
const labText =
  '2022.09.19 19:37:16\nLambda1 = 1.54060\n2Theta\tI\n\nline 0 ;repeat 0\n22.1 603.3\n22.2 617.8\n\nResult vector\n22.1 603.3\n22.2 617.8\n';

describe('parseXdi', () => {
  it('reads header, comments, units, roles and time', () => {
    const table = parseXdi(xdiText);
    expect(table.columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['energy', 'eV', 'energy'],
      ['i0', undefined, 'i0'],
      ['itrans', undefined, 'itrans'],
    ]);
    expect(table.metadata).toMatchObject({
      version: '1.0',
      application: 'test/1.0',
      'element.symbol': 'Ni',
      comments: 'a comment',
    });
    expect(table.time).toEqual({ epoch: Date.UTC(2024, 0, 2, 3, 4, 5) / 1000, zone: 'utc', duration: 120 });
    expect([...table.lines]).toEqual([14, 15, 16]);
    expect(table.warnings).toEqual([]);
  });

  it.each([
    [
      'blank lines in and below the header',
      xdiText.replace('# Element.edge', '\n# Element.edge').replace(' 8300', '\n 8300'),
    ],
    [
      'dashes in a comment',
      xdiText.replace('# a comment', '# a comment\n# --- more of it ---').replace('comments: ', ''),
    ],
    ['lone CR', xdiText.replaceAll('\n', '\r')],
    ['an end-of-file mark', `${xdiText}\u001a`],
  ])('reads %s', (_, text) => {
    const result = read(bytes(text));
    const table = result.kind === 'spectrum' ? result.table : undefined;
    expect([table?.rows, table?.columns.map(({ label, values }) => [label, values[0]]), table?.warnings]).toEqual([
      3,
      [
        ['energy', 8300],
        ['i0', 100],
        ['itrans', 50],
      ],
      [],
    ]);
    expect(table?.metadata).toMatchObject({ 'element.edge': 'K', 'mono.d_spacing': 3.13555 });
  });

  it.each([
    ['open-end', xdiText.trimEnd()],
    ['header-repeated', xdiText.replace('# Element.edge: K', '# Element.edge: K\n# Element.edge: L3')],
    ['labels-mismatch', xdiText.replace('# energy i0 itrans', '# energy itrans i0')],
    ['labels-repeated', xdiText.replace('# Column.3: itrans', '# Column.3: i0')],
  ])('tells what contradicts itself: %s', (code, text) => {
    expect(parseXdi(text).warnings.map((warning) => warning.code)).toEqual([code]);
  });

  it.each([
    [
      'dashes with words among the fields',
      xdiText.replace('# Element.edge', '# --- optics ---\n# Element.edge'),
      'malformed-file',
      3,
    ],
    ['no version', 'energy mu\n1 2\n', 'malformed-file', 1],
    ['a broken header line', xdiText.replace('# Element.edge: K', '# just text'), 'malformed-file', 3],
    ['a row too short inside', xdiText.replace(' 8301 100 40', ' 8301 100'), 'malformed-file', 15],
    ['a last row too short', xdiText.replace(' 8302 100 30', ' 8302 1'), 'truncated-file', 16],
    ['a word in the table', xdiText.replace('8301 100', '8301 beam'), 'bad-number', 15],
    ['no data', xdiText.slice(0, xdiText.indexOf(' 8300')), 'truncated-file', 13],
  ])('refuses %s, naming the line', (_, text, code, line) => {
    expect(() => parseXdi(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as unknown }),
    );
  });

  it('is read back from what formatXdi writes, to the last bit', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noDefaultInfinity: true })),
          { minLength: 1, maxLength: 20 },
        ),
        (rows) => {
          const text = formatXdi({
            columns: [
              { label: 'energy', unit: 'eV', values: rows.map(([e]) => e) },
              { label: 'mu', values: rows.map(([, m]) => m) },
            ],
            fields: { 'Element.symbol': 'Ni', 'Sample.name': 'a\nb' },
            comments: 'one\ntwo',
          });
          const table = parseXdi(text);
          expect([...table.columns[0]!.values]).toEqual(rows.map(([e]) => e));
          expect([...table.columns[1]!.values]).toEqual(rows.map(([, m]) => m));
          expect(table.metadata).toMatchObject({ 'sample.name': 'a b', comments: 'one\ntwo' });
        },
      ),
    );
    expect(() => formatXdi({ columns: [{ label: 'a b', values: [] }] })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    expect(() => formatXdi({ columns: [], fields: { bad: 1 } })).toThrow(/Family\.key/);
    expect(() =>
      formatXdi({
        columns: [
          { label: 'a', values: [1] },
          { label: 'b', values: [] },
        ],
      }),
    ).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});

describe('the other parsers', () => {
  it('ROCK: labels with blanks, scalars, mid-exposure time', () => {
    const table = parseRock(rockText);
    expect(table.columns.map(({ label, role }) => [label, role])).toEqual([
      ['shifted energy', 'energy'],
      ['normalized', 'norm'],
      ['I0', 'i0'],
    ]);
    expect(table.time).toMatchObject({ zone: 'unstated', duration: 130 });
    expect(Object.keys(table.scalars)).toEqual(['beamline_edge_jump', 'beamline_e0', 'beamline_energy_shift']);
    expect(() => parseRock('1 2\n3 4\n')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('EC-Lab: units, sign, dates, header count', () => {
    const table = parseBiologic(mptText);
    expect(table.columns['current_ampere']![0]).toBeCloseTo(1.5e-3, 15);
    expect(table.columns['net_capacity_ah']![1]).toBeCloseTo(4e-6, 15);
    expect(table.epoch).toBeCloseTo(Date.UTC(2022, 6, 26, 22, 38, 30, 190) / 1000, 3);
    expect(table.warnings).toEqual([]);
    const wrong = parseBiologic(mptText.replace('lines : 6', 'lines : 9').replace('07/26/2022', '07/08/2022'));
    expect(wrong.warnings.map(({ code }) => code)).toEqual(['header-count', 'date-ambiguous']);
    expect(parseBiologic(mptText.replace('07/26/2022', '07/08/2022'), { dateOrder: 'day-first' }).epoch).toBe(
      Date.UTC(2022, 7, 7, 22, 38, 30, 190) / 1000,
    );
    expect(() => parseBiologic('EC-Lab ASCII FILE\nNb header lines : 3\n\n')).toThrow(
      expect.objectContaining({ code: 'malformed-file' }),
    );
    expect(() => parseBiologic('EC-Lab ASCII FILE\nNb header lines : 3\nfreq/Hz\tEwe/V\n1\t2\n')).toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
    expect(parseBiologic(mptText.replace('07/26/2022 22', 'some day')).warnings[0]!.code).toBe('date-unreadable');
  });

  it('EC-Lab: says when charge seems negative, and when a counter is not whole', () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${10 * i}\t${3 + i / 200}\t-1\t${i === 50 ? 6.28 : 1}`).join(
      '\n',
    );
    const table = parseBiologic(`time/s\tEwe/V\tI/mA\tcycle number\n${rows}\n`);
    expect(table.warnings.map(({ code, where }) => [code, where?.line])).toEqual([
      ['current-sign', 2],
      ['counter-not-whole', 52],
    ]);
  });

  it('EC-Lab: labels without values, coulombs, impedance, capacity that contradicts the current', () => {
    const impedance = parseBiologic('freq/Hz\ttime/s\t-Im(Z)/Ohm\t\textra\n1e3\t0\t5\t\n1e2\t1\t6\t\n');
    expect([impedance.columns['imaginary_impedance_ohm']![1], impedance.warnings[0]!.code]).toEqual([
      -6,
      'labels-without-values',
    ]);
    expect(parseBiologic('time/s\tEwe/V\t(Q-Qo)/C\n0\t3\t0\n1\t3\t3600\n').columns['net_capacity_ah']![1]).toBe(1);
    const rows = Array.from({ length: 20 }, (_, i) => `${3600 * i}\t3\t1\t${-i}`).join('\n');
    expect(parseBiologic(`time/s\tEwe/V\tI/mA\t(Q-Qo)/mA.h\n${rows}\n`).warnings.map(({ code }) => code)).toContain(
      'capacity-inconsistent',
    );
  });

  it('clock logs: hours past 24, signs', () => {
    const table = parseClockLog(clockText);
    expect(table.columns['test_time_second']!.at(-1)).toBe(24 * 3600 + 58 * 60);
    expect(table.columns['current_ampere']![3]).toBeCloseTo(0.039, 15);
    const down = clockText
      .split('\n')
      .map((line, i) => (i < 30 ? line : line.replace(/ 3\.\d+/, ` ${(3.3 - (i - 30) / 80).toFixed(3)}`)))
      .join('\n');
    expect(() => parseClockLog(down)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    const signed = parseClockLog(down, { currentSign: 'from-voltage' }).columns['current_ampere']!;
    expect([signed[5], signed[55]]).toEqual([0.039, -0.039]);
    expect(() => parseClockLog('00:00:00 3.1 x')).toThrow(expect.objectContaining({ where: { line: 1 } }));
  });

  it('CSV: quotes, blanks, text columns', () => {
    const table = parseCsv(csvText);
    expect(table.columns.map(({ label }) => label)).toEqual(['x', 'y, quoted']);
    expect([...table.columns[1]!.values]).toEqual([2, Number.NaN]);
    expect(table.metadata['textColumns']).toEqual({ name: ['a', 'b'] });
    expect(() => parseCsv('x,y\n1,2\n3,oops\n')).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 3, column: 'y' } }),
    );
    expect(() => parseCsv('x,y\n1,"2\n')).toThrow(expect.objectContaining({ code: 'truncated-file' }));
    expect(() => parseElectrochemistryCsv('a,b\n1,2\n')).toThrow(expect.objectContaining({ code: 'column-missing' }));
    const hours = parseElectrochemistryCsv('Time (h),Voltage (mV),Current (mA)\n1,3500,2\n');
    expect([
      hours.columns['test_time_second']![0],
      hours.columns['voltage_volt']![0],
      hours.columns['current_ampere']![0],
    ]).toEqual([3600, 3.5, 0.002]);
  });

  it.each([
    'energy;mu\n8.330,5;1,25\n8.331,5;1,3\n',
    'energy,mu\n"8,330.5",1.25\n"8,331.5",1.3\n',
    "energy;mu\n8'330;1\n8'331;2\n",
    'energy,mu\n50 %,1\n60%,2\n',
  ])('numbers in groups of three, or with a percent sign, are not left out as words: %j', (text) => {
    expect(() => parseCsv(text)).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 2, column: 'energy' } }),
    );
  });

  it('row numbers without a name are left out and told; quoted numbers are numbers', () => {
    const table = parseCsv(',energy,mu\n0,8330,1\n1,8331,2\n');
    expect([table.columns.map(({ label }) => label), table.warnings.map(({ code }) => code)]).toEqual([
      ['energy', 'mu'],
      ['index-left-out'],
    ]);
    expect(parseCsv(',energy,mu\n5,8330,1\n7,8331,2\n').columns).toHaveLength(3);
    const result = read(new TextEncoder().encode('"energy","mu"\n"8330.5","1"\n"8331.5","2"\n'));
    expect(result.kind === 'spectrum' && result.table.columns.map(({ values }) => Array.from(values))).toEqual([
      [8330.5, 8331.5],
      [1, 2],
    ]);
  });

  it('a time column of dates counts from its first', () => {
    const log = parseElectrochemistryCsv(
      'time,voltage,current\n2022-05-01 10:00:00,3.5,0.1\n2022-05-01 10:00:10,3.6,0.1\n',
    );
    expect([Array.from(log.columns['test_time_second']!), log.epoch]).toEqual([
      [0, 10],
      Date.UTC(2022, 4, 1, 10) / 1000,
    ]);
    // What the file has stays beside it.
    expect(log.original['time']![0]).toBe(Date.UTC(2022, 4, 1, 10) / 1000);
  });

  it('laboratory XRD: the first of two tables, if both are as long', () => {
    const table = parseLabXrd(labText);
    expect([table.rows, table.metadata['Lambda1']]).toEqual([2, 1.5406]);
    expect(() => parseLabXrd(labText.slice(0, -11))).toThrow(
      expect.objectContaining({ code: 'malformed-file', where: { line: 9 } }),
    );
  });

  it('laboratory XRD: a table that is not repeated is told', () => {
    expect(parseLabXrd(labText).warnings).toEqual([]);
    expect(parseLabXrd(labText.slice(0, labText.indexOf('Result'))).warnings.map(({ code }) => code)).toEqual([
      'copy-missing',
    ]);
  });

  it('column text: headers, comments between rows, end-of-file marks', () => {
    const table = parseColumnText(
      '# Sample: LNO\n# T = 25\n# 2theta [deg]  counts\n10 100\n# lost beam\n10.5 120\n\u001a\n',
    );
    expect(table.columns.map(({ label, unit }) => [label, unit])).toEqual([
      ['2theta [deg]', 'deg'],
      ['counts', undefined],
    ]);
    expect([table.rows, table.metadata['Sample'], table.metadata['T']]).toEqual([2, 'LNO', 25]);
    expect(() => parseColumnText('no numbers here\n')).toThrow(expect.objectContaining({ code: 'unknown-format' }));
  });
});

describe('sniff and read', () => {
  it.each([
    [xdiText, 'xdi'],
    [rockText, 'rock'],
    [mptText, 'biologic-mpt'],
    [clockText, 'clock-log'],
    ['Test_Time(s),Voltage(V),Current(A)\n0,3,1\n', 'electrochemistry-csv'],
    [labText, 'lab-xrd'],
    [csvText, 'csv'],
    ['1 2\n3 4\n', 'column-text'],
  ])('recognises %#', (text, format) => {
    expect(sniff(bytes(text), 'misleading.mca').format).toBe(format);
  });

  it('refuses a scan that there is not', () => {
    expect(() => read(bytes(xdiText), { scan: 2 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(read(bytes(xdiText), { scan: 1 }).kind).toBe('spectrum');
  });

  it('refuses empty files, unknown formats, sizes and binary data by name', () => {
    expect(() => sniff(bytes(''), 'a.dat')).toThrow(
      expect.objectContaining({ code: 'unknown-format', where: { file: 'a.dat' } }),
    );
    expect(() => sniff(Uint8Array.of(1, 2, 0, 4, 5))).toThrow(/binary data/);
    expect(() => read(bytes(xdiText), { maxBytes: 10 })).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => read(bytes(xdiText), { format: 'nope' })).toThrow(/xdi, rock/);
    expect(() => read(bytes(xdiText), { format: 'rock', name: 'f' })).toThrow(
      expect.objectContaining({ where: expect.objectContaining({ file: 'f' }) as unknown }),
    );
    expect(() => read(bytes(Array.from({ length: 3 }, () => '1 '.repeat(20_000)).join('\n')))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });

  it('survives any damage: refuses with an OperandoError or gives whole columns', () => {
    const originals = [xdiText, rockText, mptText, clockText, csvText, labText];
    const damage = fc.tuple(
      fc.constantFrom(...originals),
      fc.nat(2000),
      fc.constantFrom('cut', 'flip', 'insert', 'repeat'),
      fc.uint8Array({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(damage, ([text, place, kind, garbage]) => {
        const source = bytes(text);
        const at = place % source.length;
        const parts =
          kind === 'cut'
            ? [source.subarray(0, at)]
            : kind === 'flip'
              ? [source.subarray(0, at), Uint8Array.of(source[at]! ^ (1 << (place % 8))), source.subarray(at + 1)]
              : kind === 'insert'
                ? [source.subarray(0, at), garbage, source.subarray(at)]
                : [source.subarray(0, at), source.subarray(Math.max(0, at - 40), at), source.subarray(at)];
        const damaged = Uint8Array.from(Buffer.concat(parts));
        try {
          const { table } = read(damaged);
          const columns = 'rows' in table ? table.columns.map(({ values }) => values) : Object.values(table.columns);
          expect(new Set(columns.map(({ length }) => length)).size).toBeLessThanOrEqual(1);
        } catch (error) {
          if (!isOperandoError(error)) throw error;
        }
      }),
      { numRuns: 1500 },
    );
  });
});
