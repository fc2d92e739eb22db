import { statusOf } from '@operando/core';
import { findE0 } from '../find-e0.js';
import { preEdge } from '../pre-edge.js';
import type { NormalizationOptions } from '../pre-edge-ranges.js';
import { edgeTemplate } from './edge-template.js';
import { createTemplateFitter, templateColumns } from './template-fitter.js';
import { meanSpectrum, realign } from './pixel-reference.js';
import { whiteLineFinder } from './white-line-map.js';
import { imageEnergies, tileSize } from './image-source.js';
import type { ImageSource } from './image-source.js';

/** Options of {@link edgeMap}. */
export interface EdgeMapOptions {
  /** A spectrum of the material to compare shapes with. @default made from the images: the mean, sharpened by aligning the pixels */
  readonly reference?: { readonly energy: ArrayLike<number>; readonly mu: ArrayLike<number> } | undefined;
  /** Rounds of aligning for the reference made from the images. @default 2 */
  readonly rounds?: number | undefined;
  /** Pixels with an edge step below so many standard errors are left out. @default 5 */
  readonly minimumSignificance?: number | undefined;
  /** ... or below this edge step. @default 0 */
  readonly minimumEdgeStep?: number | undefined;
  /** Largest shift from the reference, eV. @default 6 */
  readonly maximumShift?: number | undefined;
  /** For normalizing the reference. @default those of `preEdge` */
  readonly normalization?: NormalizationOptions | undefined;
  /** Told how many of how many steps are done. @default nobody */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Maps over pixels; NaN where a pixel is left out. */
export interface EdgeMap {
  /** Edge energy, eV: that of the reference plus the pixel's shift. */
  readonly edge: Float32Array;
  /** Standard errors of the edge energy, eV. */
  readonly edgeStderr: Float32Array;
  /** In the unit of the images. */
  readonly edgeStep: Float32Array;
  /** Standard errors of it, in the same unit. */
  readonly edgeStepStderr: Float32Array;
  /** Energy of the white line, eV. */
  readonly whiteLineEnergy: Float32Array;
  /** Height of the white line above the edge step, normalized. */
  readonly whiteLine: Float32Array;
  /** Bytes of `statusNames`: `converged`; `not-visible` where the edge step is too small; `failed` without a fit. */
  readonly status: Uint8Array;
  /** Normalized spectrum that pixels were compared with, on the energies of the images, and its edge. */
  readonly reference: { readonly energy: Float64Array; readonly norm: Float64Array; readonly e0: number };
  /** How many pixels are not left out. */
  readonly used: number;
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
  const {
    rounds = 2,
    minimumSignificance = 5,
    minimumEdgeStep = 0,
    maximumShift = 6,
    normalization = {},
    onProgress,
  } = options;
  const grid = imageEnergies(energy, source);
  const n = grid.length;
  const given = options.reference;
  let current: { readonly energy: ArrayLike<number>; readonly mu: ArrayLike<number> } = given ?? {
    energy: grid,
    mu: meanSpectrum(source, grid),
  };
  const tile = tileSize(n);
  const space = new Float64Array(tile * n);
  const fitted = new Float64Array(templateColumns);
  // A given reference stays, but how the noise goes with energy is learnt from the pixels all the same.
  const cycles = given === undefined ? rounds : 1;
  const total = source.pixels * (cycles + 1);
  let done = 0;
  let weights: Float64Array | undefined;
  for (let cycle = 0; cycle < cycles; cycle++) {
    const normal = preEdge(current.energy, current.mu, normalization);
    const fitter = createTemplateFitter(grid, edgeTemplate(normal.energy, normal.norm), maximumShift, weights);
    const pixels = realign(source, grid, space, tile, fitter, fitted, (count) =>
      onProgress?.(Math.min((cycle + 1) * source.pixels, (done += count)), total),
    );
    done = (cycle + 1) * source.pixels;
    weights = pixels.weights;
    if (given === undefined) current = pixels;
  }
  const normal = preEdge(current.energy, current.mu, normalization);
  const e0 = normalization.e0 ?? findE0(normal.energy, Float64Array.from(normal.norm));
  const { fit } = createTemplateFitter(grid, edgeTemplate(normal.energy, normal.norm), maximumShift, weights);
  const make = (): Float32Array => new Float32Array(source.pixels).fill(Number.NaN);
  const maps = {
    edge: make(),
    edgeStderr: make(),
    edgeStep: make(),
    edgeStepStderr: make(),
    whiteLineEnergy: make(),
    whiteLine: make(),
  };
  const status = new Uint8Array(source.pixels).fill(statusOf.converged);
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
      if (!(step > minimumSignificance * stepStderr) || !(step > minimumEdgeStep))
        status[pixel] = statusOf['not-visible'];
      else if (!good) status[pixel] = statusOf.failed;
      else {
        used++;
        maps.edge[pixel] = e0 + fitted[0]!;
        maps.edgeStderr[pixel] = fitted[1]!;
        peak(space, p * n, step, fitted[0]!, maps, pixel);
      }
    }
    onProgress?.(Math.min(total, (done += to - from)), total);
  }
  return { ...maps, status, reference: { energy: normal.energy, norm: normal.norm, e0 }, used };
}
