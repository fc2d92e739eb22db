import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { isOperandoError } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import { formatOrt, read, readReflectivity } from '../src/index.js';
import { readReflectivityFiles } from '../src/node.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ort = (columns: string, rows: string, extra = ''): string =>
  `# # ORSO reflectivity data file | 1.1 standard | YAML encoding | https://www.reflectometry.org/\n# data_source:\n#   sample: {name: cell}\n# columns:\n${columns
    .split('\n')
    .map((line) => `# - ${line}`)
    .join('\n')}\n# data_set: initial\n# # Qz R sR sQz\n${rows}\n${extra}`;
const four =
  '{name: Qz, unit: 1/angstrom}\n{name: R}\n{error_of: R, error_type: uncertainty, value_is: sigma}\n{error_of: Qz, error_type: resolution, value_is: FWHM}';

describe('plain tables of reflectivity', () => {
  const first = (text: string): readonly (number | undefined)[] => {
    const [curve] = readReflectivity(bytes(text));
    return [curve!.q, curve!.r, curve!.dr, curve!.dq].map((values) => values?.[0]);
  };

  it.each([
    ['in any order', '# Q dQ R dR\n0.01 0.001 1 0.1\n0.02 0.001 0.5 0.1\n', [0.01, 1, 0.1, 0.001]],
    ['as CSV', 'Q,R_err,R,dQ\n0.01,0.1,1,0.001\n0.02,0.1,0.5,0.001\n', [0.01, 1, 0.1, 0.001]],
    ['per nanometre', '# Q(1/nm) R dR\n0.5 1 0.1\n0.25 0.5 0.1\n', [0.05, 1, 0.1, undefined]],
    ['without labels', '0.01 1 0.1 0.001\n0.02 0.5 0.1 0.001\n', [0.01, 1, 0.1, 0.001]],
    [
      'with labels of their own',
      '# q_z refl noise width\n0.01 1 0.1 0.001\n0.02 0.5 0.1 0.001\n',
      [0.01, 1, 0.1, 0.001],
    ],
  ])('are read by their labels %s', (_, text, expected) => {
    expect(first(text)).toEqual(expected);
  });

  it.each(['Q log10(R) dR', 'Q lnR dR', 'Q R variance', 'Q R weights', 'Q R fit', 'Q model dR'])(
    'that hold what R is made of, or a model, are refused: %s',
    (labels) => {
      expect(() => first(`# ${labels}\n0.01 1 0.1\n0.02 0.5 0.1\n`)).toThrow(
        expect.objectContaining({ code: 'column-missing' }),
      );
    },
  );

  it('with several components of Q are along the normal of the surface', () => {
    expect(first('# Qx Qz R dR\n0.001 0.01 1 0.1\n0.002 0.02 0.5 0.1\n')).toEqual([0.01, 1, 0.1, undefined]);
  });

  it('over an angle are refused, and an unknown unit is told', () => {
    expect(() => first('2theta,R,dR\n0.01,1,0.1\n0.02,0.5,0.1\n')).toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
    expect(
      readReflectivity(bytes('# Q(furlong) R dR\n0.5 1 0.1\n0.25 0.5 0.1\n'))[0]!.warnings.map(({ code }) => code),
    ).toEqual(['unit-assumed']);
  });
});

