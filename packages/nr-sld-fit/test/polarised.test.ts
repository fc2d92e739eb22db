import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { golden } from '@operando/fixtures';
import { coRefine, fitReflectivity, polarisedReflectivity, reflectivity } from '../src/index.js';
import type { Polarisation, PolarisedReflectivity, ReflectivityData, ReflectivityModel, Slab } from '../src/index.js';

interface Validated {
  readonly layers: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
}
const worst = (found: ArrayLike<number>, expected: ArrayLike<number>): number =>
  Math.max(...Array.from(found, (value, i) => Math.abs(value - expected[i]!) / Math.max(1e-9, expected[i]!)));

type C = readonly [number, number];
const add = (a: C, b: C): C => [a[0] + b[0], a[1] + b[1]];
const times = (a: C, b: C): C => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const over = (a: C, b: C): C => {
  const n = b[0] ** 2 + b[1] ** 2;
  return [(a[0] * b[0] + a[1] * b[1]) / n, (a[1] * b[0] - a[0] * b[1]) / n];
};
/** The wave number with a negative imaginary part. */
const wave = (square: number): C => (square >= 0 ? [Math.sqrt(square), 0] : [0, -Math.sqrt(-square)]);

/** Solve A x = b by Gauss with pivots. */
function solve(a: C[][], b: C[]): C[] {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.hypot(...a[i]![k]!) > Math.hypot(...a[best]![k]!)) best = i;
    [a[k], a[best], b[k], b[best]] = [a[best]!, a[k]!, b[best]!, b[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = over(a[i]![k]!, a[k]![k]!);
      for (let j = k; j < n; j++) a[i]![j] = add(a[i]![j]!, times([-factor[0], -factor[1]], a[k]![j]!));
      b[i] = add(b[i]!, times([-factor[0], -factor[1]], b[k]!));
    }
  }
  const x: C[] = [];
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let j = i + 1; j < n; j++) sum = add(sum, times([-a[i]![j]![0], -a[i]![j]![1]], x[j]!));
    x[i] = over(sum, a[i]![i]!);
  }
  return x;
}

/**
 * The wave in all layers at once: amplitudes of both spins, down and up, from continuity of the spinor and its derivative at every smooth
 * interface; one linear system, which shares nothing with a recursion.
 */
function bySystem(q: number, slabs: readonly Slab[]): PolarisedReflectivity {
  const unit = 4e-6 * Math.PI;
  const last = slabs.length - 1;
  const layers = slabs.map(({ sld, thickness = 0, magneticSld = 0, magneticAngle = 0 }) => ({
    thickness,
    half: (magneticAngle * Math.PI) / 360,
    k: [1, -1].map((sign) => wave((q * q) / 4 - unit * (sld + sign * magneticSld - slabs[0]!.sld))),
  }));
  const spinor = (half: number, spin: number): readonly [number, number] =>
    spin === 0 ? [Math.cos(half), Math.sin(half)] : [-Math.sin(half), Math.cos(half)];
  const reflected = (spin: 0 | 1): [number, number] => {
    // Unknowns: up-going of the fronting (2), down and up of each layer (4), down-going of the backing (2).
    const size = 4 * last;
    const a: C[][] = Array.from({ length: size }, () => Array.from({ length: size }, (): C => [0, 0]));
    const b: C[] = Array.from({ length: size }, (): C => [0, 0]);
    for (let i = 1; i <= last; i++) {
      for (const side of [i - 1, i]) {
        const { half, k, thickness } = layers[side]!;
        const sign = side === i ? -1 : 1;
        for (let s = 0; s < 2; s++) {
          for (const way of [-1, 1]) {
            // Down-going waves are exp(-i k z), measured from the top of their layer; up-going from its bottom.
            const depth = side === i ? 0 : thickness;
            const along = way === -1 ? depth : depth - thickness;
            const phase: C = side === 0 ? [0, 0] : [k[s]![1] * along * -way, -k[s]![0] * along * -way];
            const value: C = [Math.exp(phase[0]) * Math.cos(phase[1]), Math.exp(phase[0]) * Math.sin(phase[1])];
            const slope = times([0, way], times(k[s]!, value));
            for (let component = 0; component < 2; component++) {
              const weight = sign * spinor(half, s)[component]!;
              const rows = [4 * (i - 1) + component, 4 * (i - 1) + 2 + component];
              const terms = [value, slope].map((term): C => [weight * term[0], weight * term[1]]);
              if (side === 0 && way === -1) {
                if (s === spin) rows.forEach((row, t) => (b[row] = add(b[row]!, [-terms[t]![0], -terms[t]![1]])));
                continue;
              }
              if (side === last && way === 1) continue;
              const column =
                side === 0 ? s : side === last ? 4 * last - 2 + s : 4 * side - 2 + (way === -1 ? 0 : 2) + s;
              rows.forEach((row, t) => (a[row]![column] = add(a[row]![column]!, terms[t]!)));
            }
          }
        }
      }
    }
    const x = solve(a, b);
    return [x[0]![0] ** 2 + x[0]![1] ** 2, x[1]![0] ** 2 + x[1]![1] ** 2];
  };
  const [up, down] = [reflected(0), reflected(1)];
  return {
    pp: Float64Array.of(up[0]),
    pm: Float64Array.of(up[1]),
    mp: Float64Array.of(down[0]),
    mm: Float64Array.of(down[1]),
  };
}

