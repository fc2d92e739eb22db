import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, edgeShape, seededRandom } from '@operando/fixtures';
import { createSweepStream, splitSweeps, sweepGrid } from '../src/index.js';
import type { SweepChunk, SweepSpectrum, SweepStreamOptions } from '../src/index.js';

const grid = sweepGrid({ from: 8310, to: 8540, step: 2, edge: 8345, edgeStep: 0.5, edgeRange: [-20, 40] });
const each = 900;

/** A monochromator that goes up and down; `moved(s)` eV is the edge's place in sweep s. */
function record(
  sweeps: number,
  seed: number,
  noise: number,
  moved: (sweep: number) => number = () => 0,
): Required<SweepChunk> {
  const random = seededRandom(seed);
  const n = sweeps * each;
  const position = new Float64Array(n);
  const mu = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const sweep = Math.floor(i / each);
    const share = ((i % each) + 0.5) / each;
    const at = 8300 + 250 * (sweep % 2 === 0 ? share : 1 - share) + 0.05 * random.normal();
    position[i] = at;
    mu[i] = 0.2 + 0.9 * edgeShape(at - moved(sweep), 8345) + noise * random.normal();
  }
  return { position, energy: position, mu, time: Float64Array.from({ length: n }, (_, i) => 100 + i / 1000) };
}

function run(
  chunks: readonly SweepChunk[],
  options: Partial<SweepStreamOptions> = {},
): { readonly spectra: SweepSpectrum[]; readonly counts: ReturnType<ReturnType<typeof createSweepStream>['finish']> } {
  const spectra: SweepSpectrum[] = [];
  const stream = createSweepStream({ grid, travel: 250, onSpectrum: (spectrum) => spectra.push(spectrum), ...options });
  for (const chunk of chunks) stream.add(chunk);
  return { counts: stream.finish(), spectra };
}

