import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flatValues, seriesWarnings } from '@operando/core';
import { absorptionOf, energiesOf, findColumn, formatCsv, parseColumnText, parseXdi } from '../src/index.js';
import {
  listSeries,
  readColumnSeries,
  readElectrochemistry,
  readFile,
  readFileScans,
  readSeries,
  writeCsv,
  writeFileAtomic,
  writeXdi,
} from '../src/node.js';

let folder = '';
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-io-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const table = (header: string, rows: string): string => `# ${header}\n${rows}\n`;

describe('absorptionOf', () => {
  const detectors = parseColumnText(table('energy i0 it if ir', '8300 100 50 5 1\n8301 200 50 10 1'));

  it('takes what the labels offer, in a stated order', () => {
    expect(absorptionOf(detectors, 'auto')).toMatchObject({ expression: 'ln(i0 / it)' });
    expect(absorptionOf(detectors, 'auto').values[1]).toBeCloseTo(Math.log(4), 14);
    expect(absorptionOf(parseColumnText(table('energy norm i0', '1 2 3\n2 3 4')), 'auto').expression).toBe('norm');
    expect(absorptionOf(parseColumnText(table('energy mufluor', '1 2\n2 3')), 'auto').expression).toBe('mufluor');
    expect(absorptionOf(parseColumnText(table('energy i0 ifluor', '1 2 3\n2 3 4')), 'auto').values[0]).toBe(1.5);
    expect(absorptionOf(parseColumnText('1 2\n2 3'), 'auto').warnings[0]!.code).toBe('signal-assumed');
  });

  it('takes what it is told', () => {
    expect(absorptionOf(detectors, { fluorescence: ['i0', 'if', 'ir'] }).expression).toBe('(if + ir) / i0');
    expect(absorptionOf(detectors, { transmission: ['it', 'ir'] }).values[0]).toBeCloseTo(Math.log(50), 14);
    expect(absorptionOf(detectors, { column: 4 }).values[1]).toBe(10);
    expect(() => absorptionOf(detectors, 'normalized')).toThrow(expect.objectContaining({ code: 'column-missing' }));
    expect(() => absorptionOf(detectors, { fluorescence: ['i0'] })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    expect(() => absorptionOf(parseColumnText(table('energy a b', '1 2 3\n2 3 4')), 'auto')).toThrow(/a, b/);
    expect(() => findColumn(detectors, 9)).toThrow(expect.objectContaining({ code: 'column-missing' }));
  });

  it('never takes a logarithm of nothing', () => {
    const dark = parseColumnText(table('energy i0 it if', '1 0 5 5\n2 3 4 5\n3 nan 4 5'));
    expect(() => absorptionOf(dark, 'auto')).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 2, row: 0 } }),
    );
    expect([...absorptionOf(dark, 'auto', 'mask').values].map(Number.isNaN)).toEqual([true, false, true]);
    expect(absorptionOf(dark, { fluorescence: ['i0', 'if'] }, 'mask').warnings[0]!.message).toContain('line 2, 4');
  });
});

describe('energiesOf', () => {
  it('reads eV, keV, angles and columns without a name', () => {
    expect(energiesOf(parseColumnText('# Energy (keV)  mu\n8.3 1\n8.4 2')).values[0]).toBeCloseTo(8300, 9);
    expect(energiesOf(parseColumnText('8300 1\n8400 2')).warnings[0]!.code).toBe('energy-assumed');
    // A diffraction pattern must not pass for an absorption spectrum.
    for (const pattern of ['# 2theta counts\n22 1\n8400 2', '22.1 603\n22.2 617']) {
      expect(() => energiesOf(parseColumnText(pattern))).toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
    }
    expect(() => energiesOf(parseColumnText('# Energy (K)  mu\n8.3 1\n8.4 2'))).toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
    const angle = `# XDI/1.0\n# Column.1: angle degrees\n# Column.2: mutrans\n# Mono.d_spacing: 3.13553\n#---\n# angle mutrans\n 12.3 1\n 12.2 2\n`;
    // E = hc / (2 d sin theta), hc = 12398.42 eV angstrom.
    expect(energiesOf(parseXdi(angle)).values[0]).toBeCloseTo(
      12398.41984 / (2 * 3.13553 * Math.sin((12.3 * Math.PI) / 180)),
      3,
    );
    expect(() => energiesOf(parseXdi(angle.replace('Mono.d_spacing: 3.13553', 'Mono.name: x')))).toThrow(
      /no monochromator spacing/,
    );
    expect(energiesOf(parseXdi(angle.replace('angle degrees', 'energy (keV)'))).values[0]).toBe(12_300);
    const milliradians = angle
      .replace('angle degrees', 'angle mrad')
      .replace(' 12.3', ` ${(12.3 * 1000 * Math.PI) / 180}`)
      .replace('3.13553', '0.313553 nm');
    expect(energiesOf(parseXdi(milliradians)).values[0]).toBeCloseTo(
      12398.41984 / (2 * 3.13553 * Math.sin((12.3 * Math.PI) / 180)),
      3,
    );
    expect(() => energiesOf(parseXdi(angle.replace('angle degrees', 'angle steps')))).toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
    expect(() => energiesOf(parseXdi(angle.replace('3.13553', '3.13553 furlong')))).toThrow(/no monochromator spacing/);
  });
});

