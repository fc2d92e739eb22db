import { InvalidArgumentError } from 'commander';
import type { Hkl } from '@operando/xrd-peak-track';

/** A reflection and where it stands in the first pattern. */
export interface NamedReflection {
  readonly hkl: Hkl;
  readonly twoTheta: number;
}

/** `220:30.57`, or `1,0,-14:60.2` for indices of more than one digit. */
export function parseReflection(text: string, before: readonly NamedReflection[] = []): NamedReflection[] {
  const [, indices, angle] = /^([-\d,]+)[:@]([\d.]+)$/.exec(text.trim()) ?? [];
  const hkl =
    indices?.includes(',') === true ? indices.split(',').map(Number) : (indices?.match(/-?\d/g)?.map(Number) ?? []);
  const twoTheta = Number(angle);
  if (hkl.length !== 3 || !hkl.every(Number.isInteger) || !(twoTheta > 0 && twoTheta < 180)) {
    throw new InvalidArgumentError('It must be hkl:two-theta, as 220:30.57 or 1,0,-14:60.2.');
  }
  return [...before, { hkl: [hkl[0]!, hkl[1]!, hkl[2]!], twoTheta }];
}
