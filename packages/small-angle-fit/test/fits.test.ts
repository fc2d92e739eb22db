import { seededRandom, smallAngleCuts } from '@operando/fixtures';
import {
  createCutCurve,
  fitCut,
  fitCutSeries,
  fitSubPeaks,
  otherMinimaSteps,
  profileOf,
  seriesProfileSteps,
} from '../src/index.js';
import type { CutData, CutModel, CutPopulation, ParameterScope } from '../src/index.js';
import { finishSteps } from '@operando/core';
import { describe, expect, it } from 'vitest';
import { readCuts, readJson, rms, smallAngle } from './reference.js';

const paths = ['gisaxs_cuts.txt', 'truth.json', 'scipy_fits.json', 'giwaxs_profiles.txt', 'giwaxs_fits.json'].map(
  smallAngle,
);
const [cuts, truth, scipy, profiles, peakFits] = paths;
const [map, degenerate] = ['bornagain_map.txt', 'degenerate_cut.txt'].map(smallAngle);

/** The model of the simulated series. */
function seriesModel(widths: ParameterScope, exponent: ParameterScope = 'fixed'): CutModel {
  const isKnown = widths === 'fixed';
  return {
    populations: [
      {
        form: 'sphere',
        structure: 'paracrystal',
        coupling: 'product',
        parameters: {
          radius: 60,
          width: { value: isKnown ? 0.22 : 0.26, scope: widths },
          distance: 330,
          disorder: { value: isKnown ? 75 : 85, scope: widths },
        },
      },
    ],
    background: { powerLaw: { exponent: { value: 2.6, scope: exponent } } },
    resolution: { sigma: 0.0016 },
  };
}

const at = (fit: { readonly parameters: readonly { readonly name: string }[] }, name: string): number =>
  fit.parameters.findIndex((each) => each.name === name);

interface Truth {
  readonly frames: readonly { readonly radius_A: number; readonly distance_A: number }[];
}

describe.skipIf(cuts === undefined)('the simulated series of cuts', () => {
  const known = cuts === undefined ? [] : readCuts(cuts);

  it('gives what scipy gives, widths known and free', () => {
    const { fits } = readJson(scipy!) as {
      readonly fits: readonly {
        readonly frame: number;
        readonly free_widths: boolean;
        readonly radius: readonly [number, number];
        readonly distance: readonly [number, number];
      }[];
    };
    // The same weights; 0.05 standard errors, and the errors themselves to 1 %.
    for (const each of fits.filter(({ frame }) => frame % 9 === 0)) {
      const fit = fitCut(known[each.frame]!, seriesModel(each.free_widths ? 'free' : 'fixed'), { weights: 'counts' });
      for (const [name, [value, stderr]] of [
        ['radius_median', each.radius],
        ['distance', each.distance],
      ] as const) {
        const k = at(fit, name);
        expect(Math.abs(fit.values[k]! - value) / stderr).toBeLessThan(0.05);
        expect(fit.stderr[k]! / stderr).toBeCloseTo(1, 2);
      }
      expect(fit.status).toBe('converged');
    }
  });

  it('with shared widths: radii and distances as near to the truth as the limits, errors that are honest', () => {
    const { frames } = readJson(truth!) as Truth;
    const series = fitCutSeries(known, seriesModel('shared', 'shared'));
    const pulls = (name: string, exact: (f: number) => number): readonly [number, number] => {
      const k = at(series.fits[0]!, name);
      const off = series.fits.map(({ values }, f) => values[k]! - exact(f));
      return [rms(off), rms(off.map((each, f) => each / series.fits[f]!.stderr[k]!))];
    };
    const [radius, radiusPull] = pulls('radius_median', (f) => frames[f]!.radius_A);
    const [distance, distancePull] = pulls('distance', (f) => frames[f]!.distance_A);
    // Fair limits of the reference: 0.07 and 0.18 angstrom; 36 values: pulls within 3 standard errors of 1.
    expect(radius).toBeLessThan(0.07);
    expect(distance).toBeLessThan(0.18);
    for (const pull of [radiusPull, distancePull]) {
      expect(pull).toBeGreaterThan(0.65);
      expect(pull).toBeLessThan(1.35);
    }
    expect(series.status).toBe('converged');
    const width = at(series.fits[0]!, 'width');
    expect(Math.abs(series.fits[0]!.values[width]! - 0.22) / series.fits[0]!.stderr[width]!).toBeLessThan(4);
    // What is shared has the same error in every frame, all of it common.
    expect(series.commonStderr[7]![width]).toBeCloseTo(series.fits[7]!.stderr[width]!, 12);
    // A frame by itself, with what is shared held where it came to, comes out the same.
    const held = Object.fromEntries(
      series.fits[0]!.parameters.flatMap(({ name, scope }, k) =>
        scope === 'shared' ? [[name, series.fits[0]!.values[k]!]] : [],
      ),
    );
    const alone = fitCut(known[20]!, seriesModel('shared', 'shared'), { held });
    const k = at(alone, 'radius_median');
    expect(Math.abs(alone.values[k]! - series.fits[20]!.values[k]!) / alone.stderr[k]!).toBeLessThan(1e-3);
    expect(alone.stderr[k]! / series.own[20]!.stderr[k]!).toBeCloseTo(1, 4);
  });

  it('comes out the same from starts a factor of four and more away: the data say where to begin', () => {
    const few = [0, 17, 35].map((f) => known[f]!);
    const { frames } = readJson(truth!) as Truth;
    for (const [radius, distance] of [[15, 1000]] as const) {
      const model = seriesModel('shared');
      const [population] = model.populations;
      const parameters = { radius, width: 0.1, distance, disorder: 0.25 * distance };
      const { fits, status } = fitCutSeries(few, { ...model, populations: [{ ...population!, parameters }] });
      expect(status).toBe('converged');
      [0, 17, 35].forEach((f, i) => {
        const k = at(fits[i]!, 'radius_median');
        expect(Math.abs(fits[i]!.values[k]! - frames[f]!.radius_A) / fits[i]!.stderr[k]!).toBeLessThan(4);
      });
    }
  });

  it('frames that share nothing come out bit for bit as alone', () => {
    const few = known.slice(4, 8);
    const series = fitCutSeries(few, seriesModel('free'));
    few.forEach((data, f) => {
      const alone = fitCut(data, seriesModel('free'));
      expect(series.fits[f]!.values).toEqual(alone.values);
      expect(series.fits[f]!.stderr).toEqual(alone.stderr);
    });
  });
});

