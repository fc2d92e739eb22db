import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries, flatValues, seriesWarnings } from '@operando/core';
import { columnFrame, headerWavelength, parseColumnText, parseCsv, statedAxis } from '../src/index.js';
import { readColumnSeries, readNexusSeries, readSeries, writeNexus } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-axis-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const angles = { name: 'two-theta', unit: 'deg' } as const;
const rows = '16 96\n17 104\n18 102\n19 110\n';

describe('labels that single blanks keep apart', () => {
  it.each([
    ['# q (1/A) I', ['q (1/A)', 'I']],
    ['# q [nm^-1] Intensity (counts)', ['q [nm^-1]', 'Intensity (counts)']],
    ['# q (1e-3 1/A) I', ['q (1e-3 1/A)', 'I']],
    ['# Q 1/A I', ['Q (1/A)', 'I']],
    ['# q / nm^-1 I / a.u.', ['q / nm^-1', 'I / a.u.']],
    ['# 2 theta (rad) I', ['2 theta (rad)', 'I']],
    ['2theta (deg) I', ['2theta (deg)', 'I']],
    ['# d (A) I', ['d (A)', 'I']],
    ['# energy (keV) mu', ['energy (keV)', 'mu']],
    ['# energy (1e-3 eV) mu', ['energy (1e-3 eV)', 'mu']],
    ['# "energy (100 eV)" mu', ['energy (100 eV)', 'mu']],
    ['# energy eV mu', ['energy (eV)', 'mu']],
    ['# TOF (us) I', ['TOF (us)', 'I']],
    ['# r (mm) I', ['r (mm)', 'I']],
    // No names of columns.
    ['# Sample (pressed) pellet', ['column 1', 'column 2']],
    ['# NMC 622 (80 C)', ['column 1', 'column 2']],
    ['# energy (keV) of the beam', ['column 1', 'column 2']],
  ])('%s', (line, labels) => {
    const { columns } = parseColumnText(`${line}\n${rows}`);
    expect(columns.map(({ label }) => label)).toEqual(labels);
  });

  it('have their units in a line below that says so', () => {
    const { columns } = parseColumnText(`# Columns: Q I\n# Units: 1/nm counts\n${rows}`);
    expect(columns.map(({ label }) => label)).toEqual(['Q (1/nm)', 'I (counts)']);
  });

  it('refuse what is no angle, and convert what is', async () => {
    await expect(readColumnSeries([file('e.dat', `# energy (keV) I\n${rows}`)], { axis: angles })).rejects.toThrow(
      /energy in keV, not two-theta/,
    );
    const series = await readColumnSeries([file('r.dat', '# 2 theta (rad) I\n0.1 96\n0.2 104\n0.3 102\n')], {
      axis: angles,
    });
    expect(series.axis.values[1]).toBeCloseTo((0.2 * 180) / Math.PI, 12);
  });
});

describe('what the header says of columns without names', () => {
  it.each([
    ['# xlabel: q (1/nm)', 'q (1/nm)'],
    ['# unit: q_A^-1', 'q_A^-1'],
    ['# radial_unit = q_nm^-1', 'q_nm^-1'],
    ['# x unit: 1/nm', 'column 1'],
    ['# x-axis: d (A)', 'd (A)'],
  ])('%s is heeded', async (line, label) => {
    const path = file('header.dat', `${line}\n${rows}`);
    await expect(readColumnSeries([path], { axis: angles })).rejects.toThrow(`column ${label} is `);
  });

  it.each(['# unit: counts', '# units: a.u.', '# unit: 2th_deg', '# x unit: deg', '# axis: vertical'])(
    '%s is no other axis',
    async (line) => {
      const series = await readColumnSeries([file('plain.dat', `${line}\n${rows}`)], { axis: angles });
      expect([...series.axis.values]).toEqual([16, 17, 18, 19]);
      expect(seriesWarnings(series).map(({ code }) => code)).not.toContain('axis-unknown');
    },
  );

  it.each([
    ['! Wavelength 1.54056', 1.54056],
    ['# wavelength 0.7093 Angstroem', 0.7093],
    ['# Measured with lambda 0.04132 nm', 0.4132],
    ['# wavelength (nm) 0.04132', 0.4132],
    ['# Wavelength 4.132e-11 m', 0.4132],
    ['# wavelength 1.5406 used', 1.5406],
    ['# no wavelength here', undefined],
    ['# wavelength 5000', undefined],
  ])('%s', (line, wavelength) => {
    const found = headerWavelength(parseColumnText(`${line}\n${rows}`))?.wavelength;
    if (wavelength === undefined) expect(found).toBeUndefined();
    else expect(found! / wavelength).toBeCloseTo(1, 12);
  });
});

