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
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Size of pictures in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The pixels of rectangles that are not marked, each once. */
export function pixelsOf(
  regions: readonly Rectangle[],
  { width, height }: PictureSize,
  marked?: Uint8Array,
): Int32Array {
  const chosen = new Uint8Array(width * height);
  for (const { top, bottom, left, right } of regions)
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y++)
      for (let x = Math.max(0, left); x < Math.min(width, right); x++) chosen[y * width + x] = 1;
  let count = 0;
  for (let i = 0; i < chosen.length; i++) {
    if (marked !== undefined && marked[i] !== 0) chosen[i] = 0;
    count += chosen[i]!;
  }
  const found = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < chosen.length; i++) if (chosen[i] === 1) found[at++] = i;
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
  return frame instanceof Uint16Array ? meanOfWords(frame, pixels) : meanOver(Float32Array.from(frame), pixels);
}
