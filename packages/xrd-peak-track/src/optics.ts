import { OperandoError } from '@operando/core';
import { createAxialImages } from '@operando/peak-fit';
import type { AxialImages, Doublet } from '@operando/peak-fit';
import { largestAxialHeight } from './defaults.js';
import type { TrackProfile } from './defaults.js';

/** The profile that axial divergence makes. */
const axialProfile = 'finger-cox-jephcoat';

/** Heights that axial divergence comes of, over the distance from sample to slit. */
export interface AxialDivergence {
  /** S/L: half the height of the illuminated sample. */
  readonly sampleHeight: number;
  /** H/L: half the height of the receiving slit. */
  readonly slitHeight: number;
}

/** What makes more of a peak than one profile: a second line, and images out of the plane. */
export interface Optics {
  readonly doublet: Doublet | undefined;
  readonly axial?: Axial | undefined;
}

/** Axial divergence, with room for the images of a peak. */
export interface Axial extends AxialDivergence {
  readonly images: AxialImages;
}

/**
 * The divergence that a profile is made with.
 *
 * @throws OperandoError `invalid-argument` for heights without their profile, the profile without heights, and heights that none are.
 */
export function expectDivergence(
  divergence: AxialDivergence | undefined,
  profile: TrackProfile,
): AxialDivergence | undefined {
  if (profile !== axialProfile) {
    if (divergence === undefined) return undefined;
    throw new OperandoError('invalid-argument', `axial divergence is no part of the profile ${profile}`, {
      where: { parameter: 'axialDivergence' },
      cure: `take the profile ${axialProfile}, or leave the divergence out`,
    });
  }
  if (divergence === undefined) {
    throw new OperandoError(
      'invalid-argument',
      `the profile ${axialProfile} is not determined without the divergence`,
      {
        where: { parameter: 'axialDivergence' },
        cure: 'give S/L and H/L of the instrument, as a fit of a standard has them (command: --axial-divergence 0.02:0.02)',
      },
    );
  }
  const isHeight = (value: number): boolean => value >= 0 && value <= largestAxialHeight;
  if (!isHeight(divergence.sampleHeight) || !isHeight(divergence.slitHeight)) {
    const said = `${divergence.sampleHeight} and ${divergence.slitHeight}`;
    throw new OperandoError('invalid-argument', `S/L and H/L of ${said} cannot be`, {
      where: { parameter: 'axialDivergence' },
      cure: 'give half the heights over the distance, mostly 0.005 to 0.05',
    });
  }
  return divergence;
}

/** @returns undefined without divergence. */
export function axialOf(divergence: AxialDivergence | undefined): Axial | undefined {
  return divergence === undefined ? undefined : { ...divergence, images: createAxialImages() };
}