describe.skipIf(profiles === undefined)('sub-peaks at wide angles', () => {
  it('gives what scipy gives at the equal model', () => {
    const frames = readCuts(profiles!).slice(0, 3);
    const { frames: theirs } = readJson(peakFits!) as {
      readonly frames: readonly (readonly [readonly number[], readonly number[]])[];
    };
    const free = (value: number): { value: number; scope: 'free' } => ({ value, scope: 'free' });
    const series = fitSubPeaks(
      frames,
      [
        { name: 'hump', position: { value: 1.5, scope: 'fixed' }, sigma: free(0.14) },
        ...[1.36, 1.42, 1.57, 1.64].map((position, p) => ({ name: `p${p}`, position, sigma: free(0.02) })),
      ],
      { weights: 'counts' },
    );
    const names = [
      'hump_area',
      'hump_sigma',
      ...[0, 1, 2, 3].flatMap((p) => ['area', 'position', 'sigma'].map((n) => `p${p}_${n}`)),
    ];
    series.fits.forEach((fit, f) => {
      const [values, errors] = theirs[f]!;
      names.forEach((name, n) => {
        // Flat and slope stand before.
        const k = at(fit, name);
        expect(Math.abs(fit.values[k]! - values[n + 2]!) / errors[n + 2]!, name).toBeLessThan(0.05);
        expect(fit.stderr[k]! / errors[n + 2]!, name).toBeCloseTo(1, 3);
      });
    });
  });
});

