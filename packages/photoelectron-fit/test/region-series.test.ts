import { describe, expect, it } from 'vitest';
import { statusOf, statusWord } from '@operando/core';
import { exploration, measuredPhotoelectrons, oxygenLevel, seededRandom } from '@operando/fixtures';
import type { TruePhotoelectronLevel } from '@operando/fixtures';
import {
  areaLimit,
  compareBackgrounds,
  componentOnset,
  componentResults,
  countErrors,
  countsPerUnitOf,
  doniachSunjicBroadened,
  energyReference,
  fitRegion,
  fitRegionSeries,
  totalAreas,
} from '../src/index.js';
import type { Region } from '../src/index.js';
import { folder, referenceOf, seriesOf } from './reference.js';

type Value = readonly [number, number];
interface Truth {
  readonly frames: readonly {
    readonly rigid_shift_eV: number;
    readonly drift_eV: number;
    readonly chemical_BE: Readonly<Record<string, number>>;
    readonly area: Readonly<Record<string, number>>;
  }[];
}
const names = ['lattice', 'peroxo', 'carbonate'];
const oxygen: Region = {
  components: [
    { name: 'lattice', center: 529.7 },
    { name: 'peroxo', center: 531.3 },
    { name: 'carbonate', center: 532.7 },
  ],
};
const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

