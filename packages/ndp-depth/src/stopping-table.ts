import { OperandoError } from '@operando/core';

/** Stopping powers of one ion in one material, as a laboratory or SRIM gives them. */
export interface StoppingTable {
  /** Nuclide of the ion: 1H, 3H, 4He, 7Li. */
  readonly ion: string;
  /** keV, increasing. */
  readonly energy: ArrayLike<number>;
  /** Electronic stopping power in MeV cm2/g. */
  readonly electronic: ArrayLike<number>;
  /** Nuclear stopping power in MeV cm2/g. */
  readonly nuclear: ArrayLike<number>;
  /** Where it comes from, for the result. */
  readonly source: string;
  /** Relative standard uncertainty. @default 0.04 */
  readonly relativeUncertainty?: number | undefined;
}

/**
 * A table checked: two points at least, energies increasing, powers positive.
 *
 * @throws OperandoError `too-few-points`, `axis-not-increasing`, `bad-number`, naming the row.
 */
export function checkStoppingTable(table: StoppingTable): void {
  const { energy, electronic, nuclear } = table;
  if (energy.length < 2 || electronic.length !== energy.length || nuclear.length !== energy.length) {
    throw new OperandoError(
      'too-few-points',
      `the stopping table has ${energy.length} energies, ${electronic.length} electronic and ${nuclear.length} nuclear powers.`,
      {
        cure: 'Give two rows or more, each with energy, electronic and nuclear stopping.',
      },
    );
  }
  for (let i = 0; i < energy.length; i++) {
    if (i > 0 && !(energy[i]! > energy[i - 1]!)) {
      throw new OperandoError('axis-not-increasing', `energy ${energy[i]} keV follows ${energy[i - 1]} keV.`, {
        where: { row: i },
      });
    }
    if (
      !(energy[i]! > 0) ||
      !(electronic[i]! > 0) ||
      !(nuclear[i]! >= 0) ||
      !Number.isFinite(energy[i]! + electronic[i]! + nuclear[i]!)
    ) {
      throw new OperandoError('bad-number', `stopping ${electronic[i]} + ${nuclear[i]} at ${energy[i]} keV.`, {
        where: { row: i },
      });
    }
  }
}
