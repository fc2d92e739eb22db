import type { BodyRuns } from '../bodies/kept-runs.js';

/** Bodies grown by balls, and what lies beside them, slice after slice. */
export interface PaintedSlices {
  /** Body of each pixel, its place and one more; 0 where there is none. */
  readonly body: Int32Array;
  /** The same of what lies beside; bodies themselves are painted over too. */
  readonly beside: Int32Array;
  /** Rows of the slice that hold something: `top` to before `bottom`. */
  readonly top: () => number;
  readonly bottom: () => number;
  /** Stretch of each of these rows that holds something. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Paint a slice, counted from the first of those that bodies were told in, in place of the one before. */
  readonly paint: (slice: number) => void;
  /** Let stretches of rows hold also others. */
  readonly widen: (y: number, first: number, end: number) => void;
}

/** First run of each slice, and the number of runs at the end. */
export function runsOfSlices({ row }: BodyRuns, height: number, slices: number): Int32Array {
  const first = new Int32Array(slices + 1);
  let k = 0;
  for (let z = 0; z <= slices; z++) {
    while (k < row.length && row[k]! < z * height) k++;
    first[z] = k;
  }
  return first;
}

/**
 * Paint bodies that lie in runs.
 *
 * @param first First run of each slice. @param grow Radius of the balls. @param shell How much farther goes what lies beside.
 */
export function paintedSlices(
  runs: BodyRuns,
  first: Int32Array,
  { grow, shell }: { readonly grow: number; readonly shell: number },
  height: number,
  width: number,
): PaintedSlices {
  const body = new Int32Array(height * width);
  const beside = new Int32Array(height * width);
  const spans = { first: new Int32Array(height).fill(width), end: new Int32Array(height) };
  let [top, bottom] = [height, 0];
  const widen = (y: number, from: number, to: number): void => {
    if (from < spans.first[y]!) spans.first[y] = from;
    if (to > spans.end[y]!) spans.end[y] = to;
    if (y < top) top = y;
    if (y >= bottom) bottom = y + 1;
  };
  const paint = (slice: number, dz: number, radius: number, out: Int32Array): void => {
    const square = radius * radius - dz * dz;
    const reach = Math.floor(Math.sqrt(square));
    for (let k = first[slice]!; k < first[slice + 1]!; k++) {
      const own = runs.body[k]! + 1;
      if (own === 0) continue;
      const y = runs.row[k]! - slice * height;
      for (let other = Math.max(0, y - reach); other <= Math.min(height - 1, y + reach); other++) {
        const more = Math.floor(Math.sqrt(square - (other - y) ** 2));
        const from = Math.max(0, runs.start[k]! - more);
        const to = Math.min(width, runs.end[k]! + more);
        for (let i = other * width + from; i < other * width + to; i++) out[i] = own;
        widen(other, from, to);
      }
    }
  };
  return {
    body,
    beside,
    top: () => top,
    bottom: () => bottom,
    first: spans.first,
    end: spans.end,
    widen,
    paint(z) {
      for (let y = top; y < bottom; y++) {
        body.fill(0, y * width + spans.first[y]!, y * width + spans.end[y]!);
        beside.fill(0, y * width + spans.first[y]!, y * width + spans.end[y]!);
      }
      spans.first.fill(width);
      spans.end.fill(0);
      [top, bottom] = [height, 0];
      const reach = grow + shell;
      for (let dz = -reach; dz <= reach; dz++) {
        const slice = z + dz;
        if (slice < 0 || slice + 1 >= first.length) continue;
        paint(slice, dz, reach, beside);
        if (Math.abs(dz) <= grow) paint(slice, dz, grow, body);
      }
    },
  };
}
