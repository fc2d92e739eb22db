import { OperandoError } from '@operando/core';
import { pixelToQ, rowOfExit } from './geometry.js';
import type { DetectorGeometry } from './geometry.js';

/** Raw counts of a detector, row after row. */
export interface DetectorImage {
  /** Rows x columns. */
  readonly data: ArrayLike<number>;
  /** How many. */
  readonly rows: number;
  /** How many. */
  readonly columns: number;
}

/** Where an image is cut. */
export interface LineCutOptions {
  /** `horizontal`: along q_y at an exit angle; `vertical`: along q_z at a q_y. */
  readonly direction: 'horizontal' | 'vertical';
  /** Exit angle in degrees (horizontal), or q_y in 1/angstrom (vertical). */
  readonly at: number;
  /** Width of the band, in the same unit. */
  readonly width: number;
  /** Other than 0 where a pixel must not be used: gaps, beam stop, hot pixels. @default none */
  readonly mask?: ArrayLike<number> | undefined;
  /** Coordinate of a horizontal cut: `qr` at wide angles, where q_x counts. @default 'qy' */
  readonly along?: 'qy' | 'qr' | undefined;
}

/** A cut: counts summed over the band, bins following the pixels, nothing interpolated. */
export interface LineCut {
  /** Increasing, 1/angstrom. */
  readonly q: Float64Array;
  /** Counts per pixel that is not masked. */
  readonly intensity: Float64Array;
  /** Standard deviation of it: of the sum over the number, never of less than one count. */
  readonly sigma: Float64Array;
  /** Sum of the counts. */
  readonly sums: Float64Array;
  /** Pixels that were summed. */
  readonly pixels: Float64Array;
}

/** @throws OperandoError `shape-mismatch`. */
export function expectShape({ data, rows, columns }: DetectorImage, mask?: ArrayLike<number>): void {
  if (data.length !== rows * columns || (mask !== undefined && mask.length !== data.length))
    throw new OperandoError(
      'shape-mismatch',
      `an image of ${rows} x ${columns} pixels has ${data.length} values${mask === undefined ? '' : `, its mask ${mask.length}`}.`,
      { cure: 'Give image and mask of one size, row after row.' },
    );
}

/** Edges of a band in pixels: those whose middle lies within. */
function band(from: number, to: number, size: number): readonly [number, number] {
  return [Math.max(0, Math.ceil(Math.min(from, to))), Math.min(size - 1, Math.floor(Math.max(from, to)))];
}

/** Bins of a cut in the order of q, those without a pixel left out. */
export function cutOf(q: readonly number[], sums: Float64Array, pixels: Float64Array): LineCut {
  const kept = q.flatMap((_, i) => (pixels[i]! > 0 ? [i] : [])).toSorted((a, b) => q[a]! - q[b]!);
  const take = (of: (i: number) => number): Float64Array => Float64Array.from(kept, of);
  return {
    q: take((i) => q[i]!),
    intensity: take((i) => sums[i]! / pixels[i]!),
    sigma: take((i) => Math.sqrt(Math.max(1, sums[i]!)) / pixels[i]!),
    sums: take((i) => sums[i]!),
    pixels: take((i) => pixels[i]!),
  };
}

/**
 * Cut an image along a line: raw counts summed over the band and divided by the number of pixels that are not masked, which
 * is their variance too. Divide by exposure and monitor afterwards.
 *
 * @throws OperandoError `shape-mismatch`; `outside-range` for a band that lies off the image or holds no whole pixel;
 * `invalid-argument` for an exit angle at a beam through the sample.
 */
