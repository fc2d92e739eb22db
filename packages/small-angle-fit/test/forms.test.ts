import fc from 'fast-check';
import { seededRandom } from '@operando/fixtures';
import {
  correlationLength,
  correlationPeak,
  distortedWave,
  formFactor,
  invariant,
  porodConstant,
  reflection,
  sizeMeans,
  sizeNodes,
  smear,
  sphereShape,
  structureFactor,
} from '../src/index.js';
import type { SizeDistribution } from '../src/index.js';
import { describe, expect, it } from 'vitest';

/** Density of R over the radius of a distribution, per interval of R. */
function density(distribution: SizeDistribution, width: number, x: number): number {
  if (distribution === 'log-normal') return Math.exp(-0.5 * (Math.log(x) / width) ** 2) / x;
  if (distribution === 'gaussian') return Math.abs(x - 1) > 5 * width ? 0 : Math.exp(-0.5 * ((x - 1) / width) ** 2);
  return Math.exp((1 / width ** 2 - 1) * Math.log(x) - (x - 1) / width ** 2);
}

/** <|F|^2> and |<F>|^2 over <V^2> by a rule of 6000 even steps. */
function dense(distribution: SizeDistribution, width: number, x: number): readonly [number, number] {
  let [norm, number, square, mean] = [0, 0, 0, 0];
  const steps = 6000;
  for (let i = 1; i < steps; i++) {
    const ratio = (i * (1 + 5 * width) ** 3) / steps;
    const share = density(distribution, width, ratio);
    const amplitude = ratio ** 3 * sphereShape(x * ratio);
    number += share;
    norm += share * ratio ** 6;
    square += share * amplitude ** 2;
    mean += share * amplitude;
  }
  return [square / norm, mean ** 2 / number / norm];
}

describe('averages over sizes', () => {
  for (const distribution of ['log-normal', 'schulz', 'gaussian'] as const)
    for (const width of [0.05, 0.22, 0.3])
      it(`${distribution} of width ${width} against 6000 steps`, () => {
        for (const x of [0.05, 0.8, 2.5, 4.5, 8]) {
          const { square, coherent } = formFactor.sphere([x / 50], 50, width, { distribution });
          const [whole, shared] = dense(distribution, width, x);
          // The method asks for 1e-5 at every q.
          expect(Math.abs(square[0]! / whole - 1)).toBeLessThan(1e-5);
          expect(Math.abs(coherent[0]! - shared) / whole).toBeLessThan(1e-5);
        }
      });

  it('means of a log-normal distribution are those of its formula', () => {
    const { number, volume, scattering } = sizeMeans(sizeNodes('log-normal', 0.22));
    // exp(k s^2 / 2) for the k-th moment: 1.0245 and 1.0753 of the median, as published for 0.22.
    expect(number).toBeCloseTo(1.0245, 4);
    expect(volume).toBeCloseTo(1.0753, 4);
    expect(scattering).toBeCloseTo(Math.exp(3 * 0.22 ** 2), 8);
  });

  it('begin at 1 and lie between coherent and whole', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.4, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.3, noNaN: true }),
        (width, q) => {
          const { square, coherent } = formFactor.sphere([1e-7, q], 60, width);
          expect(square[0]).toBeCloseTo(1, 6);
          expect(coherent[1]!).toBeLessThanOrEqual(square[1]! * (1 + 1e-12));
        },
      ),
    );
  });

  it('of evenly spaced q are those of single ones', () => {
    const q = Float64Array.from({ length: 400 }, (_, i) => -0.02 + 0.0008 * i);
    const together = formFactor.sphere(q, 70, 0.2).square;
    const alone = q.map((at) => formFactor.sphere([at], 70, 0.2).square[0]!);
    // Single ones take as many sizes as they need.
    for (let i = 0; i < q.length; i++) expect(Math.abs(together[i]! / alone[i]! - 1)).toBeLessThan(2e-6);
  });
});

describe('other forms', () => {
  it('a shell without contrast is its core, one as the core a larger sphere', () => {
    const q = [0.01, 0.05, 0.1];
    const sphere = formFactor.sphere(q, 40, 0.1).square;
    const thin = formFactor.coreShell(q, { radius: 40, thickness: 1e-9, contrast: 3 }, 0.1).square;
    for (let i = 0; i < 3; i++) expect(thin[i]! / sphere[i]!).toBeCloseTo(1, 6);
    const alike = formFactor.coreShell(q, { radius: 40, thickness: 10, contrast: 0 }).square;
    const larger = formFactor.sphere(q, 50).square;
    for (let i = 0; i < 3; i++) expect(alike[i]! / larger[i]!).toBeCloseTo(1, 9);
  });

  it('a short cylinder follows its radius of gyration at small q', () => {
    const [radius, length] = [30, 80];
    const q = 1e-3;
    const gyration = radius ** 2 / 2 + length ** 2 / 12;
    expect(formFactor.cylinder([q], { radius, length }).square[0]).toBeCloseTo(1 - (q * q * gyration) / 3, 6);
  });
});

