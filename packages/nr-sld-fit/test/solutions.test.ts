import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { fitReflectivity, reflectivity, samplePosterior } from '../src/index.js';
import type { ReflectivityData, ReflectivityFit, ReflectivityModel, Slab } from '../src/index.js';

const q = Float64Array.from({ length: 150 }, (_, i) => 0.008 * 25 ** (i / 149));
const resolution = { relative: 0.05, kind: 'fwhm' } as const;

/** An oxide between silicon and copper: its SLD mirrored about the mean of both gives nearly the same curve. */
const truth = { film: 1461, oxide: 39.3, oxide_sld: 4.38, rough: 9.5 };
const stack = (film: number, oxide: number, sld: number, rough: number): readonly Slab[] => [
  { sld: 2.07 },
  { thickness: oxide, sld, roughness: 4 },
  { thickness: film, sld: 6.5, roughness: rough },
  { sld: 6.07, roughness: 15 },
];
const model: ReflectivityModel = {
  parameters: {
    film: { value: 1250, bounds: [1200, 1700] },
    oxide: { value: 35, bounds: [5, 90] },
    oxide_sld: { value: 4.5, bounds: [2.5, 6.4] },
    rough: { value: 7, bounds: [1, 15] },
  },
  layers: [
    { sld: 2.07 },
    { thickness: 'oxide', sld: 'oxide_sld', roughness: 4 },
    { thickness: 'film', sld: 6.5, roughness: 'rough' },
    { sld: 6.07, roughness: 15 },
  ],
};

function measured(seed: number, sld: number = truth.oxide_sld): ReflectivityData {
  const random = seededRandom(seed);
  const { film, oxide, rough } = truth;
  const exact = reflectivity(q, stack(film, oxide, sld, rough), { resolution });
  const dr = exact.map((value) => 0.05 * value + 3e-7);
  return { q, r: exact.map((value, i) => value + dr[i]! * random.normal()), dr, resolution };
}

/** Largest distance from the truth in errors of a place. */
const worst = (parameters: ReflectivityFit['solutions'][number]['parameters']): number =>
  Math.max(
    ...Object.entries(truth).map(([name, right]) => {
      const { value, stderr } = parameters[name]!;
      return stderr > 0 ? Math.abs(value - right) / stderr : 0;
    }),
  );

describe('a buried oxide under a thick film', () => {
  const data = measured(3);
  const fit = fitReflectivity(model, data, { method: 'multi-start', starts: 8 });

  it('has a mirror image, which a search finds and tells', () => {
    expect(fit.status).toBe('ambiguous');
    expect(fit.parameters['oxide_sld']!.status).toBe('ambiguous');
    const minima = fit.solutions.filter(({ isMinimum }) => isMinimum);
    expect(minima.length).toBeGreaterThan(1);
    expect(minima[1]!.chiSquare - minima[0]!.chiSquare).toBeLessThan(10);
    // On both sides of the mean of 2.07 and 6.5.
    const [one, other] = minima.map(({ parameters }) => parameters['oxide_sld']!.value - 4.285);
    expect(one! * other!).toBeLessThan(0);
    // The truth is among them, and every start is counted once at most.
    expect(Math.min(...fit.solutions.map(({ parameters }) => worst(parameters)))).toBeLessThan(4);
    const reached = fit.solutions.reduce((sum, each) => sum + each.reached, 0);
    expect(reached).toBeGreaterThan(1);
    expect(reached).toBeLessThanOrEqual(9);
    const warning = fit.warnings.find(({ code }) => code === 'other-solutions');
    expect(warning?.message).toMatch(/oxide_sld/);
    expect(fit.solutions[0]!.values).toEqual(fit.values);
  });

  it('has a ridge between both where they are near, which is told although nothing has a slope there', () => {
    const near = fitReflectivity(model, measured(1, 4.15), { method: 'multi-start', starts: 8 });
    expect(near.status).toBe('ambiguous');
    const found = near.solutions.map(({ isMinimum, parameters }) => {
      const { value, stderr } = parameters['oxide_sld']!;
      return { isMinimum, value, stderr };
    });
    const [one, other] = found.filter(({ isMinimum }) => isMinimum).map(({ value }) => value);
    const [low, high] = [Math.min(one!, other!), Math.max(one!, other!)];
    const ridge = found.find(({ isMinimum, value }) => !isMinimum && value > low && value < high);
    expect(Math.abs(ridge!.value - 4.15)).toBeLessThan(2 * ridge!.stderr);
  });

  it('is sampled around both', () => {
    const posterior = samplePosterior(model, data, { fit, steps: 150, burn: 50 });
    const column = posterior.names.indexOf('oxide_sld');
    const above = Array.from(
      { length: posterior.count },
      (_, s) => posterior.samples[s * posterior.names.length + column]!,
    ).filter((value) => value > 4.285).length;
    // By their chi2 each holds a good part: exp(-10 / 2) at the very least.
    expect(above / posterior.count).toBeGreaterThan(0.02);
    expect(above / posterior.count).toBeLessThan(0.98);
  });

  it('known by a prior it is one', () => {
    const known: ReflectivityModel = {
      ...model,
      parameters: { ...model.parameters, oxide_sld: { value: 4.4, bounds: [4.285, 6.4] } },
    };
    const alone = fitReflectivity(known, data, { method: 'multi-start', starts: 8 });
    expect(alone.status).toBe('converged');
    expect(worst(alone.parameters)).toBeLessThan(4);
    expect(fitReflectivity(known, data).solutions).toHaveLength(1);
  });
});
