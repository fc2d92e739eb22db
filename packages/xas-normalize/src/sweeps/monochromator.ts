import { OperandoError } from '@operando/core';
import { constants, crystalSpacings } from '@operando/tables';

/** Spacings of monochromator crystals at room temperature, angstrom. */
export const monochromatorSpacings: typeof crystalSpacings = crystalSpacings;

function spacingOf(crystal: keyof typeof monochromatorSpacings | number): number {
  const d = typeof crystal === 'number' ? crystal : monochromatorSpacings[crystal];
  if (!(d > 0))
    throw new OperandoError('invalid-argument', `the crystal is ${crystal}.`, {
      where: { parameter: 'crystal' },
      cure: `Give the spacing in angstrom, or one of ${Object.keys(monochromatorSpacings).join(', ')}.`,
    });
  return d;
}

/**
 * Energy of a Bragg angle: E = hc / (2 d sin theta).
 *
 * @param angle Degrees; 0 excluded.
 * @param crystal Spacing in angstrom, or a crystal's name.
 * @param angleOffset Degrees added to every angle. @default 0
 * @returns eV; NaN where the angle is not between 0 and 90 degrees.
 * @throws OperandoError `invalid-argument` for a crystal that is not known.
 */
export function angleToEnergy(
  angle: ArrayLike<number>,
  crystal: keyof typeof monochromatorSpacings | number,
  angleOffset = 0,
): Float64Array {
  const d = spacingOf(crystal);
  return Float64Array.from(angle, (value) => {
    const theta = ((value + angleOffset) * Math.PI) / 180;
    return theta > 0 && theta <= Math.PI / 2 ? constants.hc / (2 * d * Math.sin(theta)) : Number.NaN;
  });
}

/** Bragg angle, degrees, of an energy in eV; NaN where the crystal cannot reflect it. @throws OperandoError `invalid-argument` for a crystal that is not known. */
export function energyToAngle(
  energy: ArrayLike<number>,
  crystal: keyof typeof monochromatorSpacings | number,
): Float64Array {
  const d = spacingOf(crystal);
  return Float64Array.from(energy, (value) => (Math.asin(constants.hc / (2 * d * value)) * 180) / Math.PI);
}

/** Angles, degrees, of encoder counts: (counts - zero) / countsPerDegree. @throws OperandoError `invalid-argument` for a scale of 0. */
export function encoderToAngle(
  counts: ArrayLike<number>,
  { countsPerDegree, zero = 0 }: { readonly countsPerDegree: number; readonly zero?: number | undefined },
): Float64Array {
  if (!Number.isFinite(countsPerDegree) || countsPerDegree === 0)
    throw new OperandoError('invalid-argument', `the encoder has ${countsPerDegree} counts per degree.`, {
      where: { parameter: 'countsPerDegree' },
    });
  return Float64Array.from(counts, (value) => (value - zero) / countsPerDegree);
}

/** Settings of an angle that give a known edge its energy: the offset, degrees, by which all angles must be moved so that `measured` (eV) becomes `known` (eV). */
export function angleOffsetFor(
  measured: number,
  known: number,
  crystal: keyof typeof monochromatorSpacings | number,
): number {
  const [from, to] = [energyToAngle([measured], crystal)[0]!, energyToAngle([known], crystal)[0]!];
  return to - from;
}
