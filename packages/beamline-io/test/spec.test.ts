import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import {
  parseSpec,
  parseSpecFile,
  parseSpecScans,
  read,
  readScans,
  readSpecScan,
  sniff,
  specAbsorption,
} from '../src/index.js';
import { brokenSeeds, silentCuts, silentLines } from './survives.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const text = [
  '#F run.spec',
  '#E 1700000000',
  '#D Tue Nov 14 23:13:20 2023',
  '#C xas  User = opid',
  '#O0 mono  Two Theta  __proto__',
  '#O1 x',
  '',
  '#S 3  ascan  energy 8.3 8.302 2 1',
  '#D Tue Nov 14 23:20:00 2023',
  '#P0 8.3 12.5 7',
  '#P1 1 2',
  '#N 4',
  '#L energy  I0  I1  Two Theta',
  '8.300 1000 500 1',
  '#C a comment in the middle',
  '8.301 1000 400 2',
  '8.302 1e3 200 3',
  '',
  '#S 3  ascan  energy 8.3 8.302 2 1',
  '#N 4',
  '#L energy  I0  I1  Two Theta',
  '8.300 1 2 3',
  '#C Tue Nov 14 23:25:23 2023.  Scan aborted after 1 points.',
  '',
  '#S 4  ct 1',
  '#N 0',
  '#L ',
  '#@CHANN 4 0 3 1',
  '#@CALIB 0 0.5 0',
  '@A 1 2\\',
  ' 3 4',
  '@A1 5 6 7 8',
  '#S 7  loopscan 3 1',
  '#N 2',
  '#L Time  I0',
  '#C Scan aborted after 0 points.',
  '#F second.spec',
  '#O0 gap',
  '#S 1  mesh',
  '#P0 12.5',
  '#D 1700000000.5',
  '#N 2',
  '#L  gap mm  det A',
  '@A 1 2',
  '1 2',
  '@A 3 4',
  '3 4',
  '',
].join('\n');

