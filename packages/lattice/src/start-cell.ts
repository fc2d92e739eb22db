import { OperandoError } from '@operando/core';
import { svd } from '@operando/numerics';
import { cellOfReciprocalMetric, freeParameters } from './crystal-system.js';
import type { CellParameters, CrystalSystem, Hkl } from './crystal-system.js';

/** Terms of 1/d^2 that a system leaves, as functions of hkl. */
const metricTerms: Readonly<Record<CrystalSystem, (hkl: Hkl) => number[]>> = {
  cubic: ([h, k, l]) => [h * h + k * k + l * l],
  tetragonal: ([h, k, l]) => [h * h + k * k, l * l],
  hexagonal: ([h, k, l]) => [h * h + h * k + k * k, l * l],
  trigonal: ([h, k, l]) => [h * h + k * k + l * l, 2 * (h * k + k * l + h * l)],
  orthorhombic: ([h, k, l]) => [h * h, k * k, l * l],
  monoclinic: ([h, k, l]) => [h * h, k * k, l * l, 2 * h * l],
  triclinic: ([h, k, l]) => [h * h, k * k, l * l, 2 * k * l, 2 * h * l, 2 * h * k],
};

const degrees = 180 / Math.PI;

const freeOf = (system: CrystalSystem, cell: CellParameters): number[] =>
  freeParameters[system].map((name) => cell[name]);

/** Free parameters of the cell from a metric of the system's terms. */
function fromMetric(system: CrystalSystem, m: readonly number[]): number[] {
  const root = (value: number): number => 1 / Math.sqrt(value);
  switch (system) {
    case 'cubic':
      return [root(m[0]!)];
    case 'tetragonal':
      return [root(m[0]!), root(m[1]!)];
    case 'hexagonal':
      return [Math.sqrt(4 / 3) * root(m[0]!), root(m[1]!)];
    case 'orthorhombic':
      return m.map(root);
    case 'monoclinic': {
      const cosine = m[3]! / Math.sqrt(m[0]! * m[2]!);
      const sine = Math.sqrt(1 - cosine * cosine);
      return [root(m[0]!) / sine, root(m[1]!), root(m[2]!) / sine, 180 - Math.acos(cosine) * degrees];
    }
    case 'trigonal':
      return freeOf('trigonal', cellOfReciprocalMetric([m[0]!, m[0]!, m[0]!, m[1]!, m[1]!, m[1]!]));
    case 'triclinic':
    default:
      return freeOf('triclinic', cellOfReciprocalMetric(m));
  }
}

/**
 * A first cell: 1/d^2 is linear in the reciprocal metric. Values given by the caller take precedence.
 * @throws OperandoError `singular` when the reflections do not determine the metric and no start was given.
 */
export function startCell(
  reflections: readonly { readonly hkl: Hkl; readonly d: number }[],
  system: CrystalSystem,
  given: Partial<CellParameters> = {},
): number[] {
  const names = freeParameters[system];
  if (names.every((name) => given[name] !== undefined)) return names.map((name) => given[name]!);
  const rows = reflections.map(({ hkl }) => metricTerms[system](hkl));
  const n = rows[0]!.length;
  const right = reflections.map(({ d }) => d ** -2);
  const { u, s, v } = svd(rows.flat(), rows.length, n);
  const rank = Math.min(rows.length, n);
  if (rank < n || s[n - 1]! < 1e-10 * s[0]!) {
    throw new OperandoError(
      'singular',
      `the reflections ${reflections.map(({ hkl }) => hkl.join('')).join(', ')} do not determine the axes ${names.join(', ')}`,
      {
        cure: 'add reflections of other directions, or a start for every axis',
      },
    );
  }
  const metric = Array.from({ length: n }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < n; k++) {
      let projected = 0;
      for (let i = 0; i < rows.length; i++) projected += u[k * rows.length + i]! * right[i]!;
      sum += (v[k * n + j]! * projected) / s[k]!;
    }
    return sum;
  });
  const cell = fromMetric(system, metric);
  const usable = cell.every((value) => Number.isFinite(value) && value > 0);
  if (!usable)
    throw new OperandoError('singular', 'no real cell has these reflections', {
      cure: 'check the indices, or give a start for every axis',
    });
  return names.map((name, k) => given[name] ?? cell[k]!);
}