describe('polarised neutrons', () => {
  const validation = golden('nr-polarised') as Record<string, Validated>;

  it.each(['test0', 'test1'])('agree with ORSO, %s of the polarised ones', (name) => {
    const { layers, rows } = validation[name]!;
    const found = polarisedReflectivity(
      rows.map(([q]) => q!),
      layers.map(([thickness, sld, isld, theta, magneticSld, roughness]) => ({
        thickness: thickness!,
        sld: sld!,
        isld: isld!,
        roughness: roughness!,
        magneticSld: magneticSld!,
        // There the angle is to the axis across the guide field.
        magneticAngle: 90 - theta!,
      })),
    );
    for (const [k, section] of (['mm', 'mp', 'pm', 'pp'] as const).entries())
      rows.forEach((row, i) =>
        // ORSO asks for 8e-5, or 1e-12; the rounding of constants there leaves 2e-8.
        expect(Math.abs(found[section][i]! - row[k + 1]!)).toBeLessThan(1e-12 + 5e-8 * row[k + 1]!),
      );
  });

  it('agree with the waves of all layers solved at once, for any smooth stack', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            thickness: fc.double({ min: 5, max: 400, noNaN: true }),
            sld: fc.double({ min: -1, max: 9, noNaN: true }),
            magneticSld: fc.double({ min: 0, max: 5, noNaN: true }),
            magneticAngle: fc.double({ min: -180, max: 180, noNaN: true }),
          }),
          { minLength: 2, maxLength: 5 },
        ),
        fc.double({ min: 0.03, max: 0.2, noNaN: true }),
        (slabs, q) => {
          const stack: Slab[] = [{ sld: 2.07 }, ...slabs];
          const expected = bySystem(q, stack);
          const found = polarisedReflectivity([q], stack);
          for (const section of ['pp', 'pm', 'mp', 'mm'] as const)
            expect(Math.abs(found[section][0]! - expected[section][0]!)).toBeLessThan(
              1e-12 + 1e-8 * expected[section][0]!,
            );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keep every neutron below all edges, whatever turns its spin', () => {
    const stack: Slab[] = [
      { sld: 0 },
      { thickness: 80, sld: 4, magneticSld: 3, magneticAngle: 35 },
      { thickness: 150, sld: 6, magneticSld: 2, magneticAngle: 120 },
      { sld: 6.3 },
    ];
    const q = [0, 0.001, 0.004, 0.008, 0.012];
    const { pp, pm, mp, mm } = polarisedReflectivity(q, stack);
    q.forEach((_, i) => {
      expect(pp[i]! + pm[i]!).toBeCloseTo(1, 10);
      expect(mm[i]! + mp[i]!).toBeCloseTo(1, 10);
    });
    expect(pm[3]).toBeGreaterThan(0.01);
  });

  // The check of refnx's polarised kernel: 3 + 1 and 3 - 1 without flip (refnx/reflect/test/test_reflect.py, test_pnr).
  it('see the sum or the difference of both SLDs where nothing turns them, rough and absorbing layers too', () => {
    const q = Float64Array.from({ length: 200 }, (_, i) => 0.01 + (0.29 * i) / 199);
    const simple: Slab[] = [{ sld: 0 }, { thickness: 100, sld: 3, magneticSld: 1 }, { sld: 4 }];
    const rough: Slab[] = [
      { sld: 2.07 },
      { thickness: 300, sld: 8, isld: 0.02, roughness: 7, magneticSld: 4.5 },
      { thickness: 40, sld: 4, roughness: 9, magneticSld: 1, magneticAngle: 180 },
      { sld: 6, roughness: 12 },
    ];
    for (const stack of [simple, rough]) {
      const found = polarisedReflectivity(q, stack);
      for (const [section, sign] of [
        ['pp', 1],
        ['mm', -1],
      ] as const) {
        const seen = stack.map(({ thickness, sld, isld, roughness, magneticSld = 0, magneticAngle = 0 }) => ({
          thickness,
          isld,
          roughness,
          sld: sld + (magneticAngle === 180 ? -sign : sign) * magneticSld,
        }));
        expect(worst(found[section], reflectivity(q, seen))).toBeLessThan(1e-9);
      }
      expect(Math.max(...found.pm, ...found.mp)).toBeLessThan(1e-25);
    }
  });

  it('refuse a fronting that is a magnet', () => {
    expect(() => polarisedReflectivity([0.1], [{ sld: 1, magneticSld: 1 }, { sld: 2 }])).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

describe('fits of polarised curves', () => {
  const q = Float64Array.from({ length: 100 }, (_, i) => 0.008 * 20 ** (i / 99));
  const truth: readonly Slab[] = [
    { sld: 2.07 },
    { thickness: 200, sld: 8, roughness: 5, magneticSld: 4.9, magneticAngle: 30 },
    { thickness: 50, sld: 6.5, roughness: 5 },
    { sld: 6.1, roughness: 8 },
  ];
  const exact = polarisedReflectivity(q, truth);
  const dataOf = (polarization: Polarisation, curve: Float64Array): ReflectivityData => {
    const dr = curve.map((value) => 0.03 * value + 1e-7);
    const r = curve.map((value, i) => value + dr[i]! * Math.sin(37 * i + 5 * Math.sin(11 * i)));
    return { name: polarization, q, r, dr, polarization, resolution: { dq: 0, kind: 'sigma' } };
  };
  const model: ReflectivityModel = {
    parameters: {
      iron: { value: 190, bounds: [150, 250] },
      magnetic: { value: 4.5, bounds: [2, 6] },
      angle: { value: 20, bounds: [0, 90] },
    },
    layers: [
      { sld: 2.07 },
      { name: 'Fe', thickness: 'iron', sld: 8, roughness: 5, magneticSld: 'magnetic', magneticAngle: 'angle' },
      { thickness: 50, sld: 6.5, roughness: 5 },
      { sld: 6.1, roughness: 8 },
    ],
  };

  it('find thickness, magnetic SLD and angle of a magnetisation that is turned', () => {
    const states = ['pp', 'mm', 'pm'] as const;
    const fit = coRefine(
      states.map((name) => ({ ...model, name })),
      states.map((state) => dataOf(state, exact[state])),
    );
    expect(fit.status).toBe('converged');
    for (const [name, right] of Object.entries({ iron: 200, magnetic: 4.9, angle: 30 })) {
      const { value, stderr } = fit.parameters[name]!;
      expect(Math.abs(value - right)).toBeLessThan(3 * stderr);
      expect(stderr).toBeLessThan(0.02 * right);
    }
    expect([fit.parameters['magnetic']!.unit, fit.parameters['angle']!.unit]).toEqual(['1e-6/angstrom^2', 'deg']);
  });

  it('take the sum of what is not told apart', () => {
    const sums: readonly (readonly [Polarisation, Float64Array])[] = [
      ['po', exact.pp.map((value, i) => value + exact.pm[i]!)],
      ['unpolarized', exact.pp.map((value, i) => 0.5 * (value + exact.pm[i]! + exact.mp[i]! + exact.mm[i]!))],
    ];
    for (const [state, curve] of sums) {
      const held: ReflectivityModel = {
        ...model,
        parameters: {
          iron: { value: 200 },
          magnetic: { value: 4.9, fixed: true },
          angle: { value: 30, fixed: true },
        },
      };
      const fit = fitReflectivity(held, dataOf(state, curve));
      expect(worst(fit.curves[0]!.fitted, curve)).toBeLessThan(0.02);
      expect(Math.abs(fit.parameters['iron']!.value - 200)).toBeLessThan(3 * fit.parameters['iron']!.stderr);
    }
  });

  it('of magnetisations along the field are those of the SLDs that each spin sees', () => {
    const along: ReflectivityModel = {
      parameters: { iron: { value: 190, bounds: [150, 250] } },
      layers: model.layers.map((layer, l) =>
        l === 1 ? Object.assign({}, layer, { magneticSld: 4.9, magneticAngle: 180 }) : layer,
      ),
    };
    const seen = truth.map(({ thickness, sld, roughness }, l) => ({
      thickness: thickness ?? 0,
      roughness: roughness ?? 0,
      sld: l === 1 ? sld - 4.9 : sld,
    }));
    const fit = fitReflectivity(along, dataOf('pp', reflectivity(q, seen)));
    expect(Math.abs(fit.parameters['iron']!.value - 200)).toBeLessThan(3 * fit.parameters['iron']!.stderr);
    expect(fit.curves[0]!.slabs[1]!.sld).toBeCloseTo(3.1, 12);
  });
});

describe('rough interfaces between turned magnetisations', () => {
  // Magnetisations all turned by one angle split the beam into both spins along them, each with a reflectivity of its own by the
  // unpolarised kernel; roughnesses and fields from where factors of both spins are nearly one to where they are not.
  it.each([
    [3, 1, 0],
    [12, 4, 0],
    [35, 6, 0],
    [60, 9, 0],
    [12, 4, 0.03],
    [60, 9, 0.03],
  ])('of %s angstrom, magnetic SLD up to %s, absorption %s', (roughness, most, isld) => {
    const q = Float64Array.from({ length: 300 }, (_, i) => 0.002 + (0.2 * i) / 299);
    const slabs: Slab[] = [
      { sld: 0 },
      { thickness: 90, sld: 8, isld, roughness, magneticSld: most },
      // As good as without magnetism, along an axis of its own: both interfaces turn the spin's axis.
      { thickness: 60, sld: 3, isld, roughness: 0.7 * roughness, magneticSld: 1e-13, magneticAngle: -50 },
      { thickness: 120, sld: 5, isld, roughness: 1.1 * roughness, magneticSld: 0.6 * most },
      { sld: 2.07, isld, roughness: 0.4 * roughness },
    ];
    const seen = (sign: number): Float64Array =>
      reflectivity(
        q,
        slabs.map(({ magneticSld = 0, ...slab }) => Object.assign(slab, { sld: slab.sld + sign * magneticSld })),
      );
    const [up, down] = [seen(1), seen(-1)];
    for (const degrees of [30, 90, 140]) {
      const turned = slabs.map((slab) => Object.assign({ magneticAngle: degrees }, slab));
      const { pp, pm, mm, mp } = polarisedReflectivity(q, turned);
      const share = Math.cos((0.5 * degrees * Math.PI) / 180) ** 2;
      for (let i = 0; i < q.length; i++) {
        const [one, other] = [share * up[i]! + (1 - share) * down[i]!, (1 - share) * up[i]! + share * down[i]!];
        // Rounding of sums of either kernel, as in the comparison with magnetisations along the field.
        expect(Math.abs(pp[i]! + pm[i]! - one)).toBeLessThan(1e-9 * one + 1e-15);
        expect(Math.abs(mm[i]! + mp[i]! - other)).toBeLessThan(1e-9 * other + 1e-15);
      }
    }
  });
});

describe('polarised reflectivities by kernels and by the plain loop', () => {
  const layer = fc.record({
    thickness: fc.double({ min: 0, max: 500, noNaN: true }),
    sld: fc.double({ min: -2, max: 8, noNaN: true }),
    isld: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true })),
    roughness: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 40, noNaN: true })),
    magneticSld: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 5, noNaN: true })),
    magneticAngle: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 360, noNaN: true })),
  });
  const places = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.002, max: 0.3, noNaN: true })), {
    minLength: 1,
    maxLength: 7,
  });

  it('are the same but for rounding, whatever Q are beside them', () => {
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 8 }), fc.boolean(), places, (layers, isReal, q) => {
        const slabs = [{ sld: 2 }, ...layers.map((one) => (isReal ? { ...one, isld: 0 } : one))];
        const length = layers.reduce((sum, { thickness }) => sum + thickness, 0);
        const [plain, kernel] = (['plain', 'auto'] as const).map((kernels) =>
          polarisedReflectivity(q, slabs, { kernels }),
        );
        const alone = q.map((at) => polarisedReflectivity([at], slabs));
        for (const state of ['pp', 'pm', 'mp', 'mm'] as const)
          q.forEach((at, i) => {
            // Of amplitudes: sums and differences of k cancel far below edges, and every layer rounds its phase.
            const near = at === 0 ? 0 : 1e-13 * (slabs.length * (1 + 0.01 / at) + at * length);
            const [one, other] = [Math.sqrt(kernel![state][i]!), Math.sqrt(plain![state][i]!)];
            expect(Math.abs(one - other)).toBeLessThanOrEqual(near * Math.max(other, 1));
            expect(alone[i]![state][0]).toBe(kernel![state][i]);
          });
      }),
      { numRuns: 150 },
    );
  });

  it('go through memory in blocks, and by the plain loop where layers do not fit into it', () => {
    const q = Float64Array.from({ length: 701 }, (_, i) => 0.005 + 4e-4 * i);
    for (const isld of [0, 0.01]) {
      const film = { thickness: 100, sld: 4, isld, magneticSld: 2, magneticAngle: 30 };
      const stack = [{ sld: 2 }, film, { sld: 6 }];
      const { pm } = polarisedReflectivity(q, stack);
      for (const at of [0, 27, 28, 55, 56, 57, 112, 512, 540, 541, 542, 700])
        expect(pm[at]).toBe(polarisedReflectivity([q[at]!], stack).pm[0]);
    }
    const thin = Array.from({ length: 20_000 }, (_, j) => ({
      thickness: 0.01,
      sld: 4 + Math.sin(j),
      isld: 1e-3,
      magneticSld: 1,
      magneticAngle: 40,
    }));
    const many = [{ sld: 2 }, ...thin, { sld: 6 }];
    expect(polarisedReflectivity([0.05], many).mm[0]).toBe(
      polarisedReflectivity([0.05], many, { kernels: 'plain' }).mm[0],
    );
  });
});
