import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { statusOf, isOperandoError } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { linearCombination, linearCombinationStack, rankLinearCombinations } from '../../src/index.js';
import type { LinearCombination, SpeciesSpectrum } from '../../src/index.js';
import { speciesSpectrum } from './kinetics.js';

const energy = Float64Array.from({ length: 120 }, (_, i) => 8325 + 0.75 * i);
const properties: readonly (readonly [number, number, number])[] = [
  [8343.5, 0, 6],
  [8345, 0.35, 5],
  [8347, -0.25, 8],
  [8341, 0.2, 12],
  [8346, 0.1, 15],
];
const components: readonly SpeciesSpectrum[] = properties.map((property) => ({
  energy,
  norm: speciesSpectrum(energy, ...property),
}));

function mixture(weights: readonly number[], noise = 0, seed = 1, random = seededRandom(seed)): SpeciesSpectrum {
  return {
    energy,
    norm: energy.map((_, i) =>
      weights.reduce((sum, weight, j) => sum + weight * components[j]!.norm[i]!, noise * random.normal()),
    ),
  };
}

/** The conditions of Karush, Kuhn and Tucker, from the definition. */
function worstCondition(used: readonly SpeciesSpectrum[], result: LinearCombination, sumToOne: boolean): number {
  const gradients = used.map(({ norm }) => result.residual.reduce((sum, rest, i) => sum - rest * norm[i]!, 0));
  const free = gradients.filter((_, j) => result.active[j] === 0);
  let lambda = sumToOne && free.length > 0 ? -free.reduce((sum, value) => sum + value, 0) / free.length : 0;
  if (sumToOne && free.length === 0)
    lambda = -Math.min(
      ...gradients.filter((_, j) => result.active[j] === 1),
      ...gradients.filter((_, j) => result.active[j] === -1),
    );
  return Math.max(
    ...gradients.map((value, j) =>
      result.active[j] === 0 ? Math.abs(value + lambda) : result.active[j]! < 0 ? -(value + lambda) : value + lambda,
    ),
  );
}

