import { OperandoError } from '@operando/core';
import { median } from '@operando/numerics';
import { linearFit } from './normal-equations.js';
import type { LinearFit } from './normal-equations.js';
import type { PictureSize } from './picture.js';

/** An opaque dot of the black-body grid. */
export interface BlackBody {
  /** Row and column of its centre. */
  readonly y: number;
  readonly x: number;
  /** Pixels of it, and those far enough from its rim to see scatter alone. */
  readonly area: number;
  readonly core: Int32Array;
}

/** Dots of a grid, and how sharp their rims are. */
export interface BlackBodies {
  readonly dots: readonly BlackBody[];
  /** Radius of the dots. */
  readonly radius: number;
  /** Standard deviation of the blur of the camera, pixels. */
  readonly psfSigma: number;
  /** 1 at all pixels that dots darken. */
  readonly shadow: Uint8Array;
}

/** Standard deviations of the blur that a pixel must be away from the rim. */
const rimDistance = 3.5;
/** Shares of the step between which the blur of an edge is counted, and the widths of the normal distribution between them. */
const [lowShare, highShare] = [0.16, 0.84];
const shareWidth = 2 * 0.994_457_883;
const leastPixels = 5;

/** Connected pixels (over edges) of a picture. */
function regionsOf(inside: Uint8Array, { width, height }: PictureSize): number[][] {
  const seen = Uint8Array.from(inside);
  const found: number[][] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 0) continue;
    const region = [start];
    seen[start] = 0;
    for (let k = 0; k < region.length; k++) {
      const i = region[k]!;
      const [x, y] = [i % width, Math.floor(i / width)];
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const [nx, ny] = [x + dx, y + dy];
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const next = ny * width + nx;
        if (seen[next] === 0) continue;
        seen[next] = 0;
        region.push(next);
      }
    }
    found.push(region);
  }
  return found;
}

/** Pixels of a dot that are so far from all that is outside of it. */
function coreOf(
  region: readonly number[],
  inside: Uint8Array,
  { width, height }: PictureSize,
  distance: number,
): number[] {
  const reach = Math.ceil(distance);
  return region.filter((i) => {
    const [x0, y0] = [i % width, Math.floor(i / width)];
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) {
        // From the pixel's middle to the nearer edge of the other pixel, as the rim runs there.
        if (Math.hypot(Math.max(0, Math.abs(dx) - 0.5), Math.max(0, Math.abs(dy) - 0.5)) >= distance) continue;
        const [x, y] = [x0 + dx, y0 + dy];
        if (x < 0 || y < 0 || x >= width || y >= height || inside[y * width + x] === 0) return false;
      }
    return true;
  });
}

function centerOf(region: readonly number[], { width }: PictureSize): readonly [y: number, x: number] {
  return [
    region.reduce((sum, i) => sum + Math.floor(i / width), 0) / region.length,
    region.reduce((sum, i) => sum + (i % width), 0) / region.length,
  ];
}

/** The blur of the camera: pixels half in shadow form rings around the dots, as wide as the blur. */
function blurOf(
  ratio: Float32Array,
  centers: readonly (readonly [y: number, x: number])[],
  radius: number,
  floor: number,
  { width, height }: PictureSize,
): number {
  const reach = 1.9 * radius;
  const isWhole = ([y, x]: readonly [number, number]): boolean =>
    y - reach >= 0 && x - reach >= 0 && y + reach < height && x + reach < width;
  const whole = centers.filter(isWhole);
  const used = whole.length === 0 ? centers : whole;
  let between = 0;
  for (const [y, x] of used)
    for (let row = Math.max(0, Math.ceil(y - reach)); row < Math.min(height, y + reach); row++)
      for (let column = Math.max(0, Math.ceil(x - reach)); column < Math.min(width, x + reach); column++) {
        const share = (ratio[row * width + column]! - floor) / (1 - floor);
        if (Math.hypot(row - y, column - x) < reach && share > lowShare && share < highShare) between++;
      }
  const measured = between / (2 * Math.PI * radius * used.length * shareWidth);
  // A pixel blurs as a box of its size does.
  return Math.sqrt(Math.max(0.04, measured * measured - 1 / 12));
}

/**
 * The dots of a black-body grid in a picture of it in the open beam.
 *
 * @param ratio Transmission of the grid, 1 beside the dots; bad pixels mended.
 * @param psfSigma Blur of the camera. @default measured at the rims of the dots
 * @throws OperandoError `too-few-points` without three dots, or where they are too small for their blur.
 */
