import { broadened } from './broaden.js';
import { shapeOfValue } from './component-shape.js';
import type { ComponentShape } from './component-shape.js';

/**
 * Line shape of a metal (Doniach and Sunjic 1970), not normalised: its tail to high binding energy falls so slowly that
 * its area diverges for alpha > 0, and its maximum lies at {@link doniachSunjicMaximum}, not at e = 0.
 *
 * @param e E0 - E_B in eV. @param alpha Asymmetry, from 0 to 0.5. @param gamma Half width of the Lorentzian, eV.
 */
export function doniachSunjic(e: number, alpha: number, gamma: number): number {
  return (
    Math.cos((Math.PI * alpha) / 2 + (1 - alpha) * Math.atan(e / gamma)) / (e * e + gamma * gamma) ** ((1 - alpha) / 2)
  );
}

/** Where E0 - E_B has the maximum of {@link doniachSunjic}: below 0, at higher binding energy than E0. */
export function doniachSunjicMaximum(alpha: number, gamma: number): number {
  return gamma / Math.tan(Math.PI / (2 - alpha));
}

/** {@link doniachSunjic} folded with a Gaussian of area 1 and standard deviation sigma, eV. */
export function doniachSunjicBroadened(e: number, alpha: number, gamma: number, sigma: number): number {
  return broadened((at) => doniachSunjic(at, alpha, gamma), e, sigma, gamma);
}

export const doniachSunjicShape: ComponentShape = shapeOfValue(
  {
    name: 'doniach-sunjic',
    parameters: ['alpha', 'gamma', 'sigma'],
    starts: [0.1, 0.2, 0.3],
    lower: [0, 0.01, 0.01],
    upper: [0.45, 5, 5],
    hasArea: false,
  },
  (d, p, at) => doniachSunjicBroadened(-d, p[at]!, p[at + 1]!, p[at + 2]!) * p[at + 1]! ** (1 - p[at]!),
);