export function lineCut(image: DetectorImage, given: DetectorGeometry, options: LineCutOptions): LineCut {
  const { data, rows, columns } = image;
  const { direction, at, width, mask, along = 'qy' } = options;
  expectShape(image, mask);
  const isHorizontal = direction === 'horizontal';
  const [row0, column0] = given.centre;
  const [low, high] = isHorizontal
    ? band(rowOfExit(given, at + 0.5 * width), rowOfExit(given, at - 0.5 * width), rows)
    : columnsOf(given, at, width, columns);
  if (high < low)
    throw new OperandoError('outside-range', `no pixel lies in a band of ${width} at ${at}.`, {
      where: { parameter: 'at' },
      cure: `The image has ${rows} rows and ${columns} columns, the beam is at row ${row0} and column ${column0}: cut elsewhere, or wider.`,
    });
  const bins = isHorizontal ? columns : rows;
  const sums = new Float64Array(bins);
  const pixels = new Float64Array(bins);
  const [firstRow, lastRow] = isHorizontal ? [low, high] : [0, rows - 1];
  const [firstColumn, lastColumn] = isHorizontal ? [0, columns - 1] : [low, high];
  for (let row = firstRow; row <= lastRow; row++)
    for (let column = firstColumn; column <= lastColumn; column++) {
      const i = row * columns + column;
      const value = data[i]!;
      if ((mask !== undefined && mask[i] !== 0) || !Number.isFinite(value)) continue;
      const bin = isHorizontal ? column : row;
      sums[bin]! += value;
      pixels[bin]! += 1;
    }
  const middle = 0.5 * (low + high);
  const q = Array.from({ length: bins }, (_, bin) => {
    const momentum = isHorizontal ? pixelToQ(given, middle, bin) : pixelToQ(given, bin, middle);
    return isHorizontal ? momentum[along] : momentum.qz;
  });
  return cutOf(q, sums, pixels);
}

/** Columns of a vertical band, taken at the height of the direct beam. */
function columnsOf(given: DetectorGeometry, at: number, width: number, columns: number): readonly [number, number] {
  const columnOf = (qy: number): number => {
    const sine = (qy * given.wavelength) / (2 * Math.PI);
    return given.centre[1] + (given.distance * sine) / Math.sqrt(1 - sine * sine) / given.pixel;
  };
  return band(columnOf(at - 0.5 * width), columnOf(at + 0.5 * width), columns);
}

/** Options of {@link yonedaAngle}. */
export interface YonedaOptions {
  /** Other than 0 where a pixel must not be used. @default none masked */
  readonly mask?: ArrayLike<number> | undefined;
  /** Part of q_y that is looked at, on both sides: not the specular rod or a beam stop. @default [0.005, 0.1] */
  readonly sides?: readonly [number, number] | undefined;
}

/**
 * Exit angle (degrees) at which the intensity beside the specular rod is highest: the critical angle of the material, where
 * horizontal cuts are usually taken. Take it from the mean image, and keep it over the series.
 *
 * @throws OperandoError `outside-range` where no row lies above the horizon or nothing is measured beside the rod.
 */
export function yonedaAngle(image: DetectorImage, given: DetectorGeometry, options: YonedaOptions = {}): number {
  const { data, rows, columns } = image;
  const { mask, sides = [0.005, 0.1] } = options;
  expectShape(image, mask);
  const horizon = Math.min(rows - 1, Math.floor(rowOfExit(given, 0)));
  const sideColumns = Array.from({ length: columns }, (_, column) => column).filter((column) => {
    const qy = Math.abs(pixelToQ(given, horizon, column).qy);
    return qy >= sides[0] && qy <= sides[1];
  });
  let best = Number.NaN;
  let highest = -Infinity;
  for (let row = 0; row <= horizon; row++) {
    let sum = 0;
    let count = 0;
    for (const column of sideColumns) {
      const i = row * columns + column;
      if ((mask !== undefined && mask[i] !== 0) || !Number.isFinite(data[i]!)) continue;
      sum += data[i]!;
      count++;
    }
    if (count > 0 && sum / count > highest) {
      highest = sum / count;
      best = row;
    }
  }
  if (!Number.isFinite(best) || !(highest > 0))
    throw new OperandoError('outside-range', 'no counts are found above the horizon beside the specular rod.', {
      where: { parameter: 'at' },
      cure: 'Check the centre, the distance and the incidence, or give the exit angle of the cut.',
    });
  return pixelToQ(given, best, given.centre[1]).exit;
}
