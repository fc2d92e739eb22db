import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { materialSld, reflectivity } from '@operando/nr-sld-fit';
import { operandoNarrow as operando } from './command.js';

/** What a cell is: copper, interphase, electrolyte of SLD 6.2; 3 % of noise, 2.8 % of resolution (full width). */
const truth = { cu: 550, sei: 80, sei_sld: 3.5, el: 6.2 };
const q = Float64Array.from({ length: 150 }, (_, i) => 0.008 * 25 ** (i / 149));
const fwhm = q.map((at) => 0.028 * at);
const random = seededRandom(8);
const slabs = [
  { sld: 2.074 },
  { thickness: 52, sld: -1.95, roughness: 6 },
  { thickness: truth.cu, sld: 6.5, roughness: 8 },
  { thickness: truth.sei, sld: truth.sei_sld, roughness: 10 },
  { sld: truth.el, roughness: 18 },
];
const noise = Float64Array.from(q, () => random.normal());
/** Reflectivity through a resolution, with the same noise always. */
function measured(
  shape: 'gaussian' | 'box' | 'triangular' = 'gaussian',
  q0 = 0,
): { r: Float64Array; dr: Float64Array } {
  const exact = reflectivity(
    q.map((at) => at + q0),
    slabs,
    { resolution: { dq: fwhm, kind: 'fwhm', shape }, background: 1e-6 },
  );
  const dr = exact.map((value) => 0.03 * value + 1e-8);
  return { r: exact.map((value, i) => value + dr[i]! * noise[i]!), dr };
}
const plain = (label: string, widths: Float64Array | undefined, { r, dr } = measured(), factor = 1): string =>
  `${label}\n${Array.from(q, (at, i) => [at, factor * r[i]!, factor * dr[i]!, ...(widths === undefined ? [] : [widths[i]!])].map((value) => value.toExponential(8)).join(' ')).join('\n')}\n`;
const ort = (width: string, curve = measured()): string =>
  plain(
    `# # ORSO reflectivity data file | 1.1 standard | YAML encoding | https://www.reflectometry.org/\n# columns:\n# - {name: Qz, unit: 1/angstrom}\n# - {name: R}\n# - {error_of: R, error_type: uncertainty, value_is: sigma}\n# - {error_of: Qz, error_type: resolution${width}}`,
    fwhm,
    curve,
  );
const sigma = fwhm.map((width) => width / 2.3548200450309493);

const model = (parameters = '', rest = ''): string => `
parameters:
  cu: {value: 540, bounds: [450, 650]}
  sei: {value: 60, bounds: [10, 200]}
  sei_sld: {value: 4, bounds: [1, 6]}
  el: {value: 6.1, bounds: [5.5, 6.5]}
  bkg: {value: 1.0e-6, bounds: [-1.0e-5, 1.0e-5]}
${parameters}layers:
  - {material: Si}
  - {name: Ti, thickness: 52, sld: -1.95, roughness: 6}
  - {name: Cu, thickness: cu, sld: 6.5, roughness: 8}
  - {name: SEI, thickness: sei, sld: sei_sld, roughness: 10}
  - {name: electrolyte, sld: el, roughness: 18}
background: bkg
${rest}`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-nr-cases-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Summary {
  readonly status: string;
  readonly parameters: Readonly<Record<string, { readonly value: number; readonly stderr: number | null }>>;
}
let runs = 0;
async function fitted(name: string, text: string, yaml: string, more: readonly string[] = []) {
  const [file, cell] = [join(folder, name), join(folder, `${++runs}.yml`)];
  writeFileSync(file, text);
  writeFileSync(cell, yaml);
  const output = join(folder, `out${runs}`);
  const ran = await operando('nr', cell, file, '-o', output, '--json', ...more);
  expect(ran.error).not.toContain('defect');
  return { ...ran, summary: (ran.code === 0 ? JSON.parse(ran.out) : undefined) as Summary };
}

