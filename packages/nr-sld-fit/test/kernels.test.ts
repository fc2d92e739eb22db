import fc from 'fast-check';
import { kernelsInUse } from '@operando/numerics';
import { describe, expect, it } from 'vitest';
import { fitReflectivity, reflectivity, reflectivityDerivatives, tableOf } from '../src/index.js';
import type { Slab } from '../src/index.js';
import { parrattInto } from '../src/parratt-kernel.js';
import { packSlabs } from '../src/slab-table.js';
import { windowSums } from '../src/window-sums.js';

/** Stacks of which every kind of k occurs: above and below edges, absorbing weakly and strongly, of no thickness, very rough. */
const slab = fc.record({
  thickness: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 900, noNaN: true })),
  sld: fc.double({ min: -3, max: 9, noNaN: true }),
  isld: fc.oneof(fc.constant(0), fc.constant(1e-9), fc.double({ min: 0, max: 3, noNaN: true })),
  roughness: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60, noNaN: true })),
});
const stacks = fc.tuple(
  fc.oneof(fc.array(slab, { minLength: 2, maxLength: 9 }), fc.array(slab, { minLength: 40, maxLength: 90 })),
  fc.boolean(),
);
const places = fc.array(
  fc
    .tuple(fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 0.4, noNaN: true })), fc.constantFrom(1, -1))
    .map(([q, sign]) => sign * q),
  { minLength: 1, maxLength: 9 },
);

/** Both ways, of packed layers. */
function bothWays(q: Float64Array, slabs: readonly Slab[]): readonly [Float64Array, Float64Array] {
  const packed = packSlabs(tableOf(slabs));
  const [plain, kernel] = [new Float64Array(q.length), new Float64Array(q.length)];
  parrattInto(q, q.length, packed, slabs.length, plain, 'plain');
  parrattInto(q, q.length, packed, slabs.length, kernel, 'auto');
  return [plain, kernel];
}

/**
 * How far rounding may take an amplitude: every interface rounds the sum and difference of two k, which far below a critical edge
 * cancel, and every layer its phase.
 */
function allowance(q: number, slabs: readonly Slab[]): number {
  const length = slabs.reduce((sum, { thickness = 0 }) => sum + thickness, 0);
  return 1e-13 * (slabs.length * (1 + 0.01 / Math.abs(q)) + Math.abs(q) * length);
}

