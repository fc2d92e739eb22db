import { OperandoError } from '@operando/core';
import type { TemplateFitter } from './template-fitter.js';
import { tileSize } from './image-source.js';
import type { ImageSource } from './image-source.js';

const pixelsForReference = 60_000;
const stretchOfPixels = 256;

/** Mean spectrum of the pixels that absorb most at the edge. */
export function meanSpectrum(source: ImageSource, energy: Float64Array): Float64Array {
  const n = source.energies;
  const tile = tileSize(n);
  const space = new Float64Array(tile * n);
  const sum = new Float64Array(n);
  let count = 0;
  // Contrast between the ends tells pixels with material from those without.
  const contrasts: number[] = [];
  const ends = Math.max(1, Math.floor(n / 10));
  const contrastAt = (at: number): number => {
    let value = 0;
    for (let e = 0; e < ends; e++) value += space[at + n - 1 - e]! - space[at + e]!;
    return value / ends;
  };
  const stride = Math.max(1, Math.floor(source.pixels / tile / 16));
  for (let t = 0; t * tile < source.pixels; t += stride) {
    const [from, to] = [t * tile, Math.min(source.pixels, (t + 1) * tile)];
    source.read(from, to, space);
    for (let p = 0; p < to - from; p++) contrasts.push(contrastAt(p * n));
  }
  const sorted = Float64Array.from(contrasts.filter(Number.isFinite)).toSorted();
  const typical = sorted[Math.floor(0.8 * (sorted.length - 1))]!;
  for (let from = 0; from < source.pixels; from += tile * stride) {
    const to = Math.min(source.pixels, from + tile);
    source.read(from, to, space);
    for (let p = 0; p < to - from; p++) {
      if (!(contrastAt(p * n) > 0.5 * typical)) continue;
      for (let e = 0; e < n; e++) sum[e]! += space[p * n + e]!;
      count++;
    }
  }
  if (count === 0 || !(typical > 0))
    throw new OperandoError('no-edge', 'no pixel absorbs more at the end of the energies than at their beginning.', {
      cure: `Give absorption (log(I0 / I)) at energies across an edge; these run from ${energy[0]} to ${energy.at(-1)} eV.`,
    });
  return sum.map((value) => value / count);
}

/** What the pixels together tell. */
export interface PixelReference {
  /** Mean of the pixels, each moved back by its shift, on a grid twice as fine. */
  readonly energy: Float64Array;
  readonly mu: Float64Array;
  /** Weight of each energy of the images: the inverse of the variance that was left there, 1 on average. */
  readonly weights: Float64Array;
}

/** Align the pixels and take their mean. */
export function realign(
  source: ImageSource,
  grid: Float64Array,
  space: Float64Array,
  tile: number,
  { fit, addSquares }: TemplateFitter,
  fitted: Float64Array,
  onPixels: (count: number) => void,
): PixelReference {
  const n = grid.length;
  const fine = Float64Array.from({ length: 2 * n - 1 }, (_, i) =>
    i % 2 === 0 ? grid[i / 2]! : 0.5 * (grid[(i - 1) / 2]! + grid[(i + 1) / 2]!),
  );
  const left = new Float64Array(n);
  // Weighted line through the points near each fine energy: the mean of values and of energies, so that no step is smeared.
  const [weights, values, places, squares, products] = Array.from(
    { length: 5 },
    () => new Float64Array(fine.length),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  // The reference's own noise is a hundredth of a pixel's after some ten thousand of them: stretches all over the image do.
  const stretch = Math.min(tile, stretchOfPixels);
  const stride = Math.max(1, Math.floor(source.pixels / pixelsForReference));
  for (let from = 0; from < source.pixels; from += stretch * stride) {
    const to = Math.min(source.pixels, from + stretch);
    source.read(from, to, space);
    for (let p = 0; p < to - from; p++) {
      if (!fit(space, p * n, fitted, 0) || !(fitted[2]! > 10 * fitted[3]!)) continue;
      addSquares(space, p * n, left);
      const [shift, height] = [fitted[0]!, fitted[2]!];
      let base = 0;
      const count = Math.max(1, Math.floor(n / 10));
      for (let e = 0; e < count; e++) base += space[p * n + e]! / count;
      // Weight by the square of the edge step: the noise of the normalized spectrum is its inverse.
      const weight = height * height;
      let k = 0;
      for (let e = 0; e < n; e++) {
        const at = grid[e]! - shift;
        while (k < fine.length - 1 && Math.abs(fine[k + 1]! - at) <= Math.abs(fine[k]! - at)) k++;
        const x = at - fine[k]!;
        const y = (space[p * n + e]! - base) / height;
        weights[k]! += weight;
        values[k]! += weight * y;
        places[k]! += weight * x;
        squares[k]! += weight * x * x;
        products[k]! += weight * x * y;
      }
    }
    onPixels(stretch * stride);
  }
  const heaviest = weights.reduce((high, weight) => Math.max(high, weight), 0);
  const usable = [...fine.keys()].filter((k) => weights[k]! > 1e-3 * heaviest);
  if (usable.length < 12)
    throw new OperandoError('no-edge', 'too few pixels show an edge to make a reference of.', {
      cure: 'Give a reference spectrum.',
    });
  // Without any noise at all, no energy counts more than another.
  const usual = left.reduce((sum, value) => sum + value, 0) / n;
  const inverse = left.map((value) => (usual > 0 ? usual / Math.max(value, 1e-3 * usual) : 1));
  const mean = inverse.reduce((sum, value) => sum + value, 0) / n;
  return {
    weights: inverse.map((value) => value / mean),
    energy: Float64Array.from(usable, (k) => fine[k]!),
    mu: Float64Array.from(usable, (k) => {
      const [w, x, y] = [weights[k]!, places[k]! / weights[k]!, values[k]! / weights[k]!];
      const variance = squares[k]! / w - x * x;
      const slope = variance > 1e-8 ? (products[k]! / w - x * y) / variance : 0;
      return y - slope * x;
    }),
  };
}
