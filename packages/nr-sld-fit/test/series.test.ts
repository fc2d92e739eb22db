import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, statusOf, statusWords } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import {
  coRefine,
  fitReflectivity,
  fitSeries,
  reflectivity,
  reflectivityFrames,
  sldOf,
  sldProfile,
  sldSeries,
} from '../src/index.js';
import type { FitSeriesOptions, ReflectivityModel, ReflectivitySeries, Resolution, Slab } from '../src/index.js';

const q = Float64Array.from({ length: 90 }, (_, i) => 0.008 * 25 ** (i / 89));
const silicon = sldOf('Si').sld;
const stack = (sei: number): Slab[] => [
  { sld: silicon },
  { thickness: 500, sld: 6.5, roughness: 6 },
  { thickness: sei, sld: 3.5, roughness: 8 },
  { sld: 6.1, roughness: 15 },
];
const truth = [40, 50, 60, 70];
const resolution: Resolution = { relative: 0.03, kind: 'sigma' };

/** Frames of a growing interphase, 3 % noise. */
function curves(own: Partial<{ dq: boolean; mask: boolean; variances: boolean }> = {}): ReflectivitySeries {
  const { dq = true, mask = false, variances = true } = own;
  const random = seededRandom(3);
  const exact = truth.map((sei) => reflectivity(q, stack(sei), { resolution }));
  const errors = exact.map((curve) => curve.map((value) => 0.03 * value + 1e-8));
  const signal = exact.flatMap((curve, f) => Array.from(curve, (value, i) => value + errors[f]![i]! * random.normal()));
  const masked = new Uint8Array(signal.length);
  masked.fill(1, q.length + 3, q.length + 13);
  return createSeries({
    signal,
    axis: createAxis({ name: 'q', unit: '1/angstrom', values: q }),
    coordinates: dq
      ? { dq: createAxis({ name: 'dq', unit: '1/angstrom', values: q.map((value) => 0.03 * value) }) }
      : {},
    time: { start: [0, 100, 200, 300], duration: 60 },
    channels: { voltage_volt: { values: Float64Array.of(3, 3.1, 3.2, 3.3), unit: 'V' } },
    variances: variances ? errors.flatMap((error) => Array.from(error, (value) => value * value)) : undefined,
    mask: mask ? masked : undefined,
  });
}

/** As a model file has it. */
const model = {
  name: undefined,
  parameters: {
    cu: { value: 490, bounds: [450, 550] as [number, number], fixed: undefined, prior: undefined },
    sei: { value: 55, bounds: [20, 150] as [number, number] },
    sei_sld: { value: 3.5, fixed: true },
  },
  layers: [
    { material: 'Si', density: undefined },
    { name: 'Cu', thickness: 'cu', sld: 6.5, roughness: 6, interface: undefined },
    { name: 'SEI', thickness: 'sei', sld: 'sei_sld', roughness: 8 },
    { name: 'electrolyte', sld: 6.1, roughness: 15 },
  ],
  scale: undefined,
};

