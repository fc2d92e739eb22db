import { secondPeak } from './second-peak.js';
import type { Doublet } from '@operando/peak-fit';

const lorentzianArea = Math.PI / 2;
const gaussianArea = 0.5 * Math.sqrt(Math.PI / Math.LN2);

/** Take a pseudo-Voigt of a given area (and its doublet) off y, within 12 widths. */
export function subtractPeak(x: Float64Array, y: Float64Array, center: number, fwhm: number, eta: number, area: number, doublet: Doublet | undefined): void {
  const height = area / (fwhm * (eta * lorentzianArea + (1 - eta) * gaussianArea));
  subtractOne(x, y, center, fwhm, eta, height);
  if (doublet !== undefined) subtractOne(x, y, secondPeak(doublet, center), fwhm, eta, height * (doublet.ratio ?? 0.5));
}

function subtractOne(x: Float64Array, y: Float64Array, center: number, fwhm: number, eta: number, height: number): void {
  const reach = 12 * fwhm;
  for (let i = firstAbove(x, center - reach); i < x.length && x[i]! <= center + reach; i++) {
    const u = (2 * (x[i]! - center)) / fwhm;
    y[i]! -= height * (eta / (1 + u * u) + (1 - eta) * Math.exp(-Math.LN2 * u * u));
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
