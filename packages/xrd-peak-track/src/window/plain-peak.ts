import { gaussianArea, lorentzianArea } from '@operando/peak-fit';
import { powerOfHalf } from '../power-of-half.js';
import { slots } from './peak-columns.js';

/**
 * Add peak p of one line and one width (most are) to the model.
 *
 * @param p Parameters; those of the peak begin at `at`.
 * @param parts Its Lorentzian and then its Gaussian of height 1, points each, from `from` on: of these the columns are made.
 */
export function addPlainPeak(
  x: Float64Array,
  points: number,
  p: Float64Array,
  at: number,
  model: Float64Array,
  parts: Float64Array,
  from: number,
): void {
  const center = p[at]!;
  const width = p[at + slots.fwhm]!;
  const eta = p[at + slots.eta]!;
  const scale = p[at + slots.area]! / (width * (eta * lorentzianArea + (1 - eta) * gaussianArea));
  const rate = 2 / width;
  const [ofLorentzian, ofGaussian] = [scale * eta, scale * (1 - eta)];
  const second = from + points;
  for (let i = 0; i < points; i++) {
    const u = (x[i]! - center) * rate;
    const square = u * u;
    const lorentzian = 1 / (1 + square);
    const gaussian = powerOfHalf(square);
    parts[from + i] = lorentzian;
    parts[second + i] = gaussian;
    model[i]! += ofLorentzian * lorentzian + ofGaussian * gaussian;
  }
}

/** Columns of derivatives of a peak by the parts that {@link addPlainPeak} has left. */
export function plainColumns(
  x: Float64Array,
  points: number,
  p: Float64Array,
  at: number,
  parts: Float64Array,
  from: number,
  jacobian: Float64Array,
): void {
  const center = p[at]!;
  const width = p[at + slots.fwhm]!;
  const eta = p[at + slots.eta]!;
  const unit = eta * lorentzianArea + (1 - eta) * gaussianArea;
  const norm = 1 / (width * unit);
  const scale = p[at + slots.area]! * norm;
  const byUnit = (lorentzianArea - gaussianArea) / unit;
  const byCenter = at * points;
  const byWidth = byCenter + points;
  const byEta = byWidth + points;
  const byArea = byEta + points;
  const rate = 2 / width;
  const narrow = scale / width;
  const steepGaussian = (1 - eta) * Math.LN2;
  const second = from + points;
  for (let i = 0; i < points; i++) {
    const u = (x[i]! - center) * rate;
    const lorentzian = parts[from + i]!;
    const gaussian = parts[second + i]!;
    const shape = eta * lorentzian + (1 - eta) * gaussian;
    const steep = -2 * u * (eta * lorentzian * lorentzian + steepGaussian * gaussian);
    jacobian[byCenter + i] = -2 * narrow * steep;
    jacobian[byWidth + i] = -narrow * (shape + u * steep);
    jacobian[byEta + i] = scale * (lorentzian - gaussian - shape * byUnit);
    jacobian[byArea + i] = norm * shape;
  }
}