describe('createSweepStream', () => {
  it('gives the same spectra in whatever pieces the record comes', () => {
    const whole = record(7, 1, 0.01);
    const expected = run([whole]);
    expect(expected.counts).toEqual({ sweeps: 7, incomplete: 0, spectra: 7 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6299 }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), 6300];
        const chunks = places.slice(1).map((to, k): SweepChunk => {
          const part = (values: ArrayLike<number>): number[] => Array.from(values).slice(places[k], to);
          return {
            position: part(whole.position),
            energy: part(whole.energy!),
            mu: part(whole.mu),
            time: part(whole.time!),
          };
        });
        expect(run(chunks)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('splits where splitSweeps does', () => {
    const whole = record(5, 2, 0.01);
    const { spectra } = run([whole]);
    const sweeps = splitSweeps(whole.position);
    expect(
      spectra.map(({ start, end }) => [Math.round(1000 * (start - 100)), Math.round(1000 * (end - 100)) + 1]),
    ).toEqual(sweeps.map(({ from, to }) => [from, to]));
  });

  it('averages every n sweeps, with errors that the truth keeps within', () => {
    const { spectra } = run([record(40, 3, 0.02)], { group: { every: 20 } });
    expect(spectra.map(({ sweeps }) => sweeps.length)).toEqual([20, 20]);
    for (const { mu, stderr, jitter } of spectra) {
      expect(jitter).toBeGreaterThan(0);
      const pulls = Array.from(grid, (at, i) => (mu[i]! - 0.2 - 0.9 * edgeShape(at, 8345)) / stderr[i]!);
      const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / grid.length);
      // Student's t with 19 degrees of freedom: 1.06; averaging over the grid's cells bends the edge a little.
      expect(width).toBeGreaterThan(0.85);
      expect(width).toBeLessThan(1.35);
    }
  });

  it('averages those up and those down apart, or only one kind', () => {
    const lagging = record(12, 4, 0.002, (sweep) => (sweep % 2 === 0 ? 0.4 : -0.4));
    const { spectra } = run([lagging], { directions: 'separate', group: { every: 3 } });
    expect(spectra.map(({ direction, sweeps }) => [direction, sweeps])).toEqual([
      ['up', [0, 2, 4]],
      ['down', [1, 3, 5]],
      ['up', [6, 8, 10]],
      ['down', [7, 9, 11]],
    ]);
    const half = (values: Float64Array): number => grid[values.findIndex((value) => value > 0.7)]!;
    expect(half(spectra[0]!.mu) - half(spectra[1]!.mu)).toBeCloseTo(0.8, 0);
    expect(run([lagging], { directions: 'down' }).spectra.map(({ sweeps }) => sweeps[0])).toEqual([1, 3, 5, 7, 9, 11]);
  });

  it('averages by time and by what a function says (charge)', () => {
    expect(run([record(9, 5, 0.01)], { group: { seconds: 2.7 } }).spectra.map(({ sweeps }) => sweeps.length)).toEqual([
      3, 3, 3,
    ]);
    const { spectra } = run([record(8, 5, 0.01)], {
      group: ({ index, time }) => (time > 104.5 ? 2 : index < 2 ? 0 : 1),
    });
    expect(spectra.map(({ sweeps }) => sweeps)).toEqual([
      [0, 1],
      [2, 3, 4],
      [5, 6, 7],
    ]);
  });

  it('normalizes each sweep before averaging: the thickness may change', () => {
    const whole = record(6, 6, 0.001);
    const mu = whole.mu as Float64Array;
    for (let i = 0; i < mu.length; i++) mu[i]! *= 1 + 0.2 * Math.floor(i / each);
    const { spectra } = run([whole], { group: { every: 6 }, normalize: { e0: 8345 }, average: { rejectSweeps: 0 } });
    expect(spectra[0]!.stderr.reduce((high, value) => Math.max(high, value), 0)).toBeLessThan(0.01);
    const plain = run([whole], {
      group: { every: 6 },
      normalize: { e0: 8345, use: 'norm' },
      average: { rejectSweeps: 0 },
    });
    expect(plain.spectra[0]!.mu).not.toEqual(spectra[0]!.mu);
  });

  it('leaves incomplete and bad sweeps out, and says so', () => {
    const whole = record(10, 7, 0.01);
    const mu = whole.mu as Float64Array;
    for (let i = 4 * each; i < 5 * each; i++) mu[i]! *= 3;
    const cut = (values: ArrayLike<number>): number[] => Array.from(values).slice(500, 9.6 * each);
    const { spectra, counts } = run([{ position: cut(whole.position), mu: cut(mu) }], { group: { every: 10 } });
    expect(counts).toEqual({ sweeps: 10, incomplete: 2, spectra: 1 });
    expect(spectra[0]!.rejected).toEqual([4]);
    expect(spectra[0]!.sweeps).toEqual([1, 2, 3, 5, 6, 7, 8]);
    // Without times, the numbers of the points; one either way is where noise turns.
    expect(Math.abs(spectra[0]!.start - 400)).toBeLessThan(3);
  });

  it('refuses records and settings that cannot be', () => {
    expect(codeOf(() => run([], { travel: 0 }))).toBe('invalid-argument');
    expect(codeOf(() => run([], { group: { every: 0 } }))).toBe('invalid-argument');
    expect(codeOf(() => run([], { grid: Float64Array.of(2, 1) }))).toBe('invalid-argument');
    expect(codeOf(() => run([{ position: [1, 2], mu: [1] }]))).toBe('shape-mismatch');
    expect(codeOf(() => run([{ position: [1, Number.NaN], mu: [1, 1] }]))).toBe('non-finite');
    const endless = new Float64Array(20_000).fill(8300);
    expect(codeOf(() => run([{ position: endless, mu: endless }], { longestSweep: 10_000 }))).toBe('unsplit-sweep');
  });

  it('orders a record that is in no order at all', () => {
    const random = seededRandom(9);
    const position = Float64Array.from({ length: 3000 }, () => 8300 + 250 * random.uniform());
    const stream = run([
      {
        position: Float64Array.from({ length: 3000 }, (_, i) => i / 12),
        energy: position,
        mu: position.map((at) => at / 8000),
      },
    ]);
    expect(Math.abs(stream.spectra[0]!.mu[50]! - grid[50]! / 8000)).toBeLessThan(1e-9);
  });
});
