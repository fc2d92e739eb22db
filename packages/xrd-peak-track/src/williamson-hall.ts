import { OperandoError } from '@operando/core';
import type { Estimate } from '@operando/core';

/** Width of one reflection. */
export interface PeakWidth {
  /** Degrees. */
  readonly twoTheta: number;
  /** Full width at half maximum or integral breadth, degrees two-theta. */
  readonly width: number;
  /** Standard error of it, degrees. */
  readonly stderr: number;
  /** Width of the instrument there. @default 0 */
  readonly instrument?: number | undefined;
}

/** Options of {@link williamsonHall}. */
export interface WilliamsonHallOptions {
  /** Angstrom. */
  readonly wavelength: number;
  /** Scherrer's constant. @default 0.9 */
  readonly shapeFactor?: number | undefined;
  /** How the instrument's width is taken off: `lorentzian` linearly, `gaussian` in squares. @default 'lorentzian' */
  readonly instrumentShape?: 'lorentzian' | 'gaussian' | undefined;
}

const radians = Math.PI / 180;

/**
 * Crystallite size and strain from widths: width cos(theta) = K lambda / size +
 * 4 strain sin(theta), by weighted linear least squares (Williamson and Hall 1953).
 * The size is in angstrom; strain is that of the breadth used, in parts (not per cent).
 *
 * @throws OperandoError `too-few-points` below two reflections, `invalid-argument` when the instrument is wider than a peak.
 */
export function williamsonHall(
  widths: readonly PeakWidth[],
  options: WilliamsonHallOptions,
): {
  readonly size: Estimate;
  readonly strain: Estimate;
  readonly correlation: number;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
} {
  const { wavelength, shapeFactor = 0.9, instrumentShape = 'lorentzian' } = options;
  if (widths.length < 2)
    throw new OperandoError('too-few-points', `${widths.length} reflection cannot tell size from strain`, {
      cure: 'give at least two, far apart',
    });
  let s = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  const points = widths.map(({ twoTheta, width, stderr, instrument = 0 }, i) => {
    const own =
      instrumentShape === 'lorentzian' ? width - instrument : Math.sqrt(width * width - instrument * instrument);
    if (!(own > 0) || !(stderr > 0)) {
      throw new OperandoError(
        'invalid-argument',
        `reflection ${i} is ${width} +- ${stderr} wide, the instrument ${instrument}`,
        { where: { row: i }, cure: 'widths exceed that of the instrument, and errors are above 0' },
      );
    }
    const error = instrumentShape === 'lorentzian' ? stderr : (stderr * width) / own;
    const theta = (twoTheta / 2) * radians;
    const x = 4 * Math.sin(theta);
    const y = own * radians * Math.cos(theta);
    const weight = (error * radians * Math.cos(theta)) ** -2;
    s += weight;
    sx += weight * x;
    sy += weight * y;
    sxx += weight * x * x;
    sxy += weight * x * y;
    return { x, y, weight };
  });
  const determinant = s * sxx - sx * sx;
  const intercept = (sxx * sy - sx * sxy) / determinant;
  const slope = (s * sxy - sx * sy) / determinant;
  const interceptError = Math.sqrt(sxx / determinant);
  const size = (shapeFactor * wavelength) / intercept;
  return {
    size: { value: size, stderr: Math.abs((size * interceptError) / intercept), unit: 'angstrom' },
    strain: { value: slope, stderr: Math.sqrt(s / determinant), unit: '1' },
    correlation: -sx / Math.sqrt(s * sxx),
    chiSquare: points.reduce((sum, { x, y, weight }) => sum + weight * (y - intercept - slope * x) ** 2, 0),
    degreesOfFreedom: widths.length - 2,
  };
}