describe('structure factors', () => {
  it('the paracrystal has its limits: (s / D)^2 at q = 0, 1 far out', () => {
    const s = structureFactor.paracrystal([1e-9, 1], 300, 60);
    expect(s[0]).toBeCloseTo(0.04, 6);
    expect(s[1]).toBeCloseTo(1, 9);
  });

  it('hard spheres reach the compressibility of Percus and Yevick', () => {
    for (const fraction of [0.05, 0.2, 0.45]) {
      const zero = (1 - fraction) ** 4 / (1 + 2 * fraction) ** 2;
      expect(structureFactor.hardSphere([1e-6], 50, fraction)[0]! / zero).toBeCloseTo(1, 6);
    }
    // Both forms meet.
    const [below, above] = structureFactor.hardSphere([0.2999 / 100, 0.3001 / 100], 50, 0.3);
    expect(above! / below! - 1).toBeLessThan(1e-4);
  });
});

describe('resolution', () => {
  it('broadens a Gaussian by the sum of squares, close to the beam too', () => {
    const curve = (q: number): number => Math.exp(-0.5 * (q / 0.004) ** 2);
    for (const resolution of [{ sigma: 0.003 }, { sigma: 1e-5 }]) {
      const q = [0.001, 0.003, 0.006, 0.01];
      const out = smear(curve, q, resolution);
      const wide = Math.hypot(0.004, resolution.sigma);
      q.forEach((at, i) => {
        const exact = (0.004 / wide) * Math.exp(-0.5 * (at / wide) ** 2);
        // 4.5 standard deviations are folded.
        expect(Math.abs(out[i]! - exact)).toBeLessThan(3e-5);
      });
    }
  });
});

describe('distorted waves', () => {
  it('reflect as Fresnel has it', () => {
    const [wavelength, delta, beta] = [1.03, 6e-6, 3e-8];
    const k = (2 * Math.PI) / wavelength;
    for (const angle of [0.1, 0.2, 0.5]) {
      const normal = k * Math.sin((angle * Math.PI) / 180);
      const { re, im } = reflection(normal, wavelength, [{ delta, beta }]);
      // |r|^2 by the textbook formula with p and q of Born and Wolf, which leaves delta^2 out.
      const a = Math.sin((angle * Math.PI) / 180) ** 2 - 2 * delta;
      const size = Math.hypot(a, 2 * beta);
      const [p, q] = [Math.sqrt((size + a) / 2), Math.sqrt((size - a) / 2)];
      const s = Math.sin((angle * Math.PI) / 180);
      expect(re * re + im * im).toBeCloseTo(((s - p) ** 2 + q * q) / ((s + p) ** 2 + q * q), 4);
    }
  });

  it('a layer as its substrate changes nothing', () => {
    const alone = reflection(0.02, 1, [{ delta: 6e-6 }]);
    const layered = reflection(0.02, 1, [{ delta: 6e-6, thickness: 300 }, { delta: 6e-6 }]);
    expect(layered.re).toBeCloseTo(alone.re, 12);
    expect(layered.im).toBeCloseTo(alone.im, 12);
  });

  it('refuses what is below the horizon', () => {
    expect(() => distortedWave({ incidence: 0.4, exit: -0.1, wavelength: 1, layers: [{ delta: 1e-6 }] })).toThrow(
      'not above the horizon',
    );
    expect(() => distortedWave({ incidence: 0.4, exit: 0.1, wavelength: 1, layers: [] })).toThrow('no layer');
  });
});

describe('quantities without a model', () => {
  it('are those of a Debye-Bueche curve', () => {
    const length = 40;
    const q = Float64Array.from({ length: 40_000 }, (_, i) => 1e-5 + 1e-4 * i);
    const curve = formFactor.debyeBueche(q, length).square;
    // Integrals of q^2 / (1 + q^2 a^2)^2 and q / (1 + q^2 a^2)^2 are pi / (4 a^3) and 1 / (2 a^2).
    expect(invariant(q, curve).value / (Math.PI / (4 * length ** 3))).toBeCloseTo(1, 1);
    expect(correlationLength(q, curve).value / (2 * length)).toBeCloseTo(1, 1);
    expect(
      porodConstant(
        q,
        curve,
        curve.map(() => 1),
        2,
      ).value *
        length ** 4,
    ).toBeCloseTo(1, 2);
  });

  it('find the hump of a Gaussian where it stands', () => {
    const random = seededRandom(3);
    const q = Float64Array.from({ length: 100 }, (_, i) => 0.004 + 0.0005 * i);
    const curve = (at: number): number => 4000 * Math.exp(-0.5 * ((at - 0.021) / 0.004) ** 2) + 100 + 3e-6 / at ** 3;
    const pulls = Array.from({ length: 30 }, () => {
      const counts = q.map((at) => random.poisson(curve(at)));
      const { position, stderr, width } = correlationPeak(
        q,
        counts,
        counts.map((value) => Math.sqrt(Math.max(1, value))),
      );
      expect(width / (2.3548 * 0.004)).toBeCloseTo(1, 0);
      return (position - 0.021) / stderr;
    });
    const scatter = Math.sqrt(pulls.reduce((sum, each) => sum + each * each, 0) / 30);
    // 30 pulls: within 3.5 of their standard errors of 1.
    expect(scatter).toBeGreaterThan(0.55);
    expect(scatter).toBeLessThan(1.45);
    expect(
      correlationPeak(
        q,
        q.map((at) => 1 / at),
        q.map(() => 1),
      ).position,
    ).toBeNaN();
  });

  it('have the error of their points', () => {
    const q = [0.1, 0.2, 0.3];
    expect(invariant(q, [5, 4, 3], [1, 1, 1]).stderr).toBeCloseTo(Math.hypot(0.01 * 0.05, 0.04 * 0.1, 0.09 * 0.05), 12);
    expect(invariant(q, [5, 4, 3]).stderr).toBeNaN();
  });
});
