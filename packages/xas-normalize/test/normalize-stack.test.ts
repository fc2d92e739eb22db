import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { seededRandom, xasStack } from '@operando/fixtures';
import { createEdgeFinder, normalizeStack, preEdge } from '../src/index.js';
import { bandedSmoothing, smoothedMaximum } from '../src/smoothed-maximum.js';
import { applySmoothing, smoothingOperator } from '../src/lorentzian-smoothing.js';

const frames = 24;
const points = 400;
const stack = xasStack({ frames, points, seed: 3 });

function row(values: Float64Array, frame: number): Float64Array {
  return values.subarray(frame * points, (frame + 1) * points);
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

describe('normalizeStack', () => {
  const result = normalizeStack(stack.energy, stack.mu);

  it('gives each frame what preEdge gives it', () => {
    for (let frame = 0; frame < frames; frame++) {
      const single = preEdge(stack.energy, row(stack.mu, frame));
      expect(result.e0[frame]).toBe(single.e0);
      expect(result.edgeStep[frame]).toBe(single.edgeStep);
      expect(result.edgeStepStderr[frame]).toBe(single.edgeStepStderr);
      expect(row(result.norm, frame)).toEqual(single.norm);
      expect(row(result.flat, frame)).toEqual(single.flat);
    }
    expect(new Set(result.e0).size).toBeGreaterThan(3);
    expect(result.status.every((byte) => byte === statusOf.ok)).toBe(true);
  });

  it('recovers the known edge steps within their errors', () => {
    for (let frame = 0; frame < frames; frame++) {
      expect(Math.abs(result.edgeStep[frame]! - stack.edgeStep[frame]!)).toBeLessThan(
        3 * result.edgeStepStderr[frame]!,
      );
    }
  });

  it.each([
    [{ nvict: 2 }],
    [{ npre: 0 }],
    [{ nnorm: 3, norm1: 50, norm2: 700 }],
    [{ nnorm: 0, edgeStep: 0.5 }],
    [{ pre1: -150, pre2: -40, nnorm: 1 }],
  ])('agrees with preEdge under %j', (options) => {
    const stacked = normalizeStack(stack.energy, stack.mu, options);
    for (let frame = 0; frame < frames; frame += 7) {
      const single = preEdge(stack.energy, row(stack.mu, frame), options);
      expect(row(stacked.flat, frame)).toEqual(single.flat);
      expect(stacked.edgeStep[frame]).toBe(single.edgeStep);
    }
  });

  it('takes a fixed e0, one for all or one each', () => {
    const fixed = normalizeStack(stack.energy, stack.mu, { e0: 8345 });
    expect(new Set(fixed.e0)).toEqual(new Set([8345]));
    const each = normalizeStack(stack.energy, stack.mu, { e0: result.e0 });
    expect(each.norm).toEqual(result.norm);
  });

  it('reads a 2-D ndarray with any strides', () => {
    const transposed = new Float64Array(stack.mu.length);
    for (let f = 0; f < frames; f++)
      for (let i = 0; i < points; i++) transposed[i * frames + f] = stack.mu[f * points + i]!;
    const view = ndarray(transposed, [points, frames]).transpose(1, 0);
    expect(normalizeStack(stack.energy, view).norm).toEqual(result.norm);
  });

  it('writes into given arrays and leaves the input alone', () => {
    const before = stack.mu.slice();
    const out = { norm: new Float64Array(stack.mu.length), flat: new Float64Array(stack.mu.length) };
    const again = normalizeStack(stack.energy, stack.mu, { out });
    expect(again.norm).toBe(out.norm);
    expect(out.norm).toEqual(result.norm);
    expect(out.flat).toEqual(result.flat);
    expect(stack.mu).toEqual(before);
    const noFlat = normalizeStack(stack.energy, stack.mu, { flat: false });
    expect(noFlat.flat).toBe(noFlat.norm);
  });

  it('keeps the other frames when one is dark, one has holes, one has a spike', () => {
    const bad = stack.mu.slice();
    bad.fill(0, 2 * points, 3 * points);
    bad.fill(Number.NaN, 4 * points, 5 * points);
    bad[6 * points + 17] = Number.NaN;
    bad[8 * points + 300] = 9;
    const mixed = normalizeStack(stack.energy, bad);
    expect([mixed.status[2], mixed.status[4], mixed.status[6], mixed.status[8]]).toEqual([
      statusOf.failed,
      statusOf.failed,
      statusOf.doubtful,
      statusOf.doubtful,
    ]);
    for (const frame of [2, 4]) {
      expect(mixed.e0[frame]).toBeNaN();
      expect(row(mixed.norm, frame).every(Number.isNaN)).toBe(true);
    }
    expect(mixed.norm[6 * points + 17]).toBeNaN();
    const nan = row(mixed.norm, 6).filter(Number.isNaN);
    expect(nan.length).toBe(1);
    expect(mixed.edgeStep[6]).toBeCloseTo(result.edgeStep[6]!, 2);
    expect(row(mixed.norm, 0)).toEqual(row(result.norm, 0));
    expect(mixed.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['no-edge', 'too-few-points', 'non-finite-dropped', 'spike']),
    );
    expect(mixed.warnings.find(({ code }) => code === 'no-edge')!.where).toEqual({ frame: 2 });
  });

  it.each([
    ['energies that fall', stack.energy.toReversed(), {}, 'axis-not-increasing'],
    ['an energy that is no number', stack.energy.map((e, i) => (i === 9 ? Number.NaN : e)), {}, 'non-finite'],
    ['keV', stack.energy.map((e) => e / 1000), {}, 'unit-mismatch'],
    ['a stack of another width', stack.energy.subarray(1), {}, 'shape-mismatch'],
    ['an e0 outside the scan', stack.energy, { e0: 7112 }, 'outside-range'],
    ['too few edges', stack.energy, { e0: [8345] }, 'shape-mismatch'],
    ['an output of the wrong size', stack.energy, { out: { norm: new Float64Array(3) } }, 'shape-mismatch'],
  ] as const)('refuses %s', (_, energy, options, code) => {
    expect(() => normalizeStack(energy, stack.mu, options)).toThrow(expect.objectContaining({ code }));
  });

  it('does not change when mu is scaled, nor when a line is added', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (scale, offset) => {
          const e0 = result.e0[0]!;
          const changed = row(stack.mu, 0).map((v, i) => scale * v + offset + 1e-4 * offset * (stack.energy[i]! - e0));
          const again = normalizeStack(stack.energy, changed, { e0 });
          expect(largestDifference(again.flat, row(result.flat, 0))).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the bounded search for the smoothed maximum', () => {
  it('never answers anything but what the whole smoothing answers', () => {
    const random = seededRandom(11);
    const x = Float64Array.from({ length: 140 }, (_, i) => 8300 + 0.4 * i + (i > 100 ? (i - 100) ** 2 * 0.02 : 0));
    const full = smoothingOperator(x, 0.4);
    const banded = bandedSmoothing(full);
    const smoothed = new Float64Array(140);
    const scratch = new Float64Array(140);
    let answered = 0;
    for (let trial = 0; trial < 400; trial++) {
      const center = 8305 + 45 * random.uniform();
      const noise = 0.3 * random.uniform();
      const values = x.map((e) => Math.exp(-0.5 * ((e - center) / 3) ** 2) + noise * random.normal());
      const found = smoothedMaximum(banded, values, 3, 0.6, scratch);
      if (found < 0) continue;
      answered++;
      applySmoothing(full, values, smoothed);
      let expected = 3;
      for (let i = 3; i <= 137; i++) if (smoothed[i]! > smoothed[expected]!) expected = i;
      expect(found).toBe(expected);
    }
    expect(answered).toBeGreaterThan(200);
  });
});

describe('createEdgeFinder', () => {
  it('refuses a scan of a handful of points', () => {
    expect(() => createEdgeFinder(Float64Array.of(1, 2, 3, 4, 5, 6, 7))).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
  });
});

describe('what is kept of a grid', () => {
  it('is given up where the energies in its array change, and is one for all options', () => {
    const { energy, mu } = xasStack({ frames: 6, points: 120, seed: 3 });
    const shared = energy.slice();
    const pre1 = -60;
    const apart = [normalizeStack(energy.slice(), mu), normalizeStack(energy.slice(), mu, { pre1 })];
    expect([normalizeStack(shared, mu), normalizeStack(shared, mu, { pre1 })]).toEqual(apart);
    for (let i = 0; i < shared.length; i++) shared[i]! += 0.01 * i;
    const moved = normalizeStack(shared.slice(), mu);
    expect(moved.e0).not.toEqual(apart[0]!.e0);
    expect(normalizeStack(shared, mu)).toEqual(moved);
  });
});