describe.skipIf(folder === undefined)('the simulated series of others (needs OPERANDO_REFERENCE_DATA)', () => {
  const truth = referenceOf('truth.json') as Truth;

  it('frame by frame with known shapes, the minimum and the errors of lmfit', () => {
    const widths: Readonly<Record<string, Readonly<Record<string, number>>>> = {
      lattice: { sigma: 0.34, gamma: 0.16 },
      peroxo: { sigma: 0.46, gamma: 0.25 },
      carbonate: { sigma: 0.55, gamma: 0.3 },
    };
    const region: Region = {
      components: oxygen.components.map((each) => Object.assign({}, each, { values: widths[each.name]! })),
      scope: { sigma: 'fixed', gamma: 'fixed', k: 'free' },
    };
    const { values, stderr, fit, model } = fitRegionSeries(seriesOf('series_O1s.txt'), region);
    const { parameters } = model.layout;
    const reference = (
      referenceOf('lmfit.json') as {
        O1s_shapes_known: readonly (Readonly<Record<string, Value>> & { readonly chi2: number })[];
      }
    ).O1s_shapes_known;
    const key = (name: string): string | undefined => {
      const [component, kind] = name.split('.') as [string, string];
      return { center: `c_${component}`, area: `a_${component}`, k: 'k', slope: 'sl', offset: 'o' }[kind];
    };
    reference.forEach((row, f) => {
      expect(fit.frameChiSquare[f]! / row.chi2).toBeCloseTo(1, 8);
      parameters.forEach(({ name, scope }, k) => {
        if (scope !== 'free') return;
        const [value, error] = row[key(name)!]!;
        const at = f * parameters.length + k;
        expect(Math.abs(values[at]! - value) / error).toBeLessThan(0.02);
        expect(Math.abs(stderr[at]! / error - 1)).toBeLessThan(0.02);
      });
    });
  });

  it('gold with splitting, ratio and slope kept, as lmfit has it', () => {
    const region: Region = {
      components: [{ name: 'gold', center: 84, spinOrbit: { splitting: 3.67, ratio: 0.75, tolerance: 0 } }],
      scope: { splitting: 'fixed', slope: 'fixed', sigma: 'free', gamma: 'free', k: 'free' },
    };
    const { values, stderr, model, fit } = fitRegionSeries(seriesOf('series_Au4f.txt'), region);
    const rows = (
      referenceOf('lmfit.json') as { Au4f: readonly (Readonly<Record<string, Value>> & { readonly chi2: number })[] }
    ).Au4f;
    const keys: Readonly<Record<string, string>> = {
      center: 'c',
      area: 'a',
      sigma: 's',
      gamma: 'g',
      k: 'k',
      offset: 'o',
    };
    rows.forEach((row, f) => {
      expect(fit.frameChiSquare[f]! / row.chi2).toBeCloseTo(1, 8);
      model.layout.parameters.forEach(({ kind, scope }, k) => {
        const at = f * model.layout.parameters.length + k;
        if (scope === 'fixed') {
          expect(values[at]).toBe({ splitting: 3.67, ratio: 0.75, slope: 0 }[kind]);
          return;
        }
        const [value, error] = row[keys[kind]!]!;
        expect(Math.abs(values[at]! - value) / error).toBeLessThan(0.02);
        expect(Math.abs(stderr[at]! / error - 1)).toBeLessThan(0.02);
      });
    });
  });

  it('all frames together: no worse than the joint fit of scipy, errors that hold, areas within 1 %', () => {
    const series = fitRegionSeries(seriesOf('series_O1s.txt'), oxygen);
    const results = componentResults(series);
    const joint = referenceOf('joint_fit.json') as {
      chi2r: number;
      shared: Readonly<Record<string, Value>>;
      frames: readonly { readonly centers: readonly Value[]; readonly areas: readonly Value[] }[];
    };
    expect(series.fit.status).toBe('converged');
    expect(series.fit.chiSquare / series.fit.degreesOfFreedom / joint.chi2r).toBeLessThan(1.0005);
    names.forEach((name, c) => {
      const { center, area } = results[c]!;
      const offOf = (value: number, f: number): number => {
        const { chemical_BE: chemical, rigid_shift_eV: rigid, drift_eV: drift } = truth.frames[f]!;
        return value - chemical[name]! - rigid - drift;
      };
      const off = Array.from(center.values, offOf);
      expect(rms(off)).toBeLessThan(1.3 * rms(joint.frames.map(({ centers }, f) => offOf(centers[c]![0], f))));
      const areaOff = Array.from(area.values, (value, f) => value - truth.frames[f]!.area[name]!);
      expect(rms(areaOff)).toBeLessThan(
        2 * rms(joint.frames.map(({ areas }, f) => areas[c]![0] - truth.frames[f]!.area[name]!)),
      );
      const pull = rms(off.map((value, f) => value / center.stderr[f]!));
      expect(pull).toBeGreaterThan(0.85);
      expect(pull).toBeLessThan(1.2);
      expect(Array.from(center.status, statusWord)).toEqual(Array.from({ length: 40 }, () => 'converged'));
    });
    const peroxo = Array.from(results[1]!.area.values, (value, f) =>
      Math.abs(value / truth.frames[f]!.area['peroxo']! - 1),
    );
    expect(median(peroxo)).toBeLessThan(0.01);
  });

  it('the drift of the energy scale from gold within half a millivolt', () => {
    const gold: Region = {
      components: [{ name: 'Au 4f7/2', center: 84, spinOrbit: { splitting: 3.67, ratio: 0.75 } }],
    };
    const fit = fitRegionSeries(seriesOf('series_Au4f.txt'), gold);
    const scale = energyReference(fit, { line: 'Au 4f7/2', literature: 83.96 });
    const { shift } = scale;
    const off = Array.from(shift.values, (value, f) => value - truth.frames[f]!.drift_eV);
    expect(rms(off)).toBeLessThan(5e-4);
    expect(rms(off.map((value, f) => value / shift.stderr[f]!))).toBeLessThan(1.2);
    expect(scale.covariance(3, 3)).toBeCloseTo(shift.stderr[3]! ** 2, 12);
    expect(() => energyReference(fit, { line: 'Ag 3d', literature: 1 })).toThrow('there is no component Ag 3d');
  });

  it('losses as they are: a Shirley step under Mn 3s is told by its chi2 and by the spread of areas', () => {
    const manganese: Region = {
      background: 'tougaard',
      components: [
        { name: 'low', center: 83.9, range: 1.5, values: { sigma: 0.75, gamma: 0.45 } },
        { name: 'high', center: 88.4, range: 1.5, values: { sigma: 0.95, gamma: 0.5 } },
      ],
    };
    const data = seriesOf('series_Mn3s.txt');
    const right = fitRegionSeries(data, manganese);
    expect(right.fit.chiSquare / right.fit.degreesOfFreedom).toBeLessThan(1.03);
    expect(median(Array.from(componentResults(right)[0]!.area.values))).toBeLessThan(2600 * 1.02);
    const wrong = fitRegionSeries(data, { ...manganese, background: 'shirley' });
    const results = componentResults(wrong);
    const comparison = compareBackgrounds(wrong, results);
    expect(wrong.fit.chiSquare).toBeGreaterThan(right.fit.chiSquare + 25);
    expect(comparison.background).toBe('tougaard');
    // The spread is about what the wrong background did to the area.
    const done = Math.abs(median(Array.from(results[0]!.area.values)) - 2600);
    expect(2.5 * median(Array.from(comparison.areaSpread[0]!))).toBeGreaterThan(done);
  });
});

