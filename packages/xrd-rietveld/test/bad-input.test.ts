import { describe, expect, it } from 'vitest';
import { isOperandoError, statusOf } from '@operando/core';
import { createRefiner, createSeriesWalk, refinePattern, refineSeries } from '../src/index.js';
import type { Phase, RefineOptions } from '../src/index.js';
import { cubic, degree, options, pattern, seriesOf, wavelength } from './cubic-patterns.js';

const error = (changed: Partial<RefineOptions>, data = pattern([{ a: 4.05, height: 2000 }])) => {
  try {
    refinePattern(data, { ...options, ...changed });
  } catch (problem) {
    if (isOperandoError(problem)) return problem;
    throw problem;
  }
  return undefined;
};

describe('input that cannot be right', () => {
  it('is refused with what to do', () => {
    expect(error({ phases: [] })?.message).toContain('no phase');
    expect(error({ phases: [cubic('A', 4), cubic('A', 5)] })?.message).toContain('two phases are called A');
    expect(error({ refine: { phases: { B: ['cell'] } } })?.message).toContain('The phases are A');
    expect(error({ refine: { atoms: { A: ['O1.z'] } } })?.message).toContain('O1.z is nothing that atoms of A have');
    expect(error({ refine: { phases: { A: ['stephens'] } } })?.message).toContain('point group');
    expect(error({ refine: { phases: { A: ['orientation'] } } })?.message).toContain('axis');
    const flat = { ...cubic('A', 4.05), orientation: { axis: [0, 0, 0] as const } };
    expect(error({ phases: [flat] })?.message).toContain('the axis of A is 0, 0, 0');
    expect(error({ range: [5, 6] })?.code).toBe('too-few-points');
    const { instrument } = options;
    expect(error({ instrument: { ...instrument, w: 0 } })?.message).toContain('have no width');
    expect(error({ instrument: { ...instrument, lines: [] } })?.message).toContain('wavelength');
    const { radius: _radius, ...bare } = instrument;
    expect(_radius).toBe(200);
    expect(error({ instrument: bare, refine: { instrument: ['displacement'] } })?.message).toContain('radius');
    expect(error({ instrument: { ...instrument, slitHeight: 0.01 } })?.message).toContain('slit');
    const many = Array.from({ length: 2500 }, (_, k) => k + 1);
    const lines = { h: many, k: many, l: many, multiplicity: many };
    const large: Phase = { ...cubic('A', 4.05), reflections: lines, method: 'lebail' };
    expect(error({ phases: [large] })?.code).toBe('too-large');
    const { twoTheta, intensity } = pattern([{ a: 4.05, height: 2000 }]);
    expect(error({}, { twoTheta, intensity: Array.from(intensity).slice(1) })?.code).toBe('shape-mismatch');
    expect(error({}, { twoTheta: Array.from(twoTheta).toReversed(), intensity })?.code).toBe('axis-not-increasing');
  });

  it('parameters that the pattern does not determine are named and held', () => {
    // Zero and displacement of a single line of a fixed cell are the same thing.
    const one: Phase = { ...cubic('A', 4.05), reflections: { h: [1], k: [1], l: [1], multiplicity: [8], f2: [900] } };
    const refined = refinePattern(pattern([{ a: 4.05, height: 2000 }]), {
      ...options,
      phases: [one],
      range: [30, 44],
      refine: { instrument: ['zero', 'displacement'], phases: { A: [] } },
    });
    expect(refined.status).toBe('singular');
    const { message } = refined.warnings.find(({ code }) => code === 'undetermined')!;
    expect(message).toContain('zero');
    expect(message).toContain('displacement');
    const statuses = refined.parameters.slice(0, 2).map(({ status }) => status);
    expect(statuses).toContain('singular');
    expect(
      refined.parameters.filter(({ status }) => status === 'singular').every(({ stderr }) => Number.isNaN(stderr)),
    ).toBe(true);
  });

  it('displacement and cell that trade are doubtful, however well the pattern is described', () => {
    const refined = refinePattern(pattern([{ a: 4.05, height: 2000 }]), {
      ...options,
      method: 'pawley',
      range: [30, 68],
      refine: { instrument: ['displacement'] },
    });
    const words = refined.parameters.slice(0, 2).map(({ name, status }) => `${name} ${status}`);
    expect(words).toEqual(['displacement doubtful', 'A.a doubtful']);
    expect(refined.warnings.map(({ code }) => code)).toContain('displacement-trades');
  });

  it('a phase that is missing is told by the regions of its lines', () => {
    const data = pattern([
      { a: 4.05, height: 2000 },
      { a: 5.43, height: 300 },
    ]);
    const refined = refinePattern(data, options);
    expect(refined.status).toBe('misfit');
    const { message } = refined.warnings.find(({ code }) => code === 'misfit')!;
    // Its strongest line.
    const place = (2 / degree) * Math.asin((wavelength * Math.sqrt(3)) / (2 * 5.43));
    const regions = [...message.matchAll(/([\d.]+) to ([\d.]+)/g)].map(
      ([, from, to]) => [Number(from), Number(to)] as const,
    );
    expect(regions.some(([from, to]) => from < place && place < to)).toBe(true);
  });

  it('the wavelength of another tube is recognised', () => {
    const data = pattern([{ a: 4.05, height: 2000 }], 1.788996);
    const refined = refinePattern(data, options);
    expect(refined.status).not.toBe('converged');
    expect(refined.warnings.find(({ code }) => code === 'wavelength-doubtful')?.message).toContain('CoKa');
  });

  it.each([0.3, -0.35, 1.1])('angles that are all shifted by %d degrees are recognised', (shift) => {
    const { twoTheta, intensity } = pattern([{ a: 4.05, height: 2000 }]);
    const refined = refinePattern({ twoTheta: Float64Array.from(twoTheta, (x) => x + shift), intensity }, options);
    const { message } = refined.warnings.find(({ code }) => code === 'angles-doubtful')!;
    expect(Math.abs(Number(/a zero of (-?[\d.]+)/.exec(message)![1]) - shift)).toBeLessThan(0.051);
    expect(message).toContain(shift > 0 ? 'higher' : 'lower');
    const right = refinePattern({ twoTheta, intensity }, options);
    expect(right.warnings.map(({ code }) => code)).not.toContain('angles-doubtful');
  });

  it('a wrong wavelength is recognised by all cells being off by one factor', () => {
    const data = pattern(
      [
        { a: 4.05, height: 2000 },
        { a: 5.43, height: 1500 },
        { a: 3.61, height: 1800 },
      ],
      wavelength * 1.004,
    );
    const refined = refinePattern(data, {
      ...options,
      phases: [cubic('A', 4.05), cubic('B', 5.43), cubic('C', 3.61)],
    });
    const warning = refined.warnings.find(({ code }) => code === 'wavelength-doubtful');
    expect(warning?.message).toContain((wavelength * 1.004).toPrecision(6).slice(0, 6));
    expect(warning?.message).toContain('smaller');
    const right = refinePattern(pattern([{ a: 4.05, height: 2000 }]), options);
    expect(right.warnings.some(({ code }) => code === 'wavelength-doubtful')).toBe(false);
  });

  it('and of two cubic phases, but not of one, whose cell may be another', () => {
    const both = [
      { a: 4.05, height: 2000 },
      { a: 5.43, height: 1500 },
    ];
    const phases = [cubic('A', 4.05), cubic('B', 5.43)];
    const told = (heights: typeof both, factor: number, of = phases): boolean =>
      refinePattern(pattern(heights, wavelength * factor), { ...options, phases: of }).warnings.some(
        ({ code }) => code === 'wavelength-doubtful',
      );
    expect(told(both, 1.004)).toBe(true);
    expect(told(both, 1)).toBe(false);
    expect(told(both.slice(0, 1), 1.004, phases.slice(0, 1))).toBe(false);
    expect(
      told(
        [
          { a: 4.05, height: 2000 },
          { a: 5.45, height: 1500 },
        ],
        1,
      ),
    ).toBe(false);
  });

  it('of one cubic phase it is asked whether its cell or the wavelength is another', async () => {
    const asked = (a: number, factor: number): string | undefined =>
      refinePattern(pattern([{ a, height: 2000 }], wavelength * factor), options).warnings.find(
        ({ code }) => code === 'cell-or-wavelength',
      )?.message;
    // Both look the same, and are told by the same words.
    expect(asked(4.05, 1.004)).toContain(`is the wavelength ${(wavelength * 1.004).toPrecision(6).slice(0, 6)}`);
    expect(asked(4.05 / 1.004, 1)).toBe(asked(4.05, 1.004));
    expect(asked(4.05 / 1.004, 1)).toContain('0.398 % smaller');
    expect(asked(4.05, 1.002)).toBeUndefined();
    // A cell that moves through the one that was given is another, sure enough.
    const frames = [1.004, 1, 0.996].map((factor) => pattern([{ a: 4.05 * factor, height: 2000 }]));
    const codesOf = async (some: typeof frames): Promise<readonly string[]> => {
      const series = seriesOf(
        some[0]!.twoTheta,
        some.map(({ intensity }) => intensity),
      );
      return (await refineSeries(series, options)).warnings.map(({ code }) => code);
    };
    expect(await codesOf(frames)).not.toContain('cell-or-wavelength');
    expect(await codesOf(frames.slice(0, 1))).toContain('cell-or-wavelength');
  });

  it('of a series too, whose cells have moved long before', async () => {
    const phases = [cubic('A', 4.05), cubic('B', 5.43), cubic('C', 3.61)];
    const { twoTheta, intensity } = pattern(
      [
        { a: 4.05, height: 2000 },
        { a: 5.43, height: 1500 },
        { a: 3.61, height: 1800 },
      ],
      wavelength * 1.004,
    );
    const { warnings } = await refineSeries(seriesOf(twoTheta, [intensity, intensity]), { ...options, phases });
    const { message } = warnings.find(({ code }) => code === 'wavelength-doubtful')!;
    expect(message).toContain((wavelength * 1.004).toPrecision(6).slice(0, 6));
  });

  it('a phase that is missing is told where weak lines of others stand beside its own', () => {
    const near = { ...cubic('A', 4.05), reflections: { ...cubic('A', 4.05).reflections, f2: [900, 6, 500, 420, 300] } };
    // The second line of A is next to nothing, and there stands the first of another phase.
    const data = pattern([
      { a: 4.05, height: 2000 },
      { a: 3.5074, height: 1000 },
    ]);
    const { warnings } = refinePattern(data, { ...options, phases: [near], range: [30, 50] });
    const place = (2 / degree) * Math.asin((wavelength * Math.sqrt(3)) / (2 * 3.5074));
    const { message } = warnings.find(({ code }) => code === 'misfit')!;
    const regions = [...message.matchAll(/([\d.]+) to ([\d.]+)/g)].map(([, from, to]) => [Number(from), Number(to)]);
    expect(regions.some(([from, to]) => from! < place && place < to!)).toBe(true);
  });

  it('frames that are worse than usual are tried again, and keep the better fit', () => {
    const clean = pattern([{ a: 4.05, height: 2000 }]);
    const impure = pattern([
      { a: 4.05, height: 2000 },
      { a: 5.43, height: 300 },
    ]);
    const frames = [impure, clean, clean];
    const walk = createSeriesWalk(createRefiner(clean.twoTheta, options));
    for (const { intensity, sigma } of frames) walk.push({ intensity, sigma });
    const [before] = walk.rows;
    const pending = walk.pending();
    expect(pending).toEqual([0]);
    walk.revise(0, { intensity: impure.intensity, sigma: impure.sigma });
    expect(walk.rows[0]!.chiSquare).toBeLessThan(before!.chiSquare + 1);
    expect(walk.rows[0]!.phases[0]!.presence).toBe('present');
  });

  it('two minima that are as good, one from each side, are ambiguous', async () => {
    // Two cells, of which one alone is refined: it stays on the first until that is gone.
    const both = pattern([
      { a: 4.05, height: 2000 },
      { a: 4.09, height: 2000 },
    ]);
    const left = pattern([{ a: 4.05, height: 2000 }]);
    const right = pattern([{ a: 4.09, height: 2000 }]);
    const frames = [left, left, left, both, both, right, right, right];
    const series = seriesOf(
      both.twoTheta,
      frames.map(({ intensity }) => intensity),
    );
    const { rows, warnings, names } = await refineSeries(series, options);
    const a = names.indexOf('A.a');
    const words = rows.map(({ statuses }) => statuses[a]);
    const { ambiguous } = statusOf;
    expect(words.map((status) => status === ambiguous)).toEqual(frames.map((frame) => frame === both));
    const values = [rows[3]!.values[a]!, rows[3]!.second![0]!.value].toSorted((p, q) => p - q);
    expect(Math.abs(values[0]! - 4.05)).toBeLessThan(0.002);
    expect(Math.abs(values[1]! - 4.09)).toBeLessThan(0.002);
    expect(rows[3]!.stderr[a]).toBeNaN();
    const told = warnings.filter(({ code }) => code === 'two-solutions').map(({ message }) => message);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^frames 3, 4 are described as well by two minima.*in frame 3 A.a 4.0\d+ or 4.0\d+/);
    expect(warnings.some(({ message }) => message.includes('from 1, none'))).toBe(false);
  });

  it('one phase alone has the weight fraction 1 without an error', () => {
    const { weightFraction } = refinePattern(pattern([{ a: 4.05, height: 2000 }]), options).phases[0]!;
    expect([weightFraction.value, weightFraction.stderr]).toEqual([1, Number.NaN]);
  });

  it('phases of the same lines are refused, and of different widths not', () => {
    const twin = { ...cubic('A', 4.05), name: 'B' };
    const message = 'A and B have the same lines';
    expect(error({ phases: [cubic('A', 4.05), twin] })).toMatchObject({ code: 'invalid-argument' });
    expect(error({ phases: [cubic('A', 4.05), twin] })?.message).toContain(message);
    expect(error({ phases: [cubic('A', 4.05), { ...twin, size: 5 }] })).toBeUndefined();
  });
});
