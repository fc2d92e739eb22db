import { OperandoError } from '@operando/core';
import { besselI0MinusOne } from './bessel-i0.js';

/** Shapes of a window: flat between slopes (the first three), or curved throughout. */
export type ExafsWindowShape = 'hanning' | 'parzen' | 'welch' | 'sine' | 'gaussian' | 'kaiser';

/** Options of {@link exafsWindow}. */
export interface ExafsWindowOptions {
  /** Where the window begins: the middle of its rising slope. @default the first x */
  readonly xmin?: number | undefined;
  /** Where it ends: the middle of its falling slope. @default the last x */
  readonly xmax?: number | undefined;
  /** Width of the rising slope; of `gaussian` the standard deviation, of `kaiser` the shape parameter. @default 1 */
  readonly dx?: number | undefined;
  /** Width of the falling slope. @default dx */
  readonly dx2?: number | undefined;
  /** Shape of the window. @default 'hanning' */
  readonly window?: ExafsWindowShape | undefined;
}

const shapes: ReadonlySet<string> = new Set<ExafsWindowShape>([
  'hanning',
  'parzen',
  'welch',
  'sine',
  'gaussian',
  'kaiser',
]);
const sloped: ReadonlySet<string> = new Set<ExafsWindowShape>(['hanning', 'parzen', 'welch']);

function refuse(
  code: 'invalid-argument' | 'outside-range',
  problem: string,
  parameter: string,
  cure: string,
): OperandoError {
  return new OperandoError(code, problem, { where: { parameter }, cure });
}

interface Corners {
  /** Grid points where the window leaves 0, reaches 1, leaves 1 and reaches 0. */
  readonly at: readonly [number, number, number, number];
  readonly x: readonly [number, number, number, number];
}

function corners(x: Float64Array, xmin: number, xmax: number, dx: number, dx2: number): Corners {
  const last = x.length - 1;
  const step = (x[last]! - x[0]!) / last;
  const tiny = 1e-4 * step;
  const indexAt = (value: number): number => Math.trunc((value - x[0]! + tiny) / step);
  let i1 = Math.max(0, indexAt(Math.max(x[0]!, xmin - dx / 2)));
  const i2 = Math.max(0, indexAt(xmin + dx / 2 + tiny));
  let i3 = Math.max(0, Math.min(last, indexAt(xmax - dx2 / 2 - tiny)));
  const i4 = Math.min(last, indexAt(Math.min(x[last]!, xmax + dx2 / 2)));
  if (i2 > last || i4 < 0) {
    throw refuse(
      'outside-range',
      `the window from ${xmin} to ${xmax} with slopes of ${dx} and ${dx2} does not lie on the grid of ${x[0]} to ${x[last]}.`,
      'xmin',
      'Give a range within the data.',
    );
  }
  if (i1 === i2) i1 = Math.max(0, i2 - 1);
  if (i3 === i4) i3 = Math.max(i2, i4 - 1);
  const [x1, x3] = [x[i1]!, x[i3]!];
  const [reached, left] = [x[i2]!, x[i4]!];
  const x2 = reached === x1 ? x1 + tiny : reached;
  const x4 = left === x3 ? x3 + tiny : left;
  return { at: [i1, i2, i3, i4], x: [x1, x2, x3, x4] };
}

/** Both slopes as functions of the distance from the outer corner, 0 to 1. */
const slopes: Readonly<Record<string, (t: number) => number>> = {
  hanning: (t) => Math.sin((Math.PI / 2) * t) ** 2,
  parzen: (t) => t,
  welch: (t) => 1 - (1 - t) ** 2,
};

function fillSloped(
  out: Float64Array,
  x: Float64Array,
  { at, x: [x1, x2, x3, x4] }: Corners,
  slope: (t: number) => number,
): void {
  const [i1, i2, i3, i4] = at;
  out.fill(1, i2, i3);
  for (let i = i1; i <= i2; i++) out[i] = slope((x[i]! - x1) / (x2 - x1));
  for (let i = i3; i <= i4; i++) out[i] = slope((x4 - x[i]!) / (x4 - x3));
}