describe('reflectivities by the kernel and by the plain loop', () => {
  it('are the same but for rounding, at odd numbers of Q, in total reflection, through many layers', () => {
    expect(kernelsInUse()).toBe('simd');
    fc.assert(
      fc.property(stacks, places, ([layers, isReal], at) => {
        const slabs = isReal ? layers.map((one) => ({ ...one, isld: 0 })) : layers;
        const q = Float64Array.from(at);
        const [plain, kernel] = bothWays(q, slabs);
        q.forEach((place, i) => {
          // Of amplitudes: where fringes vanish, what is left of them is rounding.
          const difference = Math.abs(Math.sqrt(kernel[i]!) - Math.sqrt(plain[i]!));
          expect(difference).toBeLessThanOrEqual(
            place === 0 ? 0 : allowance(place, slabs) * Math.max(Math.sqrt(plain[i]!), 1e-3),
          );
        });
      }),
      { numRuns: 300 },
    );
  });

  it('do not depend on the Q beside them, to the bit', () => {
    fc.assert(
      fc.property(stacks, places, ([layers, isReal], at) => {
        const slabs = isReal ? layers.map((one) => ({ ...one, isld: 0 })) : layers;
        const all = reflectivity(at, slabs);
        at.forEach((q, i) => expect(reflectivity([q], slabs)[0]).toBe(all[i]));
        expect(Array.from(reflectivity(at.toReversed(), slabs))).toEqual(Array.from(all).toReversed());
      }),
      { numRuns: 100 },
    );
  });

  it('are numbers at Q that nobody measures, too', () => {
    const slabs: Slab[] = [
      { sld: 0 },
      ...Array.from({ length: 30 }, (_, j): Slab => ({ sld: 0, isld: j % 2 })),
      { sld: 0 },
    ];
    for (const layers of [slabs, slabs.map(({ sld }) => ({ sld }))])
      for (const q of [5e-324, 3e-162, 1e-100, 1e-30, 2e-17, 1e-16, 1e-8])
        for (const r of bothWays(Float64Array.of(q), layers)) expect(r[0]! >= 0 && r[0]! <= 1 + 1e-9).toBe(true);
  });

  it('are 1 at Q = 0, and NaN where a layer is, beside others that are not', () => {
    for (const isld of [0, 0.2]) {
      const slabs: Slab[] = [{ sld: 2 }, { thickness: 100, sld: 4, isld, roughness: 4 }, { sld: 6, roughness: 3 }];
      const [plain, kernel] = bothWays(Float64Array.of(0, 0.05, -0, 0.3, 0), slabs);
      for (const r of [plain, kernel]) {
        expect([r[0], r[2], r[4]]).toEqual([1, 1, 1]);
        expect(r[1]).toBeGreaterThan(0);
      }
      const packed = packSlabs(tableOf(slabs));
      for (let k = 0; k < packed.length; k++) {
        // Thicknesses of fronting and backing, and what is above the fronting, are never looked at.
        if (k < 4 || k === 4 * 2 + 2 || (isld === 0 && k % 4 === 1)) continue;
        const broken = packed.slice();
        broken[k] = Number.NaN;
        const found = (['plain', 'auto'] as const).map((choice) => {
          const r = new Float64Array(3);
          parrattInto(Float64Array.of(0.02, 0.1, 0.2), 3, broken, 3, r, choice);
          return Array.from(r);
        });
        expect(found).toEqual([
          [Number.NaN, Number.NaN, Number.NaN],
          [Number.NaN, Number.NaN, Number.NaN],
        ]);
      }
    }
  });

  it('go through memory in blocks, and by the plain loop where layers do not fit into it', () => {
    const slabs: Slab[] = [{ sld: 2 }, { thickness: 100, sld: 4, isld: 0.1, roughness: 4 }, { sld: 6, roughness: 3 }];
    const q = Float64Array.from({ length: 9001 }, (_, i) => 0.005 + 3e-5 * i);
    const whole = reflectivity(q, slabs);
    for (const at of [0, 4095, 4096, 8191, 8192, 9000]) expect(whole[at]).toBe(reflectivity([q[at]!], slabs)[0]);
    const thin: Slab[] = [
      { sld: 2 },
      ...Array.from({ length: 70_000 }, (_, j): Slab => ({ thickness: 0.01, sld: 4 + Math.sin(j) })),
      { sld: 6 },
    ];
    expect(reflectivity([0.05], thin)[0]).toBe(reflectivity([0.05], thin, { kernels: 'plain' })[0]);
  });
});

describe('derivatives by kernels and by the plain loop', () => {
  it('are the same but for rounding, whatever Q are beside them', () => {
    fc.assert(
      fc.property(stacks, places, ([layers, isReal], given) => {
        // Through many layers that hardly differ, or far below a critical edge, slopes are differences of what rounding left.
        const at = given.map((q) => (q === 0 ? 0 : q + 0.004 * Math.sign(q)));
        const signed = (one: (typeof layers)[number], j: number) => ({
          ...one,
          isld: isReal ? 0 : j % 3 === 1 ? -one.isld : one.isld,
        });
        const slabs = layers.slice(0, 9).map(signed);
        const plain = reflectivityDerivatives(at, slabs, { kernels: 'plain' });
        const kernel = reflectivityDerivatives(at, slabs, { kernels: 'auto' });
        const wide = 4 * slabs.length;
        at.forEach((q, i) => {
          // Rounding of what is summed up, relative to the largest derivative; where little is reflected, amplitudes cancel.
          const own = plain.byLayer.subarray(i * wide, (i + 1) * wide);
          const size = own.reduce(
            (most, value) => Math.max(most, Math.abs(value)),
            Math.max(1e-6, plain.reflectivity[i]!),
          );
          const near = q === 0 ? 0 : 100 * allowance(q, slabs);
          expect(Math.abs(kernel.reflectivity[i]! - plain.reflectivity[i]!)).toBeLessThanOrEqual(near);
          own.forEach((value, c) => {
            expect(Math.abs(kernel.byLayer[i * wide + c]! - value)).toBeLessThanOrEqual(
              near * size + (q === 0 ? 0 : 1e-12),
            );
          });
          const alone = reflectivityDerivatives([q], slabs);
          expect(alone.reflectivity[0]).toBe(kernel.reflectivity[i]);
          expect(Array.from(alone.byLayer)).toEqual(Array.from(kernel.byLayer.subarray(i * wide, (i + 1) * wide)));
        });
      }),
      { numRuns: 100 },
    );
  });
});

