import { OperandoError } from '@operando/core';
import { pixelToQ } from './geometry.js';
import type { DetectorGeometry } from './geometry.js';
import { cutOf, expectShape } from './line-cut.js';
import type { DetectorImage, LineCut } from './line-cut.js';

/** Options of {@link azimuthalPlan}. */
export interface AzimuthalOptions {
  /** How many bins of q there are. @default one for each pixel from the beam outwards */
  readonly bins?: number | undefined;
  /** Part of q, 1/angstrom. @default all */
  readonly range?: readonly [number, number] | undefined;
  /** Other than 0 where a pixel must not be used. @default none */
  readonly mask?: ArrayLike<number> | undefined;
  /** Angles about the beam that are used, degrees from the right upwards: texture makes sectors differ. @default all */
  readonly sector?: readonly [number, number] | undefined;
}

/** Which bin each pixel of an image belongs to: made once for a series. */
export interface AzimuthalPlan {
  /** Of the images. */
  readonly rows: number;
  /** Of the images. */
  readonly columns: number;
  /** Middle of each bin: the mean of the q of its pixels. */
  readonly q: Float64Array;
  /** Bin of each pixel, -1 for none. */
  readonly bin: Int32Array;
}

/**
 * Bins of q for images of one size. Pixels are not split: a count is in one bin, and bins are independent. Solid
 * angle and polarisation are not taken out.
 *
 * @throws OperandoError `outside-range` where no pixel is left.
 */
export function azimuthalPlan(
  rows: number,
  columns: number,
  given: DetectorGeometry,
  { bins, range, mask, sector }: AzimuthalOptions = {},
): AzimuthalPlan {
  const count = rows * columns;
  const q = new Float64Array(count).fill(Number.NaN);
  let low = Infinity;
  let high = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const i = row * columns + column;
      if (mask !== undefined && mask[i] !== 0) continue;
      if (sector !== undefined && !isWithin(given, row, column, sector)) continue;
      const value = pixelToQ(given, row, column).q;
      if (range !== undefined && !(value >= range[0] && value < range[1])) continue;
      q[i] = value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (!(high > low))
    throw new OperandoError('outside-range', 'no pixel is left to average over.', {
      cure: 'Widen range or sector, or mask less.',
    });
  const step = (2 * Math.PI * given.pixel) / (given.wavelength * given.distance);
  const total = bins ?? Math.max(1, Math.round((high - low) / step));
  const bin = new Int32Array(count).fill(-1);
  const sums = new Float64Array(total);
  const pixels = new Float64Array(total);
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(q[i]!)) continue;
    const b = Math.min(total - 1, Math.floor(((q[i]! - low) / (high - low)) * total));
    bin[i] = b;
    sums[b]! += q[i]!;
    pixels[b]! += 1;
  }
  return { rows, columns, q: sums.map((sum, b) => sum / pixels[b]!), bin };
}

function isWithin(
  { centre }: DetectorGeometry,
  row: number,
  column: number,
  [from, to]: readonly [number, number],
): boolean {
  const angle = (Math.atan2(centre[0] - row, column - centre[1]) * 180) / Math.PI;
  const turned = (((angle - from) % 360) + 360) % 360;
  return turned <= to - from;
}

/** Average counts around the beam: their sum over the number of pixels. @throws OperandoError `shape-mismatch`. */
export function azimuthalAverage(image: DetectorImage, plan: AzimuthalPlan): LineCut {
  expectShape(image);
  if (image.rows !== plan.rows || image.columns !== plan.columns)
    throw new OperandoError('shape-mismatch', `the plan is for ${plan.rows} x ${plan.columns} pixels.`, {
      cure: 'Make a plan for images of this size.',
    });
  const sums = new Float64Array(plan.q.length);
  const pixels = new Float64Array(plan.q.length);
  const { data } = image;
  for (let i = 0; i < plan.bin.length; i++) {
    const b = plan.bin[i]!;
    const value = data[i]!;
    if (b < 0 || !Number.isFinite(value)) continue;
    sums[b]! += value;
    pixels[b]! += 1;
  }
  return cutOf(Array.from(plan.q), sums, pixels);
}
