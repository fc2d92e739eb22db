import fc from 'fast-check';
import { xasStack } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { sharedNoise } from '../src/edge-errors/shared-noise.js';
import { valueVariances } from '../src/edge-errors/value-variances.js';
import { createEdgeFinder, edgePositionStack, normalizeStack } from '../src/index.js';
import type { NormalizeStackOptions } from '../src/index.js';

/** A stack in arrays that begin anywhere, with what is not as it should be in some of its rows. */
function troubledStack(points: number, frames: number, seed: number, trouble: number) {
  const { energy, mu } = xasStack({ points, frames, seed, noise: seed % 3 === 0 ? 0.03 : 0.002 });
  const shift = seed % 2;
  const stack = new Float64Array(mu.length + shift).subarray(shift);
  stack.set(mu);
  const at = (frame: number, point: number): number => frame * points + (((point % points) + points) % points);
  if (trouble === 1) stack[at(1, seed)] = Number.NaN;
  if (trouble === 2) stack[at(2, -1 - (seed % 9))] = Infinity;
  if (trouble === 3) stack.fill(0.3, at(3, 0), at(4, 0));
  if (trouble === 4) stack[at(0, 7 * seed)]! += 2;
  if (trouble === 5) for (let i = at(2, 0); i < at(3, 0); i++) stack[i]! *= -1e-9;
  return { energy, stack };
}

const troubled = fc
  .record({
    points: fc.integer({ min: 45, max: 330 }),
    frames: fc.integer({ min: 5, max: 12 }),
    seed: fc.integer({ min: 1, max: 500 }),
    trouble: fc.nat({ max: 5 }),
  })
  .map(({ points, frames, seed, trouble }) => troubledStack(points, frames, seed, trouble));

describe('kernels and plain loops give the same to the bit', () => {
  it('in norm, flat, edge, step, its error and warnings', () => {
    const options: fc.Arbitrary<NormalizeStackOptions> = fc.constantFrom<NormalizeStackOptions>(
      {},
      { e0: 8345 },
      { nnorm: 1 },
      { nnorm: 0, npre: 0 },
      { nnorm: 3 },
      { nvict: 1 },
      { edgeStep: 0.7 },
      { flat: false },
      { edgeSearch: 'continuous' },
      { normalization: 'area' },
      { norm1: 20, norm2: 150, pre1: -120, pre2: -31 },
    );
    fc.assert(
      fc.property(troubled, options, ({ energy, stack }, chosen) => {
        const one = normalizeStack(energy, stack, chosen);
        const other = normalizeStack(energy, stack, { ...chosen, kernels: 'plain' });
        expect(one).toEqual(other);
      }),
      { numRuns: 20 },
    );
  });

  it('in the place of the edge', () => {
    fc.assert(
      fc.property(troubled, ({ energy, stack }) => {
        const one = createEdgeFinder(energy);
        const other = createEdgeFinder(energy, 'plain');
        for (let at = 0; at < stack.length; at += energy.length)
          expect(one.find(stack, at)).toBe(other.find(stack, at));
      }),
      { numRuns: 20 },
    );
  });

  it('in edge positions and their errors', () => {
    fc.assert(
      fc.property(troubled, ({ energy, stack }) => {
        const { flat, e0 } = normalizeStack(energy, stack);
        const one = edgePositionStack(energy, flat, { e0 });
        const other = edgePositionStack(energy, flat, { e0, kernels: 'plain' });
        expect(one).toEqual(other);
      }),
      { numRuns: 20 },
    );
  });

  it('in variances by every law, of values that are alike, too', () => {
    fc.assert(
      fc.property(
        troubled,
        fc.constantFrom(
          {},
          { edgeStep: 1.3 },
          { edgeStep: 2, law: 'transmission' as const },
          { law: 'fluorescence' as const },
        ),
        fc.constantFrom(0, 0.002, 0.05),
        ({ energy, stack }, law, grain) => {
          const { flat } = normalizeStack(energy, stack);
          const values = grain === 0 ? flat : flat.map((value) => Math.round(value / grain) * grain);
          const [one, other] = [valueVariances(energy), valueVariances(energy, 'plain')];
          const [shared, plainly] = [sharedNoise(energy), sharedNoise(energy, 'plain')];
          for (let at = 0; at < values.length; at += energy.length) {
            const row = values.subarray(at, at + energy.length);
            if (!row.every(Number.isFinite)) continue;
            const [a, b] = [new Float64Array(energy.length), new Float64Array(energy.length)];
            expect(one(values, at, a, law)).toEqual(other(values, at, b, law));
            expect(shared(values, at, 8345)).toBe(plainly(values, at, 8345));
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