describe('regions of simulated series', () => {
  const level = oxygenLevel(12);
  const data = measuredPhotoelectrons(level, 12, seededRandom(1));

  it('have errors that simulations confirm, of single frames and of all together', () => {
    const trials = exploration.isExploring ? 40 : 6;
    const squares = new Map<string, number[]>();
    for (let trial = 0; trial < trials; trial++) {
      const simulated = measuredPhotoelectrons(level, 12, seededRandom(40 + trial));
      const results = componentResults(fitRegionSeries(simulated, oxygen));
      results.forEach(({ center, area }, c) => {
        const { name, center: at, area: of } = level.lines[c]!;
        for (const [kind, column, exact] of [
          ['center', center, at],
          ['area', area, of],
        ] as const)
          for (let f = 0; f < 12; f++) {
            const key = `${name} ${kind}`;
            squares.set(key, [...(squares.get(key) ?? []), ((column.values[f]! - exact(f)) / column.stderr[f]!) ** 2]);
          }
      });
    }
    // Areas of one series go together, so that their pulls are those of few: limits are some four standard errors of 6 series.
    for (const [, values] of squares) {
      const width = Math.sqrt(values.reduce((sum, value) => sum + value, 0) / values.length);
      expect(width).toBeGreaterThan(0.55);
      expect(width).toBeLessThan(1.6);
    }
  });

  it('links, doublets and smooth courses hold', () => {
    const linked = fitRegionSeries(data, {
      ...oxygen,
      links: [{ parameter: 'peroxo.sigma', to: 'carbonate.sigma', factor: 0.46 / 0.55 }],
      scope: { 'carbonate.center': 'smooth' },
    });
    const place = (name: string): number => linked.model.layout.parameters.findIndex((each) => each.name === name);
    const [one, two] = [place('peroxo.sigma'), place('carbonate.sigma')];
    expect(linked.fit.status).toBe('converged');
    expect(linked.values[one]).toBeCloseTo((linked.values[two]! * 0.46) / 0.55, 12);
    expect(linked.stderr[one]).toBeCloseTo((linked.stderr[two]! * 0.46) / 0.55, 12);
    expect(linked.fit.smooth[0]!.parameter).toBe(place('carbonate.center'));
    const total = totalAreas(linked);
    const sum = componentResults(linked).reduce((all, { area }) => all + area.values[4]!, 0);
    expect(total.values[4]).toBeCloseTo(sum, 8);
  });

  it('a straight background is compared with a step', () => {
    const line = fitRegionSeries(data, { ...oxygen, background: 'line' });
    const { background, isOtherBetter, areaSpread } = compareBackgrounds(line, componentResults(line));
    expect([background, isOtherBetter, areaSpread.length]).toEqual(['shirley', true, 3]);
  });

  it('one spectrum alone is the same as a series of it', () => {
    const one = { energy: data.energy, values: data.values.slice(0, 241), sigma: data.sigma.slice(0, 241) };
    const fixed: Region = { ...oxygen, scope: { sigma: 'fixed', gamma: 'fixed' } };
    const alone = fitRegion(one.energy, one.values, { ...fixed, sigma: one.sigma });
    expect(alone.fit.status).toBe('converged');
    expect(fitRegionSeries(one, fixed).values).toEqual(alone.values);
    expect(() => fitRegion(data.energy, data.values, fixed)).toThrow('2892 values for 241 energies');
  });

  it('asymmetric lines are fitted to what they made, and their area is that in the window', () => {
    const region: Region = {
      background: 'line',
      components: [
        { name: 'metal', shape: 'doniach-sunjic', center: 531.4, values: { alpha: 0.1, gamma: 0.3, sigma: 0.3 } },
      ],
    };
    const energy = Float64Array.from({ length: 121 }, (_, i) => 526 + 0.1 * i);
    const truth: Readonly<Record<string, number>> = {
      'metal.center': 531.2,
      'metal.area': 5000,
      'metal.alpha': 0.15,
      'metal.gamma': 0.35,
      'metal.sigma': 0.4,
      'background.offset': 300,
      'background.slope': 0,
    };
    // Height 1 before it is broadened.
    const exact = energy.map((at) => 5000 * 0.35 ** 0.85 * doniachSunjicBroadened(531.2 - at, 0.15, 0.35, 0.4) + 300);
    const fit = fitRegion(energy, exact, region);
    fit.model.layout.parameters.forEach(({ name }, k) =>
      expect(Math.abs(fit.values[k]! - truth[name]!)).toBeLessThan(1e-3 * Math.max(1, truth[name]!)),
    );
    const [{ area }] = componentResults(fit) as [ReturnType<typeof componentResults>[0]];
    const window = exact.reduce((sum, value, i) => sum + (value - 300) * (i === 0 || i === 120 ? 0.05 : 0.1), 0);
    expect(area.values[0]! / window).toBeCloseTo(1, 6);
    expect(area.stderr[0]).toBeGreaterThan(0);
  });

  it('a line that is not there has no energy, and an area that is 0 within its error', () => {
    const absent: TruePhotoelectronLevel = {
      ...level,
      lines: level.lines.map((line) =>
        line.name === 'peroxo' ? { ...line, area: (f) => (f < 8 ? 0 : 500 * (f - 7)) } : line,
      ),
    };
    const series = fitRegionSeries(measuredPhotoelectrons(absent, 12, seededRandom(3)), oxygen);
    const { center, area } = componentResults(series)[1]!;
    expect(Array.from(center.status.subarray(0, 8))).toEqual(Array.from({ length: 8 }, () => statusOf['not-visible']));
    expect(Array.from(center.values.subarray(0, 8), Number.isNaN)).toEqual(Array.from({ length: 8 }, () => true));
    for (let f = 0; f < 8; f++) expect(Math.abs(area.values[f]! / area.stderr[f]!)).toBeLessThan(4);
    expect(areaLimit(-3, 2)).toBeCloseTo(3.29, 10);
    const onset = componentOnset(area.values, area.stderr);
    expect(onset.frame).toBe(8);
    expect(onset.interval[0]).toBeLessThanOrEqual(8);
  });

  it('few counts: errors of those that are expected keep areas and the line below where they are', () => {
    const faint = { ...level, dwell: 0.05 };
    const offsOf = (isModel: boolean): number[] =>
      [1, 2, 3].map((seed) => {
        const few = measuredPhotoelectrons(faint, 12, seededRandom(50 + seed));
        const series = fitRegionSeries(
          {
            ...few,
            ...(isModel ? { countsPerUnit: new Float64Array(12).fill(0.05) } : {}),
          },
          oxygen,
        );
        const n = series.model.layout.parameters.length;
        const sum = Array.from({ length: 12 }, (_, f) => series.values[f * n + series.model.layout.backgroundFirst]!);
        return sum.reduce((total, value) => total + value, 0) / 12 - 420;
      });
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    // One count of 21 at each point is 20 counts per second.
    expect(mean(offsOf(false))).toBeLessThan(-10);
    expect(Math.abs(mean(offsOf(true)))).toBeLessThan(8);
  });

  it('refuses what cannot be', () => {
    const bad = (region: Partial<Region>, message: string | RegExp, of = data): void => {
      expect(() => fitRegionSeries(of, { ...oxygen, ...region })).toThrow(message);
    };
    bad({ components: [] }, 'at least one component');
    bad({ components: [oxygen.components[0]!, oxygen.components[0]!] }, 'two components are called lattice');
    bad({ components: [{ name: 'a', center: 500 }] }, 'outside the region');
    bad({ components: [{ name: 'a', center: 530, values: { width: 1 } }] }, '"width" is no parameter here');
    bad({ components: [{ name: 'a', center: 530, values: { sigma: 9 } }] }, 'a.sigma begins at 9, outside 0.02 to 5');
    bad({ components: [{ name: 'a', center: 530, values: { sigma: 0.03, gamma: 0 } }] }, 'too coarse for a');
    bad({ values: { height: 1 } }, '"height" is no parameter here');
    bad({ scope: { widths: 'shared' } }, '"widths" is no parameter here');
    bad({ links: [{ parameter: 'peroxo.sigma', to: 'lattice.width' }] }, '"lattice.width" is no parameter');
    bad(
      {
        links: [
          { parameter: 'peroxo.sigma', to: 'lattice.sigma' },
          { parameter: 'lattice.sigma', to: 'carbonate.sigma' },
        ],
      },
      'which follows another itself',
    );
    bad({}, 'whole frames', { ...data, sigma: data.sigma.slice(1) });
    const uneven = data.energy.map((value, i) => (i === 240 ? value + 1 : value));
    bad({ background: 'tougaard' }, 'equal steps', { ...data, energy: uneven });
    bad({}, 'follows', { ...data, energy: data.energy.toReversed() });
  });

  it('frames with values that are not there are left out', () => {
    const broken = { ...data, values: data.values.map((value, i) => (i === 500 ? Number.NaN : value)) };
    const series = fitRegionSeries(broken, oxygen);
    expect(statusWord(series.status[2]!)).toBe('masked');
    expect(componentResults(series)[0]!.area.values[2]).toBe(Number.NaN);
    expect(series.fit.status).toBe('converged');
  });
});

