import { OperandoError } from '@operando/core';
import { findE0 } from '../find-e0.js';
import { preEdge } from '../pre-edge.js';
import type { NormalizationOptions } from '../pre-edge-ranges.js';
import { createTemplateFitter, edgeTemplate, templateColumns } from './edge-template.js';
import { tileSize } from './image-source.js';
import type { ImageSource } from './image-source.js';

/** Options of {@link edgeMap}. */
export interface EdgeMapOptions {
  /** A spectrum of the material to compare shapes with. @default made from the images: the mean, sharpened by aligning the pixels */
  readonly reference?: { readonly energy: ArrayLike<number>; readonly mu: ArrayLike<number> } | undefined;
  /** Rounds of aligning for the reference made from the images. @default 2 */
  readonly rounds?: number | undefined;
  /** Pixels with an edge step below so many standard errors are masked. @default 5 */
  readonly minimumSignificance?: number | undefined;
  /** ... or below this edge step. @default 0 */
  readonly minimumEdgeStep?: number | undefined;
  /** Largest shift from the reference, eV. @default 6 */
  readonly maximumShift?: number | undefined;
  readonly normalization?: NormalizationOptions | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Maps over pixels; NaN where masked. */
export interface EdgeMap {
  /** Edge energy, eV: that of the reference plus the pixel's shift. */
  readonly edge: Float32Array;
  readonly edgeStderr: Float32Array;
  readonly edgeStep: Float32Array;
  readonly edgeStepStderr: Float32Array;
  /** Energy and height (above the edge step, normalized) of the white line. */
  readonly whiteLineEnergy: Float32Array;
  readonly whiteLine: Float32Array;
  /** 0 used, 1 edge step too small, 2 no fit. */
  readonly mask: Uint8Array;
  /** Normalized spectrum that pixels were compared with, on the energies of the images, and its edge. */
  readonly reference: { readonly energy: Float64Array; readonly norm: Float64Array; readonly e0: number };
  readonly used: number;
}

/** Mean spectrum of the pixels that absorb most at the edge. */
function meanSpectrum(source: ImageSource, energy: Float64Array): Float64Array {
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
  if (count === 0 || !(typical > 0)) throw new OperandoError('no-edge', 'no pixel absorbs more at the end of the energies than at their beginning.', { cure: `Give absorption (log(I0 / I)) at energies across an edge; these run from ${energy[0]} to ${energy.at(-1)} eV.` });
  return sum.map((value) => value / count);
}

/**
 * Edge energy, edge step and white line of every pixel of an energy stack of images (TXM-XANES).
 *
 * The mean spectrum is normalized; each pixel is fitted as a line plus its own edge step times that spectrum, shifted:
 * with the few energies and counts of a pixel this reaches the statistical limit, which reading off a level does not.
 * The reference is then made again from the pixels, each shifted back, so that it is as sharp as one pixel. Pixels go
 * through in tiles: memory grows by the maps only.
 *
 * @param energy Increasing, eV.
 * @param source See `imageSource`.
 * @throws OperandoError `shape-mismatch`, `axis-not-increasing`, `no-edge`, as `preEdge`.
 */
export function edgeMap(energy: ArrayLike<number>, source: ImageSource, options: EdgeMapOptions = {}): EdgeMap {
  const { rounds = 2, minimumSignificance = 5, minimumEdgeStep = 0, maximumShift = 6, normalization = {}, onProgress } = options;
  const grid = Float64Array.from(energy);
  const n = grid.length;
  if (source.energies !== n) throw new OperandoError('shape-mismatch', `${n} energies for ${source.energies} images.`);
  for (let i = 1; i < n; i++) if (!(grid[i]! > grid[i - 1]!)) throw new OperandoError('axis-not-increasing', `energy ${i} is ${grid[i]} after ${grid[i - 1]} eV.`, { where: { row: i }, cure: 'Sort the images by energy.' });
  const given = options.reference;
  let current = given === undefined ? { energy: grid, mu: meanSpectrum(source, grid) as ArrayLike<number> } : { energy: given.energy, mu: given.mu };
  const tile = tileSize(n);
  const space = new Float64Array(tile * n);
  const fitted = new Float64Array(templateColumns);
  const cycles = given === undefined ? rounds : 0;
  const total = source.pixels * (cycles + 1);
  let done = 0;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const normal = preEdge(current.energy, current.mu, normalization);
    const fit = createTemplateFitter(grid, edgeTemplate(normal.energy, normal.norm), maximumShift);
    current = realign(source, grid, space, tile, fit, fitted, () => onProgress?.((done += tile) > total ? total : done, total));
  }
  const normal = preEdge(current.energy, current.mu, normalization);
  const e0 = normalization.e0 ?? findE0(normal.energy, Float64Array.from(normal.norm));
  const fit = createTemplateFitter(grid, edgeTemplate(normal.energy, normal.norm), maximumShift);
  const make = (): Float32Array => new Float32Array(source.pixels).fill(Number.NaN);
  const maps = { edge: make(), edgeStderr: make(), edgeStep: make(), edgeStepStderr: make(), whiteLineEnergy: make(), whiteLine: make() };
  const mask = new Uint8Array(source.pixels);
  const peak = whiteLineFinder(grid, e0);
  let used = 0;
  for (let from = 0; from < source.pixels; from += tile) {
    const to = Math.min(source.pixels, from + tile);
    source.read(from, to, space);
    for (let p = 0; p < to - from; p++) {
      const good = fit(space, p * n, fitted, 0);
      const pixel = from + p;
      const [step, stepStderr] = [fitted[2]!, fitted[3]!];
      maps.edgeStep[pixel] = step;
      maps.edgeStepStderr[pixel] = stepStderr;
      if (!(step > minimumSignificance * stepStderr) || !(step > minimumEdgeStep)) mask[pixel] = 1;
      else if (!good) mask[pixel] = 2;
      else {
        used++;
        maps.edge[pixel] = e0 + fitted[0]!;
        maps.edgeStderr[pixel] = fitted[1]!;
        peak(space, p * n, step, fitted[0]!, maps, pixel);
      }
    }
    onProgress?.(Math.min(total, (done += to - from)), total);
  }
  return { ...maps, mask, reference: { energy: normal.energy, norm: normal.norm, e0 }, used };
}

