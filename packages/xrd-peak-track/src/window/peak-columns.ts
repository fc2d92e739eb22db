import { fillAxialImages, gaussianArea, lorentzianArea } from '@operando/peak-fit';
import type { Optics } from '../optics.js';
import { powerOfHalf } from '../power-of-half.js';
import { secondPeak } from '../second-peak.js';

/** Places of the parameters of a peak: full width is the mean of those of both sides, which are width (1 -+ skew). */
export const slots = { center: 0, fwhm: 1, eta: 2, area: 3, skew: 4, count: 5 } as const;

/**
 * Add peak p of any kind to the model, and fill its columns of derivatives (points each, one for each slot).
 *
 * @param p Parameters; those of the peak begin at `at`.
 * @param jacobian Column after column, points each; those of the peak begin at column `at`.
 */
export function addPeak(
  x: Float64Array,
  points: number,
  p: Float64Array,
  at: number,
  optics: Optics,
  model: Float64Array,
  jacobian: Float64Array,
): void {
  const { doublet, axial } = optics;
  jacobian.fill(0, at * points, (at + slots.count) * points);
  addLine(x, points, p, at, axial, p[at]!, 1, 1, model, jacobian);
  if (doublet === undefined) return;
  const half = (p[at]! * Math.PI) / 360;
  const sine = (doublet.wavelength2 / doublet.wavelength1) * Math.sin(half);
  const slope =
    ((doublet.wavelength2 / doublet.wavelength1) * Math.cos(half)) / Math.sqrt(Math.max(1e-9, 1 - sine * sine));
  addLine(x, points, p, at, axial, secondPeak(doublet, p[at]!), slope, doublet.ratio ?? 0.5, model, jacobian);
}

/** One line of a peak, with its images by axial divergence where there is some. */
function addLine(
  x: Float64Array,
  points: number,
  p: Float64Array,
  at: number,
  axial: Optics['axial'],
  place: number,
  slope: number,
  share: number,
  model: Float64Array,
  jacobian: Float64Array,
): void {
  if (axial === undefined) {
    addImage(x, points, p, at, place, slope, share, 0, model, jacobian);
    return;
  }
  const { images, sampleHeight, slitHeight } = axial;
  fillAxialImages(images, place, sampleHeight, slitHeight, p[at + slots.fwhm]!);
  const { count, shift, weight, shiftBy, weightBy } = images;
  for (let k = 0; k < count; k++) {
    const moves = slope * (1 + shiftBy[0][k]!);
    const changes = share * slope * weightBy[0][k]!;
    addImage(x, points, p, at, place + shift[k]!, moves, share * weight[k]!, changes, model, jacobian);
  }
}

/** A share of a peak, at a place that moves by `slope` with its center; the share changes by `changes` with it. */
function addImage(
  x: Float64Array,
  points: number,
  p: Float64Array,
  at: number,
  place: number,
  slope: number,
  share: number,
  changes: number,
  model: Float64Array,
  jacobian: Float64Array,
): void {
  const width = p[at + slots.fwhm]!;
  const eta = p[at + slots.eta]!;
  const area = share * p[at + slots.area]!;
  const skew = p[at + slots.skew]!;
  const unit = eta * lorentzianArea + (1 - eta) * gaussianArea;
  const norm = 1 / (width * unit);
  const scale = area * norm;
  const change = changes * p[at + slots.area]! * norm;
  const byUnit = (lorentzianArea - gaussianArea) / unit;
  const byCenter = at * points;
  const byWidth = byCenter + points;
  const byEta = byWidth + points;
  const byArea = byEta + points;
  const bySkew = byArea + points;
  const low = 2 / (width * (1 - skew));
  const high = 2 / (width * (1 + skew));
  for (let i = 0; i < points; i++) {
    const distance = x[i]! - place;
    const rate = distance < 0 ? low : high;
    const u = distance * rate;
    const square = u * u;
    const lorentzian = 1 / (1 + square);
    const gaussian = powerOfHalf(square);
    const shape = eta * lorentzian + (1 - eta) * gaussian;
    const steep = -2 * u * (eta * lorentzian * lorentzian + (1 - eta) * Math.LN2 * gaussian);
    model[i]! += scale * shape;
    jacobian[byCenter + i]! += change * shape - scale * steep * rate * slope;
    jacobian[byWidth + i]! -= (scale * (shape + u * steep)) / width;
    jacobian[byEta + i]! += scale * (lorentzian - gaussian - shape * byUnit);
    jacobian[byArea + i]! += share * norm * shape;
    jacobian[bySkew + i]! += scale * steep * u * (distance < 0 ? 1 / (1 - skew) : -1 / (1 + skew));
  }
}
