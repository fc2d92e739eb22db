import { describe, expect, it } from 'vitest';
import { coRefine, fitReflectivity, overriddenModel, reflectivity } from '../src/index.js';
import type { InstrumentModel, ReflectivityData, ReflectivityModel, Resolution, Slab } from '../src/index.js';
import { fitProblem } from '../src/fit-problem.js';

const q = Float64Array.from({ length: 120 }, (_, i) => 0.007 * 30 ** (i / 119));
const truth: readonly Slab[] = [
  { sld: 2.07 },
  { thickness: 420, sld: 6.5, roughness: 6 },
  { thickness: 60, sld: 3.5, roughness: 8 },
  { sld: 6.1, roughness: 12 },
];
const fwhm = 0.028;
const parameters: ReflectivityModel['parameters'] = {
  cu: { value: 410, bounds: [350, 450] },
  sei: { value: 50, bounds: [10, 150] },
  sei_sld: { value: 4, bounds: [2, 6] },
  electrolyte: { value: 6.05, bounds: [5.5, 6.5] },
};
const layers: ReflectivityModel['layers'] = [
  { sld: 2.07 },
  { name: 'Cu', thickness: 'cu', sld: 6.5, roughness: 6 },
  { name: 'SEI', thickness: 'sei', sld: 'sei_sld', roughness: 8 },
  { name: 'electrolyte', sld: 'electrolyte', roughness: 12 },
];
const sample = { cu: 420, sei: 60, sei_sld: 3.5, electrolyte: 6.1 };

/** A curve with errors of 3 %, and noise that is the same every time. */
function curveOf(exact: Float64Array, resolution: Resolution): ReflectivityData {
  const dr = exact.map((value) => 0.03 * Math.abs(value) + 1e-8);
  const r = exact.map((value, i) => value + dr[i]! * Math.sin(37 * i + 5 * Math.sin(11 * i)));
  return { name: 'curve', q, r, dr, resolution };
}

const smear: Resolution = { relative: fwhm, kind: 'fwhm' };
const widths = q.map((at) => fwhm * at);
const radians = Math.PI / 180;
const wavelength = 5;

/** Share of a Gaussian beam on a sample, by a sum over the beam. */
function onSample(sine: number, beam: number, length: number): number {
  const sigma = beam / 2.3548200450309493;
  const step = beam / 2000;
  let [hit, all] = [0, 0];
  for (let x = -4 * beam; x <= 4 * beam; x += step) {
    const weight = Math.exp(-0.5 * (x / sigma) ** 2);
    all += weight;
    if (Math.abs(x) <= 0.5 * length * sine) hit += weight;
  }
  return hit / all;
}

const sineOf = (at: number): number => (at * wavelength) / (4 * Math.PI);

