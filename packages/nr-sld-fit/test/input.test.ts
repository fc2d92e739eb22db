import { describe, expect, it } from 'vitest';
import { fitReflectivity, fitSeries, reflectivity, samplePosterior } from '../src/index.js';
import type { LayerModel, ReflectivityData, ReflectivityModel, Slab } from '../src/index.js';

const q = Float64Array.from({ length: 90 }, (_, i) => 0.008 * 25 ** (i / 89));
const truth: readonly Slab[] = [
  { sld: 2.07 },
  { thickness: 400, sld: 6.5, roughness: 6 },
  { thickness: 60, sld: 3.5, roughness: 8 },
  { sld: 6.1, roughness: 12 },
];
/** Noise that is the same every time. */
function measured(slabs: readonly Slab[], factor = 1): ReflectivityData {
  const exact = reflectivity(q, slabs, { resolution: { relative: 0.03, kind: 'fwhm' } });
  const dr = exact.map((value) => factor * (0.03 * value + 1e-8));
  const r = exact.map((value, i) => factor * value + dr[i]! * Math.sin(37 * i + 5 * Math.sin(11 * i)));
  return { name: 'cell', q, r, dr, resolution: { relative: 0.03, kind: 'fwhm' } };
}
const data = measured(truth);
const parameters: ReflectivityModel['parameters'] = {
  cu: { value: 390, bounds: [300, 450] },
  sei: { value: 50, bounds: [10, 150] },
  sei_sld: { value: 4, bounds: [2, 6] },
};
const layers: readonly LayerModel[] = [
  { sld: 2.07 },
  { thickness: 'cu', sld: 6.5, roughness: 6 },
  { thickness: 'sei', sld: 'sei_sld', roughness: 8 },
  { sld: 6.1, roughness: 12 },
];
const codesOf = (model: ReflectivityModel, curve: ReflectivityData): string[] =>
  fitReflectivity(model, curve).warnings.map(({ code }) => code);

describe('quantities that make no sense', () => {
  it.each([
    ['a thickness', { thickness: 'sei - cu' }, /layers\[2\]\.thickness \(sei - cu\) is -340/, 'sei'],
    ['a roughness', { roughness: '10 - sei' }, /layers\[2\]\.roughness/, 'sei'],
    ['a thickness that is a number', { thickness: -18 }, /layers\[2\]\.thickness is -18/, 'layers[2].thickness'],
    ['a share of solvent', { solvation: 'sei' }, /layers\[2\]\.solvation.*50/, 'sei'],
  ])('%s: refused with the parameter', (_, change, message, parameter) => {
    const model = { parameters, layers: layers.map((layer, l) => (l === 2 ? { ...layer, ...change } : layer)) };
    expect(() => fitReflectivity(model, data)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(message) as string,
        where: expect.objectContaining({ parameter }) as object,
      }),
    );
  });

  it('scales and patches too', () => {
    expect(() => fitReflectivity({ parameters, layers, scale: '-1' }, data)).toThrow(/scale/);
    const half = { fraction: 0.6, layers };
    expect(() => fitReflectivity({ parameters, layers, patches: [half, half] }, data)).toThrow(/1\.2 of the area/);
  });

  it('are not gone through by fits and samples either', () => {
    // Without bounds, from far away: the way leads through films of negative thickness.
    const free = { cu: { value: 3 }, sei: { value: 200 }, sei_sld: { value: 5 } };
    const fit = fitReflectivity({ parameters: free, layers }, data);
    expect(fit.curves[0]!.slabs.every(({ thickness = 0 }) => thickness >= 0)).toBe(true);
    const total: ReflectivityModel = {
      parameters: { total: { value: 460, bounds: [300, 600] }, cu: { value: 459.5, bounds: [300, 600] } },
      layers: layers.map((layer, l) => (l === 2 ? { ...layer, thickness: 'total - cu', sld: 6.1 } : layer)),
    };
    const posterior = samplePosterior(total, measured(truth.filter((__, l) => l !== 2)), { steps: 60, burn: 40 });
    for (let s = 0; s < posterior.count; s++)
      expect(posterior.samples[2 * s]! - posterior.samples[2 * s + 1]!).toBeGreaterThanOrEqual(0);
  });
});

