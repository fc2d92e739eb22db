import { splitUnitNumber } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said, shown } from '../text/said.js';

/** Median distance of neighbouring energies below which numbers up to 150 can be no electronvolts: no monochromator steps so finely. */
const finestStep = 0.005;
/** Highest energy of scans in keV. */
const highest = 150;
const fewest = 4;

/** Whether energies that are said to be in eV can only be in keV: between 1 and 150, in steps of thousandths. */
export function areKiloelectronvolts(values: Float64Array): boolean {
  // Most energies are told apart by their first. Loops, since they are run over every file of a series.
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isFinite(value) && !(value >= 1 && value < highest)) return false;
  }
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length < fewest) return false;
  const steps = Float64Array.from({ length: finite.length - 1 }, (_, i) =>
    Math.abs(finite[i + 1]! - finite[i]!),
  ).sort();
  const middle = steps[steps.length >> 1]!;
  return middle > 0 && middle < finestStep;
}

/** First row below zero; -1 for none. */
export function firstBelowZero(values: Float64Array): number {
  for (let row = 0; row < values.length; row++) if (values[row]! < 0) return row;
  return -1;
}

/** Whether a unit is eV. */
export const isElectronvolt = (unit: string): boolean => {
  const split = splitUnitNumber(unit);
  return split.coefficient === 1 && /^e\.?v\.?$/i.test(split.unit);
};

/** What is looked at of a column. */
interface LabelledColumn {
  readonly label: string;
  readonly role?: string | undefined;
  readonly unit?: string | undefined;
  readonly values: Float64Array;
}

/** Warnings about energies whose unit or sign cannot be right; the numbers stay as they are. */
export function energyWarnings(columns: readonly LabelledColumn[]): OperandoWarning[] {
  return columns.flatMap(({ label, role, unit, values }): OperandoWarning[] => {
    if (role !== 'energy') return [];
    const where = { column: shown(label) };
    if (unit !== undefined && isElectronvolt(unit) && areKiloelectronvolts(values))
      return [
        {
          code: 'unit-doubtful',
          message: said`${label} runs from ${values[0]} to ${values.at(-1)} in steps of thousandths: these seem to be keV, not ${unit}. The numbers were left as they are.`,
          where,
        },
      ];
    const below = firstBelowZero(values);
    if (below < 0) return [];
    return [
      {
        code: 'unit-doubtful',
        message: said`${label} is ${values[below]} in row ${below + 1}, which is no energy of photons: relative to an edge? The numbers were left as they are.`,
        where,
      },
    ];
  });
}