describe('readSeries', () => {
  const rows = (shift: number): string =>
    Array.from({ length: 12 }, (_, i) => `${8300 + i + shift} 1000 ${900 - 10 * i}`).join('\n');

  it('takes files without times in natural order, and says so', async () => {
    const paths = ['scan_10.dat', 'scan_2.dat'].map((name) => write(name, table('energy i0 it', rows(0))));
    const series = await readSeries(paths);
    expect(series.metadata['files']).toEqual(['scan_2.dat', 'scan_10.dat']);
    expect(seriesWarnings(series).map(({ code }) => code)).toEqual(['time-unknown', 'frames-repeated']);
    const stepped = await readSeries(paths, { timeStep: 60 });
    expect([[...stepped.time.start], [...stepped.time.duration]]).toEqual([
      [0, 60],
      [60, 60],
    ]);
  });

  it('refuses another grid, naming file and value, or interpolates when told', async () => {
    const a = write('a.dat', table('energy i0 it', rows(0)));
    const b = write('b.dat', table('energy i0 it', rows(0.5)));
    await expect(readSeries([a, b])).rejects.toThrow(
      expect.objectContaining({ code: 'shape-mismatch', where: { file: 'b.dat' } }),
    );
    const series = await readSeries([a, b], { grid: 'interpolate' });
    expect(series.axis.size).toBe(11);
    expect(flatValues(series.signal)[11]).toBeCloseTo(0.5 * (Math.log(1000 / 900) + Math.log(1000 / 890)), 12);
    expect(seriesWarnings(series)[0]!.code).toBe('interpolated');
    const far = write('far.dat', table('energy i0 it', rows(500)));
    await expect(readSeries([a, far], { grid: 'interpolate' })).rejects.toThrow(/no range in common/);
  });

  it('stops at a bad file, or skips it and keeps the reason', async () => {
    const good = write('good.dat', table('energy i0 it', rows(0)));
    const bad = write('bad.dat', table('energy i0 it', rows(0).replace('890', '######')));
    await expect(readSeries([good, bad])).rejects.toThrow(
      expect.objectContaining({ where: expect.objectContaining({ file: bad, line: 3 }) as unknown }),
    );
    const series = await readSeries([good, bad], { onError: 'skip' });
    expect(series.time.start.length).toBe(1);
    expect(seriesWarnings(series)[0]).toMatchObject({ code: 'file-skipped', where: { file: bad } });
    await expect(readSeries([bad], { onError: 'skip' })).rejects.toThrow(/none of 1 files/);
    await expect(readSeries([write('log.csv', 'Time(s),Voltage(V),Current(A)\n0,3,1\n')])).rejects.toThrow(
      /cycler log, not a spectrum/,
    );
  });

  it('orders files by the times in their headers', async () => {
    const stamped = (time: string): string =>
      `# XDI/1.0\n# Scan.start_time: ${time}\n# Column.1: energy eV\n# Column.2: mutrans\n#---\n# energy mutrans\n 1000 1\n 1001 2\n`;
    const paths = [write('s1.xdi', stamped('2024-01-01T10:00:30')), write('s2.xdi', stamped('2024-01-01T10:00:00'))];
    const series = await readSeries(paths);
    expect([series.metadata['files'], [...series.time.start]]).toEqual([
      ['s2.xdi', 's1.xdi'],
      [0, 30],
    ]);
    const mixed = await readSeries([...paths, write('s3.xdi', stamped('nonsense'))]);
    expect(seriesWarnings(mixed).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['time-incomplete', 'time-unknown']),
    );
    const same = await readSeries([...paths, write('s4.xdi', stamped('2024-01-01T10:00:30Z'))]);
    expect(seriesWarnings(same).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['time-repeated', 'time-zones-differ']),
    );
  });

  it('refuses an up-and-down sweep with the line of its turn', async () => {
    const sweep = write(
      'sweep.dat',
      table('energy i0 it', `${rows(0)}\n${rows(0).split('\n').toReversed().join('\n')}`),
    );
    await expect(readSeries([sweep])).rejects.toThrow(
      expect.objectContaining({ code: 'unsplit-sweep', where: expect.objectContaining({ line: 13 }) as unknown }),
    );
  });

  it('reads any columns along any axis', async () => {
    const paths = [write('p1.xy', '10 100\n11 120\n'), write('p2.xy', '10 101\n11 121\n')];
    const series = await readColumnSeries(paths, { axis: { name: 'two-theta', unit: 'deg' }, timeStep: 1140 });
    expect([series.axis.name, [...flatValues(series.signal)]]).toEqual(['two-theta', [100, 120, 101, 121]]);
    const second = await readColumnSeries(paths, {
      axis: { name: 'two-theta', unit: 'deg' },
      x: 1,
      signal: { column: 2 },
    });
    expect(flatValues(second.signal)).toEqual(flatValues(series.signal));
  });

  it('says what is wrong with paths', async () => {
    await expect(readFile(join(folder, 'nowhere'))).rejects.toThrow(/no such file/);
    await expect(readFile(folder)).rejects.toThrow(expect.objectContaining({ code: 'file-access' }));
    await expect(listSeries(join(folder, 'nowhere'))).rejects.toThrow(expect.objectContaining({ code: 'file-access' }));
    await expect(readFile(write('big.dat', '1 2\n3 4\n'), { maxBytes: 3 })).rejects.toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
    await expect(readElectrochemistry(write('noec.csv', 'a,b\n1,2\n3,4\n'))).rejects.toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
    const alone = write('alone.dat', table('energy i0 it', '8300 100 50\n8301 200 50'));
    expect(await listSeries(alone)).toEqual([alone]);
  });
});