describe('widths of Q in plain tables', () => {
  const widths = (label: string, width: number, told?: 'sigma' | 'fwhm', q = 'Q'): unknown[] => {
    const text = [0.04, 0.05, 0.06].map((at) => `${at}, 1, 0.1, ${width}`).join('\n');
    const [curve] = readReflectivity(
      bytes(`${q}, R, dR, ${label}\n${text}\n`),
      told === undefined ? {} : { dqKind: told },
    );
    return [Number(curve!.dq![1]!.toFixed(12)), curve!.dqKind, curve!.warnings.map(({ code }) => code)];
  };

  // What each label says is its plain meaning; 1/nm is 0.1/angstrom, a half width is half of the full one.
  it.each([
    ['sigma_Q', 0.001, 0.001, 'sigma'],
    ['sigmaQ', 0.001, 0.001, 'sigma'],
    ['dQ(sigma)', 0.001, 0.001, 'sigma'],
    ['dQ (1 sigma) [1/A]', 0.001, 0.001, 'sigma'],
    ['σ(Q)', 0.001, 0.001, 'sigma'],
    ['Q_std', 0.001, 0.001, 'sigma'],
    ['Qdev', 0.001, 0.001, 'sigma'],
    ['dQ_FWHM', 0.001, 0.001, 'fwhm'],
    ['FWHM(Q)', 0.001, 0.001, 'fwhm'],
    ['Q resolution (full width at half maximum)', 0.001, 0.001, 'fwhm'],
    ['dQ (HWHM)', 0.001, 0.002, 'fwhm'],
    ['dQ/Q (FWHM)', 0.02, 0.001, 'fwhm'],
    ['sigma_Q/Q', 0.02, 0.001, 'sigma'],
    ['dQ/Q sigma (%)', 2, 0.001, 'sigma'],
    ['relative resolution sigma', 0.02, 0.001, 'sigma'],
    ['dQ_over_Q FWHM', 0.02, 0.001, 'fwhm'],
    ['ΔQ/Q (FWHM)', 0.02, 0.001, 'fwhm'],
    ['dQ (sigma) [1/nm]', 0.01, 0.001, 'sigma'],
  ])('are what %s says', (label, width, expected, kind) => {
    expect(widths(label, width)).toEqual([expected, kind, []]);
  });

  it('say what was assumed of them, and what cannot be', () => {
    expect(widths('dQ', 0.001)).toEqual([0.001, 'fwhm', ['resolution-assumed']]);
    expect(widths('dQ', 0.001, 'sigma')).toEqual([0.001, 'sigma', []]);
    expect(widths('dQ/Q', 0.02)).toEqual([0.001, 'fwhm', ['resolution-assumed']]);
    // Told otherwise than labelled: as told, and said.
    expect(widths('sigma_Q', 0.001, 'fwhm')).toEqual([0.001, 'fwhm', ['resolution-assumed']]);
    // 2 without a word is no share of Q.
    expect(widths('dQ/Q (FWHM)', 2)).toEqual([0.001, 'fwhm', ['unit-inferred']]);
    expect(widths('dQ (FWHM)', 0.07)).toEqual([0.07, 'fwhm', ['unit-doubtful']]);
    // Without a unit of its own a width has that of Q.
    expect(widths('dQ (FWHM)', 0.01, undefined, 'Q [1/nm]')).toEqual([0.001, 'fwhm', []]);
    const [bare] = readReflectivity(bytes('0.04 1 0.1 0.001\n0.05 1 0.1 0.001\n'));
    expect(bare!.warnings.map(({ code }) => code)).toEqual(['resolution-assumed']);
  });
});

