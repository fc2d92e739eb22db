import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { leastNoise } from '../src/pack/least-noise.js';
import { pageContent } from '../src/page-content.js';
import { exactForm, mapForm, roundStep } from '../src/pack/number-form.js';
import { bytesOf, numbersOf, shuffled, unshuffled } from '../src/pack/packed-numbers.js';
import type { PackedNumbers } from '../src/pack/packed-numbers.js';
import { createPacker } from '../src/pack/packer.js';
import { smallResult } from './small-result.js';

/** What a page reads back. */
function unpacked(packed: PackedNumbers, blobs: readonly string[]): number[] {
  const bytes = Uint8Array.from(inflateRawSync(Buffer.from(blobs[packed.blob]!, 'base64')));
  return Array.from(numbersOf(packed, unshuffled(bytes, bytesOf[packed.form])));
}

const random = (seed: number, length: number, of: (at: number, noise: number) => number): Float64Array => {
  const draw = seededRandom(seed);
  return Float64Array.from({ length }, (_, i) => of(i, draw.normal()));
};

describe('numbers in a page', () => {
  it('come out to the bit, whatever they are', () => {
    const any = fc.array(
      fc.oneof(
        fc.double(),
        fc.integer({ min: 0, max: 70_000 }),
        fc.constantFrom(-0, 65_534, 65_535, 4_294_967_294, 4_294_967_295),
      ),
    );
    fc.assert(
      fc.property(any, (values) => {
        const packer = createPacker();
        expect(unpacked(packer.exact(values), packer.blobs)).toEqual(values);
      }),
    );
  });

  it('whole numbers of a map are kept as they are, missing ones too', () => {
    const packer = createPacker();
    const counts = Float64Array.of(0, 3, Number.NaN, 65_534, 17, 1);
    const packed = packer.map(counts, 3);
    expect(packed.form).toBe('u16');
    expect(unpacked(packed, packer.blobs)).toEqual([...counts]);
    expect(mapForm([1, 2, 70_000, 5], 2).form).toBe('u32');
  });

  it('others are off by a thirty-second of their noise at most', () => {
    const values = random(3, 150 * 200, (i, noise) => Math.sin(i / 30) + 0.004 * noise);
    values[77] = Number.NaN;
    const packer = createPacker();
    const packed = packer.map(values, 200);
    expect(packed.form).toBe('steps');
    // Standard deviation that was drawn: the estimate takes the least noisy tenth of 64 stretches.
    expect(packed.noise).toBeGreaterThan(0.7 * 0.004);
    expect(packed.noise).toBeLessThan(1.05 * 0.004);
    const read = unpacked(packed, packer.blobs);
    expect(read[77]).toBeNaN();
    const worst = read.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!) || 0), 0);
    expect(worst).toBeLessThanOrEqual((0.5 + 1e-9) * packed.step!);
    expect(packed.step).toBeLessThanOrEqual(packed.noise! / 16);
  });

  it('smooth values, wide ranges and infinities stay floating-point numbers', () => {
    expect(
      mapForm(
        random(5, 20_000, (_i, noise) => noise),
        100,
      ).form,
    ).toBe('f32');
    const smooth = random(1, 400, (i) => i * i);
    expect(
      mapForm(
        smooth.map((value) => value / 3),
        100,
      ).form,
    ).toBe('f32');
    const spike = random(2, 30_000, (i, noise) => (i === 5 ? 1e6 : 0.01 * noise));
    expect(mapForm(spike, 100).form).toBe('f32');
    expect(mapForm(Float64Array.of(0.5, Infinity, 2.5, 1), 2).form).toBe('f32');
    // Neighbours that single precision would make one.
    expect(
      mapForm(
        random(4, 300, (i) => 8333 + 1e-9 * i * i),
        100,
      ).form,
    ).toBe('f64');
    expect(exactForm(Float64Array.of(0.5, -0, 3)).form).toBe('f32');
  });

  it('large smooth maps have steps of which ten thousand lie in the middle of their values, those with outliers none', () => {
    const smooth = Float64Array.from({ length: 210_000 }, (_, i) => Math.sin(i / 5000) / 3);
    const packer = createPacker();
    const packed = packer.map(smooth, 1000);
    expect(packed.form).toBe('steps');
    expect(packed.noise).toBeUndefined();
    expect(packed.step).toBe(2e-5);
    const worst = unpacked(packed, packer.blobs).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - smooth[i]!)),
      0,
    );
    expect(worst).toBeLessThanOrEqual(1.000_001e-5);
    smooth[7] = 1e4;
    expect(mapForm(smooth, 1000).form).toBe('f32');
  });

  it('steps are 1, 2 or 5 times a power of ten, and not above what was asked', () => {
    expect([0.0021, 4.9, 5, 999, 1e-12].map(roundStep)).toEqual([0.002, 2, 5, 500, 1e-12]);
  });

  it('a straight line has no noise, a sine of small bends hardly any', () => {
    expect(
      leastNoise(
        random(1, 500, (i) => 3 * i),
        100,
      ),
    ).toBe(0);
    expect(leastNoise(Float64Array.of(1, 2), 2)).toBe(0);
  });

  it('shuffling is undone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(2, 4, 8), (given, size) => {
        const bytes = given.subarray(0, given.length - (given.length % size));
        expect(unshuffled(shuffled(bytes, size), size)).toEqual(bytes);
      }),
    );
    expect([...shuffled(Uint8Array.of(1, 2, 3, 4, 5, 6), 2)]).toEqual([1, 3, 5, 2, 4, 6]);
  });
});

describe('what went into a result that is about to be replaced', () => {
  const inputs = Array.from({ length: 700 }, (_, i) => ({ role: 'data', name: `scan_${i}`, size: i, sha256: 'ab' }));
  const given = { ...smallResult(), provenance: { ...smallResult().provenance, inputs } };
  const listed = (isPassing: boolean): { readonly total: number; readonly names: readonly string[] } => {
    const { data, blobs } = pageContent(given, {}, isPassing);
    const [result] = data.results;
    const text = inflateRawSync(Buffer.from(blobs[result!.provenance.blob]!, 'base64')).toString();
    const found = (JSON.parse(text) as { readonly inputs: readonly { readonly name: string }[] }).inputs;
    return { total: result!.inputs, names: found.map(({ name }) => name) };
  };

  it('is counted whole and listed from its newest on; of a result that stays all of it is listed', () => {
    const names = inputs.map(({ name }) => name);
    expect(listed(true)).toEqual({ total: 700, names: names.slice(200) });
    expect(listed(false)).toEqual({ total: 700, names });
  });
});
