import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rebinToDepth } from '../src/index.js';
import type { DepthRebinPlan } from '../src/index.js';

/** A plan with bins of any number of channels, some without any, that share the channels between them. */
function planOf(channels: number, widths: readonly number[], from: number, part: number): DepthRebinPlan {
  const bins = widths.length;
  const range = new Int32Array(2 * bins);
  const share = new Float64Array(2 * bins);
  let first = from;
  widths.forEach((width, j) => {
    const last = Math.min(channels - 1, first + width - 1);
    range.set(last < first ? [0, -1] : [first, last], 2 * j);
    share.set([part, 1 - part], 2 * j);
    first = Math.max(first, last);
  });
  return { bins, channels, range, share, firstSeen: from, firstAbove: channels };
}

const plans = fc
  .record({
    channels: fc.integer({ min: 1, max: 90 }),
    widths: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 12 }),
    from: fc.nat({ max: 89 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ channels, widths, from, part }) => planOf(channels, widths, Math.min(from, channels - 1), part));

describe('counts of 16 bits in bins', () => {
  it('are those of the plain loop to the bit, wherever a frame stands, up to the largest counts', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 0, max: 11 }), fc.nat({ max: 3 }), (plan, frames, shift) => {
        const { bins, channels } = plan;
        const counts = new Uint16Array(frames * channels + shift).subarray(shift);
        counts.forEach((_, i) => (counts[i] = i % 5 === 0 ? 65_535 : (i * 7919) % 65_536));
        const found = rebinToDepth(plan, counts, { out: new Float64Array(frames * bins).fill(7) });
        expect(found).toEqual(rebinToDepth(plan, counts, { kernels: 'plain' }));
        const doubles = rebinToDepth(plan, Float64Array.from(counts));
        expect(found.every((value, i) => Math.abs(value - doubles[i]!) <= 1e-13 * doubles[i]!)).toBe(true);
        const last = Math.max(0, frames - 1);
        const alone = rebinToDepth(plan, counts.subarray(last * channels));
        expect(alone).toEqual(found.subarray(last * bins));
      }),
    );
  });

  it('are summed block by block, also where no four frames fit the memory of the kernel', () => {
    for (const [channels, frames] of [
      [2000, 101],
      [270_000, 5],
    ] as const) {
      const plan = planOf(channels, [channels / 2, 1, channels / 2 - 1], 0, 0.25);
      const counts = new Uint16Array(channels * frames).fill(911).fill(13, 3 * channels);
      expect(rebinToDepth(plan, counts)).toEqual(rebinToDepth(plan, counts, { kernels: 'plain' }));
    }
  });

  it('need room for all of them', () => {
    const plan = planOf(8, [4, 4], 0, 0.5);
    expect(() => rebinToDepth(plan, new Uint16Array(16), { out: new Float64Array(3) })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', where: { parameter: 'out' } }),
    );
  });
});
