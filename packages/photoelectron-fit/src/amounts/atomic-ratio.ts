import type { Measured } from '@operando/core';

/** An area and what makes an amount of it. */
export interface SensitiveArea {
  /** In any unit that all areas share. */
  readonly area: number;
  /** Relative sensitivity factor; say in the results what it holds (cross section, transmission, mean free path). */
  readonly rsf: number;
  /** Relative standard uncertainty of the factor. @default 0 */
  readonly rsfUncertainty?: number | undefined;
  /** Kinetic energy, eV: where the factor does not hold transmission and mean free path, areas are divided by E^exponent. */
  readonly kineticEnergy?: number | undefined;
}

/** A ratio of amounts, its error from the areas, and that from the sensitivity factors, which all frames share. */
export interface AtomicRatio extends Measured {
  /** Standard error from the sensitivity factors, which all frames share. */
  readonly factorStderr: number;
}

/**
 * Ratio of the amounts of two elements: (A1 / RSF1) / (A2 / RSF2).
 *
 * @param covariance Of the two areas, row-major 2 x 2. @param exponent Of the kinetic energy in transmission times mean free
 * path; 0.75 for the mean free path of hard X-ray photoelectrons alone. @default 0
 */
export function atomicRatio(
  one: SensitiveArea,
  two: SensitiveArea,
  covariance: ArrayLike<number>,
  exponent = 0,
): AtomicRatio {
  const amount = ({ area, rsf, kineticEnergy }: SensitiveArea): number =>
    area / (rsf * (kineticEnergy === undefined || exponent === 0 ? 1 : kineticEnergy ** exponent));
  const value = amount(one) / amount(two);
  const relative =
    covariance[0]! / one.area ** 2 +
    covariance[3]! / two.area ** 2 -
    (covariance[1]! + covariance[2]!) / (one.area * two.area);
  return {
    value,
    stderr: Math.abs(value) * Math.sqrt(relative),
    factorStderr: Math.abs(value) * Math.hypot(one.rsfUncertainty ?? 0, two.rsfUncertainty ?? 0),
  };
}
