import { erfc } from '@operando/numerics';

/** Boltzmann's constant, eV/K (exact since 2019). */
const boltzmann = 8.617333262e-5;

/** k T, eV. */
export const thermalEnergy = (temperature: number): number => boltzmann * temperature;

/** Steps of the trapezoidal sums: for a Gaussian, and for poles at i pi, both leave 1e-12. */
const step = 0.6;
const gaussianNodes = Float64Array.from({ length: 29 }, (_, i) => step * (i - 14));
const gaussianWeights = gaussianNodes.map((z) => (step * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI));
const thermalNodes = Float64Array.from({ length: 95 }, (_, i) => step * (i - 47));
const thermalWeights = thermalNodes.map((v) => step / (4 * Math.cosh(0.5 * v) ** 2));

/**
 * The Fermi function f and x f, folded with a Gaussian, and what they change by.
 *
 * @param x Binding energy from the Fermi level, eV: f is 1 far above 0.
 * @param thermal k T, eV. @param sigma Standard deviation of the Gaussian, eV.
 * @param out f, x f, then the same by x, then by sigma.
 */
export function foldedStepInto(x: number, thermal: number, sigma: number, out: Float64Array): void {
  out.fill(0, 0, 6);
  // The sum goes over what is narrower, so that the other is smooth on its nodes.
  if (sigma <= thermal) sumOverGaussian(x, thermal, sigma, out);
  else sumOverThermal(x, thermal, sigma, out);
}

function sumOverGaussian(x: number, thermal: number, sigma: number, out: Float64Array): void {
  for (let i = 0; i < gaussianNodes.length; i++) {
    const z = gaussianNodes[i]!;
    const weight = gaussianWeights[i]!;
    const at = x - sigma * z;
    const f = 1 / (1 + Math.exp(-at / thermal));
    const slope = (f * (1 - f)) / thermal;
    const ramp = f + at * slope;
    out[0]! += weight * f;
    out[1]! += weight * at * f;
    out[2]! += weight * slope;
    out[3]! += weight * ramp;
    out[4]! -= weight * z * slope;
    out[5]! -= weight * z * ramp;
  }
}

function sumOverThermal(x: number, thermal: number, sigma: number, out: Float64Array): void {
  for (let i = 0; i < thermalNodes.length; i++) {
    const weight = thermalWeights[i]!;
    const z = (x - thermal * thermalNodes[i]!) / sigma;
    const below = 0.5 * erfc(-z * Math.SQRT1_2);
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    out[0]! += weight * below;
    out[1]! += weight * (x * below + sigma * density);
    out[2]! += (weight * density) / sigma;
    out[3]! += weight * (below + (x / sigma - z) * density);
    out[4]! -= (weight * z * density) / sigma;
    out[5]! += weight * density * (1 + z * z - (x * z) / sigma);
  }
}
