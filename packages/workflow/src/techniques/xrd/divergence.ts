import { OperandoError } from '@operando/core';
import { largestAxialHeight } from '@operando/xrd-peak-track/defaults';
import type { AxialDivergence, TrackProfile } from '@operando/xrd-peak-track';

/** As people give it. */
type GivenDivergence = string | number | readonly [number, number];

/**
 * S/L and H/L: `0.02:0.015`, one number for both, or both numbers.
 *
 * @throws OperandoError `invalid-argument` for anything else.
 */
export function parseDivergence(given: GivenDivergence): AxialDivergence {
  const parts =
    typeof given === 'object'
      ? given
      : String(given)
          .split(':')
          .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [sampleHeight = Number.NaN, slitHeight = sampleHeight] = parts;
  const isHeight = (value: number): boolean => value >= 0 && value <= largestAxialHeight;
  if (parts.length > 2 || !isHeight(sampleHeight) || !isHeight(slitHeight)) {
    throw new OperandoError('invalid-argument', `${JSON.stringify(given)} is no axial divergence.`, {
      where: { parameter: 'axialDivergence' },
      cure: `It must be S/L:H/L, as 0.02:0.015, or one number for both; each is at most ${largestAxialHeight}.`,
    });
  }
  return { sampleHeight, slitHeight };
}

/** What options of `xrd` say of axial divergence. */
interface DivergenceOptions {
  readonly profile: TrackProfile;
  readonly axialDivergence?: GivenDivergence | undefined;
}

/** Axial divergence as the library takes it; none for profiles that have none. */
export function divergenceOf({ profile, axialDivergence }: DivergenceOptions): AxialDivergence | undefined {
  if (axialDivergence === undefined || profile !== 'finger-cox-jephcoat') return undefined;
  return parseDivergence(axialDivergence);
}
