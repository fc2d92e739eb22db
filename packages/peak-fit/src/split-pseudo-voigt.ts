import { makeProfile } from './profile.js';
import type { PeakProfile } from './profile.js';
import { gaussianArea, lorentzianArea, pseudoVoigtPoint } from './pseudo-voigt-point.js';

/**
 * Split pseudo-Voigt: the halves below and above the maximum have widths and
 * Lorentzian shares of their own and meet at a common height. Shape: fwhmLow,
 * fwhmHigh, etaLow, etaHigh (each half's width is that of the symmetric profile
 * it is half of). Tie the two etas for one share.
 */
export const splitPseudoVoigt: PeakProfile = makeProfile({
  name: 'split-pseudo-voigt',
  shape: ['fwhmLow', 'fwhmHigh', 'etaLow', 'etaHigh'],
  natural: 'height',
  point(d, p, at, out) {
    const side = d < 0 ? 0 : 1;
    pseudoVoigtPoint(d, p[at + side]!, p[at + 2 + side]!, out);
    const byWidth = out[2]!;
    const byEta = out[3]!;
    out[2] = side === 0 ? byWidth : 0;
    out[3] = side === 0 ? 0 : byWidth;
    out[4] = side === 0 ? byEta : 0;
    out[5] = side === 0 ? 0 : byEta;
  },
  areaPerHeight(p, at, out) {
    const low = p[at + 2]! * lorentzianArea + (1 - p[at + 2]!) * gaussianArea;
    const high = p[at + 3]! * lorentzianArea + (1 - p[at + 3]!) * gaussianArea;
    out[0] = 0.5 * (p[at]! * low + p[at + 1]! * high);
    out[1] = 0.5 * low;
    out[2] = 0.5 * high;
    out[3] = 0.5 * p[at]! * (lorentzianArea - gaussianArea);
    out[4] = 0.5 * p[at + 1]! * (lorentzianArea - gaussianArea);
  },
  fwhm: (p, at) => 0.5 * (p[at]! + p[at + 1]!),
});