describe('a series of curves', () => {
  const fit = fitSeries(model, curves());

  it('is fitted as its frames are', () => {
    const frames = reflectivityFrames(curves());
    expect(frames.map(({ at }) => at)).toEqual([30, 130, 230, 330]);
    expect(frames[1]!.dr[5]).toBeCloseTo(Math.sqrt(curves().variances!.get(1, 5)), 18);
    const plain = fitSeries(model, frames);
    expect(fit.parameters).toEqual(plain.parameters);
    expect(
      fit.parameters['sei']!.values.map((value, f) => Math.abs(value - truth[f]!)).every(
        (off, f) => off < 5 * fit.parameters['sei']!.stderr[f]!,
      ),
    ).toBe(true);
    // Of the option, without the coordinate.
    const stated = fitSeries(model, curves({ dq: false }), { resolution });
    expect(stated.parameters['sei']!.values[2]! / fit.parameters['sei']!.values[2]!).toBeCloseTo(1, 5);
  });

  it('gives parameters with units and statuses, profiles on common depths with times and channels', () => {
    const { cu, sei, sei_sld: held } = fit.parameters;
    expect([cu!.unit, sei!.unit, held!.unit]).toEqual(['angstrom', 'angstrom', '1e-6/angstrom^2']);
    expect(statusWords(cu!.status)).toEqual(Array.from({ length: 4 }, () => 'converged'));
    expect(statusWords(held!.status)).toEqual(Array.from({ length: 4 }, () => 'held'));
    expect(held!.stderr.every(Number.isNaN)).toBe(true);
    expect(statusWords(fit.status)).toEqual(Array.from({ length: 4 }, () => 'converged'));
    expect(fit.warnings).toEqual([]);
    const { profiles } = fit;
    expect([profiles.axis.name, profiles.axis.unit, profiles.axis.size]).toEqual(['depth', 'angstrom', 500]);
    expect(profiles.time.start).toEqual(curves().time.start);
    expect(Object.keys(profiles.channels)).toEqual(['voltage_volt', 'cu', 'sei', 'sei_sld']);
    expect(profiles.channels['sei']).toMatchObject({ unit: 'angstrom', values: sei!.values, status: sei!.status });
    const own = sldProfile(fit.fits[2]!.curves[0]!.slabs, { z: profiles.axis.values }).sld;
    expect(profiles.signal.data.subarray(1000, 1500)).toEqual(own);
  });

  it('says which frames are no good fit', () => {
    const wrong = fitSeries({ ...model, layers: [...model.layers.slice(0, 3), { sld: 5, roughness: 15 }] }, curves());
    expect(statusWords(wrong.status)).toContain('misfit');
    expect(wrong.warnings.map(({ code }) => code)).toEqual(['frames-doubtful']);
    const linked = fitSeries(model, curves(), {
      linked: { cu: { curve: 'constant' }, sei: { curve: 'linear', knots: undefined } },
    });
    expect(linked.linked['sei']).toMatchObject({ unit: 'angstrom' });
    expect(linked.linked['sei']!.values[0]! / 40).toBeCloseTo(1, 1);
    expect(linked.parameters['cu']!.stderr[0]!).toBeLessThan(fit.parameters['cu']!.stderr[0]!);
    expect(statusWords(linked.parameters['sei_sld']!.status)[0]).toBe('held');
  });

  it('masked points stay masked', () => {
    const masked = fitSeries(model, curves({ mask: true }));
    expect(masked.fits.map(({ points }) => points)).toEqual([90, 80, 90, 90]);
  });

  it('profiles of several states have depths and times of their own when asked', () => {
    const states = sldSeries([stack(40), stack(70)], { z: [-50, 250, 540], time: { start: [0, 3600] } });
    expect(states.signal.get(1, 1)).toBeCloseTo(6.5, 6);
    expect(Array.from(states.time.start)).toEqual([0, 3600]);
    expect(states.metadata['unit']).toBe('1e-6/angstrom^2');
  });

  it.each([
    ['without variances', curves({ variances: false }), /no variances/],
    [
      'along another axis',
      createSeries({ ...curves(), axis: createAxis({ name: 'q', unit: '1/nm', values: q }) }),
      /in 1\/angstrom, not in 1\/nm/,
    ],
    [
      'with widths of other points',
      createSeries({
        ...curves(),
        coordinates: { dq: createAxis({ name: 'dq', unit: '1/angstrom', values: [1, 2] }) },
      }),
      /2 widths in 1\/angstrom/,
    ],
  ])('refuses one %s', (_, series, message) => {
    expect(() => fitSeries(model, series as ReflectivitySeries)).toThrow(message);
  });
});

describe('units of parameters', () => {
  const units = (parts: Partial<ReflectivityModel>, names: readonly string[]): (string | undefined)[] => {
    const whole: ReflectivityModel = {
      parameters: Object.fromEntries(names.map((name) => [name, { value: 1, fixed: true }])),
      layers: [{ sld: 0 }, { sld: 2 }],
      ...parts,
    };
    const { parameters } = fitReflectivity(whole, { q, r: q, dr: q });
    return names.map((name) => parameters[name]!.unit);
  };
  it('follow from where they are used', () => {
    const layers: ReflectivityModel['layers'] = [
      { sld: 0 },
      { repeat: 2, layers: [{ thickness: 'd', sld: 's', roughness: '0.5 * r + d' }] },
      { thickness: 'd', sld: 2, solvation: 'wet', solvent: 's' },
      { thickness: 10, knots: ['s', 'k', 's'] },
      { sld: 2, isld: 'i' },
    ];
    expect(units({ layers, scale: 'n', background: 'b' }, ['d', 'r', 's', 'i', 'k', 'wet', 'n', 'b'])).toEqual([
      'angstrom',
      'angstrom',
      '1e-6/angstrom^2',
      '1e-6/angstrom^2',
      '1e-6/angstrom^2',
      '1',
      '1',
      '1',
    ]);
    expect(units({ patches: [{ fraction: 'f', layers: [{ sld: 0 }, { sld: 1 }] }] }, ['f'])).toEqual(['1']);
  });

  it('are not guessed: several roles, products, functions, nowhere', () => {
    const layers: ReflectivityModel['layers'] = [
      { sld: 0 },
      { thickness: 'both', sld: 'both' },
      { thickness: 'a * b', sld: 1, roughness: (values) => values['c']! },
      { thickness: '1 + e', sld: 'sqrt(f)' },
      { sld: 2 },
    ];
    expect(units({ layers }, ['both', 'a', 'b', 'c', 'e', 'f', 'nowhere'])).toEqual(['', '', '', '', '', '', '']);
  });

  it('of a shared parameter are those of all its models', () => {
    const [one, other] = [
      {
        parameters: { x: { value: 20, bounds: [1, 50] as const } },
        layers: [{ sld: 0 }, { thickness: 'x', sld: 3 }, { sld: 2 }],
      },
      { parameters: { x: { value: 20, bounds: [1, 50] as const } }, layers: [{ sld: 0 }, { sld: 2, roughness: 'x' }] },
    ];
    const data = { q, r: reflectivity(q, [{ sld: 0 }, { sld: 2 }]), dr: q };
    expect(coRefine([one, other], [data, data]).parameters['x']!.unit).toBe('angstrom');
    const scaled = { ...other, layers: [{ sld: 0 }, { sld: 2 }], scale: 'x' };
    expect(coRefine([one, scaled], [data, data]).parameters['x']!.unit).toBe('');
  });
});

