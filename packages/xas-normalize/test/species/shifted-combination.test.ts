import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { linearCombination, linearCombinationStack } from '../../src/index.js';
import type { LinearCombinationOptions, SpeciesSpectrum } from '../../src/index.js';
import { speciesSpectrum } from './kinetics.js';

const energy = Float64Array.from({ length: 300 }, (_, i) => 8300 + 0.5 * i);
const shapes: readonly (readonly [number, number, number])[] = [
  [8343.5, 0, 6],
  [8346, 0.3, 5],
];
const spectrumOf = (j: number, moved = 0): Float64Array =>
  speciesSpectrum(
    energy.map((e) => e - moved),
    ...shapes[j]!,
  );
const components: readonly SpeciesSpectrum[] = shapes.map((_, j) => ({ energy, norm: spectrumOf(j) }));
const noise = 0.002;

/** Half of each, on a scale that is off: for both alike, or each by its own. */
function sample(
  moved: readonly [number, number],
  random: ReturnType<typeof seededRandom>,
  sigma = noise,
): SpeciesSpectrum {
  const parts = [spectrumOf(0, moved[0]), spectrumOf(1, moved[1])] as const;
  return { energy, norm: energy.map((_, i) => 0.5 * parts[0][i]! + 0.5 * parts[1][i]! + sigma * random.normal()) };
}

/** Widths of the pulls of weights and shifts over many samples. */
function pullsOf(moved: readonly [number, number], options: LinearCombinationOptions, truth: readonly number[]) {
  const random = seededRandom(8);
  const pulls: number[][] = [[], []];
  for (let trial = 0; trial < 150; trial++) {
    const { weights, stderr, shifts, status } = linearCombination(sample(moved, random), components, {
      ...options,
      stderr: noise,
    });
    expect(status).toBe('converged');
    pulls[0]!.push((weights[0]! - 0.5) / stderr[0]!);
    truth.forEach((shift, q) => pulls[1]!.push((shifts!.values[q]! - shift) / shifts!.stderr[q]!));
  }
  return pulls.map((all) => Math.sqrt(all.reduce((sum, pull) => sum + pull * pull, 0) / all.length));
}

describe('linear combinations with energies that move', () => {
  it('without them a scale that is off by 0.3 eV spoils the weights, far beyond their errors', () => {
    const { weights, stderr } = linearCombination(sample([0.3, 0.3], seededRandom(2)), components);
    expect(Math.abs(weights[0]! - 0.5)).toBeGreaterThan(5 * stderr[0]!);
  });

  // Pulls of 150 have widths within 0.06 of 1; three times that.
  it('of the sample: weights and shift within their errors', () => {
    for (const width of pullsOf([0.3, 0.3], { shift: 'sample' }, [-0.3]))
      expect(Math.abs(width - 1)).toBeLessThan(0.18);
  });

  it('of each component: weights and shifts within their errors, which are larger', () => {
    for (const width of pullsOf([0.3, -0.2], { shift: 'components' }, [0.3, -0.2]))
      expect(Math.abs(width - 1)).toBeLessThan(0.18);
    const [one] = [sample([0.3, 0.3], seededRandom(3))];
    const ofSample = linearCombination(one, components, { shift: 'sample', stderr: noise });
    const ofEach = linearCombination(one, components, { shift: 'components', stderr: noise });
    expect(ofEach.stderr[0]).toBeGreaterThan(ofSample.stderr[0]!);
  });

  it('keeps sum and bounds, and says of a shift that it is the largest', () => {
    const random = seededRandom(4);
    const moved = linearCombination(sample([3, 3], random), components, { shift: 'sample', largestShift: 1 });
    expect([...moved.shifts!.active]).toEqual([-1]);
    expect(moved.shifts!.values[0]).toBe(-1);
    expect(moved.shifts!.stderr[0]).toBeNaN();
    const bounded = linearCombination({ energy, norm: spectrumOf(0, 0.2) }, components, {
      shift: 'components',
      bounds: [0, 1],
      sumToOne: true,
    });
    expect(bounded.weights[0]! + bounded.weights[1]!).toBeCloseTo(1, 12);
    expect(bounded.shifts!.values[0]).toBeCloseTo(0.2, 3);
  });

  it('without noise finds weights and shift, with or without the sum rule', () => {
    for (const sumToOne of [true, false]) {
      const { weights, shifts, total } = linearCombination(sample([0.3, 0.3], seededRandom(1), 0), components, {
        shift: 'sample',
        sumToOne,
      });
      // The spline through points 0.5 eV apart.
      expect(weights[0]).toBeCloseTo(0.5, 3);
      expect(shifts!.values[0]).toBeCloseTo(-0.3, 3);
      expect(total).toBeCloseTo(1, 4);
    }
  });

  it('frame by frame as one by one', () => {
    const random = seededRandom(6);
    const samples = [0, 0.2, 0.4].map((moved) => sample([moved, moved], random));
    const stack = new Float64Array(4 * energy.length);
    samples.forEach(({ norm }, f) => stack.set(norm, f * energy.length));
    stack[3 * energy.length + 100] = Number.NaN;
    const all = linearCombinationStack(energy, stack, components, { shift: 'sample', residuals: true });
    samples.forEach((each, f) => {
      const alone = linearCombination(each, components, { shift: 'sample' });
      expect([...all.weights.subarray(2 * f, 2 * f + 2)]).toEqual([...alone.weights]);
      expect(all.shifts![f]).toBe(alone.shifts!.values[0]);
      expect(all.shiftStderr![f]).toBe(alone.shifts!.stderr[0]);
    });
    expect([...all.status]).toEqual([0, 0, 0].map(() => statusOf.converged).concat(statusOf.failed));
    expect(all.weights[6]).toBeNaN();
  });

  it.each([
    [{ shift: 'both' }, 'invalid-argument'],
    [{ shift: 'sample', largestShift: 0 }, 'invalid-argument'],
    [{ shift: 'sample', from: 8300 }, 'outside-range'],
  ])('refuses %j', (options, code) => {
    expect(() => linearCombination(sample([0, 0], seededRandom(1)), components, options as never)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
