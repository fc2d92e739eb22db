import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readColumnSeries, readElectrochemistry, readFile, readReflectivityFiles } from '@operando/beamline-io/node';
import { operando } from './command.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const write = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-convert-'));
  for (let k = 1; k <= 3; k++) write(`scan_${k}.xy`, `# 2theta [deg]  intensity\n${[10, 11, 12].map((angle) => `${angle} ${angle * k}`).join('\n')}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando convert', () => {
  it('cycler logs to the Battery Data Format, never over a file that is there', async () => {
    const log = write('log.csv', `Time (min),Voltage (mV),Current (mA)\n${Array.from({ length: 30 }, (_, i) => `${i},${3000 + 10 * i},-2`).join('\n')}\n`);
    const refused = await operando('convert', log, '-o', at('log.bdf.csv'));
    expect([refused.code, refused.error]).toEqual([2, expect.stringContaining('--current-sign')]);
    const ran = await operando('convert', log, '-o', at('log.bdf.csv'), '--current-sign', 'negate');
    expect([ran.code, ran.out]).toEqual([0, `${at('log.bdf.csv')}\n`]);
    const { columns, metadata } = await readElectrochemistry(at('log.bdf.csv'));
    expect([metadata['format'], columns['test_time_second']![29], columns['voltage_volt']![0], columns['current_ampere']![0]]).toEqual(['battery-data-format', 29 * 60, 3, 0.002]);
    expect((await operando('convert', log, '-o', at('log.bdf.csv'), '--current-sign', 'negate')).error).toContain('there already');
    expect((await operando('convert', log, '-o', at('log.bdf.csv'), '--current-sign', 'negate', '--force')).code).toBe(0);
    expect((await operando('convert', log, '-o', at('log.h5'), '--current-sign', 'negate')).error).toContain('Battery Data Format');
  });

  it('spectra to one NeXus file, one spectrum to CSV or XDI', async () => {
    expect((await operando('convert', ...[1, 2, 3].map((k) => at(`scan_${k}.xy`)), '-o', at('scans.h5'), '--time-step', '60')).code).toBe(0);
    const series = await readColumnSeries([at('scans.h5')], { axis: { name: 'two-theta', unit: 'deg' } });
    expect([series.signal.shape, series.time.start[2], series.signal.get(2, 1)]).toEqual([[3, 3], 120, 33]);
    expect((await operando('convert', at('scan_2.xy'), '-o', at('one.csv'))).code).toBe(0);
    expect(readFileSync(at('one.csv'), 'utf8').split('\n').slice(0, 2)).toEqual(['2theta [deg],intensity', '10,20']);
    expect((await operando('convert', at('scan_2.xy'), '-o', at('one.xdi'))).code).toBe(0);
    const xdi = await readFile(at('one.xdi'));
    expect(xdi.kind === 'spectrum' && [xdi.table.format, xdi.table.rows]).toEqual(['xdi', 3]);
    expect((await operando('convert', at('scan_1.xy'), at('scan_2.xy'), '-o', at('two.csv'))).error).toContain('2 spectra do not fit one .csv file');
    expect((await operando('convert', at('scan_1.xy'), '-o', at('one.docx'))).code).toBe(2);
  });

  it('reflectivity to ORSO text', async () => {
    const file = write('r.dat', '0.01 1 0.1 0.001\n0.02 0.5 0.05 0.002\n');
    expect((await operando('convert', file, '-o', at('r.ort'))).code).toBe(0);
    const [curve] = await readReflectivityFiles([at('r.ort')]);
    expect([Array.from(curve!.q), Array.from(curve!.dq!), curve!.dqKind]).toEqual([[0.01, 0.02], [0.001, 0.002], 'fwhm']);
  });
});
