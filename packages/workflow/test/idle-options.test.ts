import { describe, expect, it } from 'vitest';
import { sensitivityOf } from '@operando/ndp-depth';
import { runTechnique, techniqueList, techniques } from '../src/index.js';
import type { TechniqueId } from '../src/index.js';
import { cyclerLog, inMemory, ndpCase, nrCase } from './in-memory.js';

/** Options that a run says have no effect, and why. */
async function idle(id: TechniqueId, more: object = {}, data: object = {}): Promise<Record<string, string>> {
  const { input, options } = inMemory[id]();
  const given = { ...options, ...more } as never;
  const { warnings } = await runTechnique(id as 'nr', { ...input, ...data } as never, given, { figures: false });
  return Object.fromEntries(
    warnings.flatMap(({ code, message, where }) =>
      code === 'option-without-effect' ? [[String(where?.parameter), message.replace(/^.* has no effect: /, '')]] : [],
    ),
  );
}

const withoutLog = 'there is no log of the cycler.';
const detector = { calibration: { offset: 0.12, slope: 0.05 }, twoTheta: 6 };

describe('options without effect', () => {
  it.each<[TechniqueId, object, Record<string, string>]>([
    [
      'xas',
      { join: 'interpolate', clockOffset: 5, maxGap: 60 },
      { join: withoutLog, clockOffset: withoutLog, maxGap: withoutLog },
    ],
    // Two points below the edge are no line to weigh.
    ['xas', { nvict: 2, pre1: -150, pre2: -149 }, { nvict: 'the pre-edge range has too few points for it.' }],
    [
      'xrd',
      { zeroShift: true, displacement: true },
      { zeroShift: 'no cell is refined without system.', displacement: 'no cell is refined without system.' },
    ],
    ['xrd', { wavelength: 0.4 }, { wavelength: 'it is one line, and no cell is refined without system.' }],
    ['xrd', { wavelength: 'CuKa', hkl: ['220:12.5'] }, {}],
    [
      'xrd',
      { exclude: ['70:80'], staticLines: [75] },
      { 'exclude[0]': 'the patterns have no angles there.', 'staticLines[0]': 'no peak was followed there.' },
    ],
    [
      'xrd',
      { peak: [12.5, 90], range: [70, 80] },
      {
        'peak[1]': 'the patterns have no angles there.',
        range: 'the patterns have no angles there.',
      },
    ],
    ['xrd', { axialDivergence: 0.02 }, { axialDivergence: 'the profile is not finger-cox-jephcoat.' }],
    [
      'xrd',
      { refitWeights: 'equal', commonWidth: true, hkl: ['220:12.5'] },
      {
        refitWeights: 'no reflections are measured again (hkl, halfWindow).',
        commonWidth: 'no reflections are measured again (hkl, halfWindow).',
      },
    ],
    ['xrd', { humpGround: 'line' }, { humpGround: 'no hump is asked for (hump).' }],
    ['xrd', { halfWindow: 0.4 }, { halfWindow: 'no reflections are named (hkl).' }],
    [
      'rietveld',
      {
        exclude: ['70:80'],
        range: [40, 50],
        scatteringLengths: { Mg: 5 },
        anomalous: { Ni: [-3, 0.5] },
        instrument: { w: 2.5e-3, azimuth: 30, geometry: 'debye-scherrer', radius: 500 },
        phases: [
          { cif: 'MgO.cif', strain: 100, strainAlong: 50, refine: ['cell', 'stephens'] },
          { cif: 'Al.cif', method: 'lebail', ions: true, orientation: { axis: [1, 1, 1], ratio: 0.9 } },
        ],
      },
      {
        'exclude[0]': 'the patterns have no angles there.',
        range: 'the patterns have no angles there.',
        scatteringLengths: 'X-rays have form factors.',
        'anomalous.Ni': 'no atom of the phases is of it.',
        'instrument.azimuth': 'the beam has no share that is polarised (polarisation).',
        'instrument.geometry': 'nothing is displaced.',
        'instrument.radius': 'nothing is displaced.',
        'phases[0].strain': 'anisotropic strain stands for it.',
        'phases[0].strainAlong': 'it has no strainAxis.',
        'phases[1].ions': 'its intensities are not those of its structure.',
        'phases[1].orientation': 'its intensities are not those of its structure.',
      },
    ],
    [
      'rietveld',
      {
        radiation: 'neutron',
        anomalous: { Al: [-2, 1] },
        scatteringLengths: { Ni: 10, Al: 3.4 },
        instrument: { w: 2.5e-3, monochromator: 26 },
        phases: [
          { cif: 'MgO.cif', ions: true },
          { cif: 'Al.cif', orientation: { axis: [1, 1, 1], ratio: 1 } },
        ],
        clockOffset: 3,
      },
      {
        anomalous: 'neutrons have lengths.',
        'scatteringLengths.Ni': 'no atom of the phases is of it.',
        'instrument.monochromator': 'neutrons are not polarised by scattering.',
        'phases[0].ions': 'neutrons do not see electrons.',
        'phases[1].orientation': 'its ratio is 1.',
        clockOffset: withoutLog,
      },
    ],
    ['edxrd', { electrodeArea: 2, clockOffset: 3 }, { electrodeArea: withoutLog, clockOffset: withoutLog }],
    [
      'edxrd',
      { fluorescence: { detector: 'Ge' } },
      { 'fluorescence.detector': 'no elements are named whose lines mask peaks.' },
    ],
    [
      'edxrd',
      { twoThetaStderr: 0.001, detectors: [detector] },
      {
        calibration: 'each of the detectors has its own.',
        twoTheta: 'each of the detectors has its own twoTheta.',
        twoThetaStderr: 'each of the detectors has its own twoTheta.',
      },
    ],
    ['ndp', { iterations: 3 }, { iterations: 'it is for method richardson-lucy, not tikhonov.' }],
    [
      'ndp',
      { method: 'richardson-lucy', iterations: 3, lambda: 'gcv' },
      { lambda: 'it is for method tikhonov, not richardson-lucy.' },
    ],
    [
      'ndp',
      { method: 'direct', lambda: 4, energyRange: [400, 2500], depthBins: { deepest: 3 } },
      {
        lambda: 'it is for method tikhonov, not direct.',
        energyRange: 'a direct conversion fits nothing.',
        'depthBins.deepest': 'a direct conversion goes as deep as the particle reaches.',
      },
    ],
    ['ndp', { charge: { layer: 'anode' } }, { charge: withoutLog }],
    ['ndp', { deadTime: 1e-6 }, { deadTime: 'the spectra have live times.' }],
    ['nr', { shared: ['cu'] }, { shared: 'there is one curve.' }],
    [
      'nr',
      { linked: { cu: { curve: 'linear' } }, direction: 'forward' },
      { linked: 'the curves are no series.', direction: 'the curves are no series.' },
    ],
    [
      'nr',
      { walkers: 30, burn: 3, thin: 2, seed: 9 },
      {
        walkers: 'nothing is sampled (sample).',
        burn: 'nothing is sampled (sample).',
        thin: 'nothing is sampled (sample).',
        seed: 'nothing is drawn at random.',
      },
    ],
    [
      'nr',
      { starts: 4, generations: 5 },
      {
        starts: 'it is for method multi-start, not lm.',
        generations: 'it is for method de, not lm.',
      },
    ],
    [
      'nr',
      { resolution: { kind: 'fwhm', shape: 'box' } },
      { resolution: 'neither it nor the curves have a width: they count as perfectly sharp.' },
    ],
    ['nr', { polarization: 'pp' }, { polarization: 'no layer is magnetic (magneticSld).' }],
    [
      'nr',
      { curves: { curve0: { parameters: { nothing: { value: 1, bounds: [0, 2] } } } } },
      { 'curves.curve0.parameters.nothing': 'nothing in the model names it.' },
    ],
    ['nr', { sample: 20, walkers: 24, seed: 3 }, {}],
  ])('%s %j', async (id, more, expected) => {
    expect(await idle(id, more)).toEqual(expected);
  });

  it('of a model: parameters that nothing names, and what layers say for nothing', async () => {
    const { parameters } = nrCase().options;
    const layers = [
      { material: 'Si', roughness: 3, thickness: 0 },
      { name: 'Cu', thickness: 'cu', sld: 6.5, roughness: 6, solvent: 6, slices: 10 },
      { repeat: 1, roughness: 4, layers: [{ thickness: 'sei', sld: 3.5, roughness: 8 }] },
      { sld: 6.1, roughness: 15, thickness: 100 },
    ];
    const found = await idle('nr', { parameters: { ...parameters, gold: { value: 1, fixed: true } }, layers });
    expect(found).toEqual({
      'parameters.gold': 'nothing in the model names it.',
      'layers[0].roughness': 'it is the fronting.',
      'layers[1].solvent': 'there is no solvation.',
      'layers[1].slices': 'there are no knots.',
      'layers[2].roughness': 'the layers within have their own.',
      'layers[3].thickness': 'it is the backing.',
    });
  });

  it('of a series of curves', async () => {
    const data = nrCase([60, 65]).input;
    const linked = { cu: { curve: 'constant', knots: 6 } };
    const more = { series: true, timeStep: 30, direction: 'forward', shared: ['cu'], linked, sample: 100 };
    expect(await idle('nr', more, data)).toEqual({
      shared: 'frames of a series are fitted one by one.',
      'linked.cu.knots': 'the curve is no spline.',
      sample: 'no posterior is sampled of a series.',
    });
    const fixed = { sei: { value: 60, fixed: true } };
    const followed = { series: true, timeStep: 30, linked: { sei: { curve: 'constant' } } };
    const held = { ...followed, parameters: { ...nrCase().options.parameters, ...fixed } };
    expect(await idle('nr', held, data)).toEqual({ 'linked.sei': 'the parameter is fixed.' });
  });

  it('none where they have one', async () => {
    const log = { cycler: cyclerLog() };
    const cycler = { join: 'interpolate', clockOffset: 5, maxGap: 60 };
    expect(await idle('xas', cycler, log)).toEqual({});
    expect(await idle('edxrd', { ...cycler, electrodeArea: 2, stages: [{ from: 0, to: 1 }] }, log)).toEqual({});
    expect(await idle('nr', { shared: ['cu'] }, nrCase([60, 65]).input)).toEqual({});
  });

  it.each(techniqueList.map(({ id }) => id as TechniqueId))(
    'none of %s by defaults, left out or written out',
    async (id) => {
      expect(await idle(id)).toEqual({});
      const technique = techniques[id];
      const complete: Record<string, unknown> = { ...technique.complete(inMemory[id]().options) };
      for (const name of technique.reading) Reflect.deleteProperty(complete, name);
      expect(await idle(id, complete)).toEqual({});
    },
  );
});

