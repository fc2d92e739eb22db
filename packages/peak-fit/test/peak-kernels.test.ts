import { seededRandom } from '@operando/fixtures';
import { kernelsInUse } from '@operando/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubletColumnsModule, kernelOf as kernelFor } from '@operando/numerics/kernels';
import { createSeparableSpace } from '../src/create-separable-space.js';
import { createPeakStackFitter, fitPeakStack, peakProfiles } from '../src/index.js';
import type { FitPeakStackOptions } from '../src/index.js';
import { createMomentKernel } from '../src/moment-kernel.js';
import { createColumnKernel } from '../src/separable-kernel.js';
import type { SeparableKernel, SeparableSpace } from '../src/separable-space.js';
import { placeSecond } from '../src/unit-columns.js';

/** Rounding of sums of a few hundred products, in units of what Cauchy and Schwarz allow them. */
const tolerance = 1e-13;

interface Case {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly sides: Int8Array;
  readonly shapes: Float64Array;
  readonly doublet: boolean;
}

const cases = fc
  .record({
    points: fc.integer({ min: 6, max: 300 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
    peaks: fc.integer({ min: 1, max: 3 }),
    split: fc.boolean(),
    doublet: fc.boolean(),
  })
  .map(({ points, seed, peaks, split, doublet }): Case => {
    const random = seededRandom(seed);
    const x = Float64Array.from({ length: points }, (_, i) => 30 + 0.01 * i + 0.003 * random.uniform());
    const y = x.map(() => 50 + 1000 * random.uniform());
    const weights = y.map((value) => 1 / Math.sqrt(value));
    const sides = Int8Array.from({ length: split ? 2 * peaks : peaks }, (_, p) => (split ? 2 * (p % 2) - 1 : 0));
    const shapes = new Float64Array(2 * sides.length);
    for (let p = 0; p < sides.length; p++) {
      // Some lie outside, some are as narrow as a step.
      const center = (random.uniform() - 0.5) * 0.012 * points;
      shapes[2 * p] = split && p % 2 === 1 ? shapes[2 * p - 2]! : center;
      shapes[2 * p + 1] = 0.012 + 0.3 * random.uniform();
    }
    return { x, y, weights, sides, shapes, doublet };
  });

interface Evaluation {
  readonly space: SeparableSpace;
  readonly chiSquare: number;
}

/** Everything that an evaluation gives, twice: what is left of other shapes must not matter. */
function evaluate(
  { x, y, weights, sides, shapes, doublet }: Case,
  choice: 'auto' | 'plain',
  kernelOf: (space: SeparableSpace, half: number) => SeparableKernel,
): Evaluation {
  const half = 0.5 * (x.at(-1)! - x[0]!);
  const middle = 0.5 * (x.at(-1)! + x[0]!);
  const lines = doublet ? { wavelength1: 1.540593, wavelength2: 1.544427 } : undefined;
  const smeared = Array.from(sides, () => false);
  const space = createSeparableSpace(
    x,
    sides,
    smeared,
    lines,
    [x.map(() => 1), x.map((at) => (at - middle) / half)],
    choice,
  );
  space.enter();
  try {
    const kernel = kernelOf(space, half);
    space.memory.set(weights, space.at.weights);
    kernel.load(y, 0);
    space.amplitudes.forEach((_, i) => (space.amplitudes[i] = 10 + 7 * i));
    const other = shapes.map((value, k) => (k % 2 === 0 ? value + 0.05 : 1.3 * value));
    for (const at of [other, shapes]) {
      kernel.normal(at);
      kernel.remainder();
      kernel.linearise(at);
    }
    return { space, chiSquare: kernel.remainder() };
  } finally {
    space.leave();
  }
}

/** The products of a lone doublet by its own kernel, put where those of columns are. */
function createDoubletKernel(space: SeparableSpace, half: number): SeparableKernel {
  const { points, memory, at, images, gram, right, cross, curvature, gradient, amplitudes } = space;
  const { base, table } = space.kernels!;
  const { run } = kernelFor(doubletColumnsModule, 'auto')!;
  const address = (offset: number): number => base + 8 * offset;
  const [x, w, wy, columns] = [at.x, at.spare[0]!, at.data, at.spare[1]!].map(address) as [
    number,
    number,
    number,
    number,
  ];
  const stride = 8 * (at.spare[2]! - at.spare[1]!);
  const from = at.lone;
  const weigh = (one: (i: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < points; i++) sum += memory[at.spare[0]! + i]! * one(i);
    return sum;
  };
  const place = (i: number): number => memory[at.x + i]! / half;
  const ofData = (i: number): number => memory[at.data + i]! / memory[at.spare[0]! + i]!;
  return {
    load(y, first) {
      for (let i = 0; i < points; i++) {
        memory[at.spare[0]! + i] = memory[at.weights + i]! ** 2;
        memory[at.data + i] = memory[at.weights + i]! ** 2 * y[first + i]!;
      }
    },
    normal(shapes) {
      placeSecond(space, 1, shapes[0]!);
      memory.set(shapes, from);
      const [second, ratio] = [images.center[1]!, images.weight[1]!];
      run.fillDoublet(address(from), half, x, w, wy, points, columns, stride, table, second, ratio, address(from + 8));
      const [v20, v21, a22, v30, v31, v32, a33, r2, r3] = memory.subarray(from + 8, from + 17);
      gram.set([weigh(() => 1)], 0);
      gram.set([weigh(place), weigh((i) => place(i) ** 2)], 4);
      gram.set([v20!, v21!, a22!], 8);
      gram.set([v30!, v31!, v32!, a33!], 12);
      right.set([weigh(ofData), weigh((i) => place(i) * ofData(i)), r2!, r3!]);
    },
    remainder: () => 0,
    linearise(shapes) {
      memory.set(amplitudes.subarray(2), from);
      const [slope, ratio] = [images.slope[1]!, images.weight[1]!];
      const out = address(from + 8);
      run.slopesOfDoublet(shapes[1]!, half, address(from), x, w, wy, points, columns, stride, slope, ratio, out);
      const found = memory.slice(from + 8, from + 21);
      for (const k of [0, 1]) {
        cross.set(found.subarray(5 * k, 5 * k + 4), 4 * k);
        gradient[k] = found[5 * k + 4]!;
        for (let j = 0; j < 4; j++) gradient[k] -= amplitudes[j]! * cross[4 * k + j]!;
      }
      curvature.set([found[10]!, 0, found[11]!, found[12]!]);
    },
  };
}

/**
 * Greatest difference of the sums of two evaluations, in units of the norms of the columns that they are products of; of moments, whose
 * differences slopes are, in units of what they are differences of.
 */
function difference(one: Evaluation, other: Evaluation, { y, weights, shapes }: Case, moments = false): number {
  const { linear, units, gram } = one.space;
  const norm = Math.sqrt(y.reduce((sum, value, i) => sum + (value * weights[i]!) ** 2, 0));
  const normOf = (i: number): number => Math.sqrt(gram[i * linear + i]!) || 1;
  const { curvature, amplitudes, terms } = one.space;
  const all = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0));
  const slopeOf = (k: number): number =>
    moments
      ? (4 / shapes[k | 1]!) * (amplitudes[terms + (k & ~1)]! + amplitudes[terms + (k | 1)]!) * all
      : Math.sqrt(curvature[k * (2 * units + 1)]!) || 1;
  let worst = Math.abs(one.chiSquare - other.chiSquare) / Math.max(norm ** 2, Math.abs(one.chiSquare));
  // Residuals are as large as the data or the model, whose amplitudes are known.
  const residuals = norm + Array.from({ length: linear }, (_, i) => (10 + 7 * i) * normOf(i)).reduce((a, b) => a + b);
  const meet = (a: number, b: number, scale: number): void => {
    worst = Math.max(worst, Math.abs(a - b) / scale);
  };
  for (let i = 0; i < linear; i++) {
    meet(one.space.right[i]!, other.space.right[i]!, norm * normOf(i));
    for (let j = 0; j <= i; j++) meet(gram[i * linear + j]!, other.space.gram[i * linear + j]!, normOf(i) * normOf(j));
  }
  for (let k = 0; k < 2 * units; k++) {
    meet(one.space.gradient[k]!, other.space.gradient[k]!, residuals * slopeOf(k));
    for (let i = 0; i < linear; i++)
      meet(one.space.cross[k * linear + i]!, other.space.cross[k * linear + i]!, slopeOf(k) * normOf(i));
    for (let m = 0; m <= k; m++) {
      const at = 2 * units * k + m;
      meet(curvature[at]!, other.space.curvature[at]!, slopeOf(k) * slopeOf(m));
    }
  }
  return worst;
}

