import { freeParameters, reciprocalMetric } from './crystal-system.js';
import type { CellParameters, CrystalSystem, Hkl } from './crystal-system.js';

const radians = Math.PI / 180;

/**
 * Fills derivatives of the spacing of a reflection by the free parameters of its system (angstrom and degrees), and returns the spacing.
 *
 * 1/d^2 = h^T G^-1 h changes by -q^T dG q, where q = G^-1 h and G is the metric of the cell.
 */
export function spacingSlopes(
  cell: CellParameters,
  system: CrystalSystem,
  [h, k, l]: Hkl,
  out: Float64Array,
  from: number,
): number {
  const [m0, m1, m2, m3, m4, m5] = reciprocalMetric(cell);
  const q0 = h * m0 + k * m5 + l * m4;
  const q1 = h * m5 + k * m1 + l * m3;
  const q2 = h * m4 + k * m3 + l * m2;
  const d = 1 / Math.sqrt(h * q0 + k * q1 + l * q2);
  const { a, b, c } = cell;
  const [u, v, w] = [q0 * a, q1 * b, q2 * c];
  const [ca, cb, cg] = [Math.cos(cell.alpha * radians), Math.cos(cell.beta * radians), Math.cos(cell.gamma * radians)];
  const byA = (2 * u * (u + v * cg + w * cb)) / a;
  const byB = (2 * v * (v + u * cg + w * ca)) / b;
  const byC = (2 * w * (w + u * cb + v * ca)) / c;
  const byAlpha = -2 * v * w * Math.sin(cell.alpha * radians) * radians;
  const byBeta = -2 * u * w * Math.sin(cell.beta * radians) * radians;
  const byGamma = -2 * u * v * Math.sin(cell.gamma * radians) * radians;
  const free = freeParameters[system];
  const half = 0.5 * d * d * d;
  for (let i = 0; i < free.length; i++) {
    const name = free[i]!;
    let slope = 0;
    if (name === 'a') {
      slope = byA;
      // What follows a.
      if (!free.includes('b')) slope += byB;
      if (!free.includes('c')) slope += byC;
    } else if (name === 'b') slope = byB;
    else if (name === 'c') slope = byC;
    else if (name === 'alpha') slope = system === 'trigonal' ? byAlpha + byBeta + byGamma : byAlpha;
    else slope = name === 'beta' ? byBeta : byGamma;
    out[from + i] = half * slope;
  }
  return d;
}
