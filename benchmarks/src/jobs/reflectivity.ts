import type { Slab } from '@operando/nr-sld-fit';
import type { Build } from '../program/build.js';
import { atMost } from '../program/job.js';
import type { Candidate, Check, Goal, Job, Prepared } from '../program/job.js';

type Complex = readonly [real: number, imaginary: number];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const minus = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
const over = (x: Complex, [c, d]: Complex): Complex => {
  const norm = c * c + d * d;
  return times(x, [c / norm, -d / norm]);
};
const power = ([a, b]: Complex): Complex => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)];
/** The root that decays. */
const root = ([a, b]: Complex): Complex => {
  // The part that is a sum, and the other from it: a difference would lose weak absorption.
  const larger = Math.sqrt((Math.hypot(a, b) + Math.abs(a)) / 2);
  const smaller = larger === 0 ? 0 : b / (2 * larger);
  return a >= 0 ? [larger, smaller] : [smaller, larger];
};

/** R at one Q by the products of Abeles' matrices, with Nevot and Croce's roughness: not the recursion that is timed. */
function byMatrices(q: number, layers: readonly Slab[]): number {
  const front = layers[0]!.sld;
  const waves = layers.map(({ sld, isld = 0 }): Complex =>
    root([(q * q) / 4 - 4e-6 * Math.PI * (sld - front), 4e-6 * Math.PI * isld]),
  );
  let [m11, m12, m21, m22]: Complex[] = [
    [1, 0],
    [0, 0],
    [0, 0],
    [1, 0],
  ];
  for (let j = 1; j < layers.length; j++) {
    const [above, below] = [waves[j - 1]!, waves[j]!];
    const { roughness = 0 } = layers[j]!;
    const damped = power(times([-2 * roughness * roughness, 0], times(above, below)));
    const r = times(over(minus(above, below), plus(above, below)), damped);
    const phase = j === 1 ? ([0, 0] as const) : times([0, layers[j - 1]!.thickness ?? 0], above);
    const [out, back] = [power(times([-1, 0], phase)), power(phase)];
    const [c11, c12, c21, c22] = [out, times(r, out), times(r, back), back];
    [m11, m12, m21, m22] = [
      plus(times(m11!, c11), times(m12!, c21)),
      plus(times(m11!, c12), times(m12!, c22)),
      plus(times(m21!, c11), times(m22!, c21)),
      plus(times(m21!, c12), times(m22!, c22)),
    ];
  }
  const [a, b] = over(m21!, m11!);
  return a * a + b * b;
}

function slabs(layers: number, absorption: number): Slab[] {
  return [
    { sld: 2.07 },
    ...Array.from({ length: layers }, (_, i): Slab => ({
      thickness: 50 + i,
      sld: 1 + ((i * 37) % 50) / 10,
      isld: absorption,
      roughness: 4,
    })),
    { sld: 6.36, isld: absorption, roughness: 3 },
  ];
}

/** The same layers as magnets: each along an axis of its own, or all along one that is so many degrees from the guide field. */
function magnets(layers: number, absorption: number, axis?: number): Slab[] {
  return slabs(layers, absorption).map((slab, j): Slab => {
    if (j === 0 || j > layers) return slab;
    return Object.assign(slab, { magneticSld: 0.5 + ((j * 13) % 20) / 10, magneticAngle: axis ?? (j * 47) % 180 });
  });
}

const momenta = (points: number): Float64Array =>
  Float64Array.from({ length: points }, (_, i) => 0.008 + (0.3 * i) / points);

const sizes = [
  [3, 200],
  [10, 1000],
  [100, 1000],
] as const;
const kinds = [
  ['absorbing', 0.01, 0.25],
  ['real', 0, 0.15],
] as const;
const nameOf = (layers: number, points: number, kind: string): string => `${layers} layers x ${points} Q, ${kind}`;
const polarised = (kind: string): string => `... polarised: four cross sections, ${nameOf(10, 1000, kind)}`;
const refnx = (name: string): string => `refnx's C: ${name}`;
const smeared = '3 layers x 200 Q through 5 % to 1e-4';
const resolution = { relative: 0.05, kind: 'fwhm', tolerance: 1e-4 } as const;

/** R through Gaussians by the midpoint rule over 12 standard deviations with so many nodes that more change nothing. */
function byQuadrature(q: Float64Array, curve: (at: Float64Array) => Float64Array): Float64Array {
  const nodes = 4000;
  return q.map((center) => {
    const sigma = (0.05 * center) / 2.354820045030949;
    const at = Float64Array.from({ length: nodes }, (_, i) => center + sigma * (-6 + (12 * (i + 0.5)) / nodes));
    const r = curve(at);
    let [sum, weights] = [0, 0];
    for (let i = 0; i < nodes; i++) {
      const weight = Math.exp(-0.5 * ((at[i]! - center) / sigma) ** 2);
      sum += weight * r[i]!;
      weights += weight;
    }
    return sum / weights;
  });
}