describe.skipIf(degenerate === undefined)('a cut that does not determine the radius', () => {
  it('is told so, with the interval that scipy finds', () => {
    const model: CutModel = {
      populations: [
        {
          form: 'sphere',
          structure: 'paracrystal',
          coupling: 'product',
          parameters: { radius: 50, width: 0.3, distance: 260, disorder: 100 },
        },
      ],
      background: { flat: { value: 0, scope: 'fixed' }, powerLaw: { exponent: { value: 3, scope: 'fixed' } } },
    };
    const series = fitCutSeries(readCuts(degenerate!), model, { weights: 'counts' });
    const found = finishSteps(seriesProfileSteps(series, 'doubtful'));
    const k = at(series.fits[0]!, 'radius_median');
    const p = found.parameters.indexOf(k);
    expect(found.isDegenerate[0]![p]).toBe(true);
    const { interval, interval95, leastChiSquare } = found.profiles[0]![p]!;
    // Profile of scipy on a grid of 4 angstrom: least 30.79, 30 to 58 where it has risen by 1; one step to each side.
    expect(leastChiSquare).toBeCloseTo(30.79, 1);
    expect(Math.abs(interval.low - 30)).toBeLessThan(4);
    expect(Math.abs(interval.high - 58)).toBeLessThan(4);
    // The truth is 52.
    expect(interval95.low < 52 && interval95.high > 52).toBe(true);
    const quick = finishSteps(seriesProfileSteps(series, 'none'));
    expect([quick.isDegenerate[0]![p], quick.profiles[0]![p]]).toEqual([true, undefined]);
  });
});

describe.skipIf(map === undefined)('rows of a map of BornAgain', () => {
  it('give radius and distance by four waves and decoupling; simpler models do not describe them', async () => {
    const { readFileSync } = await import('node:fs');
    const angles = /alpha_f deg = (.*)/.exec(readFileSync(map!, 'utf8'))![1]!.trim().split(/\s+/).map(Number);
    const random = seededRandom(3);
    const rows = [0.2583, 0.3417, 0.425].map((exit) => ({ exit, row: readCuts(map!)[angles.indexOf(exit)]! }));
    for (const { exit, row } of rows) {
      // 2000 counts at the maximum; the two pixels at the direct beam are left out: there the map has a single higher value.
      const highest = row.intensity.reduce((high, value) => Math.max(high, value), 0);
      const kept = Array.from(row.q.keys()).filter((i) => row.q[i]! > 0.002);
      const data: CutData = {
        q: Float64Array.from(kept, (i) => row.q[i]!),
        intensity: Float64Array.from(kept, (i) => random.poisson((2000 * row.intensity[i]!) / highest)),
      };
      const sphere = (coupling: 'decoupling' | 'product'): CutPopulation => ({
        form: 'sphere',
        distribution: 'gaussian',
        cutoff: 2.5,
        structure: 'paracrystal',
        coupling,
        parameters: { radius: 50, width: { value: 0.25, bounds: [0.02, 0.39] }, distance: 300, disorder: 90 },
      });
      const grazing = { incidence: 0.4, exit, wavelength: 1.03, layers: [{ delta: 6e-6 }] };
      const whole = fitCut(data, {
        populations: [sphere('decoupling')],
        background: { flat: { value: 0, scope: 'fixed' } },
        grazing,
      });
      // Truth 60 and 320 angstrom; tolerances of the reference 1 and 2.
      expect(Math.abs(whole.values[at(whole, 'radius_mean')]! - 60)).toBeLessThan(1);
      expect(Math.abs(whole.values[at(whole, 'distance')]! - 320)).toBeLessThan(2);
      expect(whole.status).toBe('converged');
      expect(fitCut(data, { populations: [sphere('product')] }).status).toBe('misfit');
    }
  });
});

describe('a series with a frame that the model does not describe', () => {
  it('lets it have no vote on what the others share', () => {
    const { q, counts, radius } = smallAngleCuts({ frames: 5, points: 80, seed: 3 });
    const frames = counts.map((intensity) => ({ q, intensity: intensity.slice() }));
    const model: CutModel = {
      populations: seriesModel('shared').populations,
      background: { powerLaw: { exponent: { value: 3, scope: 'fixed' } } },
    };
    const others = fitCutSeries(
      frames.filter((_, f) => f !== 2),
      model,
    );
    frames[2]!.intensity[40] = 1e7;
    const whole = fitCutSeries(frames, model, { starts: 2 });
    const [k, width] = [at(whole.fits[0]!, 'radius_median'), at(whole.fits[0]!, 'width')];
    expect(['misfit', 'limit-reached', 'stalled', 'singular']).toContain(whole.fits[2]!.status);
    for (const [f, o] of [
      [0, 0],
      [4, 3],
    ] as const) {
      expect(whole.fits[f]!.values[k]! / others.fits[o]!.values[k]!).toBeCloseTo(1, 6);
      expect(Math.abs(whole.fits[f]!.values[k]! - radius[f]!) / whole.fits[f]!.stderr[k]!).toBeLessThan(4);
    }
    expect(whole.fits[2]!.values[width]).toBe(whole.fits[1]!.values[width]);
    expect(whole.fits[2]!.statuses[width]).toBe('held');
  });
});