describe('linearCombination', () => {
  it('finds the weights of a mixture without noise, on components of other grids', () => {
    const coarse = Float64Array.from({ length: 400 }, (_, i) => 8320 + 0.3 * i);
    const onOther = properties
      .slice(0, 3)
      .map((property) => ({ energy: coarse, norm: speciesSpectrum(coarse, ...property) }));
    const result = linearCombination(mixture([0.2, 0.5, 0.3]), onOther);
    // A cubic spline of step h is off by 5/384 h^4 times the fourth derivative: 1e-4 x 2 for an edge 1.6 eV wide.
    [0.2, 0.5, 0.3].forEach((weight, j) => expect(Math.abs(result.weights[j]! - weight)).toBeLessThan(2e-4));
    expect(result.status).toBe('converged');
    expect(result.rfactor).toBeLessThan(1e-8);
    expect(result.total).toBeCloseTo(1, 14);
  });

  it('keeps the conditions of the minimum within bounds, with and without the sum rule', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.double({ min: -1, max: 1.5, noNaN: true }), { minLength: 2, maxLength: 5 }),
        fc.boolean(),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        (seed, weights, sumToOne, most) => {
          const high = Math.max(most, 1 / weights.length + 0.05);
          const sample = mixture(weights, 0.01, seed);
          const used = components.slice(0, weights.length);
          const result = linearCombination(sample, used, { sumToOne, bounds: [0, high] });
          // Sums of 120 products of size 1 to 10.
          expect(worstCondition(used, result, sumToOne)).toBeLessThan(1e-10);
          expect(result.weights.every((weight) => weight >= 0 && weight <= high)).toBe(true);
          if (sumToOne) expect(result.total).toBeCloseTo(1, 13);
          expect(result.stderr.every((error) => error > 0)).toBe(true);
        },
      ),
    );
  });

  it('is never worse than random allowed weights', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (seed, shares) => {
          const total = shares.reduce((sum, value) => sum + value, 1e-9);
          const sample = mixture([0.9, -0.3, 0.2, 0.4], 0.02, seed);
          const best = linearCombination(sample, components.slice(0, 4), { bounds: [0, 1] });
          let squares = 0;
          energy.forEach(
            (_, i) =>
              (squares +=
                (sample.norm[i]! -
                  shares.reduce((sum, share, j) => sum + (share / total) * components[j]!.norm[i]!, 0)) **
                2),
          );
          expect(best.chiSquare).toBeLessThanOrEqual(squares * (1 + 1e-7));
        },
      ),
    );
  });

  it('has errors that the scatter of repeated measurements confirms, for the dependent weight and the total too', () => {
    const repeats = 400;
    const collect = (sumToOne: boolean, stderr: number | undefined): number[] => {
      let squares = [0, 0, 0, 0];
      const random = seededRandom(1);
      for (let repeat = 0; repeat < repeats; repeat++) {
        const {
          weights,
          stderr: errors,
          total,
          totalStderr,
        } = linearCombination(mixture([0.2, 0.5, 0.3], 0.01, 1, random), components.slice(0, 3), { sumToOne, stderr });
        const pulls = [0.2, 0.5, 0.3].map((truth, j) => (weights[j]! - truth) / errors[j]!);
        pulls.push(sumToOne ? 1 : (total - 1) / totalStderr);
        squares = squares.map((sum, j) => sum + pulls[j]! ** 2 / repeats);
      }
      return squares;
    };
    // The mean of 400 squares of unit normals is 1 within 0.07: four of these, three of which must hold at once.
    for (const pulls of [collect(true, undefined), collect(false, undefined), collect(true, 0.01)])
      for (const pull of pulls) expect(Math.abs(pull - 1)).toBeLessThan(0.28);
  });

  it('weighs by errors, says which bounds hold, and gives a weight at its bound the error of the free fit', () => {
    const sample = mixture([1.2, -0.2, 0], 0.002, 3);
    const bounded = linearCombination(sample, components.slice(0, 3), {
      bounds: [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    });
    const free = linearCombination(sample, components.slice(0, 3));
    expect(bounded.active[1]).toBe(-1);
    expect(bounded.weights[1]).toBe(0);
    expect(bounded.stderr[1]! / free.stderr[1]!).toBeCloseTo(
      Math.sqrt(bounded.reducedChiSquare / free.reducedChiSquare),
      10,
    );
    // Twice the error at all points: the same weights, a quarter of chi-square.
    const one = linearCombination(sample, components.slice(0, 3), { stderr: 0.002 });
    const two = linearCombination(sample, components.slice(0, 3), { stderr: energy.map(() => 0.004) });
    one.weights.forEach((weight, j) => expect(two.weights[j]!).toBeCloseTo(weight, 11));
    expect(one.chiSquare / two.chiSquare).toBeCloseTo(4, 10);
    expect(two.stderr[0]! / one.stderr[0]!).toBeCloseTo(2, 10);
    expect(one.reducedChiSquare).toBeLessThan(1.5);
  });

  it('says when components depend on each other', () => {
    const result = linearCombination(mixture([0.5, 0.5]), [components[0]!, components[0]!]);
    expect(result.status).toBe('singular');
    expect(result.stderr[0]).toBeNaN();
    // Prescribed or held by bounds is not measured.
    const pair = components.slice(0, 2);
    expect(linearCombination(mixture([0.3, 0.7]), pair).totalStderr).toBeNaN();
    expect(linearCombination(mixture([1]), components.slice(0, 1)).stderr[0]).toBeNaN();
    const held = linearCombination(mixture([0.3, 0.7]), pair, { sumToOne: false, bounds: [2, 3] });
    expect([[...held.active], held.totalStderr]).toEqual([[-1, -1], Number.NaN]);
  });

  it('counts a window as Larch does, and takes errors on it', () => {
    const result = linearCombination(mixture([0.4, 0.6]), components.slice(0, 2), {
      from: 8340.2,
      to: 8360.1,
      stderr: new Float64Array(27).fill(0.1),
    });
    expect([result.energy[0], result.energy.at(-1), result.energy.length]).toEqual([8340, 8359.5, 27]);
  });

  it.each([
    [
      'a component that does not reach',
      'outside-range',
      mixture([1]),
      [{ energy: energy.slice(20), norm: energy.slice(20) }],
      {},
    ],
    ['no components', 'invalid-argument', mixture([1]), [], {}],
    ['more components than energies', 'too-few-points', mixture([1]), components, { from: 8330, to: 8332 }],
    ['a window beside the data', 'too-few-points', mixture([1]), components, { from: 9000 }],
    ['a window that is no number', 'too-few-points', mixture([1]), components, { from: Number.NaN }],
    [
      'bounds that the sum cannot meet',
      'invalid-argument',
      mixture([1]),
      components.slice(0, 2),
      { bounds: [0, 0.4] as const },
    ],
    [
      'bounds for other components',
      'shape-mismatch',
      mixture([1]),
      components.slice(0, 2),
      { bounds: [[0, 1]] as const },
    ],
    ['errors for other energies', 'shape-mismatch', mixture([1]), components.slice(0, 2), { stderr: [1, 2] }],
    ['an error of zero', 'invalid-argument', mixture([1]), components.slice(0, 2), { stderr: 0 }],
    ['values of another length', 'shape-mismatch', { energy, norm: energy.slice(1) }, components.slice(0, 2), {}],
    ['a component of another length', 'shape-mismatch', mixture([1]), [{ energy, norm: energy.slice(1) }], {}],
    [
      'values that are not finite',
      'non-finite',
      { energy, norm: energy.map(() => Number.NaN) },
      components.slice(0, 2),
      {},
    ],
    [
      'energies that fall',
      'axis-not-increasing',
      { energy: energy.toReversed(), norm: energy },
      components.slice(0, 2),
      {},
    ],
    [
      'energies that are not finite',
      'non-finite',
      { energy: energy.map(() => Infinity), norm: energy },
      components.slice(0, 2),
      {},
    ],
  ] as const)('refuses %s', (_, code, sample, used, options) => {
    let caught: unknown;
    try {
      linearCombination(sample, used, options);
    } catch (error) {
      caught = error;
    }
    expect(isOperandoError(caught, code)).toBe(true);
  });
});