describe('ORSO text', () => {
  it('gives Q in 1/angstrom, and says what the widths are', () => {
    const [curve] = readReflectivity(bytes(ort(four, '0.01 1.0 0.02 0.001\n0.02 0.5 0.01 0.002')), { name: 'x.ort' });
    expect(curve).toMatchObject({ name: 'initial', dqKind: 'fwhm' });
    expect(Array.from(curve!.q)).toEqual([0.01, 0.02]);
    expect(Array.from(curve!.dq!)).toEqual([0.001, 0.002]);
    const [metric] = readReflectivity(
      bytes(ort(four.replace('1/angstrom', '1/nm').replace('FWHM', 'sigma'), '0.1 1.0 0.02 0.01')),
    );
    expect(metric!.dqKind).toBe('sigma');
    expect(metric!.q[0]).toBeCloseTo(0.01, 12);
    expect(metric!.dq![0]).toBeCloseTo(0.001, 12);
  });

  it.each([
    ['gaussian', 2 * Math.sqrt(2 * Math.log(2))],
    ['triangular', Math.sqrt(6)],
    ['uniform', 2 * Math.sqrt(3)],
  ])('brings widths of R of a %s distribution to standard deviations (analytic)', (distribution, width) => {
    const [curve] = readReflectivity(
      bytes(
        ort(
          four.replace('value_is: sigma', `value_is: FWHM, distribution: ${distribution}`),
          `0.01 1.0 ${width} 0.001`,
        ),
      ),
    );
    expect(curve!.dr[0]).toBeCloseTo(1, 14);
    expect(curve!.dqKind).toBe('fwhm');
    expect(() =>
      readReflectivity(
        bytes(ort(four.replace('value_is: sigma', 'value_is: FWHM, distribution: lorentzian'), '0.01 1 1 1')),
      ),
    ).toThrow(/lorentzian/);
  });

  it.each([
    ['uniform', 'uniform', []],
    ['rectangular', 'uniform', []],
    ['Triangular', 'triangular', []],
    ['gaussian', undefined, []],
    ['lorentzian', undefined, ['resolution-assumed']],
  ])('widths of Q of a %s distribution', (distribution, shape, codes) => {
    const text = ort(
      four.replace('value_is: FWHM', `value_is: FWHM, distribution: ${distribution}`),
      '0.01 1.0 0.1 0.001',
    );
    const [curve] = readReflectivity(bytes(text));
    expect([curve!.dqKind, curve!.dqShape, curve!.warnings.map(({ code }) => code)]).toEqual(['fwhm', shape, codes]);
    // Written and read again they are the same.
    const [again] = readReflectivity(bytes(formatOrt([curve!])));
    expect([again!.dqKind, again!.dqShape]).toEqual(['fwhm', shape]);
  });

  it('says what was assumed of widths of Q without a word', () => {
    const [curve] = readReflectivity(bytes(ort(four.replace(', value_is: FWHM', ''), '0.01 1.0 0.1 0.001')));
    expect([curve!.dqKind, curve!.warnings.map(({ code }) => code)]).toEqual(['sigma', ['resolution-assumed']]);
  });

  it.each([
    ['pp', 'pp'],
    ['"+-"', 'pm'],
    ['up', 'po'],
    ['uu', 'pp'],
    ['unpolarised', 'unpolarized'],
  ])('spin states %s of the header', (word, state) => {
    const text = ort(four, '0.01 1.0 0.1 0.001').replace(
      '# data_source:\n',
      `# data_source:\n#   measurement: {instrument_settings: {polarization: ${word}}}\n`,
    );
    const [curve] = readReflectivity(bytes(text));
    expect([curve!.polarization, curve!.warnings]).toEqual([state, []]);
    // Written again the header says so still.
    expect(readReflectivity(bytes(formatOrt([curve!])))[0]!.polarization).toBe(state);
    const [odd] = readReflectivity(bytes(text.replace(`polarization: ${word}`, 'polarization: sideways')));
    expect([odd!.polarization, odd!.warnings.map(({ code }) => code)]).toEqual([undefined, ['header-invalid']]);
  });

  it.each([
    ['x-ray', '{magnitude: 0.154056, unit: nm}', { probe: 'x-ray', wavelength: 1.54056 }, []],
    ['X-ray', '{magnitude: 1.54056, unit: Å}', { probe: 'x-ray', wavelength: 1.54056 }, []],
    ['xrays', '{min: 1, max: 2, unit: angstrom}', { probe: 'x-ray', wavelength: undefined }, []],
    ['x-ray', '{magnitude: 1.54056}', { probe: 'x-ray', wavelength: 1.54056 }, ['unit-assumed']],
    ['x-ray', '1.54056', { probe: 'x-ray', wavelength: 1.54056 }, ['unit-assumed']],
    ['x-ray', '{magnitude: 0.154}', { probe: 'x-ray', wavelength: undefined }, ['unit-assumed']],
    ['x-ray', '{magnitude: 1.54, unit: furlong}', { probe: 'x-ray', wavelength: undefined }, ['header-invalid']],
    // That of neutrons is for no SLD.
    ['neutron', '{magnitude: 4.75, unit: angstrom}', { probe: 'neutron', wavelength: undefined }, []],
    ['muon', '{magnitude: 1.54, unit: angstrom}', { probe: undefined, wavelength: undefined }, ['header-invalid']],
  ])('the probe %s of the header, wavelength %s', (probe, wavelength, found, codes) => {
    const text = ort(four, '0.01 1.0 0.1 0.001').replace(
      '# data_source:\n',
      `# data_source:\n#   experiment: {probe: ${probe}}\n#   measurement: {instrument_settings: {wavelength: ${wavelength}}}\n`,
    );
    for (const [curve] of [
      readReflectivity(bytes(text)),
      readReflectivity(bytes(formatOrt(readReflectivity(bytes(text))))),
    ]) {
      expect({ probe: curve!.probe, wavelength: curve!.wavelength }).toEqual(found);
      expect(curve!.warnings.map(({ code }) => code)).toEqual(codes);
    }
  });

  it('reads every data set; later headers hold what differs', () => {
    const curves = readReflectivity(
      bytes(
        ort(
          four,
          '0.01 1.0 0.02 0.001',
          '# data_set: plated\n# # Qz R sR sQz\n0.01 0.9 0.02 0.001\n0.02 0.4 0.01 nan\n',
        ),
      ),
    );
    expect(curves.map(({ name }) => name)).toEqual(['initial', 'plated']);
    expect(curves[1]!.warnings.map(({ code }) => code)).toEqual(['missing-values']);
    const table = read(bytes(ort(four, '0.01 1.0 0.02 0.001', '# data_set: plated\n0.01 0.9 0.02 0.001\n')));
    if (table.kind !== 'spectrum') throw new Error('a cycler log');
    expect(table.table.warnings.map(({ code }) => code)).toEqual(['several-scans']);
  });

  // As orsopy reads them (_read_header_data): differences are to the first header, comments among rows are comments.
  it('takes differences from the first header, and comments for comments', () => {
    const metric =
      '# data_set: b\n# data_source:\n#   sample: {size: 1}\n# columns:\n# - {name: Qz, unit: 1/nm}\n# - {name: R}\n# - {error_of: R}\n# - {error_of: Qz}\n0.1 1 1 0.1\n';
    const text = ort(
      four,
      '0.01 1.0 0.02 0.001\n# 0.015 0.7 0.01 0.001\n0.02 0.5 0.01 0.001',
      `${metric}# data_set: c\n0.1 1 1 0.1\n`,
    );
    const curves = readReflectivity(bytes(text));
    expect(curves.map(({ name, q, dqKind }) => [name, q.length, Number(q.at(-1)!.toFixed(9)), dqKind])).toEqual([
      ['initial', 2, 0.02, 'fwhm'],
      ['b', 1, 0.01, 'sigma'],
      ['c', 1, 0.1, 'fwhm'],
    ]);
    const second = read(bytes(text), { scan: 'b' });
    expect(second.kind === 'spectrum' && second.table.metadata['header']).toMatchObject({
      data_source: { sample: { name: 'cell', size: 1 } },
    });
  });

  it('knows columns by what the header calls them', () => {
    const [q, r, dr, dq] = four.split('\n');
    const [turned] = readReflectivity(
      bytes(ort([r, dq, '{name: lambda, unit: nm}', q, dr].join('\n'), '1 0.001 0.5 0.01 0.1')),
    );
    expect([turned!.q, turned!.r, turned!.dr, turned!.dq!].map(([value]) => value)).toEqual([0.01, 1, 0.1, 0.001]);
    expect(() => readReflectivity(bytes(ort([q, r, dq].join('\n'), '0.01 1 0.001')))).toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
  });

  it.each(['1/nm', 'nm^-1', 'nm**-1', 'nm⁻¹', '1 / nm'])('reads Q and its width in %s', (unit) => {
    const [curve] = readReflectivity(bytes(ort(four.replace('1/angstrom', unit), '0.1 1.0 0.02 0.01')));
    expect([curve!.q[0], curve!.dq![0]]).toEqual([0.1 * 0.1, 0.01 * 0.1]);
  });

  it.each(['1/Å', 'Å^-1', 'A-1', 'Angstrom^-1', '1/ang', '\u212b⁻¹'])('knows %s for 1/angstrom', (unit) => {
    expect(readReflectivity(bytes(ort(four.replace('1/angstrom', unit), '0.1 1.0 0.02 0.01')))[0]!.q[0]).toBe(0.1);
  });

  it.each([
    [
      'a width of Q of unknown unit',
      ort(four.replace('FWHM', 'sigma, unit: furlong'), '0.01 1 1 1'),
      'unknown-unit',
      2,
    ],
    ['numbers of programs', ort(four, '0.01 0x10 1 0.1'), 'bad-number', 11],
    ['rows of other columns', ort(four, '0.01 1.0 0.02'), 'malformed-file', 11],
    ['numbers that are none', ort(four, '0.01 1.0 x 0.1'), 'bad-number', 11],
    ['other units', ort(four.replace('1/angstrom', 'furlong'), '0.01 1 1 1'), 'unknown-unit', 2],
    [
      'no columns',
      '# # ORSO reflectivity data file | 1.0 standard | YAML encoding | x\n# a: 1\n0.1 1\n',
      'malformed-file',
      2,
    ],
    ['broken YAML', ort(four.replace('{name: R}', '{name: [R}'), '0.01 1 1 1'), 'malformed-file', undefined],
    ['an alias of nothing', ort(four.replace('{name: R}', '*R'), '0.01 1 1 1'), 'malformed-file', 2],
    [
      'columns that are nothing',
      ort(
        four.replace('{name: R}', '# {name: R}').replace('{name: Qz, unit: 1/angstrom}', '{name: Qz, unit: furlong}'),
        '0.01 1 1 1',
      ),
      'unknown-unit',
      2,
    ],
    ['no rows', ort(four, ''), 'truncated-file', undefined],
  ])('refuses %s', (_, text, code, line) => {
    expect(() => readReflectivity(bytes(text), { name: 'x.ort' })).toThrow(
      expect.objectContaining({
        code,
        where: expect.objectContaining(line === undefined ? { file: 'x.ort' } : { line, file: 'x.ort' }) as object,
      }),
    );
  });

  it('survives any damage', () => {
    const whole = ort(four, '0.01 1.0 0.02 0.001\n0.02 0.5 0.01 0.002');
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(30), fc.string({ maxLength: 5 }), (at, length, insert) => {
        try {
          const curves = readReflectivity(bytes(whole.slice(0, at) + insert + whole.slice(at + length)));
          expect(curves.every((curve) => curve.q.length === curve.r.length)).toBe(true);
        } catch (error) {
          expect(isOperandoError(error)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('other reflectivity files', () => {
  it('plain tables: three or four columns, the fourth as told', () => {
    const [curve] = readReflectivity(bytes('# Q R dR dQ\n0.01 1 0.1 0.001\n0.02 -0.5 0 0.002\n'), { dqKind: 'sigma' });
    expect(curve!.dqKind).toBe('sigma');
    expect(curve!.warnings.map(({ code }) => code)).toEqual(['not-positive', 'no-error']);
    expect(readReflectivity(bytes('0.01 1 0.1\n0.02 0.5 0.1\n0.03 0.2 0.1\n'))[0]!.dq).toBeUndefined();
    expect(() => readReflectivity(bytes('0.01 1\n0.02 0.5\n0.03 0.2\n'))).toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
  });

  it('time-resolved JSON: frames of different length, empty ones left out', () => {
    const frames = readReflectivity(
      bytes(
        JSON.stringify({
          times: [0, 30, 60],
          data: [[[0.01], [1], [0.1], [0.001]], [], { q: [0.01, 0.02], r: [1, 0.5], dr: [0.1, 0.1] }],
        }),
      ),
      { name: 'f.json' },
    );
    expect(frames.map(({ time, q }) => [time, q.length])).toEqual([
      [0, 1],
      [60, 2],
    ]);
    for (const text of ['{"a":1}', '[', '{"data":[]}', '[[1,2]]', '[[[1,2],[1],[1,2]]]'])
      expect(() => readReflectivity(bytes(text))).toThrow(expect.objectContaining({ name: 'OperandoError' }));
  });

  it('a column that a frame lacks is not made up for by the next', () => {
    const frame = (columns: unknown): Uint8Array => bytes(JSON.stringify({ data: [columns] }));
    expect(() => readReflectivity(frame({ q: [0.01], r: [1], dr: null, dq: [0.001] }))).toThrow(
      expect.objectContaining({ code: 'column-missing', where: { frame: 0 } }),
    );
    expect(() => readReflectivity(frame([[0.01], ['1'], [0.1]]))).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
    const [curve] = readReflectivity(
      frame([
        [0.01, 0.02],
        [1, null],
        [0.1, 0.1],
        [0.001, 0.001],
      ]),
      { dqKind: 'sigma' },
    );
    expect([curve!.dqKind, curve!.warnings.map(({ code }) => code)]).toEqual(['sigma', ['missing-values']]);
  });

  const samples = referencePath('formats', 'samples', 'reflectivity');
  // Files, curves, points of the first and its first three numbers, by the manifest.
  it.skipIf(samples === undefined).each([
    ['prist5_10K_m_025.Rqz.ort', 1, 79, [2.2e-3, 4.7241193897215048e-3, 4.7241193897215048e-3]],
    ['ORSO_data.ort', 1, 2, [1.03563296e-2, 3.88100068, 4.33909068]],
    ['multiple.ort', 3, 51, [5.1792999999999999e-2, 2.2042e-4, 3.7478e-6]],
    ['c_PLP0000708_header.dat', 1, 90, [0.00633419, 0.974913, 0.00849196]],
    ['d_a.txt', 1, 24, [9.42996e-3, 9.17491e-1, 3.4838e-2]],
    ['dot.refl', 1, 59, [0.01, 0.487299821598, 0.0128953814902]],
    ['cg1test.refl', 1, 257, [0.0127182251249, 0.948174378407, 0.0274973206915]],
    ['mw02619838_unpolarized.refl', 1, 186, [8.0009459217e-3, 4.7847097528e-1, 1.2131837125e-2]],
    ['SNS_MAGREF.dat', 1, 75, [1.020926e-2, 9.98159e-1, 1.756549e-2]],
  ])('%s', async (file, count, points, first) => {
    const curves = await readReflectivityFiles([`${samples!}/${file}`]);
    expect(curves).toHaveLength(count);
    expect(curves[0]!.q).toHaveLength(points);
    [curves[0]!.q[0], curves[0]!.r[0], curves[0]!.dr[0]].forEach((value, k) =>
      expect(value! / first[k]!).toBeCloseTo(1, 12),
    );
  });

  const frames = referencePath('nr', 'data', 'time-resolved-nr', 'r189236-time-resolved.json');
  it.skipIf(frames === undefined)('25 frames of 60 s of a measured series', async () => {
    const curves = await readReflectivityFiles([frames!]);
    expect(curves).toHaveLength(25);
    expect(curves[24]!.time).toBe(1440);
    await expect(readReflectivityFiles(['/nowhere.ort'])).rejects.toThrow(
      expect.objectContaining({ code: 'file-access' }),
    );
  });
});