it('numbers that are no energies of photons in eV are refused, with the column named', async () => {
  const spectrum = Array.from({ length: 30 }, (_, i) => `${(8300 + 2 * i) * 1000} ${1 + Math.atan(i - 15)}`).join('\n');
  for (const head of ['', '# energy mu\n'])
    await expect(readSeries([file('meV.dat', `${head}${spectrum}\n`)])).rejects.toThrow(/no energies in eV/);
});

describe('what a label says of its axis', () => {
  it.each([
    ['q_nm^-1', undefined, 'q', 0.1],
    ['q_A^-1', undefined, 'q', 1],
    ['Q (nm^-1)', undefined, 'q', 0.1],
    ['Q (Inverse Nanometres)', undefined, 'q', 0.1],
    ['Q (Inverse Angstroms)', undefined, 'q', 1],
    ['q [1/Å]', undefined, 'q', 1],
    ['q(Å⁻¹)', undefined, 'q', 1],
    ['Q', '10^-1 nm^-1', 'q', 0.01],
    ['Scattering vector', '1/angstrom', 'q', 1],
    ['2th_deg', undefined, 'two-theta', 1],
    ['2th_rad', undefined, 'two-theta', 180 / Math.PI],
    ['2-Theta Angle (Degrees)', undefined, 'two-theta', 1],
    ['2theta', undefined, 'two-theta', 1],
    ['TwoTheta (mdeg)', undefined, 'two-theta', 1e-3],
    ['2θ', undefined, 'two-theta', 1],
    ['d_A', undefined, 'd-spacing', 1],
    ['d-spacing (nm)', undefined, 'd-spacing', 10],
    ['d-Spacing', 'angstrom', 'd-spacing', 1],
    ['TOF (us)', undefined, 'time-of-flight', 1],
    ['Time-of-flight (ms)', undefined, 'time-of-flight', 1e3],
    ['r_mm', undefined, 'radius', 1],
    ['Radial Distance (mm)', undefined, 'radius', 1],
    ['chi_deg', undefined, 'azimuth', 1],
    ['Energy (keV)', undefined, 'energy', 1e3],
    ['x', 'keV', 'energy', 1e3],
    ['x', '1/nm', 'q', 0.1],
    ['1/d (1/A)', undefined, 'q', 2 * Math.PI],
    ['d* [nm^-1]', undefined, 'q', 0.2 * Math.PI],
    ['d_star', undefined, 'q', 2 * Math.PI],
    ['sin(theta)/lambda (1/A)', undefined, 'q', 4 * Math.PI],
    ['sinθ/λ', '1/nm', 'q', 0.4 * Math.PI],
  ] as const)('%s in %s is %s', (label, unit, kind, factor) => {
    const stated = statedAxis({ label, values: new Float64Array(0), ...(unit === undefined ? {} : { unit }) });
    expect(stated).toMatchObject({ kind, unknown: false });
    expect(stated!.factor / factor).toBeCloseTo(1, 12);
  });

  it.each(['column 1', 'x', 'sample', 'I', 'dose', 'quality', 'radiation'])('%s says nothing', (label) => {
    expect(statedAxis({ label, values: new Float64Array(0) })).toBeUndefined();
  });
});

