import { OperandoError } from '@operando/core';

/** Names of the profiles. */
export type PeakProfileName =
  | 'gaussian'
  | 'lorentzian'
  | 'pseudo-voigt'
  | 'voigt'
  | 'thompson-cox-hastings'
  | 'split-pseudo-voigt'
  | 'exp-mod-gaussian'
  | 'finger-cox-jephcoat';

/** What the second parameter of a profile means. */
export type PeakAmplitude = 'height' | 'area';

/** Options of {@link PeakProfile.evaluate} and its siblings. */
export interface PeakProfileOptions {
  /** What the second parameter is. @default 'height' ('area' for the exponentially modified Gaussian, whose height has no closed form) */
  readonly amplitude?: PeakAmplitude | undefined;
}

/**
 * A peak profile. Parameters come as [center, height or area, ...shape]; widths
 * are full widths at half maximum in the units of x.
 */
export interface PeakProfile {
  /** As options call it. */
  readonly name: PeakProfileName;
  /** Names of the shape parameters, after center and amplitude. */
  readonly shape: readonly string[];
  /** Meanings of the amplitude that the profile offers; the first is the default. */
  readonly amplitudes: readonly PeakAmplitude[];
  /** Values at x. */
  evaluate(x: ArrayLike<number>, parameters: ArrayLike<number>, options?: PeakProfileOptions): Float64Array;
  /** Derivatives by every parameter, row-major points x parameters. */
  jacobian(x: ArrayLike<number>, parameters: ArrayLike<number>, options?: PeakProfileOptions): Float64Array;
  /** Area under the whole profile, out to infinity. */
  area(parameters: ArrayLike<number>, options?: PeakProfileOptions): number;
  /** Value at the centre (for the exponentially modified Gaussian: at its maximum). */
  height(parameters: ArrayLike<number>, options?: PeakProfileOptions): number;
  /** Full width at half maximum. */
  fwhm(parameters: ArrayLike<number>): number;
  /** The profile at one point, of natural amplitude 1; see {@link ProfileShape}. */
  readonly kernel: ProfileShape;
}

/** How a profile is written: its natural form, per point, with derivatives. */
export interface ProfileShape {
  /** As options call it. */
  readonly name: PeakProfileName;
  /** Names of the shape parameters. */
  readonly shape: readonly string[];
  /** Whether {@link point} has height 1 or area 1. */
  readonly natural: PeakAmplitude;
  /**
   * Value at distance d from the centre into out[0], derivative by d into
   * out[1], by the shape parameters into out[2] ... The shape parameters begin at p[at].
   *
   * @param center Of the line, for profiles that change with their place. @default p[at - 2], the centre of the peak
   */
  point(d: number, p: ArrayLike<number>, at: number, out: Float64Array, center?: number): void;
  /**
   * Area of a profile of height 1 into out[0], with derivatives by the shape
   * parameters after it; undefined when there is no closed form.
   */
  readonly areaPerHeight?: (p: ArrayLike<number>, at: number, out: Float64Array) => void;
  /** Full width at half maximum, in the unit of x, of shape parameters that begin at p[at]. */
  fwhm(p: ArrayLike<number>, at: number): number;
  /** Largest value of {@link point} where `areaPerHeight` is missing. */
  readonly maximum?: (p: ArrayLike<number>, at: number) => number;
}

/** Factor from the amplitude asked for to the natural one, with derivatives by the shape parameters, into out. */
export function conversion(
  kernel: ProfileShape,
  amplitude: PeakAmplitude,
  p: ArrayLike<number>,
  at: number,
  out: Float64Array,
): void {
  if (amplitude === kernel.natural) {
    out.fill(0);
    out[0] = 1;
    return;
  }
  if (kernel.areaPerHeight === undefined) {
    throw new OperandoError('unsupported', `the height of the profile ${kernel.name} has no closed form`, {
      cure: "use amplitude: 'area'",
    });
  }
  kernel.areaPerHeight(p, at, out);
  if (kernel.natural === 'area') return;
  const area = out[0]!;
  out[0] = 1 / area;
  for (let k = 1; k < out.length; k++) out[k]! *= -1 / (area * area);
}

/** Make a profile of its kernel. */
export function makeProfile(kernel: ProfileShape): PeakProfile {
  const { name, shape, natural } = kernel;
  const count = shape.length + 2;
  const amplitudes: readonly PeakAmplitude[] = kernel.areaPerHeight === undefined ? [natural] : ['height', 'area'];
  const checked = (parameters: ArrayLike<number>): void => {
    if (parameters.length !== count) {
      throw new OperandoError('shape-mismatch', `${name} has ${count} parameters, not ${parameters.length}`, {
        cure: `give center, height or area${shape.map((one) => `, ${one}`).join('')}`,
      });
    }
  };
  const factorOf = (parameters: ArrayLike<number>, options: PeakProfileOptions | undefined): Float64Array => {
    checked(parameters);
    const out = new Float64Array(shape.length + 1);
    conversion(kernel, options?.amplitude ?? amplitudes[0]!, parameters, 2, out);
    return out;
  };
  const naturalAmplitude = (parameters: ArrayLike<number>, options: PeakProfileOptions | undefined): number =>
    parameters[1]! * factorOf(parameters, options)[0]!;
  return {
    name,
    shape,
    amplitudes,
    kernel,
    evaluate(x, parameters, options) {
      const amplitude = naturalAmplitude(parameters, options);
      const out = new Float64Array(count);
      return Float64Array.from({ length: x.length }, (_, i) => {
        kernel.point(x[i]! - parameters[0]!, parameters, 2, out);
        return amplitude * out[0]!;
      });
    },
    jacobian(x, parameters, options) {
      const factor = factorOf(parameters, options);
      const amplitude = parameters[1]!;
      const point = new Float64Array(count);
      const rows = new Float64Array(x.length * count);
      for (let i = 0; i < x.length; i++) {
        kernel.point(x[i]! - parameters[0]!, parameters, 2, point);
        const at = i * count;
        rows[at] = -amplitude * factor[0]! * point[1]!;
        rows[at + 1] = factor[0]! * point[0]!;
        for (let k = 0; k < shape.length; k++)
          rows[at + 2 + k] = amplitude * (factor[0]! * point[2 + k]! + factor[k + 1]! * point[0]!);
      }
      return rows;
    },
    area(parameters, options) {
      const amplitude = naturalAmplitude(parameters, options);
      if (natural === 'area') return amplitude;
      const out = new Float64Array(shape.length + 1);
      kernel.areaPerHeight!(parameters, 2, out);
      return amplitude * out[0]!;
    },
    height(parameters, options) {
      const amplitude = naturalAmplitude(parameters, options);
      if (natural === 'height') return amplitude;
      if (kernel.maximum !== undefined) return amplitude * kernel.maximum(parameters, 2);
      const out = new Float64Array(count);
      kernel.point(0, parameters, 2, out);
      return amplitude * out[0]!;
    },
    fwhm(parameters) {
      checked(parameters);
      return kernel.fwhm(parameters, 2);
    },
  };
}
