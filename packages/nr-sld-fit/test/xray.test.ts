import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { coRefine, fitReflectivity, fitSeries, materialSld, reflectivity, sldOf, xraySldOf } from '../src/index.js';
import type { LayerModel, ReflectivityData, ReflectivityModel, Slab } from '../src/index.js';

const cuKa = 8047.8;
const q = Float64Array.from({ length: 80 }, (_, i) => 0.02 * 20 ** (i / 79));

/** A curve with 3 % noise and a floor. */
function noisy(slabs: readonly Slab[], random: ReturnType<typeof seededRandom>): ReflectivityData {
  const resolution = { relative: 0.02, kind: 'fwhm' } as const;
  const exact = reflectivity(q, slabs, { resolution });
  const dr = exact.map((value) => 0.03 * value + 1e-9);
  return { q, r: exact.map((value, i) => value + dr[i]! * random.normal()), dr, resolution };
}

describe('SLDs for X-rays', () => {
  it('are those of periodictable 1.6.0 (xray_sld), which has the same source', () => {
    const known = [
      ['Si', 2.33, 8048, 20.070247, 0.457434],
      ['SiO2', 2.2, 8048, 18.864905, 0.243777],
      ['Cu', 8.96, 17_479, 70.208327, 3.07468],
      ['Au', 19.3, 8048, 124.688098, 12.833947],
      ['LiCoO2', 5, 6930, 38.267947, 0.582558],
      ['LiPF6', 1.5, 9251.7, 12.168943, 0.0973681],
      ['C', 2.2, 8048, 18.710009, 0.0298403],
      ['Ti', 4.5, 8048, 35.48551, 2.980189],
    ] as const;
    for (const [formula, density, energy, sld, isld] of known) {
      const own = xraySldOf(formula, density, energy);
      // The table here holds to 0.1 % and 0.5 %; the other one goes straight from point to point in energy.
      expect(Math.abs(own.sld / sld - 1), formula).toBeLessThan(0.002);
      expect(Math.abs(own.isld / isld - 1), formula).toBeLessThan(0.01);
      expect(own.warnings).toBeUndefined();
      expect(materialSld({ name: formula, formula, massDensity: density }, { kind: 'x-ray', energy })).toEqual(own);
    }
    // Heavy water scatters as light water of as many molecules does.
    expect(xraySldOf('D2O', 1.104, cuKa).sld / xraySldOf('H2O', (1.104 * 18.01528) / 20.0276, cuKa).sld).toBeCloseTo(
      1,
      5,
    );
  });

  it('tell of edges nearby, and refuse what cannot be', () => {
    const [warning] = xraySldOf('NiO', 6.67, 8340).warnings!;
    expect(warning).toMatchObject({ code: 'near-edge', message: expect.stringContaining('Ni K (8333 eV)') as string });
    for (const [formula, density, energy] of [
      ['LiF', undefined, cuKa],
      ['Si', 0, cuKa],
      ['Si', 2.33, 8.048],
    ] as const)
      expect(() => xraySldOf(formula, density, energy)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('reflectivity of X-rays', () => {
  const formulas = [
    ['LiF', 2.64, 60, 8],
    ['Cu', 8.96, 540, 5],
    ['Ti', 4.506, 52, 6],
    ['SiO2', 2.2, 15, 3],
    ['Si', 2.33, 0, 0],
  ] as const;
  // xrayutilities 1.7.4 (SpecularReflectivityModel), with SLDs of periodictable 1.6.0 at 8047.8 eV; air above.
  const slds = [
    [20.857637755065458, 0.09551246432605959],
    [64.66598897539829, 1.4540640325217766],
    [35.53277425978628, 2.984289448484504],
    [18.864912423765674, 0.24378920395831769],
    [20.0702572798313, 0.45745650059794923],
  ] as const;
  const at = [0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];
  const second = [
    0.99138469, 0.98344901, 0.96632467, 0.91259257, 0.20620954, 0.01391829, 0.0024216711, 1.2364858e-5, 0.00011989175,
    6.643183e-6, 5.683114e-7, 7.9047825e-8,
  ];
  // There the roughness of a layer is that of the interface above it, too.
  const layers: LayerModel[] = formulas.map(([material, density, thickness, roughness]) => ({
    material,
    density,
    thickness,
    roughness,
  }));
  const stated: Slab[] = [
    { sld: 0 },
    ...formulas.map(([, , thickness, roughness], k) => ({
      sld: slds[k]![0],
      isld: slds[k]![1],
      thickness,
      roughness,
    })),
  ];

  it('of a stack is that of xrayutilities', () => {
    const own = reflectivity(at, stated);
    // Eight digits of the other one.
    for (const [i, value] of second.entries()) expect(Math.abs(own[i]! / value - 1)).toBeLessThan(2e-7);
  });

  it('of materials has the SLDs of the probe, by energy or wavelength, of the model or the data', () => {
    const data = { q: at, r: second, dr: second.map((value) => 0.05 * value) };
    const air: LayerModel = { name: 'air', sld: 0 };
    const parameters = { bkg: { value: 0, fixed: true } };
    const model: ReflectivityModel = { parameters, layers: [air, ...layers], background: 'bkg' };
    const fits = [
      fitReflectivity({ ...model, probe: 'x-ray', energy: cuKa }, data),
      fitReflectivity({ ...model, probe: 'x-ray', wavelength: 12_398.41984 / cuKa }, data),
      fitReflectivity(model, { ...data, probe: 'x-ray', wavelength: 12_398.41984 / cuKa }),
      fitReflectivity({ ...model, energy: cuKa }, { ...data, probe: 'x-ray', wavelength: 0.7 }),
    ];
    for (const fit of fits) {
      for (const [k, slab] of fit.curves[0]!.slabs.slice(1).entries()) {
        expect(Math.abs(slab.sld / slds[k]![0] - 1)).toBeLessThan(0.002);
        expect(Math.abs(slab.isld! / slds[k]![1] - 1)).toBeLessThan(0.01);
      }
      expect(fit.chiSquare).toBeLessThan(1.5);
    }
    const neutron = fitReflectivity({ ...model, probe: 'neutron' }, { ...data, probe: 'x-ray' });
    expect(neutron.curves[0]!.slabs[2]!.sld).toBeCloseTo(sldOf('Cu').sld, 1);
    // A model that says otherwise than the data is told, a wavelength of fewer digits is none.
    const replaced = ({ warnings }: ReturnType<typeof fitReflectivity>): string[] =>
      warnings.filter(({ code }) => code === 'probe-replaced').map(({ message }) => message);
    expect(replaced(neutron)).toEqual([expect.stringContaining('the data say X-rays, the model neutrons')]);
    expect(replaced(fits[3]!)).toEqual([expect.stringContaining('X-rays of 17712 eV, the model X-rays of 8047.8 eV')]);
    const rounded = fitReflectivity(
      { ...model, probe: 'x-ray', wavelength: 1.54 },
      { ...data, probe: 'x-ray', wavelength: 1.5406 },
    );
    expect(replaced(rounded)).toEqual([]);
    expect(fits.map(({ curves }) => curves[0]!.probe.energy!.toFixed(1))).toEqual(fits.map(() => '8047.8'));
    expect(
      fitReflectivity({ ...model, probe: 'x-ray', energy: 8340 }, data).warnings.map(({ code }) => code),
    ).not.toContain('near-edge');
    const nickel = { ...model, layers: [air, { material: 'Ni' }], probe: 'x-ray', energy: 8340 } as const;
    expect(fitReflectivity(nickel, data).warnings.filter(({ code }) => code === 'near-edge')).toHaveLength(1);
  });

  it('counts the wavelength for footprints', () => {
    const model: ReflectivityModel = {
      parameters: { bkg: { value: 0, fixed: true } },
      layers: [{ sld: 0 }, { sld: 20, isld: 0.4 }],
      background: 'bkg',
      probe: 'x-ray',
      wavelength: 1.5406,
      instrument: { footprint: { beam: 0.2, sample: 10 } },
    };
    const data = { q: at, r: at.map(() => 1), dr: at.map(() => 1) };
    const [curve] = fitReflectivity(model, data).curves;
    const whole = reflectivity(at, [{ sld: 0 }, { sld: 20, isld: 0.4 }]);
    // The sample takes length sin(theta) of the beam's width.
    for (const [i, value] of curve!.fitted.entries())
      expect(value / (whole[i]! * Math.min(1, (50 * at[i]! * 1.5406) / (4 * Math.PI)))).toBeCloseTo(1, 9);
  });

  it.each([
    ['no energy', { probe: 'x-ray' }, /of what energy the X-rays are/],
    ['energy and wavelength', { probe: 'x-ray', energy: 8048, wavelength: 1.54 }, /both an energy and a wavelength/],
    ['keV for eV', { probe: 'x-ray', energy: 8.048 }, /energy of the X-rays is 8.048 eV/],
    ['nm for angstrom', { probe: 'x-ray', wavelength: 0.15406 }, /wavelength of the X-rays is 0.15406 angstrom/],
    ['a probe that is none', { probe: 'muon' as 'x-ray' }, /probe/],
    ['spin states', { probe: 'x-ray', energy: 8048, polarization: 'pp' }, /no spin states/],
    [
      'magnetic layers',
      { probe: 'x-ray', energy: 8048, layers: [{ sld: 0 }, { material: 'Fe', magneticSld: 5 }] },
      /X-rays do not see/,
    ],
    ['a density below 0', { layers: [{ sld: 0 }, { material: 'Si', density: 'bkg - 1' }] }, /density.*above 0/],
    [
      'a density of a mixture',
      { layers: [{ sld: 0 }, { material: { name: 'mix', composition: [] }, density: 2 }] },
      /has no formula alone/,
    ],
  ] as const)('refuses %s', (_, change, message) => {
    const data = { q: at, r: second, dr: second };
    const base = { parameters: { bkg: { value: 0 } }, layers: [{ sld: 0 }, { material: 'Si' }], background: 'bkg' };
    expect(() => fitReflectivity({ ...base, ...change }, data)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/invalid-argument|unsupported/) as string }),
    );
    try {
      fitReflectivity({ ...base, ...change }, data);
    } catch (error) {
      const { message: problem, cure } = error as { message: string; cure?: string };
      expect(`${problem} ${cure}`).toMatch(message);
    }
  });
});

describe('neutrons and X-rays together', () => {
  const truth = { ti: 52, cu: 400, density: 8.7, lif: 70, lif_density: 2.45 };
  const layersOf = (probe: 'neutron' | 'x-ray'): Slab[] => {
    const of = (formula: string, density: number): Pick<Slab, 'sld' | 'isld'> => {
      const { sld, isld } = probe === 'neutron' ? sldOf(formula, density) : xraySldOf(formula, density, cuKa);
      return { sld, isld };
    };
    return [
      { sld: 0 },
      { ...of('LiF', truth.lif_density), thickness: truth.lif, roughness: 8 },
      { ...of('Cu', truth.density), thickness: truth.cu, roughness: 6 },
      { ...of('Ti', 4.506), thickness: truth.ti, roughness: 5 },
      { ...of('Si', 2.33), roughness: 3 },
    ];
  };
  const model: ReflectivityModel = {
    parameters: {
      ti: { value: 50, bounds: [20, 80] },
      cu: { value: 405, bounds: [350, 450] },
      density: { value: 8.9, bounds: [7, 9.5] },
      lif: { value: 65, bounds: [30, 120] },
      lif_density: { value: 2.6, bounds: [1.5, 3] },
    },
    layers: [
      { name: 'air', sld: 0 },
      { material: 'LiF', density: 'lif_density', thickness: 'lif', roughness: 8 },
      { material: 'Cu', density: 'density', thickness: 'cu', roughness: 6 },
      { material: 'Ti', density: 4.506, thickness: 'ti', roughness: 5 },
      { material: 'Si', density: 2.33, roughness: 3 },
    ],
  };
  const xray: ReflectivityModel = { ...model, name: 'xrr', probe: 'x-ray', energy: cuKa };
  const names = Object.keys(truth) as (keyof typeof truth)[];

  it('find thicknesses and densities with honest errors, smaller than either alone', () => {
    const pulls: number[] = [];
    for (let seed = 1; seed <= 12; seed++) {
      const random = seededRandom(seed);
      const [n, x] = [noisy(layersOf('neutron'), random), noisy(layersOf('x-ray'), random)];
      const joint = coRefine([model, xray], [n, x]);
      expect(joint.status).toBe('converged');
      for (const name of names)
        pulls.push((joint.parameters[name]!.value - truth[name]) / joint.parameters[name]!.stderr);
      if (seed > 1) continue;
      expect(names.map((name) => joint.parameters[name]!.unit)).toEqual([
        'angstrom',
        'angstrom',
        'g/cm3',
        'angstrom',
        'g/cm3',
      ]);
      const alone = [fitReflectivity(model, n), fitReflectivity(xray, x)];
      for (const name of names)
        for (const fit of alone)
          expect(joint.parameters[name]!.stderr).toBeLessThan(1.001 * fit.parameters[name]!.stderr);
    }
    const mean = pulls.reduce((sum, value) => sum + value, 0) / pulls.length;
    const width = Math.sqrt(pulls.reduce((sum, value) => sum + value * value, 0) / pulls.length);
    // 60 pulls: 0.13 on a mean of 0, 0.09 on a width of 1; three standard errors.
    expect(Math.abs(mean)).toBeLessThan(0.39);
    expect(Math.abs(width - 1)).toBeLessThan(0.27);
  });

  it('must not have one SLD', () => {
    const random = seededRandom(1);
    const data = [noisy(layersOf('neutron'), random), noisy(layersOf('x-ray'), random)];
    const withLayer = (own: ReflectivityModel, layer: LayerModel): ReflectivityModel => ({
      ...own,
      layers: [own.layers[0]!, layer, ...own.layers.slice(2)],
    });
    const plain = { name: 'sei', sld: 3.5, thickness: 'lif' };
    const refused = (first: LayerModel, second: LayerModel): void => {
      const models = [withLayer(model, first), withLayer(xray, second)];
      expect(() => coRefine(models, data)).toThrow(/layers\[1\].* has one .* for neutrons and X-rays/);
    };
    refused(plain, plain);
    refused({ ...plain, sld: 'lif_density' }, { ...plain, sld: 'lif_density' });
    refused({ sld: 1, solvation: 0.5, solvent: 6 }, { sld: 2, solvation: 0.5, solvent: 6 });
    refused({ material: 'LiF', density: 2.6, isld: 0.2 }, { material: 'LiF', density: 2.6, isld: 0.2 });
    refused({ sld: 1, solvation: 0.5, solventIsld: 1 }, { sld: 2, solvation: 0.5, solventIsld: 1 });
    refused({ knots: [1, 2], thickness: 50 }, { knots: [3, 2], thickness: 50 });
    // One of its own, or another.
    const own = coRefine(
      [withLayer(model, { ...plain, sld: 'lif_density' }), withLayer(xray, { ...plain, sld: 20 })],
      data,
    );
    expect(own.curves).toHaveLength(2);
    expect(() =>
      coRefine(
        [withLayer(model, { ...plain, sld: 'lif_density' }), withLayer(xray, { ...plain, sld: 'lif_density' })],
        data,
        { shared: ['cu', 'ti', 'lif', 'density'] },
      ),
    ).not.toThrow();
  });

  it('a fitted density follows a curve through a series, and may be a function', () => {
    const random = seededRandom(2);
    const frames = [0, 1, 2].map((at) => Object.assign(noisy(layersOf('x-ray'), random), { at }));
    const fit = fitSeries(xray, frames, { linked: { density: { curve: 'constant' } } });
    const [value] = fit.linked['density']!.values;
    expect(Math.abs(value! - truth.density)).toBeLessThan(5 * fit.linked['density']!.stderr[0]!);
    expect(fit.linked['density']!.unit).toBe('g/cm3');
    // Absorption of materials counts in linked fits as well.
    expect(fit.warnings).toEqual([]);
    const byFunction = {
      ...xray,
      layers: xray.layers.map((layer) =>
        layer.material === 'Cu'
          ? { ...layer, density: (values: Readonly<Record<string, number>>) => values['density']! }
          : layer,
      ),
    };
    const [one, other] = [fitReflectivity(xray, frames[0]!), fitReflectivity(byFunction, frames[0]!)];
    expect(other.parameters['density']!.value).toBeCloseTo(one.parameters['density']!.value, 6);
  });
});
