import type { CellParameters } from '@operando/lattice';
import { reciprocalMetric } from '@operando/lattice';
import type { DisplacementTensor } from '../structure/structure.js';
import type { SpaceGroup } from '../symmetry/space-group.js';
import type { CifRow } from './blocks.js';
import { numberOf } from './numbers.js';

/** U is B over this. */
export const bOverU: number = 8 * Math.PI ** 2;

const suffixes = ['11', '22', '33', '23', '13', '12'] as const;

/** Lengths of the reciprocal axes, 1/angstrom. */
const reciprocalEdges = (cell: CellParameters): number[] => reciprocalMetric(cell).slice(0, 3).map(Math.sqrt);

/** Factors between U and the tensor that turns as coordinates do: a*_i a*_j. */
function edgeProducts(cell: CellParameters): number[] {
  const [a, b, c] = reciprocalEdges(cell) as [number, number, number];
  return [a * a, b * b, c * c, b * c, a * c, a * b];
}

/** The elements of a tensor U as those of one that turns as coordinates do. @param products Of {@link edgeProducts}. */
const turning = (u: DisplacementTensor, products: readonly number[]): DisplacementTensor =>
  u.map((value, k) => value * products[k]!) as unknown as DisplacementTensor;

/** The tensor U of a row of `_atom_site_aniso_`, given as U, B or beta; undefined where it has none. */
export function tensorOf(row: CifRow, cell: CellParameters): DisplacementTensor | undefined {
  const products = edgeProducts(cell);
  for (const kind of ['u', 'b', 'beta'] as const) {
    const numbers = suffixes.map((suffix, k) => {
      const mirrored = `${suffix[1]!}${suffix[0]!}`;
      const tag = (digits: string): string => `_atom_site_aniso_${kind}_${digits}`;
      const value = (numberOf(row.get(tag(suffix)), tag(suffix)) ?? numberOf(row.get(tag(mirrored)), tag(mirrored)))
        ?.value;
      if (value === undefined) return undefined;
      if (kind === 'u') return value;
      return kind === 'b' ? value / bOverU : value / (2 * Math.PI ** 2 * products[k]!);
    });
    if (numbers.slice(0, 3).every((value) => value !== undefined))
      return numbers.map((value) => value ?? 0) as unknown as DisplacementTensor;
  }
  return undefined;
}

/** Mean of a tensor over the operations that leave its atom where it is. */
export function symmetricTensor(
  u: DisplacementTensor,
  cell: CellParameters,
  group: SpaceGroup,
  stabiliser: readonly number[],
): DisplacementTensor {
  const products = edgeProducts(cell);
  const [a, b, c, d, e, f] = turning(u, products);
  const full = [a, f, e, f, b, d, e, d, c];
  const sum = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const operation of stabiliser)
    for (let n = 0; n < 9; n++) {
      const [i, j] = [9 * operation + 3 * Math.floor(n / 3), 9 * operation + 3 * (n % 3)];
      for (let k = 0; k < 3; k++)
        for (let l = 0; l < 3; l++) sum[n]! += group.rotations[i + k]! * full[3 * k + l]! * group.rotations[j + l]!;
    }
  return [0, 4, 8, 5, 2, 1].map((n, k) => sum[n]! / stabiliser.length / products[k]!) as unknown as DisplacementTensor;
}

/** The isotropic displacement equivalent to a tensor, square angstrom. */
export function equivalentDisplacement(u: DisplacementTensor, cell: CellParameters): number {
  const products = edgeProducts(cell);
  const { a, b, c, alpha, beta, gamma } = cell;
  const cosine = (angle: number): number => Math.cos((angle * Math.PI) / 180);
  const direct = [a * a, b * b, c * c, b * c * cosine(alpha), a * c * cosine(beta), a * b * cosine(gamma)];
  return u.reduce((sum, value, k) => sum + (k < 3 ? 1 : 2) * value * products[k]! * direct[k]!, 0) / 3;
}

/** Whether a tensor displaces in every direction by a mean square above 0. */
export function isPhysical(u: DisplacementTensor, cell: CellParameters): boolean {
  const [a, b, c, d, e, f] = turning(u, edgeProducts(cell));
  return a > 0 && a * b - f * f > 0 && a * (b * c - d * d) - f * (f * c - d * e) + e * (f * d - b * e) > 0;
}
