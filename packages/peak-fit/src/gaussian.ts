import { makeProfile } from './profile.js';
import type { PeakProfile } from './profile.js';
import { gaussianArea } from './pseudo-voigt-point.js';

/** Gaussian, exp(-4 ln 2 (x - center)^2 / fwhm^2). Shape: fwhm = 2.354820 sigma. */
export const gaussian: PeakProfile = makeProfile({
  name: 'gaussian',
  shape: ['fwhm'],
  natural: 'height',
  point(d, p, at, out) {
    const width = p[at]!;
    const u = (2 * d) / width;
    const value = Math.exp(-Math.LN2 * u * u);
    out[0] = value;
    out[1] = (-4 * Math.LN2 * u * value) / width;
    out[2] = (2 * Math.LN2 * u * u * value) / width;
  },
  areaPerHeight(p, at, out) {
    out[0] = gaussianArea * p[at]!;
    out[1] = gaussianArea;
  },
  fwhm: (p, at) => p[at]!,
});