describe('operando nr tells what files mean, and what they cannot mean', () => {
  it.each([
    ['a label sigma_Q', 'sigma.txt', plain('# Q R dR sigma_Q', sigma), []],
    [
      'a label dQ/Q',
      'rel.txt',
      plain(
        '# Q R dR dQ/Q',
        q.map(() => 0.028),
      ),
      ['resolution-assumed'],
    ],
    ['no label', 'bare.txt', plain('', fwhm), ['resolution-assumed']],
    ['ORSO, uniform', 'uniform.ort', ort(', value_is: FWHM, distribution: uniform', measured('box')), []],
    ['ORSO, triangular', 'tri.ort', ort(', value_is: FWHM, distribution: triangular', measured('triangular')), []],
  ])('%s: the electrolyte within its error', async (_, name, text, codes) => {
    const { summary, error } = await fitted(name, text, model());
    expect(summary.status).toBe('converged');
    for (const [parameter, right] of Object.entries(truth)) {
      const { value, stderr } = summary.parameters[parameter]!;
      expect(Math.abs(value - right)).toBeLessThan(3 * stderr!);
    }
    expect([...error.matchAll(/warning: ([\w-]+):/g)].map(([, code]) => code)).toEqual(codes);
  });

  it.each([
    ['no resolution at all', 'sharp.txt', plain('# Q R dR', undefined), /resolution-missing.*resolution: \{/],
    [
      'an ORSO file that does not say what widths are',
      'unsaid.ort',
      ort(''),
      /resolution-assumed.*standard deviations/,
    ],
    ['counts', 'counts.txt', plain('# Q R dR dQ (FWHM)', fwhm, measured(), 3.7e5), /not-normalized.*scale/],
  ])('%s: told', async (_, name, text, message) => {
    expect((await fitted(name, text, model())).error).toMatch(message);
  });

  it('an offset of Q that moves the electrolyte is fitted', async () => {
    const shifted = plain('# Q R dR dQ (FWHM)', fwhm, measured('gaussian', -2e-4));
    const off = model('  off: {value: 0, bounds: [-0.001, 0.001]}\n', 'instrument: {qOffset: off}\n');
    const { summary } = await fitted('shifted.txt', shifted, off);
    expect(summary.status).toBe('converged');
    const [el, found] = [summary.parameters['el']!, summary.parameters['off']!];
    expect(Math.abs(el.value - 6.2)).toBeLessThan(3 * el.stderr!);
    expect(Math.abs(found.value + 2e-4)).toBeLessThan(3 * found.stderr!);
  });

  it('an isotope, a parameter that nothing names, a thickness below zero', async () => {
    const text = plain('# Q R dR dQ (FWHM)', fwhm);
    const isotope = model().replace('sld: sei_sld', 'material: 6Li, density: 0.46');
    await fitted('iso.txt', text, isotope);
    const { details } = JSON.parse(readFileSync(join(folder, `out${runs}`, 'results.json'), 'utf8')) as {
      details: { slabs: readonly (readonly { sld: number; isld: number }[])[] };
    };
    const found = details.slabs;
    // periodictable 2: 6Li at 0.46 g/cm3.
    expect([found[0]![3]!.sld, found[0]![3]!.isld]).toEqual([expect.closeTo(0.921, 2), expect.closeTo(0.12, 2)]);
    const { summary, error } = await fitted('unused.txt', text, model('  unused: {value: 1, bounds: [0, 2]}\n'));
    expect(summary.parameters['unused']!.stderr).toBeNull();
    expect(summary.parameters['el']!.stderr).toBeGreaterThan(0);
    expect(error).toMatch(/undetermined.*unused/);
    const below = await fitted('below.txt', text, model().replace('thickness: sei', 'thickness: sei - 78'));
    expect([below.code, below.error]).toEqual([2, expect.stringMatching(/layers\[3\]\.thickness \(sei - 78\) is -18/)]);
  });

  it('neutrons and X-rays together: what files say of their probe, densities shared, no SLD for both', async () => {
    const film = (probe: 'neutron' | 'x-ray') => [
      { sld: 0 },
      {
        ...materialSld({ name: 'Cu', formula: 'Cu', massDensity: 8.7 }, { kind: probe, energy }),
        thickness: 300,
        roughness: 5,
      },
      { ...materialSld({ name: 'Si', formula: 'Si', massDensity: 2.33 }, { kind: probe, energy }), roughness: 3 },
    ];
    const energy = 12_398.41984 / 1.54056;
    const curve = (probe: 'neutron' | 'x-ray') => {
      const exact = reflectivity(q, film(probe), { resolution: { dq: fwhm, kind: 'fwhm' } });
      const dr = exact.map((value) => 0.03 * value + 1e-9);
      return { r: exact.map((value, i) => value + dr[i]! * noise[probe === 'neutron' ? i : q.length - 1 - i]!), dr };
    };
    const xrr = ort(', value_is: FWHM', curve('x-ray')).replace(
      '# columns:',
      '# data_source:\n#   experiment: {probe: x-ray}\n#   measurement: {instrument_settings: {wavelength: {magnitude: 1.54056, unit: angstrom}}}\n# columns:',
    );
    writeFileSync(join(folder, 'xrr.ort'), xrr);
    const both = `
parameters:
  cu: {value: 305, bounds: [250, 350]}
  density: {value: 8.9, bounds: [8, 9.2]}
layers:
  - {name: air, sld: 0}
  - {name: film, material: Cu, density: density, thickness: cu, roughness: 5}
  - {material: Si, density: 2.33, roughness: 3}
`;
    const neutron = plain('# Q R dR dQ (FWHM)', fwhm, curve('neutron'));
    const more = [join(folder, 'xrr.ort')];
    const { summary, error } = await fitted('nr.txt', neutron, both, more);
    expect([summary.status, error]).toEqual(['converged', expect.not.stringContaining('warning')]);
    for (const [name, right] of [
      ['cu', 300],
      ['density', 8.7],
    ] as const) {
      const { value, stderr } = summary.parameters[name]!;
      expect(Math.abs(value - right)).toBeLessThan(4 * stderr!);
    }
    const one = await fitted('nr.txt', neutron, both.replace('material: Cu, density: density', 'sld: density'), more);
    expect([one.code, one.error]).toEqual([
      2,
      expect.stringMatching(/layers\[1\] \(film\) has one sld for neutrons and X-rays/),
    ]);
    const idle = await fitted('nr.txt', neutron, `${both}energy: 8048\n`);
    expect(idle.error).toMatch(/energy.*no curve is measured with X-rays/);
    // The file says its own wavelength; the model's stands in its place.
    const other = `${both}curves: {xrr: {probe: x-ray, energy: 17479}}\n`;
    const molybdenum = await fitted('nr.txt', neutron, other, more);
    expect(molybdenum.summary.parameters['density']!.value).not.toBeCloseTo(8.7, 1);
    const unsaid = await fitted('nr.txt', neutron, `${both}probe: x-ray\n`);
    expect([unsaid.code, unsaid.error]).toEqual([2, expect.stringMatching(/of what energy the X-rays are/)]);
  });
});
