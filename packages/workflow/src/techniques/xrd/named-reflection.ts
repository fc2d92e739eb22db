import { OperandoError } from '@operando/core';
import type { Hkl } from '@operando/xrd-peak-track';

/** A reflection and where it stands in the first pattern. */
export interface NamedReflection {
  readonly hkl: Hkl;
  /** Degrees. */
  readonly twoTheta: number;
  /** Whether it is followed from there, however weak it is. @default false */
  readonly seed?: boolean | undefined;
}

/**
 * `220:30.57`, or `1,0,-14:60.2` for indices of more than one digit; `220@30.57` is followed from there.
 *
 * @throws OperandoError `invalid-argument` for anything else.
 */
export function parseReflection(text: string): NamedReflection {
  const [, indices, sign, angle] = /^([-\d,]+)([:@])([\d.]+)$/.exec(text.trim()) ?? [];
  const hkl =
    indices?.includes(',') === true ? indices.split(',').map(Number) : (indices?.match(/-?\d/g)?.map(Number) ?? []);
  const [h, k, l] = hkl;
  const twoTheta = Number(angle);
  if (hkl.length !== 3 || !hkl.every(Number.isInteger) || !(twoTheta > 0 && twoTheta < 180)) {
    throw new OperandoError('invalid-argument', `${JSON.stringify(text)} is no reflection.`, {
      where: { parameter: 'hkl' },
      cure: 'It must be hkl:two-theta, as 220:30.57 or 1,0,-14:60.2.',
    });
  }
  return { hkl: [h!, k!, l!], twoTheta, ...(sign === '@' ? { seed: true } : {}) };
}

/** A reflection that is given in words or as one. */
export function namedReflection(given: string | NamedReflection): NamedReflection {
  return typeof given === 'string' ? parseReflection(given) : given;
}
