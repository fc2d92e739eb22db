import type { OperandoWarning } from '@operando/core';

/** Share of values that are no whole numbers from which on spectra are taken for scaled. */
const mostBroken = 0.01;

/** That counts are no whole numbers, as rates and corrected counts are: their errors are not those of counting. @param spectra Counts of each frame. */
export function wholeCountWarnings(spectra: Iterable<ArrayLike<number>>): OperandoWarning[] {
  let [broken, seen] = [0, 0];
  for (const counts of spectra) {
    for (let i = 0; i < counts.length; i++) {
      if (counts[i] === 0) continue;
      seen++;
      if (!Number.isInteger(counts[i])) broken++;
    }
  }
  if (broken <= mostBroken * seen) return [];
  return [
    {
      code: 'counts-not-whole',
      message: `${((100 * broken) / seen).toFixed(0)} % of the counts are no whole numbers: they were scaled (rates, corrections) or interpolated, and errors by counting statistics do not hold. Give the counts as recorded, with live times.`,
    },
  ];
}
