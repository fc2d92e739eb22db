import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries } from '@operando/core';
import { energiesOf, parseColumnText, read } from '../src/index.js';
import { readNexusSeries, writeNexus } from '../src/node.js';
import { factorToBatteryData } from '../src/electrochemistry/units.js';
import { angstromsPerUnit } from '../src/reflectivity/orso-columns.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-unit-numbers-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('numbers in the units of files', () => {
  it('are applied to the axis and the channels of NeXus files', async () => {
    const path = join(folder, 'milli.h5');
    const axis = createAxis({ name: 'two-theta', unit: '1e-3 deg', values: [20_000, 21_000, 22_000] });
    const voltage = { values: Float64Array.of(3700, 3800), stderr: Float64Array.of(1, 2), unit: '1e-3 V' };
    await writeNexus(
      path,
      createSeries({ signal: [1, 2, 3, 4, 5, 6], axis, time: { start: [0, 60] }, channels: { voltage } }),
    );
    const back = await readNexusSeries(path, { axis: { name: 'two-theta', unit: 'deg' } });
    expect([...back.axis.values].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([20, 21, 22]);
    expect(back.channels['voltage']).toMatchObject({ unit: 'V' });
    expect(back.channels['voltage']!.values[0]).toBeCloseTo(3.7, 12);
    expect(back.channels['voltage']!.stderr![1]).toBeCloseTo(0.002, 12);
  });

  it('are applied to labels of columns', () => {
    const table = parseColumnText('# energy (1e3 eV)\tmu\n8.30\t1\n8.31\t2\n8.32\t3\n');
    expect(energiesOf(table).values[1]).toBeCloseTo(8310, 9);
    const angles = parseColumnText('# angle (1e-3 deg)\tmu\n8300\t1\n8310\t2\n8320\t3\n');
    const { values } = energiesOf({ ...angles, metadata: { 'mono.d_spacing': 3.1356 } });
    // Bragg's law at 8.31 degrees, hc of CODATA 2018.
    expect(values[1]).toBeCloseTo(12398.41984332 / (2 * 3.1356 * Math.sin((8.31 * Math.PI) / 180)), 6);
    expect(() => energiesOf(parseColumnText('# energy (100 K)\tmu\n8.30\t1\n8.31\t2\n8.32\t3\n'))).toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
  });

  it('are applied to logs of cyclers', () => {
    expect(factorToBatteryData('current_ampere', '1e-3 A')).toBeCloseTo(1e-3, 15);
    expect(factorToBatteryData('current_ampere', '10^-6 A')).toBeCloseTo(1e-6, 18);
    expect(factorToBatteryData('test_time_second', '0.1 s')).toBeCloseTo(0.1, 15);
    const text = 'Time (s),Voltage (1e-3 V),Current (1e-3 A)\n0,3700,5\n10,3701,5\n20,3702,5\n30,3703,5\n';
    const log = read(new TextEncoder().encode(text), { name: 'log.csv' });
    expect(log.kind).toBe('electrochemistry');
    if (log.kind !== 'electrochemistry') return;
    const { columns } = log.table;
    expect([columns['voltage_volt']![3], columns['current_ampere']![3]]).toEqual([
      expect.closeTo(3.703, 12),
      expect.closeTo(0.005, 12),
    ]);
  });

  it('are applied to reflectivity', () => {
    expect(angstromsPerUnit('1e-3/angstrom')).toBeCloseTo(1e-3, 15);
    expect(angstromsPerUnit('10^-2 nm^-1')).toBeCloseTo(1e-3, 15);
    expect(angstromsPerUnit('1/nm')).toBe(0.1);
    expect(angstromsPerUnit('1e-3 s')).toBeUndefined();
  });
});