describe('SPEC files', () => {
  it('lists every scan, empty and aborted ones too, each under its own id', () => {
    const { scans } = parseSpecFile(text);
    expect(scans.map(({ id, rows, aborted }) => [id, rows, aborted])).toEqual([
      ['3.1', 3, false],
      ['3.2', 1, true],
      ['4.1', 0, false],
      ['7.1', 0, true],
      ['1.1', 2, false],
    ]);
    expect(parseSpec(text).scans).toEqual([
      { id: '3.1', title: 'ascan  energy 8.3 8.302 2 1', rows: 3, notes: [] },
      { id: '3.2', title: 'ascan  energy 8.3 8.302 2 1', rows: 1, notes: ['aborted'] },
      { id: '4.1', title: 'ct 1', rows: 2, notes: ['2 spectra'] },
      { id: '7.1', title: 'loopscan 3 1', rows: 0, notes: ['aborted', 'empty'] },
      { id: '1.1', title: 'mesh', rows: 2, notes: ['2 spectra'] },
    ]);
  });

  it('gives columns, motors, comments and time of a scan', () => {
    const [first] = parseSpecScans(text);
    expect(first!.labels).toEqual(['energy', 'I0', 'I1', 'Two Theta']);
    expect(first!.columns.map((column) => Array.from(column))).toEqual([
      [8.3, 8.301, 8.302],
      [1000, 1000, 1000],
      [500, 400, 200],
      [1, 2, 3],
    ]);
    expect(Array.from(first!.lines)).toEqual([14, 16, 17]);
    expect([...first!.motors]).toEqual([
      ['mono', 8.3],
      ['Two Theta', 12.5],
      ['__proto__', 7],
    ]);
    expect(first!.comments).toEqual(['a comment in the middle']);
    // #E and #D of the file header lie one hour apart: the zone is +01:00.
    expect(first!.time).toEqual({ epoch: 1_700_000_400, zone: '+01:00' });
    expect(first!.warnings.map(({ code }) => code)).toEqual(['motors-mismatch']);
  });

  it('reads @A spectra, continued over lines, beside points or alone', () => {
    const scans = parseSpecScans(text);
    expect(scans[2]!.mca.map(({ detector, counts, line }) => [detector, Array.from(counts), line])).toEqual([
      ['A', [1, 2, 3, 4], 30],
      ['A1', [5, 6, 7, 8], 32],
    ]);
    expect(scans[4]!.mca.map(({ counts }) => Array.from(counts))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(scans[4]!.columns.map((column) => Array.from(column))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect([scans[4]!.labels, [...scans[4]!.motors], scans[4]!.time]).toEqual([
      ['gap mm', 'det A'],
      [['gap', 12.5]],
      { epoch: 1_700_000_000.5, zone: 'utc' },
    ]);
    const alone = parseSpec(text, '4.1');
    expect(alone.columns.map(({ label, values }) => [label, Array.from(values)])).toEqual([
      ['channel', [0, 1, 2, 3]],
      ['counts A 1', [1, 2, 3, 4]],
      ['counts A1 2', [5, 6, 7, 8]],
    ]);
    expect(alone.metadata['header']).toMatchObject({ '@CALIB': '0 0.5 0' });
  });

  it('chooses one scan, and says that there are others', () => {
    const table = parseSpec(text);
    expect([table.scan, table.rows, table.warnings[0]!.code]).toEqual(['3.1', 3, 'several-scans']);
    expect(Object.hasOwn(table.metadata['motors'] as object, '__proto__')).toBe(true);
    expect(parseSpec(text, '3.2').warnings.map(({ code }) => code)).toContain('aborted');
    expect(parseSpec(text, 1).scan).toBe('1.1');
    expect(parseSpec(text, 'ct 1').scan).toBe('4.1');
    const empty = parseSpec(text, 7);
    expect([empty.rows, empty.columns.map(({ label }) => label), empty.warnings.map(({ code }) => code)]).toEqual([
      0,
      ['Time', 'I0'],
      ['aborted', 'no-rows'],
    ]);
    expect(() => parseSpec(text, 3)).toThrow(/2 scans are called "3".*3\.1.*3\.2/);
    expect(() => parseSpec(text, '9.1')).toThrow(
      expect.objectContaining({ code: 'invalid-argument', where: { parameter: 'scan' } }),
    );
    expect(readScans(bytes(text)).map(({ scan }) => scan)).toEqual(['3.1', '3.2', '4.1', '1.1']);
    const result = read(bytes(text), { scan: '3.2', name: 'run' });
    expect(result.kind === 'spectrum' && result.table.scan).toBe('3.2');
    expect(() => read(bytes(text), { scan: 8, name: 'run' })).toThrow(
      expect.objectContaining({ where: { parameter: 'scan', file: 'run' } }),
    );
  });

  it('gives a scan as absorption, keV said aloud, columns by name', () => {
    const frame = specAbsorption(text, { scan: '3.1' });
    expect([Array.from(frame.x), frame.expression, frame.warnings.map(({ code }) => code)]).toEqual([
      [8300, 8301, 8302],
      'ln(I0 / I1)',
      ['motors-mismatch', 'unit-inferred'],
    ]);
    expect(frame.y[2]).toBeCloseTo(Math.log(5), 12);
    const chosen = specAbsorption(text, {
      scan: '3.1',
      x: 'Energy',
      signal: { fluorescence: ['I0', 'I1', 'Two Theta'] },
    });
    expect(chosen.expression).toBe('(I1 + Two Theta) / I0');
    expect(() => specAbsorption(text, { scan: '1.1' })).toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
  });

  it('warns of labels that cannot be told apart', () => {
    const oneScan = (labels: string, n = '3'): string => `#S 1 scan\n#N ${n}\n#L ${labels}\n1 2 3\n`;
    const codes = (content: string): readonly [readonly string[], readonly string[]] => {
      const [scan] = parseSpecScans(content);
      return [scan!.labels, scan!.warnings.map(({ code }) => code)];
    };
    expect(codes(oneScan('a b c'))).toEqual([['a', 'b', 'c'], ['labels-single-spaced']]);
    expect(codes(oneScan('a b'))).toEqual([['column 1', 'column 2', 'column 3'], ['labels-mismatch']]);
    expect(codes(oneScan('a  a  c'))).toEqual([['a', 'a', 'c'], ['labels-repeated']]);
    expect(codes(oneScan('a  b  c', '5'))).toEqual([['a', 'b', 'c'], ['columns-declared']]);
    expect(codes('#S 1 scan\n#L a  b\n1 2\n')).toEqual([['a', 'b'], []]);
    expect(codes('#S 1 scan\n1 2\n')).toEqual([['column 1', 'column 2'], ['labels-mismatch']]);
    expect(codes(oneScan('a  b  c').trimEnd())[1]).toEqual(['open-end']);
    expect(codes('#S 1 scan\n#N 1\n#L a\n1\n#C aborted after 3 points\n')[1]).toEqual(['aborted', 'points-declared']);
    expect(codes('#S 1 ascan x 0 1 4 1\n#N 1\n#L a\n1\n')[1]).toEqual(['scan-unfinished']);
  });

  it('drops spectra of other lengths aloud', () => {
    const table = parseSpec('#S 1 ct\n@A 1 2\n@A 3\n');
    expect([table.columns.map(({ label }) => label), table.warnings.map(({ code }) => code)]).toEqual([
      ['channel', 'counts'],
      ['columns-left-out'],
    ]);
  });

  it('leaves a zone open that the header does not fix', () => {
    const [scan] = parseSpecScans(text.replace('#E 1700000000', '#E 1700000111'));
    expect(scan!.time).toEqual({ epoch: Date.UTC(2023, 10, 14, 23, 20) / 1000, zone: 'unstated' });
    expect(parseSpecScans(text.replace('#D Tue Nov 14 23:20:00 2023', '#D lunchtime'))[0]!.time).toBeUndefined();
  });

  it.each([
    ['a row that is short', text.replace('8.301 1000 400 2', '8.301 1000 400'), 'malformed-file', 16],
    ['words among numbers', text.replace('8.301 1000', '8.301 many'), 'bad-number', 16],
    ['a last row that is cut', text.slice(0, text.indexOf(' 3\n\n#S 3')), 'truncated-file', 17],
    ['numbers before the first scan', `1 2 3\n${text}`, 'malformed-file', 1],
    ['a scan without number', text.replace('#S 3', '#S three'), 'malformed-file', 8],
    ['labels that change', text.replace('#C a comment in the middle', '#L a  b  c  d'), 'malformed-file', 8],
    ['a count of columns that is none', text.replace('#N 4', '#N four'), 'malformed-file', 8],
    ['a million columns', text.replace('#N 4', '#N 1000000').replace('energy  I0', 'a'), 'too-large', 8],
    ['spectra that end too early', text.replace(' 3 4\n@A1', ' 3\n@A1'), 'malformed-file', 30],
    ['counts that are none', text.replace('@A1 5', '@A1 five'), 'bad-number', 32],
    ['a spectrum without name', text.replace('@A1 5', '@-1 5'), 'malformed-file', 32],
    ['a spectrum without end', `${text.slice(0, text.indexOf('\n 3 4'))}\n`, 'truncated-file', 30],
    ['no scan', '#F a\n#E 1\n', 'malformed-file', undefined],
  ])('refuses %s', (_, content, code, line) => {
    const readAll = (): unknown => (parseSpec(content), parseSpecScans(content));
    expect(readAll).toThrow(
      expect.objectContaining({
        code,
        ...(line === undefined ? {} : { where: expect.objectContaining({ line }) as object }),
      }),
    );
  });

  it('a damaged scan does not keep the others from being read', () => {
    const file = parseSpecFile(text.replace('8.301 1000 400 2', '8.301 1000 400'));
    expect(readSpecScan(file, file.scans[1]!).rows).toBe(1);
    expect(() => readSpecScan(file, file.scans[0]!)).toThrow(/expected 4 columns, found 3/);
  });

  it('is recognised with or without a file header, in any line ends', () => {
    expect(sniff(bytes(text)).format).toBe('spec');
    expect(sniff(bytes(text.slice(text.indexOf('#S 3')))).format).toBe('spec');
    expect(parseSpec(text.replaceAll('\n', '\r\n')).columns).toEqual(parseSpec(text).columns);
  });

  it('survives damage', () => {
    expect(brokenSeeds(bytes(text))).toEqual([]);
    expect(brokenSeeds(bytes(text), 500, 'spec')).toEqual([]);
  });

  it('is never cut short without a word', () => {
    const oneScan = text.slice(0, text.indexOf('\n#S 3  ascan  energy 8.3 8.302 2 1\n#N'));
    expect(silentCuts(bytes(oneScan), 'spec', oneScan.indexOf('#L'))).toEqual([]);
    expect(silentLines(oneScan, 'spec')).toEqual([]);
  });
});

const samples = referencePath('formats', 'samples');
const bad = referencePath('formats', 'bad-inputs');

describe.skipIf(samples === undefined || bad === undefined)(
  'SPEC files of beamlines (needs OPERANDO_REFERENCE_DATA)',
  () => {
    const facts =
      samples === undefined
        ? []
        : Papa.parse<Record<string, string>>(readFileSync(`${samples}/MANIFEST.csv`, 'utf8'), {
            header: true,
          }).data.filter((row) => row['expected_facts']?.includes('#S lines') === true);

    it.each(facts.map((row) => [row['file']!, row['expected_facts']!] as const))('%s', (file, fact) => {
      const content = readFileSync(`${samples}/${file}`, 'utf8');
      const scans = parseSpecScans(content);
      expect(scans).toHaveLength(Number(/(\d+) #S lines/.exec(fact)![1]));
      expect(new Set(scans.map(({ id }) => id)).size).toBe(scans.length);
      const [, rows, columns, from, to] = /longest numeric block: (\d+) rows x (\d+) cols, file lines (\d+)-(\d+)/.exec(
        fact,
      )!;
      const longest = scans.find(({ lines }) => lines[0] === Number(from))!;
      expect([longest.rows, longest.columns.length, longest.lines.at(-1)]).toEqual([
        Number(rows),
        Number(columns),
        Number(to),
      ]);
      for (const [pattern, row] of [
        [/first row \[([^\]]*)\]/, 0],
        [/last row \[([^\]]*)\]/, longest.rows - 1],
      ] as const) {
        const wanted = pattern
          .exec(fact)![1]!
          .split(/\s+/)
          .filter((field) => field !== '...')
          .map(Number);
        expect(wanted.map((_, column) => longest.columns[column]![row])).toEqual(wanted);
      }
      for (const [, id, count, width] of fact.matchAll(/#(\d+): (\d+) rows x (\d+) cols/g)) {
        const scan = scans.find(({ number, rows: found }) => number === Number(id) && found === Number(count));
        expect(scan?.columns.length).toBe(Number(width));
      }
    });

    it('keeps empty and aborted scans and repeated numbers apart', () => {
      const scans = parseSpecScans(readFileSync(`${bad}/spec-aborted-repeated-number.spec`, 'utf8'));
      expect(scans.map(({ id, rows, aborted }) => [id, rows, aborted])).toEqual([
        ['5.1', 2, true],
        ['5.2', 5, false],
      ]);
      const file = parseSpecFile(readFileSync(`${bad}/spec-zero-length-scan.spec`, 'utf8'));
      expect(file.scans.map(({ id, rows, aborted }) => [id, rows, aborted])).toEqual([
        ['1.1', 2, false],
        ['2.1', 0, true],
        ['3.1', 3, false],
      ]);
      const [, , third] = file.scans;
      expect(readSpecScan(file, third!).columns[2]![2]).toBe(496);
      expect(() => parseSpec(readFileSync(`${bad}/spec-ncols-mismatch.spec`, 'utf8'))).toThrow(
        expect.objectContaining({ code: 'malformed-file', where: { line: 11 } }),
      );
    });

    it('survives damage to a real file', () => {
      expect(brokenSeeds(readFileSync(`${samples}/spec/twoc.dat`), 100)).toEqual([]);
    });
  },
);