/** Mean of the pixels, each moved back by its shift, on a grid twice as fine. */
function realign(source: ImageSource, grid: Float64Array, space: Float64Array, tile: number, fit: ReturnType<typeof createTemplateFitter>, fitted: Float64Array, onTile: () => void): { energy: Float64Array; mu: ArrayLike<number> } {
  const n = grid.length;
  const fine = Float64Array.from({ length: 2 * n - 1 }, (_, i) => (i % 2 === 0 ? grid[i / 2]! : 0.5 * (grid[(i - 1) / 2]! + grid[(i + 1) / 2]!)));
  // Weighted line through the points near each fine energy: the mean of values and of energies, so that no step is smeared.
  const [weights, values, places, squares, products] = Array.from({ length: 5 }, () => new Float64Array(fine.length)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  for (let from = 0; from < source.pixels; from += tile) {
    const to = Math.min(source.pixels, from + tile);
    source.read(from, to, space);
    for (let p = 0; p < to - from; p++) {
      if (!fit(space, p * n, fitted, 0) || !(fitted[2]! > 10 * fitted[3]!)) continue;
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
        const [x, y] = [at - fine[k]!, (space[p * n + e]! - base) / height];
        weights[k]! += weight;
        values[k]! += weight * y;
        places[k]! += weight * x;
        squares[k]! += weight * x * x;
        products[k]! += weight * x * y;
      }
    }
    onTile();
  }
  const heaviest = weights.reduce((high, weight) => Math.max(high, weight), 0);
  const usable = [...fine.keys()].filter((k) => weights[k]! > 1e-3 * heaviest);
  if (usable.length < 12) throw new OperandoError('no-edge', 'too few pixels show an edge to make a reference of.', { cure: 'Give a reference spectrum.' });
  return {
    energy: Float64Array.from(usable, (k) => fine[k]!),
    mu: Float64Array.from(usable, (k) => {
      const [w, x, y] = [weights[k]!, places[k]! / weights[k]!, values[k]! / weights[k]!];
      const variance = squares[k]! / w - x * x;
      const slope = variance > 1e-8 ? (products[k]! / w - x * y) / variance : 0;
      return y - slope * x;
    }),
  };
}

/** Highest point within 20 eV above the edge, by the parabola through it and its neighbours. */
function whiteLineFinder(grid: Float64Array, e0: number): (space: Float64Array, at: number, step: number, shift: number, maps: { readonly whiteLineEnergy: Float32Array; readonly whiteLine: Float32Array }, pixel: number) => void {
  const n = grid.length;
  const base = Math.max(1, Math.floor(n / 10));
  return (space, at, step, shift, maps, pixel) => {
    let best = -1;
    for (let i = 1; i < n - 1; i++) {
      const above = grid[i]! - e0 - shift;
      if (above < 0 || above > 20) continue;
      if (best < 0 || space[at + i]! > space[at + best]!) best = i;
    }
    if (best < 0) return;
    let floor = 0;
    for (let e = 0; e < base; e++) floor += space[at + e]! / base;
    const [x0, x1, x2] = [grid[best - 1]!, grid[best]!, grid[best + 1]!];
    const [y0, y1, y2] = [space[at + best - 1]!, space[at + best]!, space[at + best + 1]!];
    const [left, right] = [(y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)];
    const curvature = (right - left) / (x2 - x0);
    const middle = curvature < 0 ? Math.min(x2, Math.max(x0, 0.5 * (x0 + x1) - left / (2 * curvature))) : x1;
    maps.whiteLineEnergy[pixel] = middle;
    maps.whiteLine[pixel] = (y0 + left * (middle - x0) + curvature * (middle - x0) * (middle - x1) - floor) / step;
  };
}
