/** Values of a picture, row after row from the top. */
export type Pixels =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int8Array
  | Int32Array;

/** Part of a picture: rows `top` to `bottom` and columns `left` to `right`, the last ones not included. */
export interface Rectangle {
  /** First row. */
  readonly top: number;
  /** One past the last row. */
  readonly bottom: number;
  /** First column. */
  readonly left: number;
  /** One past the last column. */
  readonly right: number;
}

/** Size of pictures in pixels. */
export interface PictureSize {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** The pixels of rectangles that are not marked, each once. */
export function pixelsOf(
  regions: readonly Rectangle[],
  { width, height }: PictureSize,
  marked?: Uint8Array,
): Int32Array {
  const inside = regions.map(({ top, bottom, left, right }) => ({
    top: Math.max(0, top),
    bottom: Math.min(height, bottom),
    left: Math.max(0, left),
    right: Math.min(width, right),
  }));
  // Rows that hold some of them: parts of a large picture are quickly found.
  const first = Math.min(height, ...inside.map(({ top }) => top));
  const last = Math.max(first, ...inside.map(({ bottom }) => bottom));
  const chosen = new Uint8Array(width * (last - first));
  for (const { top, bottom, left, right } of inside)
    for (let y = top - first; y < bottom - first; y++)
      chosen.fill(1, y * width + left, y * width + Math.max(left, right));
  const offset = first * width;
  let count = 0;
  for (let i = 0; i < chosen.length; i++) {
    if (marked !== undefined && marked[offset + i] !== 0) chosen[i] = 0;
    count += chosen[i]!;
  }
  const found = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < chosen.length; i++) if (chosen[i] === 1) found[at++] = offset + i;
  return found;
}

/** Mean of a picture over some pixels. */
export function meanOver(values: Float32Array, pixels: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < pixels.length; k++) sum += values[pixels[k]!]!;
  return sum / pixels.length;
}

/** The same of words, in a loop of their own: one that has seen several types of arrays is slow. */
function meanOfWords(words: Uint16Array, pixels: Int32Array): number {
  let sum = 0;
  for (let k = 0; k < pixels.length; k++) sum += words[pixels[k]!]!;
  return sum / pixels.length;
}

/** Mean of raw counts over some pixels. */
export function meanOfCounts(frame: Pixels, pixels: Int32Array): number {
  return frame instanceof Uint16Array ? meanOfWords(frame, pixels) : meanOver(new Float32Array(frame), pixels);
}
