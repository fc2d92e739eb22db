import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, flatValues, seriesBlock, unmaskedValues } from '@operando/core';
import type { Series } from '@operando/core';
import { seededRandom } from '@operando/numerics';
import { createNormalizer, normalizeShare } from '../src/index.js';
import type { Normalization, NormalizeOptions } from '../src/index.js';

const energy = Float64Array.from({ length: 240 }, (_, i) => 8250 + (i < 60 ? 1.2 * i : 72 + 0.9 * (i - 60)));

/** What can happen to a spectrum. */
type Fate = 'usual' | 'moved' | 'dark' | 'hole' | 'masked' | 'pre-edge peak';

function series(fates: readonly Fate[], seed: number): Series<'energy', 'eV'> {
  const random = seededRandom(seed);
  const size = energy.length;
  const mask = new Uint8Array(size * fates.length);
  const signal = Float64Array.from({ length: size * fates.length }, (_, k) => {
    const [f, i] = [Math.floor(k / size), k % size];
    const fate = fates[f]!;
    const from = energy[i]! - (8345 + (fate === 'moved' ? 9 : 0.1 * f));
    if (fate === 'masked' && i % 17 === 3) mask[k] = 1;
    if (fate === 'hole' && i === 120) return Number.NaN;
    if (fate === 'dark') return 0.2;
    const peak = fate === 'pre-edge peak' ? 0.5 * Math.exp(-(((from + 14) / 1.1) ** 2)) : 0;
    return 0.3 + 0.5 + Math.atan(from / 1.5) / Math.PI + peak + 0.002 * random.normal();
  });
  return createSeries({
    signal,
    mask,
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: { start: Float64Array.from(fates, (_, f) => 10 * f), duration: 10 },
    metadata: { signal: 'ln(i0/it)' },
  });
}

interface Outcome {
  readonly normalization: Normalization;
  readonly flat: readonly number[];
  /** Blocks that were normalized elsewhere. */
  readonly shared: number;
}

function whole(spectra: Series<'energy', 'eV'>, options: NormalizeOptions, size: number): Outcome {
  const normalizer = createNormalizer(spectra.axis, options);
  const flat: number[] = [];
  for (let from = 0; from < spectra.time.start.length; from += size) {
    const block = seriesBlock(spectra, from, Math.min(spectra.time.start.length, from + size));
    flat.push(...flatValues(normalizer.add(block).flat.signal));
  }
  return { normalization: normalizer.finish(), flat, shared: 0 };
}

/** The same with every block that can be given away sent there and back as threads do, two at a time. */
function inShares(spectra: Series<'energy', 'eV'>, options: NormalizeOptions, size: number): Outcome {
  const normalizer = createNormalizer(spectra.axis, options);
  const flat: number[] = [];
  let shared = 0;
  const frames = spectra.time.start.length;
  for (let from = 0; from < frames;) {
    const blocks = [from, from + size]
      .filter((first) => first < frames)
      .map((first) => ({ first, block: seriesBlock(spectra, first, Math.min(frames, first + size)) }));
    const share = normalizer.share(blocks[0]!.block);
    if (share === undefined) {
      flat.push(...flatValues(normalizer.add(blocks[0]!.block).flat.signal));
      from += size;
      continue;
    }
    const work = normalizeShare(structuredClone(share));
    const done = blocks.map(({ first, block }) => ({
      block,
      rows: structuredClone(work(unmaskedValues(block), first)),
    }));
    for (const { block, rows } of done) flat.push(...flatValues(normalizer.join(block, rows, share).signal));
    shared += blocks.length;
    from += 2 * size;
  }
  return { normalization: normalizer.finish(), flat, shared };
}

describe('spectra normalized in another thread', () => {
  const usual: Fate[] = Array.from({ length: 12 }, () => 'usual');

  it('are the same to the bit, whatever befalls them and however they are cut', () => {
    const fate = fc.constantFrom<Fate>('usual', 'usual', 'usual', 'moved', 'dark', 'hole', 'masked', 'pre-edge peak');
    fc.assert(
      fc.property(
        fc.array(fate, { minLength: 1, maxLength: 16 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom<NormalizeOptions>(
          { positions: 'all' },
          { positions: ['half-step'], edgeSearch: 'each' },
          { positions: 'all', element: 'Ni', edge: 'K' },
          { normalization: 'area', positions: 'all' },
          { e0: 8345, positions: 'all' },
        ),
        (fates, size, seed, options) => {
          const spectra = series(fates, seed);
          const { normalization, flat } = inShares(spectra, options, size);
          const truth = whole(spectra, options, size);
          expect(normalization).toEqual(truth.normalization);
          expect(flat).toEqual(truth.flat);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('with one edge energy each', () => {
    const e0 = Float64Array.from(usual, (_, f) => energy[80 + (f % 3)]!);
    const spectra = series(usual, 5);
    const { normalization, shared } = inShares(spectra, { e0, positions: 'all' }, 3);
    expect(normalization).toEqual(whole(spectra, { e0, positions: 'all' }, 3).normalization);
    expect(shared).toBeGreaterThan(0);
  });

  it('errors of a long series that drifts are told by all of it', () => {
    const long: Fate[] = Array.from({ length: 60 }, () => 'usual');
    const drifting = series(long, 3);
    const values = flatValues(drifting.signal);
    const random = seededRandom(8);
    for (let f = 0; f < long.length; f++) {
      const tilt = 0.02 * random.normal();
      for (let i = 0; i < energy.length; i++) values[f * energy.length + i]! += tilt * Math.sin(energy[i]! / 25);
    }
    const here = whole(drifting, { positions: 'all' }, 4).normalization;
    expect(inShares(drifting, { positions: 'all' }, 4).normalization).toEqual(here);
    // Otherwise nothing of the drift is seen, and nothing of it tested.
    const alone = whole(seriesBlock(drifting, 0, 4), { positions: 'all' }, 4).normalization;
    expect(here.channels['edge_half_step']!.stderr![0]).toBeGreaterThan(
      1.2 * alone.channels['edge_half_step']!.stderr![0]!,
    );
  });

  it('are given away from the first whole one on', () => {
    const { shared } = inShares(series(usual, 1), { positions: 'all' }, 2);
    expect(shared).toBe(5);
    const { share, add } = createNormalizer(series(usual, 1).axis, { positions: 'all' });
    const broken = series(['hole', 'usual'], 1);
    add(seriesBlock(broken, 0, 1));
    expect(share(broken)).toBeUndefined();
    add(seriesBlock(broken, 1, 2));
    expect(share(broken)).toBeDefined();
  });
});