describe('writers', () => {
  it('write CSV with all digits, quotes and missing numbers', () => {
    expect(
      formatCsv([
        { name: 'a,b', values: [1 / 3, Number.NaN] },
        { name: 'text', values: ['say "x"', '=1+1'] },
      ]),
    ).toBe('"a,b",text\n0.3333333333333333,"say ""x"""\nnan,\'=1+1\n');
    expect(() =>
      formatCsv([
        { name: 'a', values: [1] },
        { name: 'b', values: [] },
      ]),
    ).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });

  it('never overwrite, unless forced, and leave nothing half written', async () => {
    const path = join(folder, 'out', 'x.csv');
    await expect(writeFileAtomic(path, 'x')).rejects.toThrow(expect.objectContaining({ code: 'file-access' }));
    const here = join(folder, 'x.csv');
    await writeCsv(here, [{ name: 'a', values: [1] }]);
    await expect(writeCsv(here, [{ name: 'a', values: [2] }])).rejects.toThrow(
      expect.objectContaining({ code: 'file-exists', where: { file: here } }),
    );
    expect(readFileSync(here, 'utf8')).toBe('a\n1\n');
    await writeCsv(here, [{ name: 'a', values: [2] }], { force: true });
    expect(readFileSync(here, 'utf8')).toBe('a\n2\n');
    await writeXdi(join(folder, 'x.xdi'), {
      columns: [
        { label: 'energy', unit: 'eV', values: [1, 2] },
        { label: 'mutrans', values: [3, 4] },
      ],
    });
    expect([...(await readSeries([join(folder, 'x.xdi')])).axis.values]).toEqual([1, 2]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('files of several scans', () => {
  const scan = (number: number, minute: string, last: number): string =>
    [
      `#S ${number}  ascan  energy 8330 8350 2 1`,
      `#D Tue Nov 14 23:${minute}:00 2023`,
      '#N 3',
      '#L energy  I0  I1',
      '8330 1000 500',
      '8340 1000 400',
      `8350 1000 ${last}`,
      '',
    ].join('\n');

  it('become a series of all their scans, or of the one that is wanted', async () => {
    const path = write(
      'run.spec',
      `#F run\n#E 1700000000\n#D Tue Nov 14 23:13:20 2023\n${scan(1, '20', 200)}${scan(1, '22', 100)}#S 2 ct\n#N 0\n`,
    );
    const all = await readSeries([path], { scan: 'all' });
    expect([all.signal.shape, all.metadata['files'], all.time.zone, [...all.time.start]]).toEqual([
      [2, 3],
      ['run.spec 1.1', 'run.spec 1.2'],
      '+01:00',
      [0, 120],
    ]);
    expect(all.signal.get(1, 2)).toBeCloseTo(Math.log(10), 12);
    const one = await readSeries([path], { scan: '1.2' });
    expect([one.signal.shape, one.signal.get(0, 2)]).toEqual([[1, 3], expect.closeTo(Math.log(10), 12)]);
    const first = await readSeries([path], {});
    expect(seriesWarnings(first).map(({ code }) => code)).toContain('several-scans');
    await expect(readSeries([path], { scan: 9 })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument', where: { parameter: 'scan', file: path } }),
    );
  });

  it('dispersive spectra become frames along the pixels', async () => {
    const path = write('run.csv', ', 0 , 300\n 1 , 0.1 , 0.2\n 2 , 0.3 , 0.4\n');
    const series = await readColumnSeries([path], { axis: { name: 'pixel', unit: '1' }, scan: 'all', timeStep: 300 });
    expect([series.signal.shape, flatValues(series.signal), series.metadata['signal']]).toEqual([
      [2, 2],
      Float64Array.of(0.1, 0.3, 0.2, 0.4),
      'mu',
    ]);
    await expect(readSeries([path], { scan: 'all' })).rejects.toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
  });

  it('of which there are none are one table, and a cycler log is none', async () => {
    expect(await readFileScans(write('plain.dat', '1 2\n3 4\n'))).toHaveLength(1);
    await expect(
      readFileScans(write('log.txt', '00:00:00 3.1 0\n00:01:00 3.2 0.1\n00:02:00 3.3 0.1\n')),
    ).rejects.toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
