import { encode } from 'fast-png';
import { colourTable, missingColour } from './colour-map.js';
import type { ColourMapName } from './colour-map.js';
import { shareOf } from './numbers.js';

/** A stack of spectra to be drawn: frames x points, row-major. */
export interface RasterSource {
  /** Increasing coordinates of the points. */
  readonly x: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Where each frame is drawn in time; frames do not overlap. */
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
}

/** Values on a grid of pixels, first row at the lowest time; NaN missing, -Infinity where there was no frame. */
export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/** Weights that average a piecewise-linear spectrum over each pixel column: first point and weights of each column. */
interface ColumnWeights {
  readonly first: Int32Array;
  readonly weights: readonly Float64Array[];
}

function columnWeights(x: ArrayLike<number>, range: readonly [number, number], width: number): ColumnWeights {
  const [low, high] = range;
  const n = x.length;
  const first = new Int32Array(width);
  const weights: Float64Array[] = [];
  let left = 0;
  for (let column = 0; column < width; column++) {
    const a = Math.max(low + ((high - low) * column) / width, x[0]!);
    const b = Math.min(low + ((high - low) * (column + 1)) / width, x[n - 1]!);
    if (!(b > a)) {
      weights.push(new Float64Array(0));
      continue;
    }
    while (left + 2 < n && x[left + 1]! <= a) left++;
    let right = left;
    while (right + 1 < n - 1 && x[right + 1]! < b) right++;
    const own = new Float64Array(right - left + 2);
    for (let i = left; i <= right; i++) {
      const from = Math.max(a, x[i]!);
      const to = Math.min(b, x[i + 1]!);
      if (to <= from) continue;
      const middle = (0.5 * (from + to) - x[i]!) / (x[i + 1]! - x[i]!);
      own[i - left]! += ((to - from) / (b - a)) * (1 - middle);
      own[i - left + 1]! += ((to - from) / (b - a)) * middle;
    }
    first[column] = left;
    weights.push(own);
  }
  return { first, weights };
}

/**
 * Average a stack over pixels: each pixel is the mean of the spectra over its
 * energies and its times, so that nothing between samples is lost and nothing
 * is invented. Pixels less than half covered by frames are gaps.
 */
export function rasterize(
  source: RasterSource,
  xRange: readonly [number, number],
  timeRange: readonly [number, number],
  width: number,
  height: number,
): PixelGrid {
  const { x, values, from, to } = source;
  const points = x.length;
  const frames = from.length;
  const { first, weights } = columnWeights(x, xRange, width);
  const rows = new Float64Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    for (let column = 0; column < width; column++) {
      const own = weights[column]!;
      let sum = own.length === 0 ? Number.NaN : 0;
      const start = frame * points + first[column]!;
      for (let i = 0; i < own.length; i++) if (own[i]! > 0) sum += own[i]! * values[start + i]!;
      rows[frame * width + column] = sum;
    }
  }
  const out = new Float64Array(width * height);
  const step = (timeRange[1] - timeRange[0]) / height;
  let firstFrame = 0;
  // The frame that the row above is of alone, -1 for none; undefined for several.
  let above: number | undefined;
  for (let row = 0; row < height; row++) {
    const a = timeRange[0] + row * step;
    const b = a + step;
    while (firstFrame < frames && to[firstFrame]! <= a) firstFrame++;
    const shares: (readonly [number, number])[] = [];
    let covered = 0;
    for (let frame = firstFrame; frame < frames && from[frame]! < b; frame++) {
      const share = (Math.min(b, to[frame]!) - Math.max(a, from[frame]!)) / step;
      if (share <= 0) continue;
      covered += share;
      shares.push([frame, share]);
    }
    const alone = covered < 0.5 ? -1 : shares.length === 1 ? shares[0]![0] : undefined;
    if (row > 0 && alone !== undefined && alone === above) {
      out.copyWithin(row * width, (row - 1) * width, row * width);
      continue;
    }
    above = alone;
    for (let column = 0; column < width; column++) {
      let value = Number.NEGATIVE_INFINITY;
      if (covered >= 0.5) {
        value = 0;
        for (const [frame, share] of shares) value += (share / covered) * rows[frame * width + column]!;
      }
      out[row * width + column] = value;
    }
  }
  return { width, height, values: out };
}

/** Steps of a colour table: more than the eye tells apart. */
const steps = 1024;

/** Whether a row of numbers is as the one before it; never of rows with NaN. */
function sameRow(values: Float64Array, from: number, width: number): boolean {
  for (let i = from; i < from + width; i++) if (values[i] !== values[i - width]) return false;
  return true;
}

/**
 * A pixel grid as a PNG data URI. Missing values grey, gaps transparent.
 *
 * @param timeUp Draw later times higher.
 */
export function rasterImage(
  grid: PixelGrid,
  colours: ColourMapName,
  range: readonly [number, number],
  timeUp: boolean,
): string {
  const { width, height, values } = grid;
  const table = colourTable(colours, steps);
  const data = new Uint8Array(4 * width * height);
  const share = range[1] > range[0] ? shareOf(range) : (): number => 0;
  const targetOf = (row: number): number => (timeUp ? height - 1 - row : row);
  for (let row = 0; row < height; row++) {
    const target = targetOf(row);
    // Of few frames most rows are as the one before.
    if (row > 0 && sameRow(values, row * width, width)) {
      const before = 4 * width * targetOf(row - 1);
      data.copyWithin(4 * width * target, before, before + 4 * width);
      continue;
    }
    for (let column = 0; column < width; column++) {
      const value = values[row * width + column]!;
      const at = 4 * (target * width + column);
      if (value === Number.NEGATIVE_INFINITY) continue;
      const step = Math.max(0, Math.min(steps - 1, Math.round(share(value) * (steps - 1))));
      const colour = Number.isNaN(value) ? missingColour : table[step]!;
      data[at] = colour[0];
      data[at + 1] = colour[1];
      data[at + 2] = colour[2];
      data[at + 3] = 255;
    }
  }
  return `data:image/png;base64,${base64(encode({ width, height, data, channels: 4, depth: 8 }))}`;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    for (const byte of bytes.subarray(i, i + 8192)) binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}
