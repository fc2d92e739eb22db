import { describe, expect, it } from 'vitest';
import { exploration, seededRandom } from '@operando/fixtures';
import { statusWords } from '@operando/core';
import { findMoments } from '../src/find-moments.js';
import { fitSeries, reflectivity } from '../src/index.js';
import type { ReflectivityFrame, ReflectivityModel } from '../src/index.js';

const q = Float64Array.from({ length: 40 }, (_, i) => 0.01 * 18 ** (i / 39));
const resolution = { relative: 0.03, kind: 'fwhm' } as const;
const model: ReflectivityModel = {
  parameters: {
    cu: { value: 505, bounds: [450, 550] },
    sei: { value: 60, bounds: [10, 150] },
  },
  layers: [
    { sld: 2.07 },
    { thickness: 'cu', sld: 6.5, roughness: 6 },
    { thickness: 'sei', sld: 3.5, roughness: 8 },
    { sld: 6.1, roughness: 15 },
  ],
};

/** Frames 100 s apart whose interphase follows a curve, 4 % of noise. */
function grown(sei: (at: number) => number, seed: number, count = 14, from = 0): ReflectivityFrame[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, f) => {
    const slabs = [
      { sld: 2.07 },
      { thickness: 500, sld: 6.5, roughness: 6 },
      { thickness: sei(100 * f), sld: 3.5, roughness: 8 },
      { sld: 6.1, roughness: 15 },
    ];
    const exact = reflectivity(q, slabs, { resolution });
    const dr = exact.map((value) => 0.04 * value + 1e-8);
    return { at: from + 100 * f, q, r: exact.map((value, i) => value + dr[i]! * random.normal()), dr, resolution };
  });
}
/** It grows by 3 angstroms a minute, and stops. */
const stopping = (moment: number) => (at: number) => 40 + 0.05 * Math.min(at, moment);
/** Root mean square. */
const width = (pulls: readonly number[]): number =>
  Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);

