import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';
import { writeImpedance, writeSignals } from './signal-experiments.js';

let folder = '';
const at = (...names: readonly string[]): string => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-signals-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A command's summary and what its tables hold. */
async function ran(id: string, name: string, ...args: readonly string[]) {
  const output = at(name);
  const { code, out, error } = await operando(id, ...args, '-o', output, '--json');
  return { code, error, said: out === '' ? {} : (JSON.parse(out) as Record<string, unknown>), output };
}

describe('operando together', () => {
  it('joins, finds a lag, changes and a relation, on one clock', async () => {
    const { files, cycler } = writeSignals(at('in'), 10_800, 90);
    const [edge, lattice] = files;
    const { code, said, output, error } = await ran(
      'together',
      'whole',
      edge,
      lattice,
      '--lag',
      'edge:lattice',
      '--lag-range',
      '0:600',
      '--surrogates',
      '39',
      '--changes',
      '--most-changes',
      '3',
      '--relate',
      'lattice:edge',
      '--ec',
      cycler,
      '--current-sign',
      'as-is',
    );
    expect([code, error.includes('defect')]).toEqual([0, false]);
    const [lag] = said['lags'] as { lag: number; stderr: number; status: string; pValue: number }[];
    expect([lag!.status, lag!.pValue]).toEqual(['converged', 0.025]);
    // The truth of the simulation: 300 s later.
    expect(Math.abs(lag!.lag - 300)).toBeLessThan(4 * lag!.stderr);
    const changes = said['changes'] as { time: number; weak: boolean; joint: boolean }[];
    const main = changes.filter(({ weak }) => !weak);
    expect(main.map(({ joint }) => joint)).toEqual([true, true, true]);
    // Kinks at 2160, 5400 and 8100 s.
    [2160, 5400, 8100].forEach((kink, k) => expect(Math.abs(main[k]!.time - kink)).toBeLessThan(100));
    const rows = rowsOf(join(output, 'results.csv'));
    expect(Object.keys(rows[0]!)).toEqual(
      expect.arrayContaining(['voltage_V', 'edge_eV', 'edge_eV_stderr', 'lattice_angstrom', 'lattice_coverage']),
    );
    // Half of the time the current is 1 mA, then -1 mA.
    expect(Number(rows[10]!['current_A'])).toBeCloseTo(0.001, 9);
    expect(rowsOf(join(output, 'lags.csv'))[0]!['lag_status']).toBe('converged');
    expect(rowsOf(join(output, 'changes.csv'))[0]!['time_status']).toMatch(/converged|weak/);
    const [relation] = rowsOf(join(output, 'relations.csv'));
    expect(Number(relation!['rank_correlation'])).toBeGreaterThan(0.7);
    expect(existsSync(join(output, 'relation.svg'))).toBe(true);
    expect(error).toContain('clocks-assumed');
  });

  /** Results of two techniques, each with its own dates. */
  function writeResults(name: string, start: string, value: string): string {
    const begin = Date.parse(start);
    const rows = Array.from({ length: 30 }, (_, k) => {
      const stamp = new Date(begin + 60_000 * k).toISOString();
      return `${k},f${k}.dat,${stamp},${60 * k + 15},30,${Math.sin(k) + k},0.1,${k === 4 ? 'failed' : 'converged'}`;
    });
    mkdirSync(at(name), { recursive: true });
    writeFileSync(
      at(name, 'results.csv'),
      `frame,file,start,time_s,duration_s,${value},${value}_stderr,${value.replace(/_.*$/, '')}_status\n${rows.join('\n')}\n`,
    );
    return at(name, 'results.csv');
  }

  it('takes results of other commands by their dates, and calls them by their folders', async () => {
    const files = [
      writeResults('xas', '2024-05-06T08:00:00.000Z', 'edge_eV'),
      writeResults('xrd', '2024-05-06T08:10:00.000Z', 'a_angstrom'),
    ];
    const { code, said, output, error } = await ran('together', 'dated', ...files, '--frames', 'xrd');
    expect(code).toBe(0);
    expect(said['signals']).toMatchObject([
      { name: 'xas', column: 'edge', unit: 'eV', samples: 29 },
      { name: 'xrd', column: 'a', unit: 'angstrom', samples: 29 },
    ]);
    expect(error).not.toContain('clocks-assumed');
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows[0]!['start']).toBe('2024-05-06T08:10:00.000Z');
    // Ten minutes later, the eleventh sample of the other, within what the line to its neighbours may miss.
    expect(Math.abs(Number(rows[0]!['xas_eV']) - Math.sin(10) - 10)).toBeLessThan(Number(rows[0]!['xas_eV_stderr']));
    expect(rows.at(-1)!['xas_status']).toBe('gap');
  });

  it('refuses tables with and without dates until it is told, and names that stand for nothing', async () => {
    writeFileSync(
      at('elapsed.csv'),
      `time_s,c_nm,sigma\n${Array.from({ length: 20 }, (_, k) => `${60 * k},${k},0.1`).join('\n')}\n`,
    );
    const files = [writeResults('dates', '2024-05-06T08:00:00.000Z', 'edge_eV'), at('elapsed.csv')];
    const refused = await ran('together', 'never', ...files);
    expect([refused.code, JSON.stringify(refused.said)]).toEqual([2, expect.stringContaining('--clocks')]);
    const told = await ran(
      'together',
      'told',
      ...files,
      '--clocks',
      'elapsed:120+-30',
      '--lag',
      'dates:elapsed',
      '--lag-range',
      '-300:300',
      '--surrogates',
      '19',
    );
    expect(told.code).toBe(0);
    expect(told.said['signals']).toMatchObject([{ clockStderr: 0 }, { name: 'elapsed', unit: 'nm', clockStderr: 30 }]);
    for (const wrong of [
      ['--clocks', 'nothing:1'],
      ['--clocks', 'elapsed:x'],
      ['--signals', 'nothing'],
      ['--clocks', 'elapsed:0', '--lag', 'dates:nothing'],
      ['--clocks', 'elapsed:0', '--frames', 'nothing'],
    ])
      expect((await ran('together', 'never', ...files, ...wrong)).code, wrong.join(' ')).toBe(2);
    writeFileSync(at('untimed.csv'), 'a_eV,b_eV\n1,2\n3,4\n');
    expect(JSON.stringify((await ran('together', 'never', at('untimed.csv'))).said)).toContain('time_s');
  });

  it('tells columns that a plain table of time, voltage and current holds besides, and what is constant', async () => {
    const rows = Array.from({ length: 40 }, (_, k) => `${60 * k},${3 + k / 100},0.001,${1 + Math.cos(k / 7)},5`);
    writeFileSync(at('plain.csv'), `time_s,voltage_V,current_A,pressure_bar,gap_mm\n${rows.join('\n')}\n`);
    const { said, error } = await ran('together', 'plain-told', at('plain.csv'));
    expect(said['signals']).toMatchObject([{ column: 'voltage', samples: 40 }]);
    expect(error).toMatch(/columns-left-out: .* pressure, gap are none.*--signals plain\.pressure/);
    const named = await ran('together', 'plain-named', at('plain.csv'), '--signals', 'plain.pressure');
    expect([named.said['signals'], named.error.includes('columns-left-out')]).toMatchObject([
      [{ column: 'pressure', unit: 'bar' }],
      false,
    ]);
    const constant = await ran('together', 'never', at('plain.csv'), '--signals', 'gap');
    expect(JSON.stringify(constant.said)).toContain('it is constant (5 in all 40 rows)');
  });

  it('takes units from heads, and bridges the usual steps of slow signals', async () => {
    const rows = Array.from({ length: 12 }, (_, k) => `${2400 * k},${k % 3},${k},${0.5 + k}`);
    writeFileSync(at('slow.csv'), `time_s,crack_volume_per_mille,flux_counts_per_s,depth (um)\n${rows.join('\n')}\n`);
    const names = ['crack_volume', 'flux', 'depth'];
    const wanted = names.flatMap((name) => ['--signals', name]);
    const { code, said, output } = await ran('together', 'slow', at('slow.csv'), ...wanted);
    expect([code, said['signals']]).toMatchObject([
      0,
      [{ unit: 'per mille' }, { unit: 'counts per s' }, { unit: 'um' }],
    ]);
    expect(rowsOf(join(output, 'results.csv')).map((row) => row['slow_flux_coverage'])).toEqual(rows.map(() => '1'));
  });

  it('takes what a technique found of results that were joined with a log, not voltage and current', async () => {
    const { file, cycler } = writeImpedance(at('joined'), 4);
    const log = ['--ec', cycler, '--current-sign', 'as-is'];
    await ran('eis', 'joined-eis', file, '--circuit', 'R-p(R,CPE)-p(R,CPE)', ...log);
    const results = at('joined-eis', 'results.csv');
    expect(Object.keys(rowsOf(results)[0]!)).toEqual(expect.arrayContaining(['voltage_V', 'current_A']));
    const named = ['R2', 'joined-eis.CPE1_Q', 'voltage'].flatMap((name) => ['--signals', name]);
    const { code, said } = await ran('together', 'joined-out', results, ...named);
    // The last of four spectra is not steady and has no circuit.
    expect([code, said['signals']]).toMatchObject([
      0,
      [
        { column: 'R2', unit: 'ohm', samples: 3 },
        { column: 'CPE1_Q', unit: 'S sn', samples: 3 },
        { column: 'voltage', unit: 'V' },
      ],
    ]);
    const head = ['void_voxel', 'lithium_per_cm2'].map((name) => `${name},${name}_stderr,${name.split('_')[0]}_status`);
    const rows = ['ok', 'gap', 'ok'].map((status, k) => `${9 * k},${k},1,${status},${k}e20,1e19,${status}`);
    writeFileSync(at('voxels.csv'), `time_s,${head.join(',')}\n${rows.join('\n')}\n`);
    expect((await ran('together', 'voxels-out', at('voxels.csv'))).said['signals']).toMatchObject([
      { column: 'void', unit: 'voxel', samples: 2 },
      { column: 'lithium', unit: 'per cm2', samples: 2 },
    ]);
  });

  it('tells that times without a unit were taken for seconds', async () => {
    const rows = Array.from({ length: 20 }, (_, k) => `${k},${k % 7},0.1`).join('\n');
    writeFileSync(at('bare.csv'), `time,edge_eV,sigma_eV\n${rows}\n`);
    writeFileSync(at('minutes.csv'), `time_min,edge_eV,sigma_eV\n${rows}\n`);
    const { error } = await ran('together', 'bare-out', at('bare.csv'), at('minutes.csv'));
    expect(error.match(/unit-assumed: .*/g)).toEqual([
      expect.stringMatching(/time states no unit: seconds were assumed.*time_min/),
    ]);
  });

  it('takes columns of dates for times, in any zone', async () => {
    const date = (seconds: number): string => new Date(Date.UTC(2024, 4, 1, 10) + 1000 * seconds).toISOString();
    const course = (t: number): number => Math.min(t, 1500) + Math.max(0, t - 2400);
    const rows = (step: number, lag: number, word: (seconds: number) => string): string =>
      Array.from({ length: Math.floor(4000 / step) }, (_, k) => `${word(step * k)},${course(step * k - lag)},5`).join(
        '\n',
      );
    writeFileSync(at('utc.csv'), `time,edge_eV,sigma\n${rows(40, 0, date)}\n`);
    const local = (seconds: number): string => date(7200 + seconds).replace('Z', '+02:00');
    writeFileSync(at('local.csv'), `Date/Time,cell_nm,sigma\n${rows(50, 300, local)}\n`);
    const options = ['--lag', 'utc:local', '--lag-range', '-600:600', '--surrogates', '19'];
    const { said, error } = await ran('together', 'by-dates', at('utc.csv'), at('local.csv'), ...options);
    expect(error).not.toMatch(/clocks-assumed|unit-assumed/);
    const [lag] = said['lags'] as { lag: number; stderr: number }[];
    expect(Math.abs(lag!.lag - 300)).toBeLessThan(20);
    expect(rowsOf(join(folder, 'by-dates', 'results.csv'))[0]!['start']).toBe(date(0));
    writeFileSync(at('nodate.csv'), `time,edge_eV,sigma\n${rows(40, 0, (s) => (s === 80 ? 'soon' : date(s)))}\n`);
    expect(JSON.stringify((await ran('together', 'never', at('nodate.csv'))).said)).toMatch(/soon.*is no date/);
  });

  it('refuses standard errors in another unit, and the lag of a signal after itself', async () => {
    const rows = Array.from({ length: 20 }, (_, k) => `${60 * k},${k % 7},0.1`).join('\n');
    writeFileSync(at('milli.csv'), `time_s,edge_eV,sigma_meV\n${rows}\n`);
    const units = await ran('together', 'never', at('milli.csv'));
    expect([units.code > 0, JSON.stringify(units.said)]).toEqual([
      true,
      expect.stringContaining('in meV of values in eV'),
    ]);
    writeFileSync(at('alone.csv'), `time_s,edge_eV,sigma_eV\n${rows}\n`);
    const hyphen = await ran('together', 'never', at('alone.csv'), '--lag', 'alone-edge');
    expect(JSON.stringify(hyphen.said)).toContain('it must be two signals with a colon between');
    const itself = await ran('together', 'never', at('alone.csv'), '--lag', 'alone:alone.edge');
    expect([itself.code, JSON.stringify(itself.said)]).toEqual([2, expect.stringContaining('with itself')]);
  });

  it('reads results.json, and logs as signals', async () => {
    const { files, cycler } = writeSignals(at('logs'), 3600, 90);
    await ran('together', 'first', files[0], files[1]);
    const { code, said } = await ran(
      'together',
      'second',
      at('first', 'results.json'),
      '--signals',
      'first.edge',
      '--signals',
      'first.lattice',
    );
    expect([code, said['signals']]).toMatchObject([
      0,
      [
        { name: 'first_edge', unit: 'eV' },
        { name: 'first_lattice', unit: 'angstrom' },
      ],
    ]);
    const log = await ran(
      'together',
      'log',
      files[0],
      cycler,
      '--current-sign',
      'as-is',
      '--different-cells',
      '--lag',
      'edge:cycler',
    );
    expect([log.code, (log.said['lags'] as { status: string }[])[0]!.status]).toEqual([0, 'different-cells']);
  });
});

