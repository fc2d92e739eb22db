import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { coRefine, fitReflectivity, fitSeries, reflectivity } from '../src/index.js';
import type { InstrumentModel } from '../src/model.js';
import type { ReflectivityData, ReflectivityFit, ReflectivityModel, Slab } from '../src/index.js';

const q = Float64Array.from({ length: 110 }, (_, i) => 0.008 * 20 ** (i / 109));
const resolution = { relative: 0.028, kind: 'fwhm' } as const;
const cell = (el = 6.2): Slab[] => [
  { sld: 2.07 },
  { thickness: 52, sld: -1.95, roughness: 6 },
  { thickness: 540, sld: 6.5, roughness: 8 },
  { thickness: 60, sld: 3.5, roughness: 10 },
  { sld: el, roughness: 18 },
];
const model = (instrument: InstrumentModel = {}): ReflectivityModel => ({
  parameters: {
    cu: { value: 535, bounds: [400, 700] },
    sei: { value: 65, bounds: [10, 200] },
    sei_sld: { value: 3.7, bounds: [1, 6] },
    el: { value: 6.15, bounds: [5.5, 6.6] },
    bkg: { value: 1e-6, bounds: [-1e-5, 1e-5] },
  },
  layers: [
    { sld: 2.07 },
    { thickness: 52, sld: -1.95, roughness: 6 },
    { thickness: 'cu', sld: 6.5, roughness: 8 },
    { thickness: 'sei', sld: 'sei_sld', roughness: 10 },
    { sld: 'el', roughness: 18 },
  ],
  background: 'bkg',
  instrument,
});

/** A curve that the instrument has spoilt, 3 % of noise. */
function spoilt(own: { q0?: number; whole?: number; scale?: number; slabs?: Slab[] }, seed = 1): ReflectivityData {
  const { q0 = 0, whole = 0, scale = 1, slabs = cell() } = own;
  const random = seededRandom(seed);
  const exact = reflectivity(
    q.map((at) => at + q0),
    slabs,
    { resolution, background: 1e-6 },
  ).map((value, i) => scale * value * Math.min(1, whole === 0 ? 1 : q[i]! / whole));
  const dr = exact.map((value) => 0.03 * value + 1e-8);
  return { q, r: exact.map((value, i) => value + dr[i]! * random.normal()), dr, resolution };
}
const misfitOf = ({ warnings }: ReflectivityFit): string => warnings.find(({ code }) => code === 'misfit')!.message;

describe('what a misfit looks like', () => {
  it.each([-2e-4, 2e-4])('an offset of Q of %s', (q0) => {
    const fit = fitReflectivity(model(), spoilt({ q0 }));
    expect(fit.status).toBe('misfit');
    expect(fit.suspects[0]!.option).toBe('instrument.qOffset');
    // To first order, from where the parameters made up for some of it.
    expect(fit.suspects[0]!.value / q0).toBeGreaterThan(0.5);
    expect(fit.suspects[0]!.value / q0).toBeLessThan(1.5);
    expect(misfitOf(fit)).toMatch(
      /Residuals at low Q look like an offset of Q of about -?\S+\/angstrom \(instrument\.qOffset\)/,
    );
  });

  it.each([0.014, 0.028])('a footprint longer than the sample up to Q of %s', (whole) => {
    const fit = fitReflectivity(model(), spoilt({ whole }));
    expect(fit.suspects[0]!.option).toBe('instrument.footprint');
    expect(Math.abs(fit.suspects[0]!.value / whole - 1)).toBeLessThan(0.15);
    expect(misfitOf(fit)).toMatch(
      /a beam longer than the sample up to Q of about 0.0\d+\/angstrom \(instrument\.footprint\)/,
    );
  });

  it.each([0.8, 0.05])('a scale that is %s, not 1', (scale) => {
    const fit = fitReflectivity(model(), spoilt({ scale }));
    expect(fit.suspects[0]!.option).toBe('scale');
    expect(fit.suspects[0]!.value).toBeCloseTo(scale, scale < 0.1 ? 2 : 1);
    expect(misfitOf(fit)).toMatch(
      scale < 0.1 ? /a scale of about 0.05 \(scale\)/ : /a scale of about 0.8\d? \(scale\)/,
    );
  });

  it('none of these, where a layer is missing, or rough, or the fit is good', () => {
    const [silicon, ...rest] = cell();
    for (const slabs of [
      [silicon!, { thickness: 40, sld: 3.5, roughness: 3 }, ...rest],
      cell().with(2, { thickness: 540, sld: 6.5, roughness: 22 }),
      cell().with(1, { thickness: 43, sld: -1.95, roughness: 6 }),
    ]) {
      const fit = fitReflectivity(model(), spoilt({ slabs }));
      expect(fit.status).toBe('misfit');
      expect(fit.suspects).toEqual([]);
      expect(misfitOf(fit)).not.toContain('low Q');
    }
    expect(fitReflectivity(model(), spoilt({}))).toMatchObject({ status: 'converged', suspects: [] });
  });

  it('what all curves of a joint fit have', () => {
    const names = ['a', 'b', 'c'];
    const fit = coRefine(
      names.map((name) => ({ ...model(), name })),
      names.map((name, k) => ({ ...spoilt({ whole: 0.02 }, k + 1), name })),
    );
    const curves = fit.suspects.filter(({ option }) => option === 'instrument.footprint').map(({ curve }) => curve);
    expect(curves.toSorted()).toEqual(names);
    expect(misfitOf(fit)).toMatch(/Residuals at low Q of [abc], and of 2 more in the same way, look like a beam/);
  });

  it('not what the model has already', () => {
    const held = { footprint: { beam: 0.01, sample: 60 }, angle: 1 };
    const fit = fitReflectivity(model(held), spoilt({ whole: 0.02 }));
    expect(fit.suspects.map(({ option }) => option)).not.toContain('instrument.footprint');
  });

  it('is told of a series', () => {
    const frames = [0, 1].map((at) => Object.assign(spoilt({ whole: 0.02 }, at + 1), { at }));
    const { warnings } = fitSeries(model(), frames, { direction: 'forward' });
    expect(warnings.find(({ code }) => code === 'frames-doubtful')!.message).toMatch(
      /^2 of 2 frames .* Residuals at low Q look like .*instrument\.footprint/,
    );
    // Of frames that are fitted together too, and what is told of curves is counted once each.
    const sharp = frames.map(({ at, q: at0, r, dr }) => ({ at, q: at0, r, dr }));
    const together = fitSeries(model(), sharp, { direction: 'forward', linked: { cu: { curve: 'constant' } } });
    const told = together.warnings.map(({ code, message }) => `${code}: ${message}`).join('\n');
    expect(told).toMatch(/frames-doubtful: 2 of 2 frames .* Residuals at low Q look like .*instrument\.footprint/);
    expect(told).toMatch(/resolution-missing: 2 of 2 frames; in frame 0: [^,]*: neither/);
  });
});
