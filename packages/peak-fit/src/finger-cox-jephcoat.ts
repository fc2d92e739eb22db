import { axialReach, createAxialImages, fillAxialImages } from './axial-divergence.js';
import type { AxialImages } from './axial-divergence.js';
import { makeProfile } from './profile.js';
import type { PeakProfile, ProfileShape } from './profile.js';
import { gaussianArea, lorentzianArea, pseudoVoigtPoint } from './pseudo-voigt-point.js';
import { thompsonCoxHastingsWidths } from './thompson-cox-hastings.js';

/** Images at the parameters asked for last: all points of a peak ask for the same. */
interface Remembered {
  readonly images: AxialImages;
  readonly widths: Float64Array;
  readonly key: Float64Array;
}

/** Make the images of a peak unless they are those of the last one. */
function remember({ images, widths, key }: Remembered, center: number, p: ArrayLike<number>, at: number): void {
  let same = key[0] === center;
  for (let k = 0; k < 4; k++) same &&= key[k + 1] === p[at + k]!;
  if (same) return;
  key[0] = center;
  for (let k = 0; k < 4; k++) key[k + 1] = p[at + k]!;
  thompsonCoxHastingsWidths(p[at]!, p[at + 1]!, widths);
  fillAxialImages(images, center, p[at + 2]!, p[at + 3]!, widths[0]!);
}

/** Place of the maximum relative to the centre, and the two half maxima: by golden section and bisection. */
function describeShape(kernel: ProfileShape, p: ArrayLike<number>, at: number): { top: number; fwhm: number } {
  const center = p[at - 2]!;
  const out = new Float64Array(6);
  const widths = new Float64Array(6);
  thompsonCoxHastingsWidths(p[at]!, p[at + 1]!, widths);
  const valueAt = (d: number): number => {
    kernel.point(d, p, at, out);
    return out[0]!;
  };
  const extent = axialReach(center, p[at + 2]!, p[at + 3]!);
  let [low, high] = center < 90 ? [-extent - 0.1 * widths[0]!, 0] : [0, extent + 0.1 * widths[0]!];
  const golden = 0.5 * (Math.sqrt(5) - 1);
  for (let round = 0; round < 60; round++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (valueAt(left) < valueAt(right)) low = left;
    else high = right;
  }
  const place = 0.5 * (low + high);
  const top = valueAt(place);
  const crossing = (direction: number): number => {
    let near = 0;
    let far = extent + 3 * widths[0]!;
    for (let round = 0; round < 60; round++) {
      const middle = 0.5 * (near + far);
      if (valueAt(place + direction * middle) > 0.5 * top) near = middle;
      else far = middle;
    }
    return near;
  };
  return { top, fwhm: crossing(-1) + crossing(1) };
}

function createKernel(): ProfileShape {
  const remembered: Remembered = {
    images: createAxialImages(),
    widths: new Float64Array(6),
    key: new Float64Array(5).fill(Number.NaN),
  };
  const { images, widths } = remembered;
  const one = new Float64Array(4);
  const kernel: ProfileShape = {
    name: 'finger-cox-jephcoat',
    shape: ['fwhmGaussian', 'fwhmLorentzian', 'sampleHeight', 'slitHeight'],
    natural: 'area',
    point(d, p, at, out, center = p[at - 2]!) {
      remember(remembered, center, p, at);
      const { count, shift, weight, shiftBy, weightBy } = images;
      const width = widths[0]!;
      const eta = widths[1]!;
      let [value, slope, byCenter, byWidth, byEta, bySample, bySlit] = [0, 0, 0, 0, 0, 0, 0];
      for (let k = 0; k < count; k++) {
        pseudoVoigtPoint(d - shift[k]!, width, eta, one);
        const w = weight[k]!;
        value += w * one[0]!;
        slope += w * one[1]!;
        byWidth += w * one[2]!;
        byEta += w * one[3]!;
        byCenter += weightBy[0][k]! * one[0]! - w * shiftBy[0][k]! * one[1]!;
        bySample += weightBy[1][k]! * one[0]! - w * shiftBy[1][k]! * one[1]!;
        bySlit += weightBy[2][k]! * one[0]! - w * shiftBy[2][k]! * one[1]!;
      }
      // Of height 1 so far: of area 1 by the area of the pseudo-Voigt, which divergence leaves as it is.
      const unit = eta * lorentzianArea + (1 - eta) * gaussianArea;
      const scale = 1 / (width * unit);
      const widthAll = scale * byWidth - (scale / width) * value;
      const etaAll = scale * byEta - ((scale * (lorentzianArea - gaussianArea)) / unit) * value;
      out[0] = scale * value;
      // The asymmetry goes with the centre: what the model takes for -d / d centre holds both.
      out[1] = scale * (slope - byCenter);
      out[2] = widthAll * widths[2]! + etaAll * widths[4]!;
      out[3] = widthAll * widths[3]! + etaAll * widths[5]!;
      out[4] = scale * bySample;
      out[5] = scale * bySlit;
    },
    fwhm: (p, at) => describeShape(kernel, p, at).fwhm,
    maximum: (p, at) => describeShape(kernel, p, at).top,
  };
  return kernel;
}

/**
 * Thompson-Cox-Hastings pseudo-Voigt with the asymmetry of axial divergence (Finger, Cox and Jephcoat 1994), for two-theta
 * in degrees. Shape: fwhmGaussian, fwhmLorentzian, sampleHeight (S/L) and slitHeight (H/L): half the heights of illuminated
 * sample and receiving slit in units of their distance. `center` is the place without divergence. The two heights are
 * nearly the same thing in a pattern: fix them at those of the instrument, or tie them. Amplitude: area only.
 */
export const fingerCoxJephcoat: PeakProfile = makeProfile(createKernel());