describe('curves through a resolution by kernels and by plain loops', () => {
  const widths = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 0.01, noNaN: true })), {
    minLength: 1,
    maxLength: 20,
  });

  it('are the same but for rounding, sharp points among them, in any order, whether weights are kept or not', () => {
    fc.assert(
      fc.property(
        fc.array(slab, { minLength: 2, maxLength: 5 }),
        widths,
        fc.constantFrom(...(['gaussian', 'log-gaussian', 'box'] as const)),
        fc.infiniteStream(fc.double({ min: 0.01, max: 0.3, noNaN: true })),
        (slabs, dq, shape, stream) => {
          const q = dq.map(() => stream.next().value as number);
          const resolution = { dq, kind: 'sigma', shape, tolerance: 1e-4 } as const;
          const plain = reflectivity(q, slabs, { resolution, kernels: 'plain' });
          const kernel = reflectivity(q, slabs, { resolution });
          // Its plan is kept, and so are the weights.
          const kept = reflectivityDerivatives(q, slabs, { resolution }).reflectivity;
          q.forEach((at, i) => {
            const near = 10 * allowance(at, slabs) * Math.max(plain[i]!, 1e-6);
            expect(Math.abs(kernel[i]! - plain[i]!)).toBeLessThanOrEqual(near);
            expect(Math.abs(kernel[i]! - kept[i]!)).toBeLessThanOrEqual(near);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are summed in parts where the weights of all windows do not fit into the memory of kernels', () => {
    const count = new Int32Array(40).fill(9000);
    const first = Int32Array.from(count, (_, i) => 20 * i);
    const offset = Int32Array.from(count, (size, i) => i * size);
    const weights = Float64Array.from({ length: 40 * 9000 }, (_, k) => Math.sin(k));
    const values = Float64Array.from({ length: 2 * 10_000 }, (_, k) => Math.cos(3 * k));
    const [auto, plain] = (['auto', 'plain'] as const).map((choice) => {
      const out = new Float64Array(80);
      windowSums({ first, count, offset, weights }, values, 2, out, choice);
      return out;
    });
    // 9000 terms of up to 1.
    auto!.forEach((sum, i) => expect(Math.abs(sum - plain![i]!)).toBeLessThan(9000 * 2e-16 * 9));
    expect(new Set(auto).size).toBe(80);
  });
});

describe('fits by kernels and by plain loops', () => {
  it('end in the same minimum, through a resolution or none', () => {
    const q = Float64Array.from({ length: 121 }, (_, i) => 0.008 + 0.002 * i);
    const truth: Slab[] = [
      { sld: 2.07 },
      { thickness: 40, sld: -1.95, roughness: 5 },
      { thickness: 400, sld: 6.5, isld: 0.01, roughness: 6 },
      { sld: 5.9, roughness: 12 },
    ];
    for (const resolution of [undefined, { relative: 0.05, kind: 'fwhm' } as const]) {
      const r = reflectivity(q, truth, { resolution }).map((value, i) => value * (1 + 0.02 * Math.sin(37 * i)));
      const data = { q, r, dr: r.map((value) => 0.02 * value), resolution };
      const model = {
        parameters: {
          ti: { value: 42, bounds: [20, 70] as [number, number] },
          cu: { value: 396, bounds: [350, 450] as [number, number] },
          rough: { value: 10, bounds: [2, 20] as [number, number] },
        },
        layers: [
          { sld: 2.07 },
          { thickness: 'ti', sld: -1.95, roughness: 5 },
          { thickness: 'cu', sld: 6.5, isld: 0.01, roughness: 6 },
          { sld: 5.9, roughness: 'rough' },
        ],
      };
      const [plain, auto] = (['plain', 'auto'] as const).map((kernels) => fitReflectivity(model, data, { kernels }));
      expect(Math.abs(auto!.chiSquare / plain!.chiSquare - 1)).toBeLessThan(1e-9);
      for (const name of ['ti', 'cu', 'rough'] as const) {
        const { value, stderr } = plain!.parameters[name]!;
        // A fit ends within a thousandth of the standard error by its own tolerance.
        expect(Math.abs(auto!.parameters[name]!.value - value)).toBeLessThan(1e-3 * stderr);
        expect(auto!.parameters[name]!.stderr / stderr).toBeCloseTo(1, 6);
      }
    }
  });
});