function fillCurved(
  out: Float64Array,
  x: Float64Array,
  { at, x: [x1, , , x4] }: Corners,
  window: ExafsWindowShape,
  dx: number,
): void {
  const center = (x1 + x4) / 2;
  if (window === 'sine') {
    for (let i = at[0]; i <= at[3]; i++) out[i] = Math.sin((Math.PI * (x4 - x[i]!)) / (x4 - x1));
  } else if (window === 'gaussian') {
    for (let i = 0; i < out.length; i++) out[i] = Math.exp(-((x[i]! - center) ** 2) / (2 * dx * dx));
  } else {
    const half = (x4 - x1) / 2;
    const top = besselI0MinusOne(dx);
    for (let i = 0; i < out.length; i++) {
      const a = Math.max(0, 1 - ((x[i]! - center) / half) ** 2);
      out[i] = besselI0MinusOne(dx * Math.sqrt(a)) / top;
    }
  }
}

/**
 * Window of a Fourier transform on an even grid, with the corners on grid points, as Larch's
 * `ftwindow` puts them. `dx` means the full width of a slope, half of it outside `xmin`.
 *
 * @param x Even, increasing grid (k in 1/A or R in A), at least 2 values.
 * @throws OperandoError `axis-not-increasing`; `outside-range` for a window that does not lie on the grid
 * (xmin + dx/2 beyond its end included); `invalid-argument` for a range without width, a negative slope,
 * slopes that overlap (the window would jump), or a `gaussian` or `kaiser` with dx = 0.
 */
export function exafsWindow(x: ArrayLike<number>, options: ExafsWindowOptions = {}): Float64Array {
  const grid = x instanceof Float64Array ? x : Float64Array.from(x);
  const last = grid.length - 1;
  if (!(last >= 1 && grid[last]! > grid[0]!)) {
    throw refuse(
      'invalid-argument',
      `a window needs an increasing grid; this one has ${grid.length} values from ${grid[0]} to ${grid[last]}.`,
      'x',
      'Give at least two increasing values.',
    );
  }
  const { xmin = grid[0]!, xmax = grid[last]!, dx = 1, window = 'hanning' } = options;
  const { dx2 = dx } = options;
  if (!shapes.has(window))
    throw refuse(
      'invalid-argument',
      `there is no window ${JSON.stringify(window)}.`,
      'window',
      `Known are ${[...shapes].join(', ')}.`,
    );
  if (!(xmax > xmin))
    throw refuse(
      'invalid-argument',
      `the window begins at ${xmin} and ends at ${xmax}.`,
      'xmax',
      'Let it end above its begin.',
    );
  if (!(dx >= 0 && dx2 >= 0 && dx + dx2 < 700))
    throw refuse('invalid-argument', `the slopes are ${dx} and ${dx2} wide.`, 'dx', 'Give widths of 0 or more.');
  const step = (grid[last]! - grid[0]!) / last;
  if (sloped.has(window)) {
    if ((dx + dx2) / 2 > xmax - xmin + step) {
      throw refuse(
        'invalid-argument',
        `slopes of ${dx} and ${dx2} overlap in a window from ${xmin} to ${xmax}.`,
        'dx',
        'Give narrower slopes or a wider window.',
      );
    }
  } else if (dx === 0 && window !== 'sine') {
    throw refuse('invalid-argument', `a ${window} window of width 0 is zero everywhere.`, 'dx', 'Give a dx above 0.');
  }
  const corner = corners(grid, xmin, xmax, dx, dx2);
  const out = new Float64Array(grid.length);
  const slope = slopes[window];
  if (slope === undefined) fillCurved(out, grid, corner, window, dx);
  else fillSloped(out, grid, corner, slope);
  return out;
}
