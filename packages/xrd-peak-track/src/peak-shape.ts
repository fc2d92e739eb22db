import { gaussianArea, lorentzianArea } from '@operando/peak-fit';
import type { Doublet } from '@operando/peak-fit';
import type { TrackPoint } from './live-track.js';
import { secondPeak } from './second-peak.js';

/** Take the peak of a point (and its doublet) off y, within 12 widths. */
export function subtractPeak(x: Float64Array, y: Float64Array, point: TrackPoint, doublet: Doublet | undefined): void {
  const { center, fwhm, area } = point;
  const eta = Math.min(1, Math.max(0, point.eta));
  const height = area / (fwhm * (eta * lorentzianArea + (1 - eta) * gaussianArea));
  subtractOne(x, y, center, fwhm, eta, height);
  if (doublet !== undefined) subtractOne(x, y, secondPeak(doublet, center), fwhm, eta, height * (doublet.ratio ?? 0.5));
}

function subtractOne(
  x: Float64Array,
  y: Float64Array,
  center: number,
  fwhm: number,
  eta: number,
  height: number,
): void {
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
