import { fillPlainGaussian, fillPlainLorentzian } from './column-fills.js';
import type { SeparableSpace } from './separable-space.js';
import { placeUnits } from './unit-columns.js';

/** Fill the residual column with the model at the shapes and amplitudes of the space. */
export function fillModel(space: SeparableSpace): void {
  const { points, units, terms, memory, at, images, shapes, amplitudes } = space;
  const { lines, center, weight, u, plain } = images;
  const out = at.residuals;
  memory.fill(0, out, out + points);
  for (let j = 0; j < terms; j++) addColumn(memory, at.functions[j]!, amplitudes[j]!, 0, points, out);
  placeUnits(space, shapes);
  for (let p = 0; p < units; p++) {
    if (space.smears[p] !== undefined) {
      const [a, b] = [amplitudes[terms + 2 * p]!, amplitudes[terms + 2 * p + 1]!];
      const [l, g] = [at.lorentzian[p]!, at.gaussian[p]!];
      for (let i = 0; i < points; i++)
        memory[out + i]! += (a * memory[l + i]! + b * memory[g + i]!) / memory[at.weights + i]!;
      continue;
    }
    const gaussian = at.spare[1 + p]!;
    for (let k = p * lines; k < (p + 1) * lines; k++) {
      const [low, high, from, to] = [images.wideFrom[k]!, images.wideTo[k]!, images.from[k]!, images.to[k]!];
      fillPlainLorentzian(memory, at.x, center, k, shapes, 2 * p + 1, low, high, u[k]!, plain[k]!);
      addColumn(memory, plain[k]!, weight[k]! * amplitudes[terms + 2 * p]!, low, high, out);
      fillPlainGaussian(memory, u[k]!, from, to, gaussian);
      addColumn(memory, gaussian, weight[k]! * amplitudes[terms + 2 * p + 1]!, from, to, out);
    }
  }
}

function addColumn(m: Float64Array, column: number, factor: number, first: number, last: number, out: number): void {
  for (let i = first; i < last; i++) m[out + i]! += factor * m[column + i]!;
}

/** Counts that a model may expect of a point at least, in units of their mean: below, it weighs no more. */
const leastShare = 1e-7;

/**
 * Weights of Fisher's scoring, 1 / sqrt(model), from the model in the residual column.
 * @returns Pearson's chi2 of the model with them.
 */
export function weighByModel({ points, memory, at }: SeparableSpace, y: Float64Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < points; i++) sum += y[from + i]!;
  const least = (leastShare * Math.max(sum, 1)) / points;
  let chiSquare = 0;
  for (let i = 0; i < points; i++) {
    const rate = memory[at.residuals + i]!;
    const weight = 1 / (rate > least ? rate : least);
    chiSquare += (y[from + i]! - rate) ** 2 * weight;
    memory[at.weights + i] = Math.sqrt(weight);
  }
  return chiSquare;
}

/** Deviance of the model in the residual column; not finite where it is not above 0 and should be. */
export function devianceOf({ points, memory, at }: SeparableSpace, y: Float64Array, from: number): number {
  let deviance = 0;
  for (let i = 0; i < points; i++) {
    const rate = memory[at.residuals + i]!;
    const count = y[from + i]!;
    if (rate > 0) deviance += 2 * (rate - count + (count > 0 ? count * Math.log(count / rate) : 0));
    else if (rate < 0 || count > 0) return Number.POSITIVE_INFINITY;
  }
  return deviance;
}