/** What each instrument makes of the curve, computed plainly. */
const cases: readonly (readonly [string, InstrumentModel, Record<string, number>, () => Float64Array])[] = [
  [
    'an offset of Q',
    { qOffset: 'x' },
    { x: -2e-4 },
    () =>
      reflectivity(
        q.map((at) => at - 2e-4),
        truth,
        { resolution: { dq: widths, kind: 'fwhm' } },
      ),
  ],
  [
    'an offset of the angle, one wavelength',
    { angleOffset: 'x', wavelength },
    { x: 0.005 },
    () =>
      reflectivity(
        q.map((at) => ((4 * Math.PI) / wavelength) * Math.sin(Math.asin(sineOf(at)) + 0.005 * radians)),
        truth,
        { resolution: { dq: widths, kind: 'fwhm' } },
      ),
  ],
  [
    'an offset of the angle, one angle',
    { angleOffset: 'x', angle: 0.6 },
    { x: 0.008 },
    () =>
      reflectivity(
        q.map((at) => (at * Math.sin(0.608 * radians)) / Math.sin(0.6 * radians)),
        truth,
        { resolution: { dq: widths, kind: 'fwhm' } },
      ),
  ],
  [
    'a worse resolution',
    { resolutionFactor: 'x' },
    { x: 1.5 },
    () => reflectivity(q, truth, { resolution: { relative: 1.5 * fwhm, kind: 'fwhm' } }),
  ],
  [
    'a background that rises',
    { backgroundSlope: 'x' },
    { x: 2e-5 },
    () => reflectivity(q, truth, { resolution: smear }).map((value, i) => value + 2e-5 * q[i]!),
  ],
  [
    'a footprint of a top hat',
    { footprint: { beam: 'x', sample: 60 }, wavelength },
    { x: 0.4 },
    () =>
      reflectivity(q, truth, { resolution: smear }).map((value, i) => value * Math.min(1, (60 * sineOf(q[i]!)) / 0.4)),
  ],
  [
    'a footprint of a Gaussian',
    { footprint: { beam: 'x', sample: 60, shape: 'gaussian' }, wavelength },
    { x: 0.4 },
    () => reflectivity(q, truth, { resolution: smear }).map((value, i) => value * onSample(sineOf(q[i]!), 0.4, 60)),
  ],
];
const about: Record<string, readonly [number, number, number]> = {
  'an offset of Q': [0, -1e-3, 1e-3],
  'an offset of the angle, one wavelength': [0, -0.05, 0.05],
  'an offset of the angle, one angle': [0, -0.05, 0.05],
  'a worse resolution': [1, 0.2, 4],
  'a background that rises': [0, -1e-3, 1e-3],
};

describe('instruments', () => {
  it.each(cases)('%s is found, and without it the fit is none', (name, instrument, expected, exact) => {
    const [value, low, high] = about[name] ?? [0.3, 0.05, 2];
    const model: ReflectivityModel = {
      parameters: { ...parameters, x: { value, bounds: [low, high] } },
      layers,
      instrument,
    };
    const data = curveOf(exact(), smear);
    const fit = fitReflectivity(model, data);
    expect(fit.status).toBe('converged');
    // Noise of this kind is smaller than its errors.
    expect(fit.reducedChiSquare).toBeLessThan(1);
    for (const [parameter, right] of Object.entries({ ...sample, ...expected })) {
      const found = fit.parameters[parameter]!;
      expect(Math.abs(found.value - right)).toBeLessThan(2.5 * found.stderr);
    }
    expect(fitReflectivity({ parameters, layers }, data).chiSquare).toBeGreaterThan(fit.chiSquare + 20);
  });

  it.each(['gaussian', 'box', 'triangular'] as const)(
    'have derivatives as differences give, through a %s resolution',
    (shape) => {
      const model: ReflectivityModel = {
        parameters: {
          ...parameters,
          q0: { value: 1e-4, bounds: [-1e-3, 1e-3] },
          turn: { value: 2e-3, bounds: [-0.05, 0.05] },
          wide: { value: 1.1, bounds: [0.5, 2] },
          beam: { value: 0.4, bounds: [0.1, 1] },
          slope: { value: 1e-5, bounds: [0, 1e-4] },
          scale: { value: 0.97, bounds: [0.5, 1.5] },
        },
        layers,
        scale: 'scale',
        instrument: {
          qOffset: 'q0',
          angleOffset: 'turn',
          wavelength,
          resolutionFactor: 'wide',
          footprint: { beam: 'beam', sample: 60, shape: 'gaussian' },
          backgroundSlope: 'slope',
        },
      };
      const data = curveOf(reflectivity(q, truth, { resolution: smear }), { ...smear, shape });
      const problem = fitProblem([{ model, data }], 'linear');
      problem.prepare(problem.start);
      const n = problem.names.length;
      const jacobian = new Float64Array(problem.size * n);
      problem.jacobian(problem.start, jacobian);
      const [up, down] = [new Float64Array(problem.size), new Float64Array(problem.size)];
      problem.names.forEach((_, k) => {
        const step = 1e-5 * (problem.upper[k]! - problem.lower[k]!);
        problem.residuals(
          problem.start.map((value, i) => value + (i === k ? step : 0)),
          up,
        );
        problem.residuals(
          problem.start.map((value, i) => value - (i === k ? step : 0)),
          down,
        );
        let [difference, length] = [0, 0];
        for (let i = 0; i < problem.size; i++) {
          difference += (jacobian[i * n + k]! - (up[i]! - down[i]!) / (2 * step)) ** 2;
          length += jacobian[i * n + k]! ** 2;
        }
        // Critical edges between the nodes of the quadrature make differences of 1e-5 rough.
        expect(Math.sqrt(difference / length)).toBeLessThan(2e-3);
      });
    },
  );

  it.each([
    ['a footprint without an angle', { footprint: { beam: 1, sample: 50 } }, /neither wavelength nor angle/],
    ['an offset with both', { angleOffset: 0.1, wavelength: 5, angle: 1 }, /both/],
    ['a beam of no width', { footprint: { beam: 0, sample: 50 }, wavelength: 5 }, /instrument\.footprint\.beam.*0/],
    ['a parameter that is none', { qOffset: 'y' }, /instrument\.qOffset names y/],
  ])('are refused with %s', (_, instrument, message) => {
    const data = curveOf(reflectivity(q, truth, { resolution: smear }), smear);
    expect(() => fitReflectivity({ parameters, layers, instrument }, data)).toThrow(message);
  });
});