describe('kernels of peak fits', () => {
  it('are taken where they run', () => {
    expect(kernelsInUse()).toBe('simd');
    const x = new Float64Array(10).map((_, i) => i);
    expect(createSeparableSpace(x, new Int8Array(1), [false], undefined, [], 'auto').kernels).toBeDefined();
    expect(createSeparableSpace(x, new Int8Array(1), [false], undefined, [], 'plain').kernels).toBeUndefined();
    // More than their memory holds goes the plain way.
    const long = Float64Array.from({ length: 20_000 }, (_, i) => i);
    expect(createSeparableSpace(long, new Int8Array(3), [false, false, false], undefined, []).kernels).toBeUndefined();
  });

  it('give the sums of columns as the plain loops do', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const [one, other] = [evaluate(each, 'plain', createColumnKernel), evaluate(each, 'auto', createColumnKernel)];
        expect(difference(one, other, each)).toBeLessThan(tolerance);
      }),
      { numRuns: 150 },
    );
  });

  it('give the sums of a lone doublet as the plain loops do', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const one: Case = { ...each, sides: new Int8Array(1), shapes: each.shapes.subarray(0, 2), doublet: true };
        const plain = evaluate(one, 'plain', createColumnKernel);
        const auto = evaluate(one, 'auto', createDoubletKernel);
        expect(difference({ ...plain, chiSquare: 0 }, { ...auto, chiSquare: 0 }, one)).toBeLessThan(tolerance);
      }),
      { numRuns: 100 },
    );
  });

  it('give the moments of one peak as the plain loops do', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const one: Case = {
          ...each,
          sides: each.sides[0] === 0 ? each.sides.subarray(0, 1) : each.sides.subarray(0, 2),
          shapes: each.sides[0] === 0 ? each.shapes.subarray(0, 2) : each.shapes.subarray(0, 4),
          doublet: false,
        };
        const [plain, auto] = [evaluate(one, 'plain', createMomentKernel), evaluate(one, 'auto', createMomentKernel)];
        // Moments give chi2 as a difference, or say that they cannot.
        const chiSquare = Number.isNaN(plain.chiSquare) && Number.isNaN(auto.chiSquare) ? 0 : undefined;
        expect(
          difference(
            { ...plain, chiSquare: chiSquare ?? plain.chiSquare },
            { ...auto, chiSquare: chiSquare ?? auto.chiSquare },
            one,
            true,
          ),
        ).toBeLessThan(tolerance);
      }),
      { numRuns: 150 },
    );
  });
});

