import { makeProfile } from './profile.js';
import type { PeakProfile } from './profile.js';
import { gaussianArea, lorentzianArea, pseudoVoigtPoint } from './pseudo-voigt-point.js';

/**
 * Pseudo-Voigt: eta Lorentzian + (1 - eta) Gaussian of one centre, width and
 * height. Shape: fwhm, eta (the Lorentzian share of the height; lmfit's
 * `fraction` is the Lorentzian share of the area, mljs's `mu` the Gaussian share).
 */
export const pseudoVoigt: PeakProfile = makeProfile({
  name: 'pseudo-voigt',
  shape: ['fwhm', 'eta'],
  natural: 'height',
  point: (d, p, at, out) => pseudoVoigtPoint(d, p[at]!, p[at + 1]!, out),
  areaPerHeight(p, at, out) {
    const eta = p[at + 1]!;
    const unit = eta * lorentzianArea + (1 - eta) * gaussianArea;
    out[0] = unit * p[at]!;
    out[1] = unit;
    out[2] = p[at]! * (lorentzianArea - gaussianArea);
  },
  fwhm: (p, at) => p[at]!,
});
