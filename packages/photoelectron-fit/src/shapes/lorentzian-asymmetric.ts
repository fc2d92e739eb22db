import { gaussLegendre } from '@operando/numerics';
import { shapeOfValue } from './component-shape.js';
import type { ComponentShape } from './component-shape.js';

/**
 * A Lorentzian raised to one power on one side and to another on the other, height 1: the LA(alpha, beta) of CasaXPS before it is
 * folded with a Gaussian.
 *
 * @param e Kinetic energy less that of the centre, eV: alpha acts below 0, beta above.
 */
export function lorentzianAsymmetric(e: number, fwhm: number, alpha: number, beta: number): number {
  return (1 + 4 * (e / fwhm) ** 2) ** -(e <= 0 ? alpha : beta);
}

const { nodes, weights } = gaussLegendre(24);

/** {@link lorentzianAsymmetric} folded with a Gaussian of area 1 and standard deviation sigma, eV. */
export function lorentzianAsymmetricBroadened(
  e: number,
  fwhm: number,
  alpha: number,
  beta: number,
  sigma: number,
): number {
  if (!(sigma > 0)) return lorentzianAsymmetric(e, fwhm, alpha, beta);
  const from = e - 6 * sigma;
  const to = e + 6 * sigma;
  // In parts of two sigma, which end at the kink.
  const cuts = [from, ...[-4, -2, 0, 2, 4].map((k) => e + k * sigma), ...(from < 0 && to > 0 ? [0] : []), to].toSorted(
    (a, b) => a - b,
  );
  let sum = 0;
  for (let part = 0; part + 1 < cuts.length; part++) {
    const middle = 0.5 * (cuts[part]! + cuts[part + 1]!);
    const half = 0.5 * (cuts[part + 1]! - cuts[part]!);
    for (let k = 0; k < nodes.length; k++) {
      const at = middle + half * nodes[k]!;
      sum +=
        half * weights[k]! * Math.exp(-0.5 * ((at - e) / sigma) ** 2) * lorentzianAsymmetric(at, fwhm, alpha, beta);
    }
  }
  return sum / (sigma * Math.sqrt(2 * Math.PI));
}

export const asymmetricShape: ComponentShape = shapeOfValue(
  {
    name: 'lorentzian-asymmetric',
    parameters: ['fwhm', 'alpha', 'beta', 'sigma'],
    starts: [0.8, 1.3, 1.5, 0.3],
    lower: [0.05, 0.6, 0.6, 0.01],
    upper: [10, 10, 10, 5],
    hasArea: false,
  },
  (d, p, at) => lorentzianAsymmetricBroadened(-d, p[at]!, p[at + 1]!, p[at + 2]!, p[at + 3]!),
);