/** Frames of one drifting peak on a slope. */
function simulate(center: number, points: number, frames: number): { x: Float64Array; stack: Float64Array } {
  const random = seededRandom(11);
  const x = Float64Array.from({ length: points }, (_, i) => 40 + 0.01 * i);
  const stack = new Float64Array(frames * points);
  for (let frame = 0; frame < frames; frame++) {
    const clean = peakProfiles['pseudo-voigt'].evaluate(x, [center + 0.002 * frame, 3000, 0.1, 0.4]);
    clean.forEach((value, i) => {
      const rate = value + 100 + i;
      stack[frame * points + i] = Math.max(0, Math.round(rate + Math.sqrt(rate) * random.normal()));
    });
  }
  return { x, stack };
}

describe('fits by kernels', () => {
  const plans: readonly (readonly [string, Partial<FitPeakStackOptions>])[] = [
    ['pseudo-Voigts', {}],
    ['doublets', { doublet: { wavelength1: 1.540593, wavelength2: 1.544427 } }],
    ['split profiles', { profile: 'split-pseudo-voigt' }],
    ['Thompson-Cox-Hastings profiles', { profile: 'thompson-cox-hastings' }],
    ['counts by likelihood', { likelihood: 'poisson' }],
  ];
  it.each(plans)('are those of the plain loops: %s', (_, options) => {
    const { x, stack } = simulate(40.3, 61, 30);
    const common = { peaks: [{ center: 40.3, fwhm: 0.1 }], ...options } as const;
    const [auto, plain] = [fitPeakStack(x, stack, common), fitPeakStack(x, stack, { ...common, kernels: 'plain' })];
    expect(auto.iterations).toEqual(plain.iterations);
    for (const name of ['center', 'fwhm', 'area', 'height'] as const) {
      const [one, other] = [auto.peaks[0]![name], plain.peaks[0]![name]];
      one.values.forEach((value, i) => {
        // Rounding of a sum is 1e-13 of it, and conditions the more by what profiles share.
        expect(Math.abs(value - other.values[i]!)).toBeLessThan(1e-7 * other.stderr[i]!);
        expect(one.stderr[i]! / other.stderr[i]!).toBeCloseTo(1, 7);
      });
    }
  });

  it('do not meet in the memory that they share', () => {
    const [one, other] = [simulate(40.3, 61, 12), simulate(40.6, 120, 12)];
    const first = { peaks: [{ center: 40.3, fwhm: 0.1 }], sigma: 'counts' } as const;
    const second = { peaks: [{ center: 40.6, fwhm: 0.1 }], profile: 'split-pseudo-voigt' } as const;
    const [a, b] = [createPeakStackFitter(one.x, first), createPeakStackFitter(other.x, second)];
    for (let frame = 0; frame < 12; frame++) {
      a.add(one.stack.subarray(61 * frame, 61 * (frame + 1)));
      b.add(other.stack.subarray(120 * frame, 120 * (frame + 1)));
    }
    expect(a.finish()).toEqual(fitPeakStack(one.x, one.stack, first));
    expect(b.finish()).toEqual(fitPeakStack(other.x, other.stack, second));
  });
});