describe('linearCombinationStack', () => {
  const frames = 12;
  const stack = new Float64Array(frames * energy.length);
  for (let f = 0; f < frames; f++)
    stack.set(Float64Array.from(mixture([f / 11, 1 - f / 11 - 0.1, 0.1], 0.003, f + 1).norm), f * energy.length);

  it.each([
    ['as it comes', {}],
    ['with bounds', { bounds: [0, 1] as const }],
    [
      'with bounds, errors and a window',
      { bounds: [0, 1] as const, stderr: energy.map((_, i) => 0.002 + 1e-5 * i), from: 8335, sumToOne: false },
    ],
  ])('is linearCombination frame by frame, %s', (_, options) => {
    const all = linearCombinationStack(energy, ndarray(stack, [frames, energy.length]), components.slice(0, 5), {
      ...options,
      residuals: true,
    });
    for (let f = 0; f < frames; f++) {
      const one = linearCombination(
        { energy, norm: stack.subarray(f * energy.length, (f + 1) * energy.length) },
        components.slice(0, 5),
        options,
      );
      one.weights.forEach((weight, j) => {
        expect(all.weights[f * 5 + j]!).toBeCloseTo(weight, 9);
        expect(all.stderr[f * 5 + j]! / one.stderr[j]!).toBeCloseTo(1, 8);
        expect(all.active[f * 5 + j]).toBe(one.active[j]);
      });
      expect(all.rfactor[f]! / one.rfactor).toBeCloseTo(1, 9);
      expect(all.chiSquare[f]! / one.chiSquare).toBeCloseTo(1, 9);
      expect(all.reducedChiSquare[f]! / one.reducedChiSquare).toBeCloseTo(1, 9);
      one.residual.forEach((rest, i) => expect(all.residual![f * one.residual.length + i]!).toBeCloseTo(rest, 10));
    }
  });

  it('leaves out a bad frame and lets the others stand', () => {
    const bad = stack.slice();
    bad[3 * energy.length + 7] = Number.NaN;
    const result = linearCombinationStack(energy, bad, components.slice(0, 3), { residuals: true });
    expect(result.status[3]).toBe(statusOf.failed);
    expect([result.weights[9], result.stderr[9], result.rfactor[3], result.residual![3 * energy.length]]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([result.status[2], result.status[4]]).toEqual([statusOf.converged, statusOf.converged]);
    expect(linearCombinationStack(energy, stack, [components[0]!, components[0]!]).status[0]).toBe(statusOf.singular);
    expect(() => linearCombinationStack(energy, stack.subarray(1), components)).toThrow('does not hold rows');
  });
});

describe('rankLinearCombinations', () => {
  it('puts the true combination first, or beside it one that differs within errors', () => {
    const ranked = rankLinearCombinations(mixture([0.3, 0, 0.7], 0.002), components);
    // A third component always fits some noise: reduced chi-square falls a little in half of all cases, its weight means nothing.
    const pair = ranked.find(({ components: used }) => used.length === 2)!;
    expect(pair.components).toEqual([0, 2]);
    expect(pair.reducedChiSquare / ranked[0]!.reducedChiSquare).toBeLessThan(1.05);
    ranked[0]!.components.forEach((component, j) =>
      expect(component === 0 || component === 2 || ranked[0]!.weights[j]! < 3 * ranked[0]!.stderr[j]!).toBe(true),
    );
    expect(
      ranked.every(({ reducedChiSquare }, i) => i === 0 || reducedChiSquare >= ranked[i - 1]!.reducedChiSquare),
    ).toBe(true);
    expect(ranked.length).toBeLessThanOrEqual(16);
    const triples = rankLinearCombinations(mixture([0.3, 0, 0.7], 0.002), components, {
      minimum: 3,
      maximum: 3,
      keep: 3,
      bounds: [-1, 2],
    });
    expect(triples.map(({ components: { length } }) => length)).toEqual([3, 3, 3]);
    expect(triples[0]!.components).toEqual(expect.arrayContaining([0, 2]));
  });

  it('keeps the best of many, and refuses too many', () => {
    const many = Array.from({ length: 14 }, (_, j) => ({
      energy,
      norm: speciesSpectrum(energy, 8340 + 0.6 * j, 0.1 * (j % 4), 6),
    }));
    const ranked = rankLinearCombinations(
      { energy, norm: energy.map((_, i) => 0.5 * (many[3]!.norm[i]! + many[11]!.norm[i]!)) },
      many,
      { maximum: 3, keep: 5 },
    );
    expect([ranked.length, ranked[0]!.components]).toEqual([5, [3, 11]]);
    expect(() => rankLinearCombinations(mixture([1]), many, { maximum: 7, limit: 1000 })).toThrow('at most 1000');
    expect(() => rankLinearCombinations(mixture([1]), many, { minimum: 3, maximum: 2 })).toThrow(
      'combinations of 3 to 2',
    );
  });
});