async function prepare(build: Build): Promise<Prepared> {
  const { fitReflectivity, polarisedReflectivity, reflectivity, reflectivityDerivatives } =
    await build.load('nr-sld-fit');
  const q = momenta(200);
  const cell: Slab[] = [
    { sld: 2.07 },
    { thickness: 40, sld: -1.95, roughness: 5 },
    { thickness: 400, sld: 6.5, roughness: 6 },
    { sld: 5.9, roughness: 12 },
  ];
  const r = reflectivity(q, cell).map((value, i) => value * (1 + 0.02 * Math.sin(37 * i)));
  const data = { q, r, dr: r.map((value) => 0.02 * value) };
  const free = (value: number, low: number, high: number): { value: number; bounds: [number, number] } => ({
    value,
    bounds: [low, high],
  });
  const model = {
    parameters: {
      ti: free(42, 20, 70),
      cu: free(396, 350, 450),
      cu_sld: free(6.4, 6, 7),
      rough: free(10, 2, 20),
      scale: free(0.98, 0.8, 1.2),
    },
    layers: [
      { sld: 2.07 },
      { thickness: 'ti', sld: -1.95, roughness: 5 },
      { thickness: 'cu', sld: 'cu_sld', roughness: 6 },
      { sld: 5.9, roughness: 'rough' },
    ],
    scale: 'scale',
  };
  const out = new Float64Array(200);
  const curves: Candidate[] = kinds.flatMap(([kind, isld]) =>
    sizes.map(([layers, points]) => {
      const [at, stack] = [momenta(points), slabs(layers, isld)];
      return { name: nameOf(layers, points, kind), items: 1, run: () => reflectivity(at, stack) };
    }),
  );
  const thick = slabs(10, 0.01);
  return {
    candidates: [
      { name: 'copy of 200 Q', items: 1, run: () => out.set(q) },
      ...curves,
      ...kinds.map(([kind, isld]): Candidate => {
        const [at, stack] = [momenta(1000), magnets(10, isld)];
        return { name: polarised(kind), items: 1, run: () => polarisedReflectivity(at, stack) };
      }),
      {
        name: '44 derivatives, 10 layers x 1000 Q, absorbing',
        items: 1,
        run: () => reflectivityDerivatives(momenta(1000), thick),
      },
      { name: smeared, items: 1, run: () => reflectivity(q, slabs(3, 0.01), { resolution }) },
      { name: 'fit of 5 parameters to 200 points', items: 1, run: () => fitReflectivity(model, data) },
    ],
    check() {
      const off = kinds.flatMap(([kind, isld]) =>
        sizes.map(([layers, points]): Check => {
          const [at, stack] = [momenta(points), slabs(layers, isld)];
          const found = reflectivity(at, stack);
          // Every hundredth: the truth is slow.
          const each = Array.from({ length: 10 }, (_, k) => Math.floor((k * points) / 10));
          const share = each.map((i) => Math.abs(found[i]! / byMatrices(at[i]!, stack) - 1));
          return atMost(`${nameOf(layers, points, kind)}: share off the product of matrices`, Math.max(...share), 1e-9);
        }),
      );
      const turned = kinds.map(([kind, isld]): Check => {
        const each = momenta(10);
        const stack = magnets(10, isld, 90);
        const { pp, pm } = polarisedReflectivity(each, stack);
        // Across the axis a spin is half of either along it, whose waves do not mix in the sum of both ways to be counted.
        const share = each.map((at, i) => {
          const [up, down] = [1, -1].map((spin) =>
            byMatrices(
              at,
              stack.map((slab): Slab => {
                const { magneticSld = 0, ...seen } = slab;
                return Object.assign(seen, { sld: slab.sld + spin * magneticSld });
              }),
            ),
          );
          return Math.abs((2 * (pp[i]! + pm[i]!)) / (up! + down!) - 1);
        });
        return atMost(`${polarised(kind)}: share off the product of matrices`, Math.max(...share), 1e-9);
      });
      const through = reflectivity(q, slabs(3, 0.01), { resolution });
      const exact = byQuadrature(q, (at) => reflectivity(at, slabs(3, 0.01)));
      const fit = fitReflectivity(model, data);
      return [
        ...off,
        ...turned,
        atMost(
          `${smeared}: share off the quadrature`,
          Math.max(...through.map((value, i) => Math.abs(value / exact[i]! - 1))),
          1e-4,
        ),
        atMost('fit: copper, angstrom off the truth', Math.abs(fit.parameters['cu']!.value - 400), 1),
      ];
    },
  };
}

const curveGoals = kinds.flatMap(([kind, , most]) =>
  sizes.map(([layers, points]): Goal => {
    const name = nameOf(layers, points, kind);
    return { candidate: name, beside: refnx(name), most, words: `${most} of refnx's C` };
  }),
);

const polarisedGoals = kinds.map(([kind]): Goal => ({
  candidate: polarised(kind),
  beside: nameOf(10, 1000, kind),
  most: 4.5,
  words: '4.5 of the same without polarisation',
}));

/** Reflectivity of layers. */
export const reflectivityJob: Job = {
  id: 'reflectivity',
  title: 'Reflectivity of layers',
  item: 'curve or fit',
  goals: [...curveGoals, ...polarisedGoals, { candidate: smeared, beside: 'us', most: 200, words: '200 us' }],
  peers: [{ script: 'reflectivity_peers' }],
  prepare,
};
