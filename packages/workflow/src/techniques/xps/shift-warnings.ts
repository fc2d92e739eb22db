import type { OperandoWarning } from '@operando/core';
import type { EnergyReference, SeparatedShifts, ShiftedLine } from '@operando/photoelectron-fit';

/** What has to be said of shifts that were told apart, or were not. */
export function shiftWarnings(
  shifts: SeparatedShifts | undefined,
  lines: readonly ShiftedLine[],
  reference: EnergyReference | undefined,
): OperandoWarning[] {
  if (shifts === undefined) return [];
  const what =
    reference === undefined ? 'shift of the energy scale, potential and chemistry' : 'potential and chemistry';
  const constant = lines.filter((line) => line.constant === true);
  if (shifts.separation === 'not-separable')
    return [
      {
        code: 'not-separable',
        message: `Energies hold ${what} together: ${lines.length === 1 ? 'there is one line' : 'no line is said to be constant'}. Mark a line that keeps its chemistry (constant: true).`,
      },
    ];
  if (constant.length > 1 || shifts.constancy > 0) return [];
  return [
    {
      code: 'errors-assumed',
      message: `${constant[0]!.name} alone shows the common shift: that it keeps its chemistry cannot be checked, and is taken as exact. Give how constant it is (model: constancy).`,
    },
  ];
}
