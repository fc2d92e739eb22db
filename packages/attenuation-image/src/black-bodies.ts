import { OperandoError } from '@operando/core';
import { median } from '@operando/numerics';
import { connectedPixels } from './connected-pixels.js';
import type { PictureSize } from './picture.js';

/** An opaque dot of the black-body grid. */
export interface BlackBody {
  /** Row of its centre, pixels from 0. */
  readonly y: number;
  /** Column of its centre, pixels from 0. */
  readonly x: number;
  /** How many pixels it has. */
  readonly area: number;
  /** Pixels far enough from its rim to see scatter alone. */
  readonly core: Int32Array;
}

/** Dots of a grid, and how sharp their rims are. */
export interface BlackBodies {
  /** All that were found. */
  readonly dots: readonly BlackBody[];
  /** Radius of the dots, pixels. */
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
  // By a loop: `from` makes a list of all pixels first.
  const inside = new Uint8Array(ratio.length);
  for (let i = 0; i < ratio.length; i++) if (ratio[i]! < 0.5) inside[i] = 1;
  const regions = connectedPixels(inside, size).filter(({ length }) => length >= leastPixels);
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
