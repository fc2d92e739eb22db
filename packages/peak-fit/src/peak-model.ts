import { chebyshevTerms } from './background-terms.js';
import { secondCenter } from './doublet.js';
import type { Doublet } from './doublet.js';
import { conversion } from './profile.js';
import type { PeakAmplitude, PeakProfile } from './profile.js';

/** One peak of a model: its profile, and where its parameters begin. */
interface ModelPeak {
  readonly profile: PeakProfile;
  readonly amplitude: PeakAmplitude;
  /** Index of its center; amplitude and shape follow. */
  readonly at: number;
}

/** A sum of peaks on a polynomial background, as a model for `leastSquares`. */
export interface PeakModel {
  /** `peak0.center`, `peak0.height`, `peak0.fwhm` ..., `background.0` ... */
  readonly names: readonly string[];
  readonly peaks: readonly ModelPeak[];
  /** Index of the first background coefficient. */
  readonly background: number;
  /** Window that is mapped to [-1, 1] for the background. */
  readonly domain: readonly [number, number];
  /** Fill values, and derivatives row-major, at the x it was made for. */
  readonly evaluate: (parameters: Float64Array, x: Float64Array, out: Float64Array, jacobian?: Float64Array) => void;
}

/**
 * @param degree Degree of the background, -1 for none.
 */
export function createPeakModel(
  x: Float64Array,
  shapes: readonly { readonly profile: PeakProfile; readonly amplitude: PeakAmplitude }[],
  degree: number,
  doublet: Doublet | undefined,
): PeakModel {
  let next = 0;
  const peaks = shapes.map(({ profile, amplitude }): ModelPeak => {
    const at = next;
    next += 2 + profile.shape.length;
    return { profile, amplitude, at };
  });
  const background = next;
  const count = background + degree + 1;
  const domain = [x[0]!, x.at(-1)!] as const;
  const terms = chebyshevTerms(x, degree, ...domain);
  const names = [
    ...peaks.flatMap(({ profile, amplitude }, p) =>
      ['center', amplitude, ...profile.shape].map((name) => `peak${p}.${name}`),
    ),
    ...terms.map((_, k) => `background.${k}`),
  ];
  const longest = Math.max(0, ...peaks.map(({ profile }) => profile.shape.length));
  const point = new Float64Array(longest + 2);
  const factor = new Float64Array(longest + 1);
  const second = new Float64Array(2);
  const ratio = doublet?.ratio ?? 0.5;

  /** Add one profile at a centre, `weight` times, to values and derivatives; `slope` is d centre / d parameter. */
  const add = (
    { profile, at }: ModelPeak,
    p: Float64Array,
    center: number,
    weight: number,
    slope: number,
    out: Float64Array,
    jacobian: Float64Array | undefined,
  ): void => {
    const { kernel, shape } = profile;
    const amplitude = p[at + 1]!;
    const scaled = weight * factor[0]!;
    for (let i = 0; i < x.length; i++) {
      kernel.point(x[i]! - center, p, at + 2, point, center);
      out[i]! += amplitude * scaled * point[0]!;
      if (jacobian === undefined) continue;
      const row = i * count + at;
      jacobian[row]! -= amplitude * scaled * point[1]! * slope;
      jacobian[row + 1]! += scaled * point[0]!;
      for (let k = 0; k < shape.length; k++)
        jacobian[row + 2 + k]! += amplitude * (scaled * point[2 + k]! + weight * factor[k + 1]! * point[0]!);
    }
  };

  return {
    names,
    peaks,
    background,
    domain,
    evaluate(p, _x, out, jacobian) {
      out.fill(0);
      jacobian?.fill(0);
      for (const peak of peaks) {
        const center = p[peak.at]!;
        conversion(peak.profile.kernel, peak.amplitude, p, peak.at + 2, factor);
        add(peak, p, center, 1, 1, out, jacobian);
        if (doublet === undefined) continue;
        secondCenter(doublet, center, second);
        // Beyond 180 degrees there is no second peak.
        if (!Number.isNaN(second[0]!)) add(peak, p, second[0]!, ratio, second[1]!, out, jacobian);
      }
      for (let k = 0; k <= degree; k++) {
        const term = terms[k]!;
        const coefficient = p[background + k]!;
        for (let i = 0; i < x.length; i++) {
          out[i]! += coefficient * term[i]!;
          if (jacobian !== undefined) jacobian[i * count + background + k] = term[i]!;
        }
      }
    },
  };
}