describe('what is told of curves and samples', () => {
  const given = { relative: 0.05, kind: 'fwhm' } as const;
  const sharp = { ...data, resolution: undefined };

  it('is a resolution of the model in place of that of the data', () => {
    expect(codesOf({ parameters, layers, resolution: given }, data)).toContain('resolution-replaced');
    expect(codesOf({ parameters, layers, resolution: given }, sharp)).not.toContain('resolution-replaced');
    expect(codesOf({ parameters, layers, resolution: { kind: 'fwhm', shape: 'box' } }, data)).not.toContain(
      'resolution-replaced',
    );
  });

  it('is told of the frames of a series as well', () => {
    const { warnings } = fitSeries({ parameters, layers }, [
      { ...sharp, at: 0 },
      { ...data, at: 1 },
      { ...sharp, at: 2 },
    ]);
    expect(warnings.filter(({ code }) => code === 'resolution-missing')).toMatchObject([
      { message: expect.stringMatching(/^2 of 3 frames; in frame 0: cell/) as string },
    ]);
  });

  it('are walkers that are too few for the parameters', () => {
    expect(() => samplePosterior({ parameters, layers }, data, { steps: 4, walkers: 3 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', cure: expect.stringMatching(/6 or more/) as string }),
    );
  });
});

describe('solvent in a layer', () => {
  const cases: readonly (readonly [string, Partial<LayerModel> & { readonly backing?: number }, number])[] = [
    ['of the backing', {}, 0.1],
    ['of the backing that absorbs', { backing: 1 }, 0.1 + 0.9],
    ['of its own', { solvent: 6.36 }, 0.1],
    ['of its own that absorbs', { solvent: 6.36, solventIsld: 0.5 }, 0.1 + 0.45],
  ];
  it.each(cases)('%s mixes absorption as well, by volume', (_, { backing = 0, ...change }, isld) => {
    const fit = fitReflectivity(
      {
        parameters: { cu: parameters['cu']! },
        layers: [
          { sld: 2.07 },
          { thickness: 'cu', sld: 6.5, isld: 1, solvation: 0.9, ...change },
          { sld: 6.1, isld: backing },
        ],
      },
      data,
    );
    // 0.9 of the layer is solvent: 0.1 of 1 is left.
    expect(fit.curves[0]!.slabs[1]!.isld).toBeCloseTo(isld, 12);
  });
});

describe('data that cannot be meant so', () => {
  it('a curve without any resolution is told', () => {
    expect(codesOf({ parameters, layers }, { ...data, resolution: undefined })).toContain('resolution-missing');
    expect(codesOf({ parameters, layers }, data)).toEqual([]);
    const stated = { parameters, layers, resolution: { relative: 0.03, kind: 'fwhm' } } as const;
    expect(codesOf(stated, { ...data, resolution: undefined })).toEqual([]);
  });

  it('a curve far above the scale is told to be not normalized', () => {
    const counts = measured(truth, 4e5);
    expect(codesOf({ parameters, layers }, counts)).toContain('not-normalized');
    const scaled = { parameters: { ...parameters, scale: { value: 3e5 } }, layers, scale: 'scale' };
    expect(codesOf(scaled, counts)).toEqual([]);
  });
});

describe('what the data do not determine', () => {
  const alone = fitReflectivity({ parameters, layers }, data);

  it('is named, and the others keep their errors', () => {
    const fit = fitReflectivity({ parameters: { nothing: { value: 1 }, ...parameters }, layers }, data);
    expect(fit.status).toBe('singular');
    expect(fit.parameters['nothing']).toMatchObject({ value: 1, stderr: Number.NaN, status: 'singular' });
    for (const name of alone.names) {
      expect(fit.parameters[name]!.stderr / alone.parameters[name]!.stderr).toBeCloseTo(1, 6);
      expect(fit.parameters[name]!.status).toBe('converged');
    }
    expect(fit.warnings).toEqual([
      expect.objectContaining({ code: 'undetermined', message: expect.stringContaining('nothing') as string }),
    ]);
  });

  it('of two that only their sum is known of, both', () => {
    const fit = fitReflectivity(
      {
        parameters: { one: { value: 190 }, other: { value: 200 }, ...parameters },
        layers: layers.map((layer, l) => (l === 1 ? { ...layer, thickness: 'one + other' } : layer)),
      },
      data,
    );
    const { one, other, sei, cu } = fit.parameters;
    expect(one!.value + other!.value).toBeCloseTo(alone.parameters['cu']!.value, 1);
    expect([one, other, cu].map((each) => each!.stderr)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(sei!.stderr / alone.parameters['sei']!.stderr).toBeCloseTo(1, 3);
    expect(fit.warnings.find(({ code }) => code === 'undetermined')!.message).toMatch(/one, other, cu/);
  });

  it('is known by a prior', () => {
    const known = { value: 1, prior: { mean: 2, stderr: 0.5 } };
    const fit = fitReflectivity({ parameters: { known, ...parameters }, layers }, data);
    expect([fit.status, fit.parameters['known']!.stderr]).toEqual(['converged', expect.closeTo(0.5, 9)]);
    expect(fit.parameters['known']!.value).toBeCloseTo(2, 9);
  });
});
