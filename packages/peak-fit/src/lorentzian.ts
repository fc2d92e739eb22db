import { makeProfile } from './profile.js';
import type { PeakProfile } from './profile.js';
import { lorentzianArea } from './pseudo-voigt-point.js';

/** Lorentzian (Cauchy), 1 / (1 + 4 (x - center)^2 / fwhm^2). Shape: fwhm. A window of +-5 fwhm holds 94 % of its area. */
export const lorentzian: PeakProfile = makeProfile({
  name: 'lorentzian',
  shape: ['fwhm'],
  natural: 'height',
  point(d, p, at, out) {
    const width = p[at]!;
    const u = (2 * d) / width;
    const value = 1 / (1 + u * u);
    out[0] = value;
    out[1] = (-4 * u * value * value) / width;
    out[2] = (2 * u * u * value * value) / width;
  },
  areaPerHeight(p, at, out) {
    out[0] = lorentzianArea * p[at]!;
    out[1] = lorentzianArea;
  },
  fwhm: (p, at) => p[at]!,
});
