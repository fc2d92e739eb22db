import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { coRefine, fitReflectivity, fitSeries, reflectivity, sldOf, xraySldOf } from '../src/index.js';
import type { ReflectivityData, ReflectivityFit, ReflectivityModel, Slab } from '../src/index.js';

const q = Float64Array.from({ length: 70 }, (_, i) => 0.008 * 20 ** (i / 69));
const resolution = { relative: 0.028, kind: 'fwhm' } as const;
const film: Slab[] = [
  { sld: 2.07 },
  { thickness: 300, sld: 6.5, roughness: 6 },
  { thickness: 60, sld: 3.5, roughness: 8 },
  { sld: 6.1, roughness: 15 },
];

/** A model of the film whose lengths and SLDs are in other units, by these factors. */
const model = (length = 1, sld = 1): ReflectivityModel => ({
  parameters: {
    cu: { value: 297 * length, bounds: [250 * length, 350 * length] },
    sei: { value: 63 * length, bounds: [10 * length, 150 * length] },
    sei_sld: { value: 3.6 * sld, bounds: [sld, 6 * sld] },
  },
  layers: [
    { sld: 2.07 * sld },
    { thickness: 'cu', sld: 6.5 * sld, roughness: 6 * length },
    { thickness: 'sei', sld: 'sei_sld', roughness: 8 * length },
    { sld: 6.1 * sld, roughness: 15 * length },
  ],
});

function measured(slabs: Slab[], seed = 1): ReflectivityData & { r: Float64Array; dr: Float64Array } {
  const random = seededRandom(seed);
  const exact = reflectivity(q, slabs, { resolution });
  const dr = exact.map((value) => 0.03 * value + 1e-7);
  return { q, r: exact.map((value, i) => value + dr[i]! * random.normal()), dr, resolution };
}

const misfitOf = ({ warnings }: ReflectivityFit): string =>
  warnings.find(({ code }) => code === 'misfit')?.message ?? 'none';

