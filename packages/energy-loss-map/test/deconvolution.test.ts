import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, energyLossMaps, seededRandom } from '@operando/fixtures';
import { decomposeMaps, fourierLog } from '../src/index.js';
import { fourierInPlace } from '../src/fourier.js';

describe('the Fourier transform', () => {
  it('is the sum that defines it, and its inverse undoes it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 32, maxLength: 32 }), (values) => {
        const [re, im] = [Float64Array.from(values.slice(0, 16)), Float64Array.from(values.slice(16))];
        const [r, i] = [re.slice(), im.slice()];
        fourierInPlace(r, i);
        for (let k = 0; k < 16; k++) {
          let [x, y] = [0, 0];
          re.forEach((value, j) => {
            const [c, s] = [Math.cos((2 * Math.PI * j * k) / 16), -Math.sin((2 * Math.PI * j * k) / 16)];
            x += value * c - im[j]! * s;
            y += value * s + im[j]! * c;
          });
          expect(Math.hypot(r[k]! - x, i[k]! - y)).toBeLessThan(1e-12);
        }
        fourierInPlace(r, i, true);
        r.forEach((value, k) => expect(Math.hypot(value - re[k]!, i[k]! - im[k]!)).toBeLessThan(1e-14));
      }),
    );
  });
});

/** A zero loss, and scattering of every order from one that is known, by convolution. */
function plural(thickness: number) {
  const step = 0.25;
  const energies = Float64Array.from({ length: 800 }, (_, i) => -10 + step * i);
  const zero = energies.map((energy) => 1e5 * Math.exp(-0.5 * (energy / 0.5) ** 2));
  const single = energies.map((energy) =>
    energy < 1 ? 0 : (energy * 22 * 4.5) / ((energy ** 2 - 22 ** 2) ** 2 + (energy * 4.5) ** 2),
  );
  const area = single.reduce((sum, value) => sum + value, 0);
  const share = single.map((value) => (value * thickness) / area);
  const offset = 40;
  const convolved = (a: Float64Array): Float64Array =>
    a.map((_, i) => {
      let sum = 0;
      for (let j = offset; j <= i + offset && j < 800; j++) sum += share[j]! * (a[i - j + offset] ?? 0);
      return sum;
    });
  let [order, total] = [zero, zero.slice()];
  for (let k = 1; k < 12; k++) {
    order = convolved(order).map((value) => value / k);
    total = total.map((value, i) => value + order[i]!);
  }
  return { energies, total, single: convolved(zero) };
}

describe('single scattering', () => {
  it.each([0.3, 0.8, 1.5])('comes out of plural scattering of %f mean free paths', (thickness) => {
    const { energies, total, single } = plural(thickness);
    const found = fourierLog(energies, total, { end: 4 });
    const top = Math.max(...single);
    // Behind the zero loss, and before the end, where what is carried on is a guess.
    for (let i = 60; i < 700; i++) expect(Math.abs(found.counts[i]! - single[i]!)).toBeLessThan(0.01 * top);
    expect(Math.abs(found.thickness - thickness)).toBeLessThan(0.02 * thickness);
    expect(found.resolution).toBeCloseTo(0.5 * 2.3548, 1);
  });

  it('needs a zero loss', () => {
    const energies = Float64Array.from({ length: 64 }, (_, i) => 40 + i);
    expect(
      codeOf(() =>
        fourierLog(
          energies,
          energies.map((e) => 1e6 * e ** -3),
        ),
      ),
    ).toBe('outside-range');
  });
});

describe('components', () => {
  const { energies, counts, rows, columns } = energyLossMaps({
    frames: 3,
    rows: 3,
    columns: 6,
    seed: 4,
    drift: 0,
    counts: 20_000,
  });
  const channels = energies.length;

  it('are as many as there are: background, lithium, cobalt', () => {
    const found = decomposeMaps(counts, channels, { iterations: 300 });
    expect(found.count).toBe(3);
    expect(found.singularValues[2]).toBeGreaterThan(found.noise);
    expect(found.reducedChiSquare).toBeGreaterThan(0.9);
    expect(found.reducedChiSquare).toBeLessThan(1.1);
    expect(Array.from(found.shares)).toEqual(Array.from(found.shares).toSorted((a, b) => b - a));
    expect(found.amounts[0]!.length).toBe(3 * rows * columns);
    // Amounts times spectra are the counts: their sums over all channels too.
    const own = counts.subarray(0, channels).reduce((sum, value) => sum + value, 0);
    const told = found.amounts.reduce((sum, each) => sum + each[0]!, 0);
    expect(Math.abs(told / own - 1)).toBeLessThan(1e-3);
    // Where cobalt is not, hardly any of the component that is richest behind its onset relative to the others.
    const inCathode = (i: number): boolean => i % columns < 2;
    const contrast = found.amounts.map((each) => {
      const mean = (which: (i: number) => boolean): number => {
        const chosen = each.filter((_, i) => which(i));
        return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
      };
      return mean(inCathode) / mean((i) => !inCathode(i));
    });
    expect(Math.max(...contrast)).toBeGreaterThan(3);
  });

  it('are the same for the same data, and as many as asked for', () => {
    const [one, two] = [1, 2].map(() => decomposeMaps(counts, channels, { components: 2, iterations: 20 }));
    expect(one).toEqual(two);
    expect(one!.count).toBe(2);
    expect(
      one!.spectra.map((each) => each.reduce((sum, value) => sum + value, 0)).every((sum) => Math.abs(sum - 1) < 1e-9),
    ).toBe(true);
  });

  it('of noise about one spectrum are one', () => {
    const random = seededRandom(2);
    const flat = Float64Array.from({ length: 40 * 60 }, (_, i) => random.poisson(500 + 5 * (i % 60)));
    expect(decomposeMaps(flat, 60, { iterations: 20 }).count).toBe(1);
  });

  it('need counts', () => {
    expect(codeOf(() => decomposeMaps(counts.subarray(1), channels))).toBe('too-few-points');
    expect(
      codeOf(() =>
        decomposeMaps(
          counts.map((n) => -n),
          channels,
        ),
      ),
    ).toBe('invalid-argument');
  });
});
