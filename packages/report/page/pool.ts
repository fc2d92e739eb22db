import { missing16 } from '../src/pack/packed-numbers.js';

/** Values of a map as they are stored: value = offset + step * stored. */
export interface MapValues {
  readonly stored: Uint16Array | Float32Array | Float64Array;
  readonly rows: number;
  readonly points: number;
  readonly step: number;
  readonly offset: number;
}

/** For each pixel the items that lie in it: from, up to and not including to; none where both are the same. */
export interface PixelRanges {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** A value of a map, NaN where there is none. */
export function valueAt({ stored, points, step, offset }: MapValues, row: number, point: number): number {
  const value = stored[row * points + point] ?? Number.NaN;
  return stored instanceof Uint16Array && value === missing16 ? Number.NaN : offset + step * value;
}

/** A row of a map. */
export function rowOf(map: MapValues, row: number): Float64Array {
  return Float64Array.from({ length: map.points }, (_, point) => valueAt(map, row, point));
}

/** The first of some increasing numbers that is above a value; their count where none is. */
export function firstAbove(values: ArrayLike<number>, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Items in each of some pixels along an axis.
 *
 * @param start Where each item begins, increasing.
 * @param end Where it ends.
 * @param low Where the first pixel begins. @param high Where the last one ends.
 */
export function pixelRanges(
  start: ArrayLike<number>,
  end: ArrayLike<number>,
  low: number,
  high: number,
  pixels: number,
): PixelRanges {
  const from = new Int32Array(pixels);
  const to = new Int32Array(pixels);
  const width = (high - low) / pixels;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const begin = low + pixel * width;
    from[pixel] = firstAbove(end, begin);
    to[pixel] = Math.max(from[pixel]!, firstAbove(start, begin + width - 1e-9 * width));
  }
  return { from, to };
}

/** Begin and end of the cell about each of some increasing places: halfway to its neighbours. */
export function cellsOf(places: ArrayLike<number>): { readonly start: Float64Array; readonly end: Float64Array } {
  const count = places.length;
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const before = i > 0 ? places[i]! - places[i - 1]! : count > 1 ? places[1]! - places[0]! : 1;
    const after = i + 1 < count ? places[i + 1]! - places[i]! : before;
    start[i] = places[i]! - before / 2;
    end[i] = places[i]! + after / 2;
  }
  return { start, end };
}

/** Largest stored values of some rows, point by point; -Infinity where none has one. */
function largestOf(
  stored: ArrayLike<number>,
  missing: number,
  points: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  out.fill(-Infinity);
  for (let row = from; row < to; row++) {
    const at = row * points;
    for (let point = 0; point < points; point++) {
      const value = stored[at + point]!;
      if (value > out[point]! && value !== missing) out[point] = value;
    }
  }
}

/**
 * The largest value in each pixel: no hot pixel, no weak line is lost, however small the picture.
 *
 * @returns Column after column; NaN where there are rows and no value, -Infinity where there is no row at all.
 */
export function pooled(map: MapValues, columns: PixelRanges, lines: PixelRanges): Float32Array {
  const { stored, points, step, offset } = map;
  const missing = stored instanceof Uint16Array ? missing16 : Number.NaN;
  const width = columns.from.length;
  const height = lines.from.length;
  const out = new Float32Array(width * height);
  const largest = new Float64Array(points);
  let [before, until] = [-1, -1];
  for (let column = 0; column < width; column++) {
    const [from, to] = [columns.from[column]!, columns.to[column]!];
    const at = column * height;
    if (from === to) {
      out.fill(-Infinity, at, at + height);
      continue;
    }
    if (from === before && to === until) {
      out.copyWithin(at, at - height, at);
      continue;
    }
    [before, until] = [from, to];
    largestOf(stored, missing, points, from, to, largest);
    for (let line = 0; line < height; line++) {
      let value = -Infinity;
      for (let point = lines.from[line]!; point < lines.to[line]!; point++)
        if (largest[point]! > value) value = largest[point]!;
      out[at + line] =
        value === -Infinity ? (lines.from[line] === lines.to[line] ? value : Number.NaN) : offset + step * value;
    }
  }
  return out;
}
