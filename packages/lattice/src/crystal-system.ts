/** The seven crystal systems; `rhombohedral` on hexagonal axes is `hexagonal` (a = b, gamma = 120), on its own axes `trigonal`. */
export type CrystalSystem =
  | 'cubic'
  | 'tetragonal'
  | 'hexagonal'
  | 'trigonal'
  | 'orthorhombic'
  | 'monoclinic'
  | 'triclinic';

/** Miller indices. */
export type Hkl = readonly [h: number, k: number, l: number];

/** Cell parameters: angstrom and degrees. */
export interface CellParameters {
  /** Edge, angstrom. */
  readonly a: number;
  /** Edge, angstrom. */
  readonly b: number;
  /** Edge, angstrom. */
  readonly c: number;
  /** Angle between b and c, degrees. */
  readonly alpha: number;
  /** Angle between a and c, degrees. */
  readonly beta: number;
  /** Angle between a and b, degrees. */
  readonly gamma: number;
}

/** Names of a cell's parameters that its system leaves free. */
export const freeParameters: Readonly<Record<CrystalSystem, readonly (keyof CellParameters)[]>> = {
  cubic: ['a'],
  tetragonal: ['a', 'c'],
  hexagonal: ['a', 'c'],
  trigonal: ['a', 'alpha'],
  orthorhombic: ['a', 'b', 'c'],
  monoclinic: ['a', 'b', 'c', 'beta'],
  triclinic: ['a', 'b', 'c', 'alpha', 'beta', 'gamma'],
};

/** Complete a cell from the free parameters of its system. */
export function completeCell(system: CrystalSystem, free: ArrayLike<number>): CellParameters {
  const value = (name: keyof CellParameters, otherwise: number): number => {
    const index = freeParameters[system].indexOf(name);
    return index < 0 ? otherwise : free[index]!;
  };
  const a = value('a', Number.NaN);
  const alpha = value('alpha', 90);
  return {
    a,
    b: value('b', a),
    c: value('c', a),
    alpha,
    beta: value('beta', system === 'trigonal' ? alpha : 90),
    gamma: value('gamma', system === 'hexagonal' ? 120 : system === 'trigonal' ? alpha : 90),
  };
}

/**
 * The reciprocal metric [a*a*, b*b*, c*c*, b*c*, a*c*, a*b*], with which
 * 1/d^2 = h^2 m0 + k^2 m1 + l^2 m2 + 2 kl m3 + 2 hl m4 + 2 hk m5
 * (International Tables for Crystallography, volume B, 1.1).
 */
export function reciprocalMetric({
  a,
  b,
  c,
  alpha,
  beta,
  gamma,
}: CellParameters): readonly [number, number, number, number, number, number] {
  const radians = Math.PI / 180;
  const ca = Math.cos(alpha * radians);
  const cb = Math.cos(beta * radians);
  const cg = Math.cos(gamma * radians);
  // Volume squared over (abc)^2.
  const v2 = 1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg;
  return [
    (1 - ca * ca) / (a * a * v2),
    (1 - cb * cb) / (b * b * v2),
    (1 - cg * cg) / (c * c * v2),
    (cb * cg - ca) / (b * c * v2),
    (ca * cg - cb) / (a * c * v2),
    (ca * cb - cg) / (a * b * v2),
  ];
}

/** The cell whose {@link reciprocalMetric} is given; NaN where it is that of no cell. */
export function cellOfReciprocalMetric(metric: ArrayLike<number>): CellParameters {
  const [aa, bb, cc, bc, ac, ab] = [metric[0]!, metric[1]!, metric[2]!, metric[3]!, metric[4]!, metric[5]!];
  // The direct metric is the inverse of the reciprocal one.
  const determinant = aa * (bb * cc - bc * bc) - ab * (ab * cc - bc * ac) + ac * (ab * bc - bb * ac);
  const a = Math.sqrt((bb * cc - bc * bc) / determinant);
  const b = Math.sqrt((aa * cc - ac * ac) / determinant);
  const c = Math.sqrt((aa * bb - ab * ab) / determinant);
  const angle = (product: number, p: number, q: number): number =>
    Math.acos(product / determinant / (p * q)) * (180 / Math.PI);
  return {
    a,
    b,
    c,
    alpha: angle(ab * ac - aa * bc, b, c),
    beta: angle(ab * bc - ac * bb, a, c),
    gamma: angle(ac * bc - ab * cc, a, b),
  };
}

/** Lattice spacing of a reflection, angstrom. */
export function spacing(cell: CellParameters, [h, k, l]: Hkl): number {
  const [m0, m1, m2, m3, m4, m5] = reciprocalMetric(cell);
  return 1 / Math.sqrt(h * h * m0 + k * k * m1 + l * l * m2 + 2 * (k * l * m3 + h * l * m4 + h * k * m5));
}

/** Cell volume, cubic angstrom. */
export function cellVolume({ a, b, c, alpha, beta, gamma }: CellParameters): number {
  const radians = Math.PI / 180;
  const ca = Math.cos(alpha * radians);
  const cb = Math.cos(beta * radians);
  const cg = Math.cos(gamma * radians);
  return a * b * c * Math.sqrt(1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg);
}
