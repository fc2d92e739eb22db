/** A structure factor and its derivatives by its parameters. */
export interface StructureFactor {
  /** Its parameters, in order. */
  readonly parameters: readonly [string, string];
  /** The formula as it is used, for every output: definitions of disorder differ by factors between programs. */
  readonly definition: string;
  /** S(q), and d S / d parameter where arrays are given. q in 1/angstrom. */
  readonly evaluate: (
    q: ArrayLike<number>,
    first: number,
    second: number,
    out: Float64Array,
    slopes?: readonly [Float64Array, Float64Array],
  ) => void;
}

/**
 * One-dimensional paracrystal, S = (1 - f^2) / (1 - 2 f cos(q D) + f^2) with f = exp(-q^2 s^2 / 2): D the mean distance of
 * neighbours, s its standard deviation, both in angstrom. Hosemann and Bagchi, 1962.
 */
const paracrystal: StructureFactor = {
  parameters: ['distance', 'disorder'],
  definition:
    'S = (1 - f^2) / (1 - 2 f cos(q D) + f^2), f = exp(-q^2 s^2 / 2), s the standard deviation of the distance D (GIMaP: exp(-pi q^2 s^2), its s is this one over sqrt(2 pi))',
  evaluate(q, distance, disorder, out, slopes) {
    const { length } = out;
    for (let i = 0; i < length; i++) {
      const at = q[i]!;
      const square = at * at;
      const f = Math.exp(-0.5 * square * disorder * disorder);
      // Written so that nothing cancels at small q.
      const short = -Math.expm1(-0.5 * square * disorder * disorder);
      const half = Math.sin(0.5 * at * distance);
      const top = -Math.expm1(-square * disorder * disorder);
      const bottom = short * short + 4 * f * half * half;
      if (!(bottom > 0)) {
        out[i] = (disorder / distance) ** 2;
        if (slopes !== undefined) {
          slopes[0][i] = (-2 * disorder * disorder) / distance ** 3;
          slopes[1][i] = (2 * disorder) / distance ** 2;
        }
        continue;
      }
      const value = top / bottom;
      out[i] = value;
      if (slopes === undefined) continue;
      slopes[0][i] = (-value * 2 * f * at * Math.sin(at * distance)) / bottom;
      // d f / d s = -q^2 s f; d top = -2 f df; d bottom = (-2 (1 - f) + 4 sin^2) df.
      const df = -square * disorder * f;
      slopes[1][i] = (-2 * f * df - value * (-2 * short + 4 * half * half) * df) / bottom;
    }
  },
};

/** Percus-Yevick's c(0) terms of hard spheres, at a = q times their diameter. */
function percusYevick(a: number, fraction: number): number {
  const gap = (1 - fraction) ** 4;
  const alpha = (1 + 2 * fraction) ** 2 / gap;
  const beta = (-6 * fraction * (1 + 0.5 * fraction) ** 2) / gap;
  const gamma = 0.5 * fraction * alpha;
  if (a < 0.3) {
    // Integrals of x^k sin(a x) / a over the core, to the third order: the closed form has lost its digits.
    const square = a * a;
    const term = (power: number): number =>
      1 / (power + 3) - square / (6 * (power + 5)) + (square * square) / (120 * (power + 7));
    return 1 / (1 + 24 * fraction * (alpha * term(0) + beta * term(1) + gamma * term(3)));
  }
  const sine = Math.sin(a);
  const cosine = Math.cos(a);
  const g =
    (alpha * (sine - a * cosine)) / a ** 2 +
    (beta * (2 * a * sine + (2 - a * a) * cosine - 2)) / a ** 3 +
    (gamma * (-(a ** 4) * cosine + 4 * ((3 * a * a - 6) * cosine + (a ** 3 - 6 * a) * sine + 6))) / a ** 5;
  return 1 / (1 + (24 * fraction * g) / a);
}

/** Hard spheres of an effective radius (angstrom) that fill a fraction of the volume, by Percus and Yevick (1958). */
const hardSphere: StructureFactor = {
  parameters: ['effective_radius', 'volume_fraction'],
  definition: 'hard spheres of an effective radius and volume fraction, Percus and Yevick',
  evaluate(q, radius, fraction, out, slopes) {
    const { length } = out;
    const value = (at: number, r: number, phi: number): number => percusYevick(2 * Math.abs(at) * r, phi);
    const dr = 1e-5 * radius;
    const dphi = 1e-5 * Math.max(fraction, 1e-3);
    for (let i = 0; i < length; i++) {
      const at = q[i]!;
      out[i] = value(at, radius, fraction);
      if (slopes === undefined) continue;
      slopes[0][i] = (value(at, radius + dr, fraction) - value(at, radius - dr, fraction)) / (2 * dr);
      slopes[1][i] = (value(at, radius, fraction + dphi) - value(at, radius, fraction - dphi)) / (2 * dphi);
    }
  },
};

/** Structure factors by name. */
export const structureFactors: { readonly paracrystal: StructureFactor; readonly 'hard-sphere': StructureFactor } = {
  paracrystal,
  'hard-sphere': hardSphere,
};

/** Name of a structure factor. */
export type StructureName = keyof typeof structureFactors;

function tabulate(factor: StructureFactor, q: ArrayLike<number>, first: number, second: number): Float64Array {
  const out = new Float64Array(q.length);
  factor.evaluate(q, first, second, out);
  return out;
}

/** Structure factors as plain functions of q (1/angstrom). */
export const structureFactor: {
  /** One-dimensional paracrystal. @param distance Mean distance of neighbours. @param disorder Its standard deviation. */
  readonly paracrystal: (q: ArrayLike<number>, distance: number, disorder: number) => Float64Array;
  /** Hard spheres. @param radius Effective radius. @param fraction Of the volume that they fill. */
  readonly hardSphere: (q: ArrayLike<number>, radius: number, fraction: number) => Float64Array;
} = {
  paracrystal: (q, distance, disorder) => tabulate(paracrystal, q, distance, disorder),
  hardSphere: (q, radius, fraction) => tabulate(hardSphere, q, radius, fraction),
};
