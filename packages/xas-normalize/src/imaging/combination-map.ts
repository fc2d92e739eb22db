import { OperandoError, statusOf } from '@operando/core';
import { boundedLeastSquaresSolver } from '@operando/numerics';
import { spectrumOnGrid } from '../species/spectra.js';
import type { SpeciesSpectrum } from '../species/spectra.js';
import { imageEnergies, tileSize } from './image-source.js';
import type { ImageSource } from './image-source.js';

/** Options of {@link combinationMap}. */
export interface CombinationMapOptions {
  /** Pixels whose edge step lies below so many standard errors are left out. @default 5 */
  readonly minimumSignificance?: number | undefined;
  /** ... or below this edge step. @default 0 */
  readonly minimumEdgeStep?: number | undefined;
}

/** Maps over pixels; NaN where a pixel is left out. */
export interface CombinationMap {
  /** One map of shares (0 to 1, together 1) for each component. */
  readonly shares: readonly Float32Array[];
  /** Standard errors of the shares; NaN for shares that bounds hold. */
  readonly sharesStderr: readonly Float32Array[];
  /** Sum of the weights: the edge step. */
  readonly edgeStep: Float32Array;
  /** Standard errors of the edge step, in its unit. */
  readonly edgeStepStderr: Float32Array;
  /** Root mean square of what is left, in edge steps. */
  readonly misfit: Float32Array;
  /**
   * Bytes of `statusNames`: `converged`; `not-visible` where the edge step is too small; `singular` where components depend on each other;
   * `masked` where values are not finite.
   */
  readonly status: Uint8Array;
}

/**
 * Which species each pixel of an energy stack holds: every spectrum is fitted by a line and the components, none of
 * them negative (exact, active set), so that no pixel need be normalized by itself.
 *
 * @param energy Increasing, eV.
 * @param components Normalized spectra of the species, which reach over all energies.
 * @throws OperandoError `shape-mismatch`, `axis-not-increasing`, `too-few-points`, `outside-range` for a component that does not reach.
 */
export function combinationMap(
  energy: ArrayLike<number>,
  source: ImageSource,
  components: readonly SpeciesSpectrum[],
  options: CombinationMapOptions = {},
): CombinationMap {
  const { minimumSignificance = 5, minimumEdgeStep = 0 } = options;
  const grid = imageEnergies(energy, source);
  const n = grid.length;
  const species = components.length;
  const columns = species + 2;
  if (species === 0 || n < columns + 1)
    throw new OperandoError('too-few-points', `${n} energies for ${species} components and a line.`);
  const matrix = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    matrix[i * columns] = 1;
    matrix[i * columns + 1] = (2 * (grid[i]! - grid[0]!)) / (grid[n - 1]! - grid[0]!) - 1;
  }
  components.forEach((component, k) => {
    const own = component.energy;
    const [lowest, highest] = [own[0]!, own[own.length - 1]!];
    if (lowest > grid[0]! + 1e-6 || highest < grid[n - 1]! - 1e-6) {
      throw new OperandoError(
        'outside-range',
        `component ${k} runs from ${lowest} to ${highest} eV, the images from ${grid[0]} to ${grid[n - 1]} eV.`,
        { where: { parameter: 'components' }, cure: 'Give components that reach over all images, or fewer images.' },
      );
    }
    spectrumOnGrid(component, grid, 'components').forEach((value, i) => (matrix[i * columns + 2 + k] = value));
  });
  const solver = boundedLeastSquaresSolver(matrix, n, columns, {
    lower: Array.from({ length: columns }, (_, j) => (j < 2 ? -Infinity : 0)),
  });
  const make = (): Float32Array => new Float32Array(source.pixels).fill(Number.NaN);
  const shares = components.map(make);
  const sharesStderr = components.map(make);
  const [edgeStep, edgeStepStderr, misfit] = [make(), make(), make()];
  const status = new Uint8Array(source.pixels).fill(statusOf.converged);
  const tile = tileSize(n);
  const space = new Float64Array(tile * n);
  const x = new Float64Array(columns);
  for (let from = 0; from < source.pixels; from += tile) {
    const to = Math.min(source.pixels, from + tile);
    source.read(from, to, space);
    for (let p = 0; p < to - from; p++) {
      const pixel = from + p;
      if (!finiteRow(space, p * n, n)) {
        status[pixel] = statusOf.masked;
        continue;
      }
      const { covariance, determined } = solver.solveInto(space, p * n, x);
      const variance = leftOver(matrix, space, p * n, n, x) / (n - columns);
      let step = 0;
      let stepVariance = 0;
      for (let a = 2; a < columns; a++) {
        step += x[a]!;
        for (let b = 2; b < columns; b++) stepVariance += covariance[a * columns + b]!;
      }
      const error = Math.sqrt(Math.max(0, stepVariance * variance));
      edgeStep[pixel] = step;
      edgeStepStderr[pixel] = error;
      if (!(step > minimumSignificance * error) || !(step > minimumEdgeStep)) {
        status[pixel] = determined ? statusOf['not-visible'] : statusOf.singular;
        continue;
      }
      misfit[pixel] = Math.sqrt(variance) / step;
      for (let k = 0; k < species; k++) {
        const share = x[k + 2]! / step;
        shares[k]![pixel] = share;
        // Bounds hold a share where none of what it is made of can vary.
        const unit = shareVariance(covariance, columns, k + 2, share);
        sharesStderr[k]![pixel] = unit > 0 ? Math.sqrt(variance * unit) / step : Number.NaN;
      }
    }
  }
  return { shares, sharesStderr, edgeStep, edgeStepStderr, misfit, status };
}

function finiteRow(values: Float64Array, at: number, n: number): boolean {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[at + i]!;
  return Number.isFinite(sum);
}

/** Sum of squares that the fit leaves. */
function leftOver(matrix: Float64Array, values: Float64Array, at: number, n: number, x: Float64Array): number {
  const columns = x.length;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    let rest = values[at + i]!;
    for (let j = 0; j < columns; j++) rest -= matrix[i * columns + j]! * x[j]!;
    squares += rest * rest;
  }
  return squares;
}

/** Variance of x_k / sum(x) times the squared sum: of the combination (1 - share) x_k - share (the others). */
function shareVariance(covariance: Float64Array, columns: number, k: number, share: number): number {
  let sum = 0;
  for (let a = 2; a < columns; a++) {
    for (let b = 2; b < columns; b++)
      sum += ((a === k ? 1 : 0) - share) * ((b === k ? 1 : 0) - share) * covariance[a * columns + b]!;
  }
  return sum;
}
