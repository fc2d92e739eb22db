import { OperandoError } from '@operando/core';

/**
 * Two wavelengths of one line, as of a sealed tube: every peak is drawn twice
 * with the same shape, the second at the Bragg angle of the second wavelength.
 * `center`, height and area are those of the first.
 */
export interface Doublet {
  /** Wavelength of the stronger line, angstrom. */
  readonly wavelength1: number;
  /** Of the weaker line, angstrom. */
  readonly wavelength2: number;
  /** Height of the second peak in units of the first. @default 0.5 */
  readonly ratio?: number | undefined;
}

/** Centre of the second peak (two-theta, degrees) and its derivative by the first, into out; NaN beyond 180 degrees. */
export function secondCenter({ wavelength1, wavelength2 }: Doublet, center: number, out: Float64Array): void {
  const half = (center * Math.PI) / 360;
  const sine = (wavelength2 / wavelength1) * Math.sin(half);
  out[0] = (Math.asin(sine) * 360) / Math.PI;
  out[1] = ((wavelength2 / wavelength1) * Math.cos(half)) / Math.sqrt(1 - sine * sine);
}

/** @throws OperandoError for wavelengths or ratios that cannot be. */
export function checkDoublet({ wavelength1, wavelength2, ratio = 0.5 }: Doublet): void {
  if (!(wavelength1 > 0 && wavelength2 > 0 && ratio >= 0 && Number.isFinite(wavelength1 + wavelength2 + ratio))) {
    throw new OperandoError(
      'invalid-argument',
      `a doublet of wavelengths ${wavelength1} and ${wavelength2}, ratio ${ratio}, cannot be`,
      {
        where: { parameter: 'doublet' },
        cure: 'give both wavelengths in angstrom and the height of the second in units of the first, about 0.5 for K alpha',
      },
    );
  }
}