describe('curves of a joint fit with what is another for them', () => {
  const model: ReflectivityModel = {
    parameters: {
      film: { value: 270, bounds: [200, 400] },
      film_sld: { value: 1, bounds: [0, 3] },
      wet: { value: 0.3, bounds: [0, 0.8] },
      bkg: { value: 0, bounds: [-1e-5, 1e-5] },
    },
    layers: [
      { material: 'Si' },
      { name: 'film', thickness: 'film', sld: 'film_sld', roughness: 5, solvation: 'wet' },
      { name: 'solvent', sld: 6.36, roughness: 6 },
    ],
    background: 'bkg',
  };
  const wetFilm = (solvent: number): readonly Slab[] => [
    { sld: 2.074 },
    { thickness: 300, sld: 0.75 * 1.4 + 0.25 * solvent, roughness: 5 },
    { sld: solvent, roughness: 6 },
  ];
  const contrast = (solvent: number, background: number): ReflectivityData =>
    curveOf(reflectivity(q, wetFilm(solvent), { resolution: smear, background }), smear);
  const water = overriddenModel(
    { ...model, name: 'h2o' },
    { layers: { solvent: { sld: -0.56 } }, parameters: { bkg: { value: 0, bounds: [-1e-5, 1e-5] } } },
  );

  it('a contrast has its own backing and background', () => {
    const fit = coRefine([{ ...model, name: 'd2o' }, water], [contrast(6.36, 1e-6), contrast(-0.56, 4e-6)]);
    expect(fit.names).toEqual(['film', 'film_sld', 'wet', 'bkg', 'h2o.bkg']);
    expect(fit.status).toBe('converged');
    const expected = { film: 300, film_sld: 1.4, wet: 0.25, bkg: 1e-6, 'h2o.bkg': 4e-6 };
    for (const [name, right] of Object.entries(expected))
      expect(Math.abs(fit.parameters[name]!.value - right)).toBeLessThan(3 * fit.parameters[name]!.stderr);
    expect(fit.curves[1]!.slabs[2]!.sld).toBe(-0.56);
  });

  it('a layer of another kind takes its place; one that is not there is refused', () => {
    const { layers: changed } = overriddenModel(model, { layers: { film: { material: 'SiO2', density: 2.2 } } });
    expect(changed[1]).toEqual({
      name: 'film',
      thickness: 'film',
      roughness: 5,
      solvation: 'wet',
      material: 'SiO2',
      density: 2.2,
    });
    expect(() => overriddenModel(model, { layers: { fim: { sld: 1 } } })).toThrow(/no layer fim/);
  });
});
