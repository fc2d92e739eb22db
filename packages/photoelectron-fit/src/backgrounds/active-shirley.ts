import { expectEnergies, runningIntegral } from './running-integral.js';

/**
 * Shirley step of a signal without background: k times its integral over all lower binding energies. Regions with the background
 * `shirley` have it of their components, with k fitted.
 *
 * @param x Binding energies, increasing, eV. @param k Height, 1/eV.
 * @throws OperandoError for energies that do not increase.
 * @see Shirley, Phys. Rev. B 5 (1972) 4709; Herrera-Gomez et al., Surf. Interface Anal. 46 (2014) 897
 */
export function activeShirley(x: Float64Array, signal: Float64Array, k: number): Float64Array {
  expectEnergies(x, signal);
  const out = new Float64Array(x.length);
  runningIntegral(x, signal, 0, out);
  for (let i = 0; i < out.length; i++) out[i]! *= k;
  return out;
}
