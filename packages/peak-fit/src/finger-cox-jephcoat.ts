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

/** Room for the images of one set of parameters after another. */
function createMemory(): Remembered {
  return { images: createAxialImages(), widths: new Float64Array(6), key: new Float64Array(5).fill(Number.NaN) };
}

/**
 * Value at distance d from the centre, and derivatives by d, centre (at fixed d), Gaussian and Lorentzian width, S/L and
 * H/L into out[0] ... out[6], for unit area.
 */
function sumImages({ images, widths }: Remembered, d: number, one: Float64Array, out: Float64Array): void {
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
  out[1] = scale * slope;
  out[2] = scale * byCenter;
  out[3] = widthAll * widths[2]! + etaAll * widths[4]!;
  out[4] = widthAll * widths[3]! + etaAll * widths[5]!;
  out[5] = scale * bySample;
  out[6] = scale * bySlit;
}

/** Where a function changes its sign between two places, by false position after the Illinois rule. */
function signChange(f: (at: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  let [atA, atB] = [f(a), f(b)];
  for (let round = 0; round < 60 && Math.abs(b - a) > 1e-13 * (Math.abs(a) + Math.abs(b)); round++) {
    const middle = (a * atB - b * atA) / (atB - atA);
    const value = f(middle);
    if (value === 0) return middle;
    if (value > 0 === atB > 0) {
      atA *= 0.5;
    } else {
      a = b;
      atA = atB;
    }
    b = middle;
    atB = value;
  }
  return b;
}

/** Height and full width of a profile of unit area, with derivatives by centre, Gaussian and Lorentzian width. */
export interface AxialShape {
  top: number;
  fwhm: number;
  readonly topBy: Float64Array;
  readonly fwhmBy: Float64Array;
}

/** Makes what describes profiles: the parameters are those of the kernel, the centre before the shape. */
export function createAxialDescription(): (p: ArrayLike<number>, at: number) => AxialShape {
  const remembered = createMemory();
  const one = new Float64Array(4);
  const sums = new Float64Array(7);
  const shape: AxialShape = { top: 0, fwhm: 0, topBy: new Float64Array(3), fwhmBy: new Float64Array(3) };
  const at = (d: number): Float64Array => {
    sumImages(remembered, d, one, sums);
    return sums;
  };
  return (p, from) => {
    const center = p[from - 2]!;
    remember(remembered, center, p, from);
    const width = remembered.widths[0]!;
    const reach = axialReach(center, p[from + 2]!, p[from + 3]!);
    const away = 0.01 * width;
    const [low, high] = center < 90 ? [-reach - away, away] : [-away, reach + away];
    const place = signChange((d) => at(d)[1]!, low, high);
    shape.top = at(place)[0]!;
    for (let k = 0; k < 3; k++) {
      shape.topBy[k] = sums[2 + k]!;
      shape.fwhmBy[k] = 0;
    }
    shape.fwhm = 0;
    for (const side of [-1, 1]) {
      const edge = signChange((d) => at(d)[0]! - 0.5 * shape.top, place, place + side * (reach + 2 * width));
      at(edge);
      shape.fwhm += side * edge;
      for (let k = 0; k < 3; k++) shape.fwhmBy[k]! += (side * (0.5 * shape.topBy[k]! - sums[2 + k]!)) / sums[1]!;
    }
    return shape;
  };
}

function createKernel(): ProfileShape {
  const remembered = createMemory();
  const one = new Float64Array(4);
  const sums = new Float64Array(7);
  const describe = createAxialDescription();
  return {
    name: 'finger-cox-jephcoat',
    shape: ['fwhmGaussian', 'fwhmLorentzian', 'sampleHeight', 'slitHeight'],
    natural: 'area',
    point(d, p, at, out, center = p[at - 2]!) {
      remember(remembered, center, p, at);
      sumImages(remembered, d, one, sums);
      out[0] = sums[0]!;
      // The asymmetry goes with the centre: what the model takes for -d / d centre holds both.
      out[1] = sums[1]! - sums[2]!;
      for (let k = 0; k < 4; k++) out[2 + k] = sums[3 + k]!;
    },
    fwhm: (p, at) => describe(p, at).fwhm,
    maximum: (p, at) => describe(p, at).top,
  };
}

/**
 * Thompson-Cox-Hastings pseudo-Voigt with the asymmetry of axial divergence (Finger, Cox and Jephcoat 1994), for two-theta
 * in degrees. Shape: fwhmGaussian, fwhmLorentzian, sampleHeight (S/L) and slitHeight (H/L): half the heights of illuminated
 * sample and receiving slit in units of their distance. `center` is the place without divergence. The two heights are
 * nearly the same thing in a pattern: fix them at those of the instrument, or tie them. Amplitude: area only.
 */
export const fingerCoxJephcoat: PeakProfile = makeProfile(createKernel());