describe('a model file', () => {
  const data = { q, r: reflectivity(q, stack(60), { resolution }), dr: q.map((value) => 1e-6 / value), resolution };

  it('names materials, with densities, and has the last word on resolution', () => {
    const named = fitReflectivity(model, data);
    const plain = fitReflectivity(
      { ...model, layers: [{ sld: silicon, isld: sldOf('Si').isld }, ...model.layers.slice(1)] },
      data,
    );
    expect(named.parameters).toEqual(plain.parameters);
    // Densities as everyone assumes them, or as given; solvents of the backing's material.
    const wet = fitReflectivity(
      {
        parameters: {},
        layers: [{ material: 'Si' }, { thickness: 50, sld: 1, solvation: 0.5 }, { material: 'D2O', density: 1.107 }],
      },
      data,
    );
    expect(wet.curves[0]!.slabs[1]!.sld).toBeCloseTo(0.5 + 0.5 * sldOf('D2O', 1.107).sld, 12);
    const described = { name: 'heavy water', formula: 'D2O', massDensity: 1.107 };
    const same = fitReflectivity({ parameters: {}, layers: [{ material: 'Si' }, { material: described }] }, data);
    expect(same.curves[0]!.slabs[1]!.sld).toBe(sldOf('D2O', 1.107).sld);
    const wide: Resolution = { relative: 0.06, kind: 'sigma' };
    const stated = fitReflectivity({ ...model, resolution: wide }, data);
    expect(stated.chiSquare).toBe(fitReflectivity(model, { ...data, resolution: wide }).chiSquare);
    const cut = fitReflectivity({ ...model, resolution: { kind: 'fwhm', method: 'orso' } }, data);
    expect(cut.chiSquare).toBe(
      fitReflectivity(model, { ...data, resolution: { ...resolution, method: 'orso' } }).chiSquare,
    );
    const { resolution: _, ...sharp } = data;
    expect(fitReflectivity({ ...model, resolution: { kind: 'fwhm', method: 'orso' } }, sharp).chiSquare).toBe(
      fitReflectivity(model, sharp).chiSquare,
    );
  });

  it('a parameter on its bound has no error', () => {
    const low = fitReflectivity(
      { ...model, parameters: { ...model.parameters, sei: { value: 80, bounds: [70, 90] } } },
      data,
    );
    expect(low.parameters['sei']).toMatchObject({ stderr: Number.NaN, status: 'at-bound' });
    expect(low.stderr[1]).toBeNaN();
    expect(low.covariance[4]).toBe(0);
    expect(low.parameters['cu']!.stderr).toBeGreaterThan(0);
    expect(statusOf[low.status]).toBeDefined();
  });

  it.each([
    [
      'a layer of two kinds',
      { layers: [{ material: 'Si', sld: 2 }, { sld: 1 }] },
      {},
      /layers\[0\] has 2 of.*exactly one/,
    ],
    ['a layer of none', { layers: [{ thickness: 3 }, { sld: 1 }] }, {}, /has 0 of sld, material/],
    ['a density of no material', { layers: [{ sld: 2, density: 3 }, { sld: 1 }] }, {}, /density and no material/],
    ['a material without density', { layers: [{ material: 'LiF' }, { sld: 1 }] }, {}, /no density/],
    ['a shape', { layers: [{ sld: 2 }, { sld: 1, interface: 'cubic' }] }, {}, /interface is "cubic".*erf, tanh/],
    ['a kind of width', { resolution: { relative: 0.1, kind: 'hwhm' } }, {}, /resolution.kind is "hwhm".*sigma, fwhm/],
    [
      'a shape of resolution',
      { resolution: { ...resolution, shape: 'triangle' } },
      {},
      /resolution.shape is "triangle"/,
    ],
    ['a method of resolution', { resolution: { ...resolution, method: 'fast' } }, {}, /resolution.method is "fast"/],
    ['a method', {}, { method: 'simplex' }, /method is "simplex".*lm, multi-start, de/],
    ['an objective', {}, { objective: 'sqrt' }, /objective is "sqrt".*linear, log, q4/],
    ['a direction', {}, { direction: 'up' }, /direction is "up"/],
    ['a curve', {}, { linked: { cu: { curve: 'cubic' } } }, /linked.cu.curve is "cubic"/],
  ])('refuses %s that cannot be', (_, parts, options, message) => {
    const frames = [{ ...data, at: 0 }];
    expect(() => fitSeries({ ...model, ...parts } as ReflectivityModel, frames, options as FitSeriesOptions)).toThrow(
      message,
    );
  });
});