describe('operando eis', () => {
  it('fits what is steady and claims nothing for the rest', async () => {
    const { file, cycler } = writeImpedance(at('eis'), 4);
    const { code, said, output, error } = await ran(
      'eis',
      'eis-out',
      file,
      '--circuit',
      'R-p(R,CPE)-p(R,CPE)',
      '--ec',
      cycler,
      '--current-sign',
      'as-is',
      '--relaxation',
    );
    expect(code).toBe(0);
    expect(said).toMatchObject({ spectra: 4, kramersKronigPassed: 3, statuses: { converged: 3, 'not-steady': 1 } });
    expect(error).toContain('not-steady');
    const rows = rowsOf(join(output, 'results.csv'));
    // The truth of the simulation: 60, 140, 220 ohm.
    [60, 140, 220].forEach((truth, k) =>
      expect(Math.abs(Number(rows[k]!['R2_ohm']) - truth)).toBeLessThan(4 * Number(rows[k]!['R2_ohm_stderr'])),
    );
    expect([rows[3]!['R2_ohm'], rows[3]!['R2_status']]).toEqual(['nan', 'not-steady']);
    expect(Number(rows[1]!['time_s'])).toBeCloseTo(1800 + 175, 6);
    expect(rowsOf(join(output, 'processes.csv')).some((row) => row['resistance_status'] === 'ok')).toBe(true);
    expect(readFileSync(join(output, 'resistance-charge.svg'), 'utf8')).toContain('Resistance');
  });

  it('leaves out a spectrum that was broken off where that is asked for, and tells rows of rest', async () => {
    const row = (i: number): string => `${10 ** (5 - i / 4)},${10 + i},${-5 - Math.sin(i)}`;
    const sweeps = [20, 3, 20].map((length) => `0,1,0\n${Array.from({ length }, (_, i) => row(i)).join('\n')}\n`);
    writeFileSync(at('broken.csv'), `frequency_Hz,re_ohm,im_ohm\n${sweeps.join('')}`);
    writeFileSync(at('notes.txt'), 'notes');
    const how = ['--circuit', 'R-p(R,C)', '--fit-failing', '--time-step', '600'];
    const stopped = await ran('eis', 'never', at('broken.csv'), ...how);
    expect(JSON.stringify(stopped.said)).toMatch(/3 points.*broken\.csv#2.*--skip-bad/);
    const { said, error } = await ran('eis', 'broken-out', at('broken.csv'), at('notes.txt'), '--skip-bad', ...how);
    expect(said['spectra']).toBe(2);
    expect(error).toContain('Of 46 rows 3 have no frequency above 0');
    expect(error).toContain('broken.csv#2 (3 points)');
    expect(error).toMatch(/file-skipped: .*notes\.txt/);
  });

  it('tests no spectrum of three points, and claims no resistance that ended on a bound', async () => {
    const write = (name: string, count: number, row: (f: number) => string): string => {
      const rows = Array.from({ length: count }, (_, i) => row(10 ** (5 - i / 7)));
      writeFileSync(at(name), `frequency_Hz,re_ohm,im_ohm\n${rows.join('\n')}\n`);
      return at(name);
    };
    const short = await ran(
      'eis',
      'never',
      write('three.csv', 3, (f) => `${f},10,-5`),
    );
    expect(JSON.stringify(short.said)).toMatch(/3 points.*three\.csv.*--skip-bad/);
    // A resistor has no arc.
    const resistor = write('resistor.csv', 43, (f) => `${f.toPrecision(6)},10,0`);
    const plain = await operando('eis', resistor, '--circuit', 'R-p(R,C)', '-o', at('resistor-out'));
    expect(plain.out).toMatch(/R0: 10\.00 to 10\.00 ohm\nR1: not determined/);
    expect(plain.error).toMatch(/at-bound: R1, C1 ended on a bound in 1 spectrum of 1/);
    const open = await operando(
      'eis',
      write('exact.csv', 43, (f) => `${f},10,0`),
      '--circuit',
      'R-p(R,C)',
      '-o',
      at('exact-out'),
    );
    expect([open.out.includes('R0: not determined'), open.error]).toEqual([
      true,
      expect.stringContaining('not-converged: Fits of 1 spectrum of 1 (first: 0) did not end in a minimum'),
    ]);
    const named = await ran('together', 'never', at('resistor-out', 'results.csv'), '--signals', 'R1');
    expect(JSON.stringify(named.said)).toMatch(/of its 1 values 0 have an error above 0.*was not determined/);
  });

  it('doubts the sign of a column that is nearly all inductive', async () => {
    // Capacitive, written as -Im(Z) under the head of Im(Z), with the noise of an arc's end in every sixth row.
    const rows = Array.from({ length: 24 }, (_, i) => `${10 ** (5 - i / 4)},${10 + i},${i % 6 === 5 ? -0.01 : 5}`);
    writeFileSync(at('turned.csv'), `frequency_Hz,re_ohm,im_ohm\n${rows.join('\n')}\n`);
    expect((await ran('eis', 'turned', at('turned.csv'))).error).toContain('impedance-sign');
    // No spectrum is steady: nothing is said of resistances that were not found.
    const plain = await operando('eis', at('turned.csv'), '--circuit', 'R-p(R,C)', '-o', at('plain-out'));
    expect([plain.out.includes('not-steady'), plain.out.includes('R0')]).toEqual([true, false]);
    const halves = rows.map((row, i) => (i < 10 ? row.replace(/,5$/, ',-5') : row));
    writeFileSync(at('mixed.csv'), `frequency_Hz,re_ohm,im_ohm\n${halves.join('\n')}\n`);
    expect((await ran('eis', 'mixed', at('mixed.csv'))).error).not.toContain('impedance-sign');
  });

  it('reads other heads, signs and units alike, and refuses what has no impedance', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => [10 ** (5 - i / 4), 10 + i, 5 + Math.sin(i)] as const);
    const write = (name: string, head: string, line: (row: readonly [number, number, number]) => string): string => {
      writeFileSync(at(name), `${head}\n${rows.map(line).join('\n')}\n`);
      return at(name);
    };
    const files = [
      write('a.csv', 'frequency_Hz,re_ohm,im_ohm', ([f, re, im]) => `${f},${re},${-im}`),
      write('b.csv', 'freq/Hz;Re(Z)/Ohm;-Im(Z)/Ohm', ([f, re, im]) => `${f};${re};${im}`),
      write(
        'c.csv',
        'Frequency (kHz),Z real (mOhm),Z imag (mOhm)',
        ([f, re, im]) => `${f / 1000},${1000 * re},${-1000 * im}`,
      ),
      write('d.txt', "Freq(Hz)\tZ'(a)\tZ''(b)", ([f, re, im]) => `${f}\t${re}\t${-im}`),
    ];
    const { code, output } = await ran('eis', 'heads', ...files, '--tolerance', '0.5', '--time-step', '600');
    expect(code).toBe(0);
    const spectra = rowsOf(join(output, 'spectra.csv'));
    for (let file = 1; file < 4; file++)
      for (let i = 0; i < 20; i++)
        for (const name of ['frequency_Hz', 're_ohm', 'im_ohm'])
          expect(Number(spectra[20 * file + i]![name])).toBeCloseTo(Number(spectra[i]![name]), 6);
    expect(
      JSON.stringify(
        (
          await ran(
            'eis',
            'never',
            write('e.csv', 'x,y,z', (row) => row.join(',')),
          )
        ).said,
      ),
    ).toContain('frequency_Hz');
    expect(
      JSON.stringify(
        (
          await ran(
            'eis',
            'never',
            write('f.csv', 'frequency_Hz,re_s,im_s', (row) => row.join(',')),
          )
        ).said,
      ),
    ).toContain('unit-mismatch');
    expect((await ran('eis', 'never', files[0]!, '--circuit', 'R-p(R')).code).toBe(2);
  });

  const formats = referencePath('formats', 'samples');
  it.skipIf(formats === undefined)('reads spectra of EC-Lab and Gamry', async () => {
    const files = [
      join(formats!, 'echem-biologic', 'peis.mpt'),
      join(formats!, 'echem-gamry', 'eispot_data_curveaborted.dta'),
    ];
    const { code, said } = await ran('eis', 'measured', ...files, '--tolerance', '1');
    expect(code).toBe(0);
    expect(said['spectra']).toBeGreaterThanOrEqual(2);
  });
});