describe('a fit that describes nothing says what its model may mean', () => {
  const data = measured(film);

  it.each([
    ['nanometres', model(0.1), data, 'thickness', 10, /look like nanometres.*Give them in angstrom/],
    ['micrometres', model(1e-4), data, 'thickness', 1e4, /look like micrometres/],
    ['SLDs that are no millionths', model(1, 1e-6), data, 'sld', 1e6, /SLDs look like 1\/angstrom\^2/],
    ['Q in 1/nm', model(), { ...data, q: q.map((at) => 10 * at) }, 'q', 0.1, /Q looks like 1\/nm/],
  ] as const)('%s', (_, given, curve, option, value, told) => {
    const fit = fitReflectivity(given, curve);
    expect(fit.status).toBe('misfit');
    expect(fit.suspects).toMatchObject([{ option, value }]);
    expect(misfitOf(fit)).toMatch(told);
  });

  // The curve is seen through full widths of 2.8 %: read as the other kind, and so given, they are off by 2.355 either way.
  it.each([
    [{ relative: 0.028, kind: 'sigma' }, 1 / 2.3548200450309493, /widths? at half maximum: that describes/],
    [{ relative: 0.028 / 2.3548200450309493, kind: 'fwhm' }, 2.3548200450309493, /look like standard deviations/],
  ] as const)('widths of Q of the other kind, %j', (assumed, value, told) => {
    const fit = fitReflectivity(model(), { ...data, resolution: assumed });
    expect(fit.status).toBe('misfit');
    expect(fit.suspects).toMatchObject([{ option: 'resolution', value }]);
    expect(misfitOf(fit)).toMatch(told);
  });

  it.each([
    [10, 0.1, /look ten times too wide, as in 1\/nm/],
    [0.1, 10, /look ten times too narrow/],
  ] as const)('widths of Q of another unit, %d times as wide', (factor, value, told) => {
    const dq = q.map((at) => factor * 0.028 * at);
    const fit = fitReflectivity(model(), { ...data, resolution: { dq, kind: 'fwhm' } });
    expect(fit.status).toBe('misfit');
    expect(fit.suspects).toMatchObject([{ option: 'widths', value }]);
    expect(misfitOf(fit)).toMatch(told);
    // Where the model says them it is no other.
    const said = fitReflectivity({ ...model(), resolution: { relative: factor * 0.028, kind: 'fwhm' } }, data);
    expect(said.suspects).toMatchObject([{ option: 'widths', value }]);
  });

  it('widths that no instrument has, or that are 0, are told whatever the fit', () => {
    // With errors as large as these nothing is a misfit.
    const vague = { ...data, dr: data.dr.map((error) => 1000 * error) };
    const told = (dq: Float64Array): unknown =>
      fitReflectivity(model(), { ...vague, resolution: { dq, kind: 'fwhm' } }, { maximumIterations: 1 }).warnings;
    expect(told(q.map((at) => 2.8 * at))).toContainEqual({
      code: 'unit-doubtful',
      message: expect.stringMatching(/120 % of Q.*percent/) as string,
    });
    expect(told(q.map((at, i) => (i < 3 ? 0 : 0.028 * at)))).toContainEqual({
      code: 'resolution-missing',
      message: expect.stringMatching(/width of Q is 0 at 3 of 70 points/) as string,
    });
    expect(() => told(q.map(() => -1))).toThrow(/data 1 has a width of Q of -1 at point 0/);
  });

  it('once for a series', () => {
    const { warnings } = fitSeries(
      model(0.1),
      [0, 1].map((at) => Object.assign(measured(film, at + 1), { at })),
      {
        direction: 'forward',
      },
    );
    expect(warnings.find(({ code }) => code === 'frames-doubtful')?.message).toMatch(/look like nanometres/);
  });

  it('the other probe, of the curve that it is of', () => {
    const seen = (of: (formula: string, density: number) => { sld: number; isld: number }): Slab[] => [
      { sld: 0 },
      { ...of('LiF', 2.5), thickness: 60, roughness: 8 },
      { ...of('Cu', 8.9), thickness: 300, roughness: 6 },
      { ...of('Si', 2.33), roughness: 3 },
    ];
    const neutrons = measured(seen(sldOf));
    const xrays = measured(seen((formula, density) => xraySldOf(formula, density, 8047.8)));
    const stack: ReflectivityModel = {
      parameters: {
        lif: { value: 62, bounds: [20, 120] },
        density: { value: 2.4, bounds: [1.8, 3] },
        cu: { value: 297, bounds: [250, 350] },
      },
      layers: [
        { sld: 0 },
        { material: 'LiF', density: 'density', thickness: 'lif', roughness: 8 },
        { material: 'Cu', density: 8.9, thickness: 'cu', roughness: 6 },
        { material: 'Si', density: 2.33, roughness: 3 },
      ],
    };
    const unsaid = fitReflectivity(stack, xrays);
    expect(unsaid.suspects).toMatchObject([{ option: 'probe', value: 8047.8 }]);
    expect(misfitOf(unsaid)).toMatch(/X-rays of 8047.8 eV would describe the data far better: give `probe: x-ray`/);
    const said = fitReflectivity({ ...stack, probe: 'x-ray', energy: 8047.8 }, neutrons);
    expect(said.suspects).toMatchObject([{ option: 'probe', value: 0 }]);
    expect(misfitOf(said)).toMatch(/SLDs of neutrons would describe the data far better/);
    const names = ['n', 'x'];
    const both = coRefine(
      names.map((name) => Object.assign({ name }, stack)),
      [neutrons, xrays],
    );
    expect(both.suspects).toMatchObject([{ option: 'probe', curve: 'x' }]);
    expect(misfitOf(both)).toMatch(/describe the data of x far better/);
  });

  it.each([
    ['another film', film.map((slab, j) => (j === 1 ? { ...slab, thickness: 420 } : slab))],
    // Lengths ten times as long wash out all fringes, which is better, and no explanation.
    ['no film', [film[0]!, { sld: 6.3, roughness: 5 }]],
  ])('nothing where it is %s', (_, other) => {
    const fit = fitReflectivity(model(), measured(other));
    expect(fit.status).toBe('misfit');
    expect(fit.suspects.filter(({ option }) => !option.startsWith('instrument') && option !== 'scale')).toEqual([]);
  });
});

describe('points far off are named', () => {
  /** Factors on r, and on its error, of points. */
  const spoilt = (points: Readonly<Record<number, number>>, isErrorToo = false): ReflectivityData => {
    const data = measured(film, 2);
    for (const [at, factor] of Object.entries(points)) {
      data.r[Number(at)]! *= factor;
      if (isErrorToo) data.dr[Number(at)]! *= factor;
    }
    return data;
  };

  it.each([
    ['one above', spoilt({ 30: 1000 }), [30], /Nearly all of chi2 is of one point: Q 0.029428\. Without it/],
    ['one above with its error', spoilt({ 30: 1000 }, true), [30], /one point/],
    ['one below whose weight pulls the fit', spoilt({ 64: 1e-3 }, true), [64], /one point/],
    ['two beside one another', spoilt({ 20: 100, 21: 100 }), [20, 21], /2 points: .* Without them/],
  ])('%s', (_, data, places, told) => {
    const fit = fitReflectivity(model(), data);
    expect(fit.suspects.map(({ option }) => option)).toEqual(places.map(() => 'points'));
    expect(fit.suspects.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual(places.map((i) => q[i]));
    expect(misfitOf(fit)).toMatch(told);
  });

  it('with their curve in a joint fit, and not where all is well', () => {
    const [a, b] = [measured(film, 3), spoilt({ 40: 1000 })];
    const fit = coRefine(
      [
        { ...model(), name: 'a' },
        { ...model(), name: 'b' },
      ],
      [a, b],
    );
    expect(fit.suspects).toMatchObject([{ option: 'points', curve: 'b', value: q[40] }]);
    expect(misfitOf(fit)).toMatch(/ of b\. Without it/);
    expect(fitReflectivity(model(), a).suspects).toEqual([]);
  });
});
