import { fillAxialImages, gaussianArea, lorentzianArea } from '@operando/peak-fit';
import type { Optics } from './optics.js';
import { powerOfHalf } from './power-of-half.js';
import { secondPeak } from './second-peak.js';
import type { WindowPeakFit } from './window/types.js';

/** A peak without errors. */
export type PeakShape = Pick<WindowPeakFit, 'center' | 'fwhm' | 'eta' | 'skew' | 'area'>;

/** Full widths to which a peak is drawn, at least and at most. */
const shortest = 3;
const longest = 80;
/** Half widths beyond which a Gaussian is less than the rounding of its height. */
export const gaussianReach = 7.75;

/** How far from its center a peak is above an intensity: its Lorentzian part reaches far. */
export function reachOf({ fwhm, area, eta }: PeakShape, least: number): number {
  const height = Math.abs(area) / fwhm;
  const widths = least > 0 ? 0.5 * Math.sqrt((Math.max(0.02, eta) * height) / least) : longest;
  return fwhm * Math.min(longest, Math.max(shortest, widths));
}

/**
 * Add a peak (its second line, its images by axial divergence) to y, `times` its area.
 *
 * @param least Intensity below which it is not drawn.
 */
export function addPeakTo(
  x: Float64Array,
  y: Float64Array,
  point: PeakShape,
  optics: Optics,
  times: 1 | -1,
  least: number,
): void {
  const { center, fwhm } = point;
  const area = times * point.area;
  const eta = Math.min(1, Math.max(0, point.eta));
  const reach = reachOf(point, least);
  const height = area / (fwhm * (eta * lorentzianArea + (1 - eta) * gaussianArea));
  const { doublet } = optics;
  addLine(x, y, point, optics, center, eta, height, reach);
  if (doublet !== undefined)
    addLine(x, y, point, optics, secondPeak(doublet, center), eta, height * (doublet.ratio ?? 0.5), reach);
}

function addLine(
  x: Float64Array,
  y: Float64Array,
  point: PeakShape,
  { axial }: Optics,
  center: number,
  eta: number,
  height: number,
  reach: number,
): void {
  if (axial === undefined) {
    addOne(x, y, point, center, eta, height, reach);
    return;
  }
  const { images, sampleHeight, slitHeight } = axial;
  fillAxialImages(images, center, sampleHeight, slitHeight, point.fwhm);
  for (let k = 0; k < images.count; k++)
    addOne(x, y, point, center + images.shift[k]!, eta, height * images.weight[k]!, reach);
}

function addOne(
  x: Float64Array,
  y: Float64Array,
  { fwhm, skew }: PeakShape,
  center: number,
  eta: number,
  height: number,
  reach: number,
): void {
  const low = 2 / (fwhm * (1 - skew));
  const high = 2 / (fwhm * (1 + skew));
  const begin = firstAbove(x, center - reach);
  const end = firstAbove(x, center + reach);
  const from = Math.max(begin, firstAbove(x, center - gaussianReach / low));
  const to = Math.max(from, Math.min(end, firstAbove(x, center + gaussianReach / high)));
  addTail(x, y, begin, from, center, low, height * eta);
  for (let i = from; i < to; i++) {
    const distance = x[i]! - center;
    const u = distance * (distance < 0 ? low : high);
    const square = u * u;
    y[i]! += height * (eta / (1 + square) + (1 - eta) * powerOfHalf(square));
  }
  addTail(x, y, to, end, center, high, height * eta);
}

/** Add a peak of one line and one width to the points from an index to before another. */
export function addCore(x: Float64Array, y: Float64Array, point: PeakShape, from: number, to: number): void {
  const { center, fwhm, area } = point;
  const eta = Math.min(1, Math.max(0, point.eta));
  const height = area / (fwhm * (eta * lorentzianArea + (1 - eta) * gaussianArea));
  const rate = 2 / fwhm;
  for (let i = from; i < to; i++) {
    const u = (x[i]! - center) * rate;
    const square = u * u;
    y[i]! += height * (eta / (1 + square) + (1 - eta) * powerOfHalf(square));
  }
}

/** The Lorentzian part alone, of points from an index to before another. */
export function addTail(
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
  center: number,
  rate: number,
  height: number,
): void {
  for (let i = from; i < to; i++) {
    const u = (x[i]! - center) * rate;
    y[i]! += height / (1 + u * u);
  }
}

/** First index whose x is not below a value. */
export function firstAbove(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
