import { fwhmPerSigma } from '@operando/core';
import { voigt } from '@operando/peak-fit';
import type { ComponentShape } from './component-shape.js';

const widths = new Float64Array(4);

/** Voigt profile: Gaussian of standard deviation sigma with a Lorentzian of half width gamma. */
export const voigtShape: ComponentShape = {
  name: 'voigt',
  parameters: ['sigma', 'gamma'],
  starts: [0.4, 0.2],
  lower: [0.02, 0],
  upper: [5, 5],
  hasArea: true,
  point(d, p, at, out) {
    widths[0] = p[at]! * fwhmPerSigma;
    widths[1] = 2 * p[at + 1]!;
    voigt.kernel.point(d, widths, 0, out);
    out[2]! *= fwhmPerSigma;
    out[3]! *= 2;
  },
  fwhm: (p, at) => voigt.fwhm([0, 1, p[at]! * fwhmPerSigma, 2 * p[at + 1]!]),
};