describe('kinetic fits', () => {
  it('straight pieces that meet at a given moment have honest errors, smaller than frame by frame', () => {
    const pulls: number[] = [];
    for (let seed = 1; seed <= 4; seed++) {
      const frames = grown(stopping(630), seed);
      const fit = fitSeries(model, frames, {
        linked: { sei: { curve: 'piecewise', moments: [630] } },
        direction: 'forward',
      });
      const { knots, knotsStderr, values, stderr, unit } = fit.linked['sei']!;
      expect([Array.from(knots), unit]).toEqual([[0, 630, 1300], 'angstrom']);
      expect(knotsStderr.every(Number.isNaN)).toBe(true);
      expect(new Set(statusWords(fit.status))).toEqual(new Set(['converged']));
      for (const [k, at] of knots.entries()) pulls.push((values[k]! - stopping(630)(at)) / stderr[k]!);
      if (seed > 1) continue;
      const alone = fitSeries(model, frames, { direction: 'forward' });
      fit.parameters['sei']!.stderr.forEach((each, f) =>
        expect(each).toBeLessThan(0.75 * alone.parameters['sei']!.stderr[f]!),
      );
      fit.parameters['sei']!.values.forEach((value, f) =>
        expect(Math.abs(value - stopping(630)(100 * f))).toBeLessThan(4 * fit.parameters['sei']!.stderr[f]!),
      );
    }
    // 12 pulls: 0.2 on a width of 1; three standard errors.
    expect(Math.abs(width(pulls) - 1)).toBeLessThan(0.6);
  });

  it('moments are found, with honest errors, on any clock', () => {
    const pulls: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const moment = 400 + 67 * seed;
      // As seconds since 1970 come.
      const from = seed % 2 === 0 ? 1.7e9 : 0;
      const fit = fitSeries(model, grown(stopping(moment), seed, 14, from), {
        linked: { sei: { curve: 'piecewise' }, cu: { curve: 'constant' } },
        direction: 'forward',
      });
      const { knots, knotsStderr, values, stderr } = fit.linked['sei']!;
      expect(knots).toHaveLength(3);
      pulls.push((knots[1]! - from - moment) / knotsStderr[1]!);
      pulls.push((values[0]! - 40) / stderr[0]!, (values[2]! - stopping(moment)(1300)) / stderr[2]!);
      expect(fit.warnings).toEqual([]);
    }
    // 18 pulls: 0.17 on a width of 1; three standard errors.
    expect(Math.abs(width(pulls) - 1)).toBeLessThan(0.51);
  });

  it('two moments, and none that stands out', () => {
    const pause = (at: number): number => 40 + 0.06 * Math.min(at, 500) + 0.06 * Math.max(0, at - 1100);
    const { linked } = fitSeries(model, grown(pause, 3, 18), {
      linked: { sei: { curve: 'piecewise', changes: 4 } },
      direction: 'forward',
    });
    const { knots, knotsStderr } = linked['sei']!;
    expect(knots).toHaveLength(4);
    expect(Math.abs(knots[1]! - 500)).toBeLessThan(4 * knotsStderr[1]!);
    expect(Math.abs(knots[2]! - 1100)).toBeLessThan(4 * knotsStderr[2]!);
    const straight = fitSeries(
      model,
      grown((at) => 40 + 0.02 * at, 4),
      {
        linked: { sei: { curve: 'piecewise' } },
        direction: 'forward',
      },
    );
    expect(straight.linked['sei']!.knots).toHaveLength(2);
    expect(straight.warnings.map(({ code }) => code)).toEqual(['no-changes']);
  });

  it('a straight line is bent in less than one of a hundred series', () => {
    const random = seededRandom(11);
    let bent = 0;
    const series = exploration.isExploring ? 150 : 60;
    for (let s = 0; s < series; s++) {
      const count = 10 + (s % 40);
      const at = Float64Array.from({ length: count }, (_, f) => 60 * f);
      const stderr = new Float64Array(count).fill(0.5);
      const values = at.map((place) => 300 + 0.01 * place + 0.5 * random.normal());
      if (findMoments(at, { values, stderr }, 3).knots.length > 2) bent++;
    }
    // One of a hundred would be 1.5 +- 1.2 of 150, 0.6 +- 0.8 of 60.
    expect(bent).toBeLessThanOrEqual(1);
    // Frames without an error are no points; nor does it take many to find what is plain.
    const at = Float64Array.from({ length: 20 }, (_, f) => f);
    const values = at.map((place) => (place === 7 ? Number.NaN : 1000 + Math.max(0, place - 12)));
    const stderr = at.map((place) => (place === 3 ? Number.NaN : 0.1));
    const { knots, heights } = findMoments(at, { values, stderr }, 3);
    expect(Array.from(knots)).toEqual([0, 12, 19]);
    expect(heights[2]!).toBeCloseTo(1007, 6);
  });

  it.each([
    ['a moment after the last frame', { moments: [2000] }, /2000, which is not before the last frame \(1300\)/],
    ['a moment before the first frame', { moments: [0] }, /0, which is not after the first frame \(0\)/],
    ['moments out of order', { moments: [600, 300] }, /300 after 600/],
    ['a moment that is no number', { moments: [Number.NaN] }, /NaN/],
    ['no moments', { moments: [] }, /has none/],
  ])('refuses %s', (_, own, message) => {
    const frames = grown(stopping(600), 1);
    expect(() => fitSeries(model, frames, { linked: { sei: { curve: 'piecewise', ...own } } })).toThrow(message);
  });

  it.each([
    ['a line', 1, { curve: 'linear' }, /straight line .* one frame/],
    ['a spline', 1, { curve: 'spline' }, /4 knots .* one frame/],
    ['more knots than frames', 4, { curve: 'spline', knots: 9 }, /9 knots cannot be fitted to 4 frames/],
    ['a spline of two knots', 4, { curve: 'spline', knots: 2 }, /knots is 2/],
    ['moments without frames between', 4, { curve: 'piecewise', moments: [101, 102, 103] }, /few frames near 102/],
  ] as const)('refuses %s', (_, count, own, message) => {
    expect(() => fitSeries(model, grown(stopping(600), 1, count), { linked: { sei: own } })).toThrow(message);
  });

  it('a knot at a bound has no error, and neither has a frame that hangs on it alone; both are told', () => {
    const { parameters, linked, warnings } = fitSeries(
      { ...model, parameters: { ...model.parameters, sei: { value: 45, bounds: [10, 60] } } },
      grown((at) => 40 + 0.05 * at, 2, 8),
      { linked: { sei: { curve: 'linear' } }, direction: 'forward' },
    );
    expect(Array.from(linked['sei']!.stderr, Number.isNaN)).toEqual([false, true]);
    expect(statusWords(parameters['sei']!.status).at(-1)).toBe('at-bound');
    expect(parameters['sei']!.stderr.at(-1)).toBeNaN();
    expect(parameters['sei']!.stderr.slice(0, -1).every((stderr) => stderr > 0)).toBe(true);
    expect(warnings).toContainEqual({
      code: 'at-bound',
      message: 'The curve of sei is at a bound, and without error: at 700.',
    });
  });

  it('parameters of a model may have any names', () => {
    const { sei } = model.parameters;
    const { linked } = fitSeries(
      {
        parameters: { sei: sei!, sei_knot0: { value: 505, bounds: [450, 550] } },
        layers: model.layers.map((layer) => (layer.thickness === 'cu' ? { ...layer, thickness: 'sei_knot0' } : layer)),
      },
      grown(stopping(0), 5, 4),
      { linked: { sei: { curve: 'linear' } }, direction: 'forward' },
    );
    expect(Math.abs(linked['sei']!.values[0]! - 40)).toBeLessThan(4 * linked['sei']!.stderr[0]!);
  });

  it('refuses to find moments in five frames', () => {
    expect(() => fitSeries(model, grown(stopping(300), 1, 5), { linked: { sei: { curve: 'piecewise' } } })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
  });
});
