/** Of each row of a slice, the stretch of pixels that are looked at. */
export interface RowSpans {
  /** First pixel of each row, counted from the start of the row. */
  readonly first: Int32Array;
  /** One past the last; not beyond the first in rows without any. */
  readonly end: Int32Array;
}

/** Stretches that hold all pixels of a mask. */
export function rowSpans(pixels: Uint8Array, height: number, width: number): RowSpans {
  const spans = { first: new Int32Array(height).fill(width), end: new Int32Array(height) };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (pixels[i] === 0) continue;
      if (spans.end[y] === 0) spans.first[y] = x;
      spans.end[y] = x + 1;
    }
  }
  return spans;
}

/** Stretches that hold also those of so many rows on either side. */
export function widenedSpans({ first, end }: RowSpans, rows: number): RowSpans {
  const widened = { first: first.slice(), end: end.slice() };
  for (let y = 0; y < first.length; y++) {
    for (let other = Math.max(0, y - rows); other <= Math.min(first.length - 1, y + rows); other++) {
      widened.first[y] = Math.min(widened.first[y]!, first[other]!);
      widened.end[y] = Math.max(widened.end[y]!, end[other]!);
    }
  }
  return widened;
}