export function findBlackBodies(ratio: Float32Array, size: PictureSize, psfSigma?: number): BlackBodies {
  const inside = Uint8Array.from(ratio, (value) => (value < 0.5 ? 1 : 0));
  const regions = regionsOf(inside, size).filter(({ length }) => length >= leastPixels);
  if (regions.length < 3)
    throw new OperandoError(
      'too-few-points',
      `${regions.length} opaque dots are found in the black-body pictures, three are needed.`,
      {
        where: { parameter: 'blackBodyOpen' },
        cure: 'Give pictures of the grid in the open beam, or leave the black bodies out.',
      },
    );
  const areas = regions.map(({ length }) => length);
  const radius = Math.sqrt(median(areas) / Math.PI);
  const isDot = ({ length }: readonly number[]): boolean => length > 0.5 * median(areas) && length < 2 * median(areas);
  const kept = regions.filter(isDot);
  const floor = median(kept.map((region) => Math.min(...region.map((i) => ratio[i]!))));
  const sigma =
    psfSigma ??
    blurOf(
      ratio,
      kept.map((region) => centerOf(region, size)),
      radius,
      floor,
      size,
    );
  const shadow = new Uint8Array(ratio.length);
  const grown = radius + 4 * sigma;
  const dots = kept.map((region): BlackBody => {
    const [y, x] = centerOf(region, size);
    for (let row = Math.max(0, Math.floor(y - grown)); row < Math.min(size.height, y + grown + 1); row++)
      for (let column = Math.max(0, Math.floor(x - grown)); column < Math.min(size.width, x + grown + 1); column++)
        if (Math.hypot(row - y, column - x) <= grown) shadow[row * size.width + column] = 1;
    return { y, x, area: region.length, core: Int32Array.from(coreOf(region, inside, size, rimDistance * sigma)) };
  });
  const usable = dots.filter(({ core }) => core.length > 0);
  if (usable.length < 3)
    throw new OperandoError(
      'too-few-points',
      `the dots of the black-body grid have a radius of ${radius.toFixed(1)} pixels and a blur of ${sigma.toFixed(2)}: light leaks into their middles.`,
      {
        where: { parameter: 'blackBody' },
        cure: 'Use larger dots (radius of 4 times the blur), or leave the black bodies out.',
      },
    );
  return { dots: usable, radius, psfSigma: sigma, shadow };
}

/** Scatter over a picture. */
export interface ScatterSurface {
  /** Per unit dose, pixel by pixel. */
  readonly values: Float32Array;
  /** Standard error of its mean over the picture. */
  readonly meanStderr: number;
  readonly mean: number;
  /** Of the surface through the dots; 1 for a good one. */
  readonly reducedChiSquare: number;
  readonly dots: number;
  /** Of the polynomial. */
  readonly terms: number;
}

/** Powers of row and column in a surface. */
type Powers = readonly (readonly [ofRow: number, ofColumn: number])[];

/** Powers up to a degree, as far as so many rows and columns of dots determine them. */
function powersOf(degree: number, rows: number, columns: number): Powers {
  const found: [number, number][] = [];
  for (let total = 0; total <= degree; total++)
    for (let a = 0; a <= total; a++) if (a < rows && total - a < columns) found.push([a, total - a]);
  return found;
}

/** Terms of the surface at a place, from -1 to 1 over the picture. */
function terms(y: number, x: number, { width, height }: PictureSize, powers: Powers): readonly number[] {
  const [v, u] = [(2 * y) / (height - 1) - 1, (2 * x) / (width - 1) - 1];
  return powers.map(([a, b]) => v ** a * u ** b);
}

/** How many different values there are, those nearer than a distance as one. */
function distinct(values: readonly number[], distance: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.filter((value, i) => i === 0 || value - sorted[i - 1]! > distance).length;
}

const highestDegree = 4;

/**
 * The surface through what opaque dots see: a polynomial in rows and columns, of the degree from 1 to 4 that describes the dots with the
 * fewest terms (information criterion).
 *
 * @param signal Mean of pictures with the grid, less dark, per unit dose. @param variance Variance of a pixel of that mean.
 * @throws OperandoError `singular` for dots in a line.
 */
export function scatterSurface(
  signal: Float32Array,
  variance: number,
  { dots, radius }: BlackBodies,
  size: PictureSize,
): ScatterSurface {
  const values = dots.map(({ core }) => core.reduce((sum, i) => sum + signal[i]!, 0) / core.length);
  const weights = dots.map(({ core }) => core.length / variance);
  const [gridRows, gridColumns] = [
    distinct(
      dots.map(({ y }) => y),
      radius,
    ),
    distinct(
      dots.map(({ x }) => x),
      radius,
    ),
  ];
  let best: { readonly fit: LinearFit; readonly powers: Powers; readonly criterion: number } | undefined;
  for (let degree = 1; degree <= highestDegree; degree++) {
    const powers = powersOf(degree, gridRows, gridColumns);
    if (degree > 1 && powers.length > 0.7 * dots.length) break;
    const fit = linearFit(
      dots.map(({ y, x }) => terms(y, x, size, powers)),
      values,
      weights,
    );
    if (fit === undefined) continue;
    const criterion = fit.chiSquare + powers.length * Math.log(dots.length);
    if (best === undefined || criterion < best.criterion) best = { fit, powers, criterion };
  }
  if (best === undefined)
    throw new OperandoError('singular', 'the dots of the black-body grid lie in a line.', {
      where: { parameter: 'blackBody' },
      cure: 'Use a grid of rows and columns.',
    });
  const { fit, powers } = best;
  const count = powers.length;
  const { coefficients, covariance, chiSquare } = fit;
  const surface = new Float32Array(size.width * size.height);
  const mean = new Float64Array(count);
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const each = terms(y, x, size, powers);
      let value = 0;
      for (let i = 0; i < count; i++) {
        value += each[i]! * coefficients[i]!;
        mean[i] = mean[i]! + each[i]! / surface.length;
      }
      surface[y * size.width + x] = value;
    }
  const degreesOfFreedom = dots.length - count;
  const reducedChiSquare = degreesOfFreedom > 0 ? chiSquare / degreesOfFreedom : Number.NaN;
  let meanVariance = 0;
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) meanVariance += mean[i]! * mean[j]! * covariance[i * count + j]!;
  return {
    values: surface,
    mean: mean.reduce((sum, each, i) => sum + each * coefficients[i]!, 0),
    meanStderr: Math.sqrt(meanVariance * Math.max(1, degreesOfFreedom > 0 ? reducedChiSquare : 1)),
    reducedChiSquare,
    dots: dots.length,
    terms: count,
  };
}
