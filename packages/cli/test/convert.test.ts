import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openHdf5,
  readColumnSeries,
  readElectrochemistry,
  readFile,
  readReflectivityFiles,
  readSeries,
} from '@operando/beamline-io/node';
import { seriesWarnings } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import { operando } from './command.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const write = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-convert-'));
  for (let k = 1; k <= 3; k++)
    write(
      `scan_${k}.xy`,
      `# 2theta [deg]  intensity\n${[10, 11, 12].map((angle) => `${angle} ${angle * k}`).join('\n')}\n`,
    );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando convert', () => {
  it('cycler logs to the Battery Data Format, never over a file that is there', async () => {
    const log = write(
      'log.csv',
      `Time (min),Voltage (mV),Current (mA)\n${Array.from({ length: 30 }, (_, i) => `${i},${3000 + 10 * i},-2`).join('\n')}\n`,
    );
    const refused = await operando('convert', log, '-o', at('out.bdf.csv'));
    expect([refused.code, refused.error]).toEqual([2, expect.stringContaining('--current-sign')]);
    const ran = await operando('convert', log, '-o', at('out.bdf.csv'), '--current-sign', 'negate');
    expect([ran.code, ran.out]).toEqual([0, `${at('out.bdf.csv')}\n`]);
    const { columns, metadata } = await readElectrochemistry(at('out.bdf.csv'));
    expect([
      metadata['format'],
      columns['test_time_second']![29],
      columns['voltage_volt']![0],
      columns['current_ampere']![0],
    ]).toEqual(['battery-data-format', 29 * 60, 3, 0.002]);
    expect(ran.error).not.toContain('left-out');
    expect((await operando('convert', log, '-o', at('out.bdf.csv'), '--current-sign', 'negate')).error).toContain(
      'there already',
    );
    expect((await operando('convert', log, '-o', at('out.bdf.csv'), '--current-sign', 'negate', '--force')).code).toBe(
      0,
    );
    expect((await operando('convert', log, '-o', at('log.h5'), '--current-sign', 'negate')).error).toContain(
      'Battery Data Format',
    );
  });

  it('spectra to one NeXus file, one spectrum to CSV or XDI', async () => {
    expect(
      (
        await operando(
          'convert',
          ...[1, 2, 3].map((k) => at(`scan_${k}.xy`)),
          '-o',
          at('scans.h5'),
          '--time-step',
          '60',
        )
      ).code,
    ).toBe(0);
    const series = await readColumnSeries([at('scans.h5')], { axis: { name: 'two-theta', unit: 'deg' } });
    expect([series.signal.shape, series.time.start[2], series.signal.get(2, 1)]).toEqual([[3, 3], 120, 33]);
    expect((await operando('convert', at('scan_2.xy'), '-o', at('one.csv'))).code).toBe(0);
    expect(readFileSync(at('one.csv'), 'utf8').split('\n').slice(0, 2)).toEqual(['2theta [deg],intensity', '10,20']);
    expect((await operando('convert', at('scan_2.xy'), '-o', at('one.xdi'))).code).toBe(0);
    const xdi = await readFile(at('one.xdi'));
    expect(xdi.kind === 'spectrum' && [xdi.table.format, xdi.table.rows]).toEqual(['xdi', 3]);
    expect((await operando('convert', at('scan_1.xy'), at('scan_2.xy'), '-o', at('two.csv'))).error).toContain(
      '2 spectra do not fit one .csv file',
    );
    expect((await operando('convert', at('scan_1.xy'), '-o', at('one.docx'))).code).toBe(2);
  });

  it('reflectivity to ORSO text', async () => {
    const file = write('r.dat', '0.01 1 0.1 0.001\n0.02 0.5 0.05 0.002\n');
    // Plain numbers could be anything.
    const refused = await operando('convert', file, '-o', at('r.ort'));
    expect([refused.code, refused.error]).toEqual([2, expect.stringContaining('--reflectivity')]);
    const ran = await operando('convert', file, '-o', at('r.ort'), '--reflectivity');
    expect([ran.code, ran.error]).toEqual([0, expect.stringContaining('resolution-assumed')]);
    const [curve] = await readReflectivityFiles([at('r.ort')]);
    expect([Array.from(curve!.q), Array.from(curve!.dq!), curve!.dqKind]).toEqual([
      [0.01, 0.02],
      [0.001, 0.002],
      'fwhm',
    ]);
  });

  it('says what is reflectivity, and refuses what is not', async () => {
    const labelled = write('labelled.dat', '# Qz R dR dQz\n0.01 1 0.1 0.001\n0.02 0.5 0.05 0.002\n');
    const ran = await operando('convert', labelled, '-o', at('labelled.ort'), '--resolution', 'sigma');
    expect([ran.code, ran.error]).toEqual([0, '']);
    expect((await readReflectivityFiles([at('labelled.ort')]))[0]!.dqKind).toBe('sigma');
    const files = {
      'scan.xdi':
        '# XDI/1.0\n# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n#---\n# energy i0 itrans\n1 2 3\n2 3 4\n',
      'saxs.dat': '# q I sigma\n0.01 1 0.1\n0.02 2 0.1\n',
      'xrd.xye': '10 1 0.1\n11 2 0.1\n12 3 0.1\n',
      'log.bdf.csv': 'Test Time / s,Voltage / V,Current / A\n0,3,1\n1,3.1,1\n',
    };
    for (const [name, text] of Object.entries(files)) {
      const refused = await operando('convert', write(name, text), '-o', at('no.ort'));
      expect([name, refused.code, refused.error]).toEqual([name, 2, expect.stringContaining('reflectivity')]);
      if (name === 'scan.xdi' || name === 'log.bdf.csv')
        expect((await operando('convert', at(name), '-o', at('no.ort'), '--reflectivity')).code).toBe(2);
    }
    // Data sets that are called alike get the names of their files.
    for (const name of ['one', 'two'])
      await operando('convert', labelled, '-o', at(`${name}.ort`), '--resolution', 'sigma');
    const both = await operando('convert', at('one.ort'), at('two.ort'), '-o', at('both.ort'));
    expect([both.code, both.error]).toEqual([0, expect.stringContaining('data-sets-renamed')]);
    expect((await readReflectivityFiles([at('both.ort')])).map(({ name }) => name)).toEqual([
      'one.ort labelled.dat',
      'two.ort labelled.dat',
    ]);
    const further = write(
      'further.dat',
      '# user: me\n# Qz R dR dQz lambda\n0.01 1 0.1 0.001 5\n0.02 0.5 0.05 0.002 6\n',
    );
    const told = await operando('convert', further, '-o', at('further.ort'), '--resolution', 'sigma');
    expect([told.code, told.error]).toEqual([0, expect.stringContaining('left out: lambda')]);
    expect((await readReflectivityFiles([at('further.ort')]))[0]!.header).toMatchObject({
      original_header: { user: 'me' },
    });
    const json = write(
      'frames.json',
      JSON.stringify({
        times: [0, 30],
        data: [
          [[0.01], [1], [0.1], [0.001]],
          [[0.01], [0.5], [0.1], [0.001]],
        ],
      }),
    );
    expect((await operando('convert', json, '-o', at('frames.ort'))).code).toBe(0);
    expect((await readReflectivityFiles([at('frames.ort')])).map(({ time }) => time)).toEqual([0, 30]);
  });

  it('keeps every column of a raw scan in NeXus, with mu as the signal', async () => {
    for (let k = 1; k <= 2; k++) {
      // Energies in keV, falling, one point without a logarithm.
      write(
        `raw_${k}.dat`,
        `# Element: Ni\n# energy i0 itrans temperature\n${[8.36, 8.35, 8.34, 8.33].map((energy, i) => `${energy} 1000 ${i === 3 ? 0 : 100 * (i + k)} ${20 + i}`).join('\n')}\n`,
      );
    }
    const ran = await operando('convert', at('raw_1.dat'), at('raw_2.dat'), '-o', at('raw.h5'), '--time-step', '5');
    expect(ran.code).toBe(0);
    for (const told of [
      'signal-chosen: The signal is ln(i0 / itrans); beside it as auxiliary signals are energy, i0, itrans, temperature',
      'points-masked',
      'unit-inferred',
    ])
      expect(ran.error).toContain(told);
    const series = await readSeries([at('raw.h5')]);
    expect([series.axis.name, series.axis.unit, [...series.axis.values]]).toEqual([
      'energy',
      'eV',
      [8330, 8340, 8350, 8360],
    ]);
    expect([series.signal.get(0, 3), series.signal.get(1, 1), series.signal.get(0, 0)]).toEqual([
      Math.log(1000 / 100),
      Math.log(1000 / 400),
      Number.NaN,
    ]);
    const file = await openHdf5(at('raw.h5'));
    expect([file.attributes('/entry/data')['auxiliary_signals'], file.attributes('/entry/data')['signal']]).toEqual([
      ['energy_2', 'i0', 'itrans', 'temperature'],
      'ln_i0_itrans',
    ]);
    const columns = Object.fromEntries(
      ['energy_2', 'i0', 'itrans', 'temperature'].map((name) => [
        name,
        [...file.dataset(`/entry/data/${name}`).read(1, 2)],
      ]),
    );
    expect(columns).toEqual({
      energy_2: [8.33, 8.34, 8.35, 8.36],
      i0: [1000, 1000, 1000, 1000],
      itrans: [0, 400, 300, 200],
      temperature: [23, 22, 21, 20],
    });
    expect(JSON.parse(file.text('/entry/notes/data')![0]!)).toMatchObject({
      headers: { 'raw_1.dat': { Element: 'Ni' } },
    });
    file.close();
    // Any other column can be the signal.
    expect((await operando('convert', at('raw_1.dat'), '-o', at('raw-i0.h5'), '--signal', 'i0')).code).toBe(0);
    expect((await readSeries([at('raw-i0.h5')])).signal.get(0, 0)).toBe(1000);
    expect((await operando('convert', at('raw_1.dat'), '-o', at('no.h5'), '--signal', 'nothing')).error).toContain(
      'no column',
    );
  });

  it('keeps every column of other tables in NeXus, and tells arrays that it leaves out', async () => {
    const ran = await operando(
      'convert',
      write('three.xye', '# tth [deg]  counts  esd\n10 100 10\n11 400 20\n12 900 30\n'),
      '-o',
      at('three.h5'),
    );
    expect([ran.code, ran.error]).toEqual([0, '']);
    const file = await openHdf5(at('three.h5'));
    // The third column is the errors of the second.
    expect(file.datasets).toEqual(['/entry/data/counts', '/entry/data/counts_errors']);
    file.close();
    const again = await operando('convert', at('three.h5'), '-o', at('again.h5'));
    expect([again.code, again.error]).toEqual([0, expect.stringContaining('arrays-left-out')]);
    const other = write('other.xye', '# tth [deg]  counts  background\n10 100 10\n11 400 20\n12 900 30\n');
    expect(
      (await operando('convert', at('three.xye'), other, '-o', at('both.h5'), '--time-step', '1')).error,
    ).toContain('three.xye, column background: there is no column');
    const units = write('units.xye', '# tth [rad]  counts  esd\n10 100 10\n11 400 20\n12 900 30\n');
    expect(
      (await operando('convert', at('three.xye'), units, '-o', at('both.h5'), '--time-step', '1')).error,
    ).toContain('units.xye: the abscissa is in rad, in the first file in deg');
  });

  const ascii = referencePath('formats', 'samples', 'xas-beamline-ascii');
  it.skipIf(ascii === undefined)(
    'detectors that a beamline numbers have their names in XDI (needs OPERANDO_REFERENCE_DATA)',
    async () => {
      const file = join(ascii!, 'PF9A_2022.dat');
      expect((await operando('convert', file, '-o', at('pf.xdi'))).code).toBe(0);
      const [before, after] = [await readSeries([file]), await readSeries([at('pf.xdi')])];
      expect([[...after.axis.values], [...after.signal.data], after.time]).toEqual([
        [...before.axis.values],
        [...before.signal.data],
        before.time,
      ]);
    },
  );

  it('does not say that a coordinate has no unit where the file says nothing', async () => {
    expect(
      (await operando('convert', write('bare.dat', '8330 0.1\n8340 0.2\n8350 0.3\n'), '-o', at('bare.h5'))).code,
    ).toBe(0);
    const series = await readSeries([at('bare.h5')]);
    expect([[...series.axis.values], seriesWarnings(series).map(({ code }) => code)]).toEqual([
      [8330, 8340, 8350],
      ['unit-assumed'],
    ]);
  });

  it('makes a frame of every scan of a file when asked', async () => {
    const scans = [1, 2].map(
      (k) =>
        `#S ${k} ascan energy 8330 8340 1 1\n#N 3\n#L energy  I0  I1\n8330 1000 ${500 / k}\n8340 1000 ${400 / k}\n`,
    );
    const spec = write('run.spec', `#F run\n#E 1700000000\n#D Tue Nov 14 22:13:20 2023\n\n${scans.join('\n')}`);
    expect((await operando('convert', spec, '-o', at('run.h5'), '--scan', 'all')).code).toBe(0);
    const series = await readSeries([at('run.h5')]);
    expect([series.signal.shape, series.signal.get(1, 1)]).toEqual([[2, 2], Math.log(5)]);
  });

  it('does not read what it wrote into the folder before', async () => {
    const scans = mkdtempSync(join(folder, 'scans-'));
    for (let k = 1; k <= 2; k++) writeFileSync(join(scans, `s${k}.xy`), '1 2\n2 3\n3 4\n');
    for (let time = 0; time < 2; time++)
      expect((await operando('convert', scans, '-o', join(scans, 'all.h5'), '--time-step', '1', '--force')).code).toBe(
        0,
      );
    expect((await readColumnSeries([join(scans, 'all.h5')], { axis: { name: 'x', unit: '1' } })).signal.shape).toEqual([
      2, 3,
    ]);
  });

  it('names what it leaves out of a folder', async () => {
    const scans = mkdtempSync(join(folder, 'scans-'));
    for (let k = 1; k <= 2; k++) writeFileSync(join(scans, `s${k}.xy`), '1 2\n2 3\n3 4\n');
    mkdirSync(join(scans, 'raw'));
    writeFileSync(join(scans, '.notes'), 'none');
    const told = await operando('convert', scans, '-o', at('named.h5'), '--time-step', '1');
    expect([told.code, told.error]).toEqual([
      0,
      expect.stringContaining('2 entries of the folder were left out: .notes (hidden), raw (a folder).'),
    ]);
    expect((await operando('info', scans)).error).toContain('raw (a folder)');
  });

  it('XDI to XDI keeps the header, other headers become comments, and what cannot be kept is told', async () => {
    const header =
      '# XDI/1.0 GSE/1.0\n# Column.1: energy eV\n# Column.2: mutrans\n# Element.symbol: Ni\n# Element.edge: K\n# Mono.d_spacing: 3.13555\n# Scan.start_time: 2023-11-14T22:13:20+01:00\n# ///\n# cell 7\n#---\n# energy mutrans\n';
    const original = write('full.xdi', `${header} 8330 0.1\n 8340 0.2\n`);
    const ran = await operando('convert', original, '-o', at('copy.xdi'));
    expect([ran.code, ran.error]).toEqual([0, '']);
    const [before, after] = [await readFile(original), await readFile(at('copy.xdi'))];
    if (before.kind !== 'spectrum' || after.kind !== 'spectrum') throw new Error('no spectra');
    const { application: _a, comments: _b, ...fields } = before.table.metadata;
    expect(after.table.metadata).toMatchObject(fields);
    expect([after.table.time, after.table.metadata['comments'], after.table.columns]).toEqual([
      before.table.time,
      'cell 7\nwritten by: GSE/1.0',
      before.table.columns,
    ]);
    // Units in labels, dashes in headers.
    const plain = write('plain.dat', '# -----\n# user: me\n# -----\n# energy [eV]  mu of cell\n8330 0.1\n8340 0.2\n');
    const told = await operando('convert', plain, '-o', at('plain.xdi'));
    expect([told.code, told.error]).toEqual([0, expect.stringContaining('labels-changed')]);
    const xdi = await readFile(at('plain.xdi'));
    expect(
      xdi.kind === 'spectrum' && [
        ...xdi.table.columns.map(({ label, unit }) => [label, unit]),
        xdi.table.metadata['comments'],
      ],
    ).toEqual([['energy', 'eV'], ['mu_of_cell', undefined], expect.stringContaining('user: me')]);
    const csv = await operando('convert', original, '-o', at('copy.csv'));
    expect([csv.code, csv.error]).toEqual([0, expect.stringContaining('header-left-out')]);
    expect(readFileSync(at('copy.csv'), 'utf8').split('\n')[0]).toBe('energy (eV),mutrans');
  });

  it('CSV keeps units of one letter, words, and says what it leaves out', async () => {
    const file = write(
      'units.xdi',
      '# XDI/1.0\n# Column.1: time s\n# Column.2: current A\n#---\n# time current\n1 2\n2 3\n',
    );
    expect((await operando('convert', file, '-o', at('units.csv'))).code).toBe(0);
    expect(readFileSync(at('units.csv'), 'utf8')).toBe('time (s),current (A)\n1,2\n2,3\n');
    const words = write('words.csv', 'x,y,note\n1,2,good\n2,3,"a, b"\n');
    expect((await operando('convert', words, '-o', at('words-2.csv'))).code).toBe(0);
    expect(readFileSync(at('words-2.csv'), 'utf8')).toBe('x,y,note\n1,2,good\n2,3,"a, b"\n');
    expect((await operando('convert', mkdtempSync(join(folder, 'empty-')), '-o', at('none.csv'))).error).toContain(
      'no files',
    );
  });
});
