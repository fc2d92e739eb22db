import type { PhaseLines } from './compile.js';
import { at } from './instrument-places.js';

const degree = 180 / Math.PI;

/** Numbers of one line that its chains are made of. */
export interface Slopes {
  readonly cosine: number;
  readonly tangent: number;
  readonly g: number;
  readonly size: number;
  /** Of the strain of this line by that across and along its axis. */
  readonly byAcross: number;
  readonly byAlong: number;
  readonly shared: number;
  readonly perDisplacement: number;
  readonly placeByQ: number;
  readonly intensityByQ: number;
  readonly anisotropic: number;
}

/** Fill the chains of a phase at line j, of reflection i. */
export function fillChains(lines: PhaseLines, i: number, j: number, slopes: Slopes): void {
  const { places, chains, metric, terms, reflections } = lines;
  const { cosine, tangent, g, shared } = slopes;
  for (const { parameter, place, intensity, gaussian, lorentzian } of chains) {
    if (gaussian !== undefined) {
      const power = parameter === at.u ? tangent * tangent : parameter === at.v ? tangent : 1;
      gaussian[j] = g > 0 ? power / (2 * g) : 0;
    } else if (lorentzian !== undefined) {
      if (parameter === at.x) lorentzian[j] = 1 / cosine;
      else if (parameter === at.y) lorentzian[j] = tangent;
      else if (parameter === at.z) lorentzian[j] = 1;
      else if (parameter === places.inverseSize) lorentzian[j] = slopes.size;
      else if (parameter === places.strain) lorentzian[j] = 1e-6 * tangent * degree * slopes.byAcross;
      else if (parameter === places.strainAlong) lorentzian[j] = 1e-6 * tangent * degree * slopes.byAlong;
      else lorentzian[j] = slopes.anisotropic * lines.stephens[(parameter - places.stephens) * reflections + i]!;
    } else if (parameter === at.zero) place![j] = 1;
    else if (parameter === at.displacement || parameter === places.displacement) place![j] = slopes.perDisplacement;
    else if (place !== undefined) {
      const row = 6 * (1 + parameter - places.cell);
      let byCell = 0;
      for (let m = 0; m < 6; m++) byCell += metric[row + m]! * terms[6 * i + m]!;
      place[j] = slopes.placeByQ * byCell;
      if (intensity !== undefined) intensity[j] = slopes.intensityByQ * byCell;
    } else if (parameter === places.orientation) intensity![j] = shared * lines.f2[i]! * lines.factorByRatio[i]!;
    else if (intensity !== undefined) intensity[j] = shared * lines.factor[i]! * byAtoms(lines, parameter, i);
  }
}

/** Derivative of |F|^2 by a parameter of atoms. */
function byAtoms({ places, f2By, reflections }: PhaseLines, parameter: number, i: number): number {
  let row = 0;
  let sum = 0;
  for (const [k, { factors }] of places.atomParameters.entries()) {
    const isOwn = k === parameter - places.atoms;
    for (const factor of factors) {
      if (isOwn) sum += factor * f2By[row * reflections + i]!;
      row++;
    }
  }
  return sum;
}