describe('a term of which there is nothing', () => {
  /** Without the power law, and a quarter of it less. */
  const { q, counts } = smallAngleCuts({ frames: 3, points: 80, seed: 3 });
  const frames = counts.map((intensity) => ({
    q,
    intensity: intensity.map((n, i) => n - 2.5e-4 / q[i]! ** 3),
    sigma: intensity.map(Math.sqrt),
  }));
  const [{ parameters, ...rest }] = seriesModel('fixed').populations as [CutPopulation];
  const populations = [{ ...rest, parameters: { ...parameters, width: { value: 0.2, scope: 'fixed' as const } } }];
  const law = (scope: ParameterScope): CutModel => ({
    populations,
    background: { powerLaw: { exponent: { value: 3, scope } } },
  });

  it('leaves the errors of all others as they are without it', () => {
    const fit = fitCut(frames[0]!, law('free'), { starts: 0 });
    const without = fitCut(frames[0]!, { populations }, { starts: 0 });
    const [amplitude, exponent] = [at(fit, 'power_law'), at(fit, 'power_law_exponent')];
    expect([fit.values[amplitude], fit.statuses[amplitude]]).toEqual([0, 'at-bound']);
    expect([fit.stderr[exponent], fit.statuses[exponent]]).toEqual([Number.NaN, 'not-visible']);
    expect(fit.status).toBe(without.status);
    for (const name of ['radius_median', 'distance', 'flat']) {
      const k = at(fit, name);
      expect(fit.values[k]! / without.values[k]!).toBeCloseTo(1, 6);
      expect(fit.stderr[k]! / without.stderr[k]!).toBeCloseTo(1, 4);
    }
  });

  it('does not keep a series from its minimum', () => {
    const { fits, status } = fitCutSeries(frames, law('shared'), { starts: 0 });
    const without = fitCutSeries(frames, { populations }, { starts: 0 });
    expect(status).toBe(without.status);
    fits.forEach((fit, f) => {
      const [k, exponent] = [at(fit, 'radius_median'), at(fit, 'power_law_exponent')];
      expect(fit.status).toBe(without.fits[f]!.status);
      expect([fit.values[exponent], fit.stderr[exponent], fit.statuses[exponent]]).toEqual([
        3,
        Number.NaN,
        'not-visible',
      ]);
      expect(fit.stderr[k]! / without.fits[f]!.stderr[k]!).toBeCloseTo(1, 4);
    });
  });
});

describe('two minima', () => {
  const q = Float64Array.from({ length: 12 }, (_, i) => 0.1 + 0.02 * i);
  /** Spheres of 200 angstrom, each point known to a share. */
  function spheres(share: number): CutData {
    const intensity = q.map((each) => {
      const x = 200 * each;
      return 1e8 * ((3 * (Math.sin(x) - x * Math.cos(x))) / x ** 3) ** 2 + 20;
    });
    return { q, intensity, sigma: intensity.map((value) => share * value) };
  }
  const model: CutModel = {
    populations: [{ form: 'sphere', parameters: { radius: { value: 201, bounds: [150, 400] } } }],
  };

  it('are both found where the data do not tell them apart, one where they do', () => {
    const series = fitCutSeries([spheres(0.2), spheres(0.02)], model);
    const others = finishSteps(otherMinimaSteps(series, 100));
    const k = at(series.fits[0]!, 'radius_median');
    for (const { values } of series.fits) expect(values[k]).toBeCloseTo(200, 1);
    expect(others.map(({ frame, parameters }) => [frame, parameters])).toEqual([[0, [k]]]);
    // Every radius from 150 to 400 by numpy, with amplitudes by scipy.optimize.nnls: the lowest other minimum.
    // One size is a width of 0.1 % here: 0.1 standard errors, and 0.1 in chi-square.
    expect(Math.abs(others[0]!.values[k]! - 357.1633)).toBeLessThan(0.015);
    expect(Math.abs(others[0]!.chiSquare - 0.1904)).toBeLessThan(0.1);
    expect(finishSteps(otherMinimaSteps(series, 0))).toEqual([]);
  });
});