describe('names of parameters', () => {
  it.each([
    ['shared', { shared: ['cuu'] }],
    ['linked', { linked: { cuu: { curve: 'linear' } } }],
  ])(
    'in %s are refused where there are none, with the nearest, whether or not they would matter',
    async (name, more) => {
      const { input, options } = nrCase();
      const run = runTechnique('nr', input, { ...options, ...more } as never);
      await expect(run).rejects.toMatchObject({
        code: 'invalid-argument',
        where: { parameter: name },
        problem: 'the model has no parameter cuu.',
        cure: 'Did you mean cu?',
      });
    },
  );
});

it('a sensitivity stands in place of flux, area and solid angle', async () => {
  const { input, options } = ndpCase();
  const { value } = sensitivityOf(options.geometry);
  const totals = async (geometry: typeof options.geometry): Promise<readonly number[]> => {
    const { tables } = await runTechnique('ndp', input, { ...options, geometry }, { figures: false });
    const total = tables[0]!.columns.find(({ name }) => name === 'total');
    return Array.from(total !== undefined && 'values' in total ? total.values : []);
  };
  const [one, other] = [await totals(options.geometry), await totals({ sensitivity: value })];
  expect(one.length).toBe(4);
  // The same numbers multiplied in another order.
  other.forEach((total, f) => expect(total / one[f]!).toBeCloseTo(1, 9));
});