describe('errors of counts', () => {
  it('are those of the counts, of one at least, and are found from the scatter where nothing is said', () => {
    expect(Array.from(countErrors(Float64Array.of(100, 0), 4))).toEqual([5, 0.25]);
    const random = seededRandom(5);
    const rates = Float64Array.from({ length: 2000 }, (_, i) => random.poisson(3 * (400 + 100 * Math.sin(i / 40))) / 3);
    // 2000 squares of third differences, correlated: some 4 %.
    expect(countsPerUnitOf(rates, 500)! / 3).toBeGreaterThan(0.85);
    expect(countsPerUnitOf(rates, 500)! / 3).toBeLessThan(1.15);
    expect(countsPerUnitOf(new Float64Array(20).fill(5), 10)).toBeUndefined();
  });
});

describe('onsets', () => {
  it('lie in their intervals in some 95 of 100 series, whether areas rise slowly or jump', () => {
    for (const rise of [0.3, 1, 6]) {
      let inside = 0;
      let width = 0;
      const trials = 100;
      for (let trial = 0; trial < trials; trial++) {
        const random = seededRandom(100 * rise + trial);
        const onset = 10 + (trial % 20);
        const area = Float64Array.from({ length: 60 }, (_, f) => Math.max(0, rise * (f - onset + 1)) + random.normal());
        const found = componentOnset(area, new Float64Array(60).fill(1));
        if (found.interval[0] <= onset && onset <= found.interval[1]) inside++;
        width += found.interval[1] - found.interval[0];
      }
      // Binomial: 95 +- 2.2 of 100; three standard errors below.
      expect(inside).toBeGreaterThanOrEqual(88);
      expect(width / trials).toBeLessThan(rise < 0.5 ? 14 : 6);
    }
  });

  it('are not claimed where there is nothing: an upper limit is given', () => {
    const random = seededRandom(7);
    const area = Float64Array.from({ length: 40 }, () => random.normal());
    const { frame, interval, limit } = componentOnset(area, new Float64Array(40).fill(1));
    expect([frame, interval]).toEqual([undefined, [0, 39]]);
    expect(Math.min(...limit)).toBeGreaterThan(1.6);
  });
});