describe('models', () => {
  const q = Float64Array.from({ length: 60 }, (_, i) => 0.008 + 0.002 * i);
  const populations: readonly CutPopulation[] = [
    { form: 'sphere', parameters: { amplitude: 100, radius: 40, width: 0.15 } },
    {
      form: 'sphere',
      distribution: 'schulz',
      structure: 'hard-sphere',
      parameters: { amplitude: 100, radius: 40, width: 0.2, effective_radius: 50, volume_fraction: 0.2 },
    },
    {
      form: 'sphere',
      distribution: 'gaussian',
      structure: 'paracrystal',
      parameters: { amplitude: 100, radius: 40, width: 0.2, distance: 150, disorder: 40 },
    },
    {
      form: 'sphere',
      structure: 'paracrystal',
      coupling: 'local-monodisperse',
      parameters: { amplitude: 100, radius: 40, width: 0.2, distance: 150, disorder: 40 },
    },
    { form: 'core-shell', parameters: { amplitude: 100, radius: 30, width: 0.1, thickness: 12, contrast: -0.6 } },
    { form: 'cylinder', parameters: { amplitude: 100, radius: 20, length: 200 } },
    { form: 'guinier-porod', parameters: { amplitude: 100, gyration_radius: 40, exponent: 3.7 } },
    { form: 'debye-bueche', parameters: { amplitude: 100, correlation_length: 50 } },
    { form: 'teubner-strey', parameters: { amplitude: 100, distance: 120, correlation_length: 40 } },
    {
      form: 'broad-peak',
      structure: 'hard-sphere',
      parameters: {
        amplitude: 100,
        position: 0.05,
        correlation_length: 60,
        exponent: 2.2,
        effective_radius: 30,
        volume_fraction: 0.1,
      },
    },
    { form: 'peak', parameters: { area: 100, position: 0.06, sigma: 0.01 } },
  ];

  it('have the derivatives of their differences', () => {
    for (const population of populations)
      for (const grazing of population.form === 'sphere' && population.coupling === undefined
        ? [undefined, { incidence: 0.4, exit: 0.3, wavelength: 1, layers: [{ delta: 6e-6, beta: 1e-7 }] }]
        : [undefined]) {
        const curve = createCutCurve(
          {
            populations: [population],
            background: {
              flat: 3,
              slope: 1,
              powerLaw: { amplitude: 1e-3, exponent: 3 },
              tail: { amplitude: 5, width: 0.02 },
            },
            resolution: { sigma: 0.002, relative: 0.02 },
            ...(grazing === undefined ? {} : { grazing }),
          },
          q,
        );
        const values = Float64Array.from(curve.parameters, ({ value }) => value);
        const n = values.length;
        const [out, above, below] = [0, 1, 2].map(() => new Float64Array(q.length)) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        const jacobian = new Float64Array(q.length * n);
        curve.evaluate(values, out, jacobian);
        curve.parameters.forEach(({ name }, k) => {
          const h = 1e-4 * Math.max(Math.abs(values[k]!), 1e-3);
          const moved = values.slice();
          moved[k] = values[k]! + h;
          curve.evaluate(moved, above);
          moved[k] = values[k]! - h;
          curve.evaluate(moved, below);
          const scale = above.reduce((high, value, i) => Math.max(high, Math.abs(value - below[i]!) / (2 * h)), 1e-12);
          for (let i = 0; i < q.length; i++)
            expect(
              Math.abs(jacobian[i * n + k]! - (above[i]! - below[i]!) / (2 * h)) / scale,
              `${population.form} ${name}`,
            ).toBeLessThan(2e-4);
        });
      }
  });

  it('find simulated values of every form again', () => {
    const random = seededRandom(5);
    for (const population of populations.filter(({ form }) => form !== 'cylinder' && form !== 'core-shell')) {
      const model: CutModel = { populations: [population], background: { flat: 20 } };
      const curve = createCutCurve(model, q);
      const values = Float64Array.from(curve.parameters, ({ value }, k) =>
        curve.parameters[k]!.isLinear ? 200 * value : value,
      );
      const exact = new Float64Array(q.length);
      curve.evaluate(values, exact);
      const fit = fitCut({ q, intensity: exact.map((value) => random.poisson(value)) }, model);
      expect(['converged', 'singular'], population.form).toContain(fit.status);
      fit.values.forEach((value, k) => {
        // Errors that are not known are those of what the data do not determine.
        const stderr = fit.stderr[k]!;
        if (Number.isFinite(stderr))
          expect(Math.abs(value - values[k]!) / stderr, `${population.form} ${fit.parameters[k]!.name}`).toBeLessThan(
            4.5,
          );
      });
    }
  });

  it('say what is wrong with them', () => {
    const data: CutData = { q, intensity: q.map(() => 10) };
    const sphere = (parameters: CutPopulation['parameters'], more: Partial<CutPopulation> = {}): CutModel => ({
      populations: [{ form: 'sphere', parameters, ...more }],
    });
    const wrong: readonly (readonly [CutModel, string])[] = [
      [sphere({ radios: 5, radius: 5 }), 'no parameter radios'],
      [sphere({}), 'has no value'],
      [sphere({ radius: { value: 5, bounds: [9, 3] } }), 'bounds of'],
      [sphere({ radius: { value: 5, bounds: [9, 12] } }), 'outside 9 to 12'],
      [
        {
          populations: [5, 6].map((radius) => ({ name: 'a', form: 'sphere', parameters: { radius } })),
        },
        'two populations',
      ],
      [
        {
          populations: [
            {
              form: 'debye-bueche',
              structure: 'paracrystal',
              coupling: 'decoupling',
              parameters: { correlation_length: 5, distance: 5, disorder: 5 },
            },
          ],
        },
        'no amplitude',
      ],
      [
        {
          populations: [
            {
              form: 'cylinder',
              structure: 'paracrystal',
              coupling: 'local-monodisperse',
              parameters: { radius: 5, length: 5, distance: 5, disorder: 5 },
            },
          ],
        },
        'plain beam',
      ],
      [
        {
          populations: [{ form: 'cylinder', parameters: { radius: 5, length: 9 } }],
          grazing: { incidence: 1, exit: 1, wavelength: 1, layers: [{ delta: 1e-6 }] },
        },
        'grazing beam on cylinder',
      ],
    ];
    for (const [model, words] of wrong) expect(() => fitCut(data, model), words).toThrow(words);
    const good = sphere({ radius: 40 });
    const bad: readonly (readonly [CutData, string])[] = [
      [{ q, intensity: q.slice(1) }, 'intensities'],
      [{ q: q.toReversed(), intensity: data.intensity }, 'does not increase'],
      [{ q: q.map((each) => 200 * each), intensity: data.intensity }, 'too far for 1/angstrom'],
      [{ q: q.slice(0, 2), intensity: data.intensity.slice(0, 2) }, 'do not determine'],
      [{ q, intensity: q.map(() => -1) }, 'no count'],
      [{ q, intensity: data.intensity, sigma: q.map(() => 0) }, 'no standard deviation above 0'],
    ];
    for (const [each, words] of bad) expect(() => fitCut(each, good), words).toThrow(words);
    expect(() => fitCutSeries([data, bad[4]![0]], good)).toThrow('frame 1');
    expect(() => fitCutSeries([], good)).toThrow('no frame');
    expect(() => fitCut(data, good, { held: { size: 3 } })).toThrow('no parameter size');
  });

  it('profiles name only what was fitted, and follow a parabola where one is', () => {
    const random = seededRandom(8);
    const model: CutModel = {
      populations: [{ form: 'sphere', parameters: { radius: 40, width: { value: 0.15, scope: 'fixed' } } }],
    };
    const curve = createCutCurve(model, q);
    const exact = new Float64Array(q.length);
    curve.evaluate(Float64Array.of(5000, 42, 0.15, 10), exact);
    const series = fitCutSeries([{ q, intensity: exact.map((value) => random.poisson(value)) }], model);
    const profile = profileOf(series.problems[0]!, series.own[0]!, 'radius_median');
    const k = at(series.fits[0]!, 'radius_median');
    const { values, stderr } = series.fits[0]!;
    expect((profile.interval.high - values[k]!) / stderr[k]!).toBeCloseTo(1, 1);
    expect((values[k]! - profile.interval95.low) / stderr[k]!).toBeCloseTo(1.96, 1);
    expect(finishSteps(seriesProfileSteps(series, 'all')).isDegenerate[0]).toEqual([false]);
    expect(() => profileOf(series.problems[0]!, series.own[0]!, 'width')).toThrow('was not fitted');
  });
});
