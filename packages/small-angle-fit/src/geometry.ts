import { OperandoError } from '@operando/core';

/** Where a flat detector stands, upright to the direct beam. */
export interface DetectorGeometry {
  /** From sample to detector, mm. */
  readonly distance: number;
  /** Edge of a pixel, mm. */
  readonly pixel: number;
  /** Row and column of the direct beam, from 0 at the middle of the first pixel; rows count downwards. */
  readonly centre: readonly [number, number];
  /** angstrom */
  readonly wavelength: number;
  /** Angle of incidence on the surface, degrees; 0 for a beam through the sample. @default 0 */
  readonly incidence?: number | undefined;
}

/** Momentum transfer at a pixel, 1/angstrom, in the frame of the surface: x along the beam, y across, z upwards. */
export interface PixelMomentum {
  /** 1/angstrom. */
  readonly qx: number;
  /** 1/angstrom. */
  readonly qy: number;
  /** 1/angstrom. */
  readonly qz: number;
  /** In the plane, with the sign of q_y: at wide angles more than q_y, so that |q_r| below |q_x| is not seen. */
  readonly qr: number;
  /** Magnitude, 1/angstrom. */
  readonly q: number;
  /** Above the surface, degrees. */
  readonly exit: number;
}

const degree = Math.PI / 180;

/**
 * A geometry that was checked.
 *
 * @throws OperandoError `invalid-argument` naming what cannot be.
 */
export function geometry(given: DetectorGeometry): DetectorGeometry {
  for (const name of ['distance', 'pixel', 'wavelength'] as const)
    if (!(given[name] > 0 && Number.isFinite(given[name])))
      throw new OperandoError('invalid-argument', `${name} is ${given[name]}.`, {
        where: { parameter: `geometry.${name}` },
        cure: 'It must be above 0: mm for distance and pixel, angstrom for the wavelength.',
      });
  const { incidence = 0 } = given;
  if (!(incidence >= 0 && incidence < 90))
    throw new OperandoError('invalid-argument', `an incidence of ${incidence} degrees is none.`, {
      where: { parameter: 'geometry.incidence' },
      cure: 'It must be from 0 (a beam through the sample) to below 90 degrees.',
    });
  if (!given.centre.every(Number.isFinite))
    throw new OperandoError('invalid-argument', 'the centre of the beam is no pair of numbers.', {
      where: { parameter: 'geometry.centre' },
      cure: 'Give its row and its column.',
    });
  return given;
}

/** Momentum transfer at the middle of a pixel: the direction to it exactly, for wide angles too. */
export function pixelToQ(
  { distance, pixel, centre, wavelength, incidence = 0 }: DetectorGeometry,
  row: number,
  column: number,
): PixelMomentum {
  const across = (column - centre[1]) * pixel;
  const up = (centre[0] - row) * pixel;
  const length = Math.sqrt(distance * distance + across * across + up * up);
  const k = (2 * Math.PI) / wavelength;
  const cosine = Math.cos(incidence * degree);
  const sine = Math.sin(incidence * degree);
  const out = (distance * cosine + up * sine) / length;
  const above = (up * cosine - distance * sine) / length;
  // Written so that nothing cancels at small angles: 1 - cos from the length.
  const short = (across * across + up * up) / (length * (length + distance));
  const qx = k * ((up * sine) / length - short * cosine);
  const qy = (k * across) / length;
  const qz = k * ((up * cosine) / length + short * sine);
  const inPlane = Math.hypot(qx, qy);
  return {
    qx,
    qy,
    qz,
    qr: qy < 0 ? -inPlane : inPlane,
    q: Math.hypot(inPlane, qz),
    exit: Math.atan2(above, Math.hypot(out, across / length)) / degree,
  };
}

/** Row at which the exit angle has a value, in a column; fractions count. */
export function rowOfExit(given: DetectorGeometry, exit: number, column: number = given.centre[1]): number {
  const { distance, pixel, centre, incidence = 0 } = given;
  const across = (column - centre[1]) * pixel;
  // sin exit = (up cos - distance sin) / length: Newton from the straight-through solution.
  let up = distance * Math.tan((exit + incidence) * degree);
  for (let round = 0; round < 20; round++) {
    const length = Math.sqrt(distance * distance + across * across + up * up);
    const value = (up * Math.cos(incidence * degree) - distance * Math.sin(incidence * degree)) / length;
    const slope = Math.cos(incidence * degree) / length - (value * up) / (length * length);
    const step = (Math.sin(exit * degree) - value) / slope;
    up += step;
    if (Math.abs(step) < 1e-12 * distance) break;
  }
  return centre[0] - up / pixel;
}
