import { OperandoError } from '@operando/core';
import type { VolumeShape } from '../volume.js';

/** Faces between voxels of different labels. */
export interface FacePairs {
  /** The next slices, whole, x fastest. */
  add(slices: Uint8Array): void;
  /** Faces between two labels. */
  between(a: number, b: number): number;
  /** Faces of a label towards another, or the other way, by the direction across: z, y, x. */
  across(a: number, b: number): readonly [number, number, number];
}

function compare(
  a: Uint8Array,
  from: number,
  b: Uint8Array,
  start: number,
  length: number,
  counts: Float64Array,
): void {
  for (let i = 0; i < length; i++) {
    const one = a[from + i]!;
    const other = b[start + i]!;
    if (one !== other) counts[one * 256 + other]!++;
  }
}

/**
 * Count faces between labels that come slice after slice. Faces overestimate areas, by 1.5 for a sphere: they say what
 * touches what, not how large a surface is.
 * @throws OperandoError `shape-mismatch`, by its `add`, for labels that are no whole slices.
 */
export function createFacePairs({ height, width }: VolumeShape): FacePairs {
  const size = height * width;
  const counts = [new Float64Array(65536), new Float64Array(65536), new Float64Array(65536)] as const;
  let before = new Uint8Array(0);
  const of = (k: 0 | 1 | 2, a: number, b: number): number => counts[k][a * 256 + b]! + counts[k][b * 256 + a]!;
  return {
    add(slices) {
      if (slices.length % size !== 0) {
        throw new OperandoError(
          'shape-mismatch',
          `${slices.length} labels are no whole slices of ${height} x ${width}`,
        );
      }
      for (let at = 0; at < slices.length; at += size) {
        if (at > 0) compare(slices, at - size, slices, at, size, counts[0]);
        else if (before.length > 0) compare(before, 0, slices, 0, size, counts[0]);
        compare(slices, at, slices, at + width, size - width, counts[1]);
        for (let row = at; row < at + size; row += width) compare(slices, row, slices, row + 1, width - 1, counts[2]);
      }
      if (slices.length > 0) before = slices.slice(slices.length - size);
    },
    between: (a, b) => of(0, a, b) + of(1, a, b) + of(2, a, b),
    across: (a, b) => [of(0, a, b), of(1, a, b), of(2, a, b)],
  };
}