describe('the axis that is wanted', () => {
  const along = (text: string, wavelength?: number): Float64Array =>
    columnFrame(parseColumnText(text), 'a', { axis: angles, wavelength }).x;

  it('comes of q and d by Bragg: forwards and back (property)', () => {
    const wavelengths = fc.double({ min: 0.1, max: 2, noNaN: true });
    const places = fc.uniqueArray(fc.integer({ min: 10, max: 1700 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(
        wavelengths,
        places,
        fc.constantFrom('q_nm^-1', 'q_A^-1', 'd_A', 'd_nm'),
        (wavelength, tenths, label) => {
          const wanted = tenths.map((tenth) => tenth / 10).toSorted((a, b) => a - b);
          const values = wanted.map((angle) => {
            const s = (2 * Math.sin((angle * Math.PI) / 360)) / wavelength;
            return { 'q_nm^-1': 20 * Math.PI * s, 'q_A^-1': 2 * Math.PI * s, d_A: 1 / s, d_nm: 0.1 / s }[label];
          });
          const found = along(`# ${label} I\n${values.map((value, i) => `${value} ${i}`).join('\n')}\n`, wavelength);
          found.forEach((angle, i) => expect(angle).toBeCloseTo(wanted[i]!, 7));
        },
      ),
    );
  });

  it('is told, with where the wavelength is from', async () => {
    const text = `# Wavelength: 4.132e-11 m\n#   q_nm^-1    I\n${rows}`;
    const series = await readColumnSeries([file('q.dat', text)], { axis: angles, timeStep: 1 });
    // q = 16 1/nm: 2 asin(1.6 x 0.4132 / 4 pi) = 6.0305 degrees.
    expect(series.axis.values[0]).toBeCloseTo((360 / Math.PI) * Math.asin((1.6 * 0.4132) / (4 * Math.PI)), 10);
    expect(seriesWarnings(series)).toMatchObject([
      { code: 'axis-converted', message: expect.stringContaining('0.4132 angstrom of the header') },
    ]);
    expect(series.metadata['wavelength']).toBeCloseTo(0.4132, 10);
    const kept = await readColumnSeries([file('q.dat', text)], {
      axis: { name: 'q', unit: '1/angstrom' },
      timeStep: 1,
    });
    expect(kept.axis.values[0]).toBeCloseTo(1.6, 12);
    expect(seriesWarnings(kept)).toEqual([]);
  });

  it.each([
    ['q without a wavelength', `# q_nm^-1 I\n${rows}`, /q in nm\^-1.*no wavelength is known.*--wavelength/],
    ['energies', `# energy_eV I\n${rows}`, /energy in eV, not two-theta/],
    ['energies without a unit', `# Energy mu\n${rows}`, /energy in eV, not two-theta/],
    ['times of flight', `# TOF(us) I\n${rows}`, /time-of-flight in us.*calibration/],
    ['radii', `# r_mm I\n${rows}`, /radius in mm.*geometry/],
    ['numbers beyond 180 without a name', '8300 1\n8310 2\n8320 3\n', /reaches 8300: no two-theta/],
  ])('refuses %s with the cure', (_, text, message) => {
    expect(() => along(text)).toThrow(message);
  });

  it('comes of the q of a NeXus stack too', async () => {
    const path = join(folder, 'stack.h5');
    const axis = createAxis({ name: 'q', unit: 'nm^-1', values: [16, 17, 18] });
    await writeNexus(path, createSeries({ signal: [1, 2, 3, 4, 5, 6], axis, time: { start: [0, 60] } }));
    const series = await readNexusSeries(path, { axis: angles, wavelength: 0.4132 });
    expect(series.axis.values[0]).toBeCloseTo((360 / Math.PI) * Math.asin((1.6 * 0.4132) / (4 * Math.PI)), 10);
    expect(seriesWarnings(series).map(({ code }) => code)).toContain('axis-converted');
    await expect(readNexusSeries(path, { axis: angles })).rejects.toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
  });

  it('comes by the wavelength that a NeXus file states of its beam', async () => {
    const path = join(folder, 'beam.h5');
    await ready;
    const h5 = new File(path, 'w');
    const entry = h5.create_group('entry');
    entry.create_attribute('NX_class', 'NXentry');
    const data = entry.create_group('data');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', 'I');
    data.create_attribute('axes', ['.', 'q']);
    data.create_dataset({ name: 'I', data: new Float64Array([1, 2, 3, 4, 5, 6]), shape: [2, 3] });
    data.create_dataset({ name: 'q', data: new Float64Array([16, 17, 18]) });
    const q = data.get('q');
    if (q !== null && 'create_attribute' in q) q.create_attribute('units', '1/nm');
    const beam = entry.create_group('instrument').create_group('beam');
    beam.create_dataset({ name: 'incident_wavelength', data: new Float64Array([0.04132]) });
    const stated = beam.get('incident_wavelength');
    if (stated !== null && 'create_attribute' in stated) stated.create_attribute('units', 'nm');
    h5.close();
    const series = await readNexusSeries(path, { axis: angles, timeStep: 1 });
    expect(series.axis.values[0]).toBeCloseTo((360 / Math.PI) * Math.asin((1.6 * 0.4132) / (4 * Math.PI)), 10);
    expect(series.metadata['wavelength']).toBeCloseTo(0.4132, 10);
    const other = await readNexusSeries(path, { axis: angles, timeStep: 1, wavelength: 0.5 });
    expect(seriesWarnings(other).map(({ code }) => code)).toContain('wavelength-differs');
  });

  it('refuses what the wavelength cannot reach', () => {
    expect(() => along(`# q_A^-1 I\n${rows}`, 1.54)).toThrow(
      /16 cannot be with a wavelength of 1.54[^]*Is the wavelength right/,
    );
  });

  it('is told where a name says another thing, or numbers without one fall', () => {
    const codes = (text: string): string[] =>
      columnFrame(parseColumnText(text), 'a', { axis: angles }).warnings.map(({ code }) => code);
    expect(codes(`# temperature I\n${rows}`)).toEqual(['axis-unknown']);
    expect(codes('4 1\n3 2\n2 3\n')).toEqual(['axis-unknown', 'descending-reversed']);
    expect(codes(`# x y\n${rows}`)).toEqual([]);
  });

  it('is doubled where a name says theta, and told; what cannot be theta is refused', () => {
    for (const label of ['theta(deg)', 'Theta (°)', 'θ [deg]', 'theta_deg', 'theta', 'Bragg angle (deg)']) {
      const frame = columnFrame(parseColumnText(`${label},I\n16,1\n17,2\n18,3\n`), 'a', { axis: angles });
      expect([label, ...frame.x]).toEqual([label, 32, 34, 36]);
      expect(frame.warnings).toMatchObject([{ code: 'axis-converted', message: expect.stringContaining('doubled') }]);
    }
    expect([...along('# theta(rad) I\n0.1 1\n0.2 2\n0.3 3\n')][1]).toBeCloseTo(22.918311805232928, 10);
    expect([...along('Angle theta [°2Th.],I\n16,1\n17,2\n18,3\n')]).toEqual([16, 17, 18]);
    expect(() => along('# theta I\n80 1\n90 2\n91 3\n')).toThrow(/twice its 91 is no two-theta[^]*name it 2theta/);
    const q = columnFrame(parseColumnText(`# theta I\n${rows}`), 'a', {
      axis: { name: 'q', unit: '1/angstrom' },
      wavelength: 1.54,
    });
    // 4 pi sin(theta) / wavelength.
    expect(q.x[0]).toBeCloseTo((4 * Math.PI * Math.sin((16 * Math.PI) / 180)) / 1.54, 10);
  });

  it('has other units of its own converted, and unknown ones told', () => {
    expect([...along('# 2th_rad I\n0.1 1\n0.2 2\n0.3 3\n')][1]).toBeCloseTo(11.459155902616464, 10);
    const frame = columnFrame(parseColumnText(`# 2theta(furlong) I\n${rows}`), 'a', { axis: angles });
    expect(frame.warnings).toMatchObject([{ code: 'unit-assumed' }]);
    const plain = columnFrame(parseColumnText(rows), 'a', { axis: angles });
    expect([[...plain.x], plain.warnings]).toEqual([[16, 17, 18, 19], []]);
  });
});

describe('the wavelength of a header', () => {
  it.each([
    ['Wavelength', '4.132e-11 m', 0.4132],
    ['Wavelength', 4.132e-11, 0.4132],
    ['wavelength', 0.7093, 0.7093],
    ['Wavelength (A)', 0.7093, 0.7093],
    ['Wavelength (nm)', 0.07093, 0.7093],
    ['WAVELENGTH', '0.7093 Angstrom', 0.7093],
    ['lambda', '1.5406', 1.5406],
    ['kAlpha1', 1.540598, 1.540598],
    ['K-Alpha1 wavelength', 1.540598, 1.540598],
    ['HW_XG_WAVE_LENGTH_ALPHA1', '1.540593', 1.540593],
    ['WL1', 1.5406, 1.5406],
    // hc = 12.398419843 keV angstrom (CODATA 2018).
    ['Beam energy', '30 keV', 0.41328066],
  ])('%s = %s', (key, value, wavelength) => {
    expect(headerWavelength({ metadata: { [key]: value }, scalars: {} })!.wavelength).toBeCloseTo(wavelength, 7);
  });

  it.each([
    ['Wavelength', 0],
    ['Wavelength', 'unknown'],
    ['Wavelength', '3 furlongs'],
    ['Energy', 30],
    ['wavelengths', 4],
  ])('%s = %s is none', (key, value) => {
    expect(headerWavelength({ metadata: { [key]: value }, scalars: {} })).toBeUndefined();
  });

  it('is told without the digits that a change of its unit leaves', () => {
    const read = (header: string, wavelength: number): string[] =>
      columnFrame(parseColumnText(`# ${header}\n# 2theta I\n${rows}`), 'a', { axis: angles, wavelength }).warnings.map(
        ({ message }) => message,
      );
    for (const header of ['wavelength = 7.093e-11 m', 'wavelength: 0.07093 nm', 'Wavelength: 7.093e-11'])
      expect(read(header, 0.4132)).toEqual([
        'The header states a wavelength of 0.7093 angstrom, 0.4132 was given and is used.',
      ]);
  });

  it('is compared with the one given: more than a thousandth is told', async () => {
    const paths = [0.7093, 0.7093].map((value, i) => file(`w${i}.xy`, `# wavelength = ${value}\n${rows}`));
    const codes = async (wavelength: number | number[]): Promise<string[]> =>
      seriesWarnings(await readColumnSeries(paths, { axis: angles, timeStep: 1, wavelength })).map(({ code }) => code);
    expect(await codes(0.7093)).not.toContain('wavelength-differs');
    expect(await codes(0.7098)).not.toContain('wavelength-differs');
    expect(await codes(0.7105)).toContain('wavelength-differs');
    expect(await codes([1.5406, 1.5444])).toContain('wavelength-differs');
    const odd = await readColumnSeries([paths[0]!, file('w9.xy', `# wavelength = 0.71\n${rows}`)], {
      axis: angles,
      timeStep: 1,
    });
    expect(seriesWarnings(odd).map(({ code }) => code)).toContain('wavelength-differs');
    expect(odd.metadata['wavelength']).toBeUndefined();
  });
});

describe('a table of many scans', () => {
  const wide = '2theta,scan0,scan1,scan2\n16,96,100,81\n17,104,114,102\n18,102,119,129\n';

  it('is one frame, and says so', async () => {
    const series = await readColumnSeries([file('wide.csv', wide)], { axis: angles });
    expect(series.signal.shape).toEqual([1, 3]);
    expect(seriesWarnings(series)).toMatchObject([
      { code: 'columns-left-out', message: expect.stringContaining('Of 4 columns 2 were not read: scan1, scan2') },
    ]);
  });

  it('is a frame of each column when asked', async () => {
    const series = await readColumnSeries([file('wide.csv', wide)], {
      axis: angles,
      columnsAsFrames: true,
      timeStep: 60,
    });
    expect([...flatValues(series.signal)]).toEqual([96, 104, 102, 100, 114, 119, 81, 102, 129]);
    expect(series.metadata['files']).toEqual(['wide.csv scan0', 'wide.csv scan1', 'wide.csv scan2']);
    expect(seriesWarnings(series)).toEqual([]);
  });

  it('has the deviations that follow their columns', async () => {
    const text = '2theta,a,a_err,b,b_err\n16,96,9,100,10\n17,104,8,114,0\n18,102,7,119,12\n';
    const series = await readColumnSeries([file('pairs.csv', text)], {
      axis: angles,
      columnsAsFrames: true,
      timeStep: 60,
    });
    expect([...flatValues(series.signal)]).toEqual([96, 104, 102, 100, NaN, 119]);
    expect([...flatValues(series.variances!)]).toEqual([81, 64, 49, 100, NaN, 144]);
  });

  it('leaves out columns that hold the abscissa again, and says so', async () => {
    const text = 'tth_0,I_0,tth_1,I_1\n16,96,16,100\n17,104,17,114\n18,102,18,119\n';
    const series = await readColumnSeries([file('pairs.csv', text)], {
      axis: angles,
      columnsAsFrames: true,
      timeStep: 60,
    });
    expect([...flatValues(series.signal)]).toEqual([96, 104, 102, 100, 114, 119]);
    expect(seriesWarnings(series)).toMatchObject([
      {
        code: 'columns-left-out',
        message: expect.stringContaining('1 column holds the same as tth_0, and no scan: tth_1'),
      },
    ]);
  });

  it('refuses columns with an abscissa of their own', async () => {
    const pairs = Array.from({ length: 20 }, (_, i) => `${16 + i},${96 + (i % 3)},${16.01 + i},${100 + (i % 5)}`);
    const text = `tth_0,I_0,tth_1,I_1\n${pairs.join('\n')}\n`;
    const refused = readColumnSeries([file('pairs.csv', text)], { axis: angles, columnsAsFrames: true, timeStep: 60 });
    await expect(refused).rejects.toThrow(/column tth_1 is no scan: it grows row after row as tth_0 does/);
  });

  it('of absorption runs along energies', async () => {
    const text = 'energy (keV),s1,s2\n8.30,0.1,0.2\n8.31,0.2,0.3\n8.32,0.5,0.6\n8.33,1.1,1.2\n';
    const series = await readSeries([file('matrix.csv', text)], { columnsAsFrames: true, timeStep: 60 });
    expect([...series.axis.values]).toEqual([8300, 8310, 8320, 8330].map((value) => expect.closeTo(value, 8)));
    expect([...flatValues(series.signal)]).toEqual([0.1, 0.2, 0.5, 1.1, 0.2, 0.3, 0.6, 1.2]);
    expect(parseCsv(text).columns).toHaveLength(3);
  });
});
