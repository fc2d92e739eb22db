import { erfcx } from '@operando/numerics';
import { shapeOfValue } from './component-shape.js';
import type { ComponentShape } from './component-shape.js';

const fourLn2 = 4 * Math.LN2;

/**
 * Product of a Gaussian and a Lorentzian of one width, height 1: the GL(m) of CasaXPS.
 *
 * @param d Distance from the centre. @param fwhm Of either before they are multiplied. @param mix m / 100: 0 Gaussian, 1 Lorentzian.
 */
export function gaussianLorentzianProduct(d: number, fwhm: number, mix: number): number {
  const u = (d / fwhm) ** 2;
  return Math.exp(-fourLn2 * (1 - mix) * u) / (1 + 4 * mix * u);
}

/**
 * Sum of a Gaussian and a Lorentzian of one width, height 1: the SGL(m) of CasaXPS.
 *
 * @param d Distance from the centre. @param fwhm Full width at half maximum. @param mix Share of the Lorentzian, m / 100.
 */
export function gaussianLorentzianSum(d: number, fwhm: number, mix: number): number {
  const u = (d / fwhm) ** 2;
  return (1 - mix) * Math.exp(-fourLn2 * u) + mix / (1 + 4 * u);
}

/** Area of {@link gaussianLorentzianSum}. */
export function sumArea(fwhm: number, mix: number): number {
  return fwhm * ((1 - mix) * Math.sqrt(Math.PI / fourLn2) + (mix * Math.PI) / 2);
}

/** Area of {@link gaussianLorentzianProduct}: integral of exp(-a u^2) / (1 + b u^2). */
export function productArea(fwhm: number, mix: number): number {
  const a = fourLn2 * (1 - mix);
  const b = 4 * mix;
  // Without a Lorentzian the closed form is 0 / 0.
  if (b < 1e-12) return fwhm * Math.sqrt(Math.PI / a);
  return ((fwhm * Math.PI) / Math.sqrt(b)) * erfcx(Math.sqrt(Math.max(0, a) / b));
}

const parameters = ['fwhm', 'mix'];
const common = { parameters, starts: [1.2, 0.3], lower: [0.05, 0], upper: [10, 1], hasArea: true };

export const sumShape: ComponentShape = shapeOfValue(
  { name: 'gaussian-lorentzian-sum', ...common },
  (d, p, at) => gaussianLorentzianSum(d, p[at]!, p[at + 1]!) / sumArea(p[at]!, p[at + 1]!),
);

export const productShape: ComponentShape = shapeOfValue(
  { name: 'gaussian-lorentzian-product', ...common },
  (d, p, at) => gaussianLorentzianProduct(d, p[at]!, p[at + 1]!) / productArea(p[at]!, p[at + 1]!),
);
