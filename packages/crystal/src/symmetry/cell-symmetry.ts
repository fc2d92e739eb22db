import { cellOfReciprocalMetric, reciprocalMetric } from '@operando/lattice';
import type { CellParameters } from '@operando/lattice';
import { eachRotation } from './metric-constraints.js';
import type { SpaceGroup } from './space-group.js';

const names = ['a', 'b', 'c', 'alpha', 'beta', 'gamma'] as const;

/** A cell as a space group has it, and how far the given one was from that. */
export interface SymmetricCell {
  readonly cell: CellParameters;
  /** The parameter furthest off. */
  readonly worst: (typeof names)[number];
  /** How far it is off: a share of lengths, degrees of angles. */
  readonly deviation: number;
}

/** Mean of a cell over the rotations of a group: exactly as its symmetry demands. */
export function symmetricCell(cell: CellParameters, group: SpaceGroup): SymmetricCell {
  const [aa, bb, cc, bc, ac, ab] = reciprocalMetric(cell);
  const metric = [aa, ab, ac, ab, bb, bc, ac, bc, cc];
  const sum = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const r of eachRotation(group.laueRotations))
    for (let n = 0; n < 9; n++) {
      const [i, j] = [3 * Math.floor(n / 3), 3 * (n % 3)];
      for (let k = 0; k < 3; k++) for (let l = 0; l < 3; l++) sum[n]! += r[i + k]! * metric[3 * k + l]! * r[j + l]!;
    }
  const mean = [0, 4, 8, 5, 2, 1].map((n) => (sum[n]! * 9) / group.laueRotations.length);
  const raw = cellOfReciprocalMetric(mean);
  const exact = { ...raw };
  for (const name of names)
    exact[name] = tidy(raw[name], name.length === 1 ? [exact.a, exact.b] : [60, 90, 120, exact.alpha]);
  let worst: (typeof names)[number] = 'a';
  let deviation = 0;
  for (const name of names) {
    const off = Math.abs(exact[name] - cell[name]) / (name.length === 1 ? cell[name] : 1);
    // A tenth of a degree counts as a thousandth of a length.
    const weight = name.length === 1 ? 1 : 0.01;
    if (off * weight > deviation * (worst.length === 1 ? 1 : 0.01)) [worst, deviation] = [name, off];
  }
  return { cell: deviation < 1e-12 ? cell : exact, worst, deviation };
}

/** What symmetry makes equal, or right angles, comes out within rounding of it: then it is that. */
const tidy = (value: number, exact: readonly number[]): number =>
  exact.find((other) => Math.abs(other - value) < 1e-11 * value) ?? value;
