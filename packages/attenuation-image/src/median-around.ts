import type { PictureSize } from './picture.js';

/** Median of the pixels around one, without those that are marked; NaN without any. */
export function medianAround(
  valueAt: (i: number) => number,
  at: number,
  { width, height }: PictureSize,
  marked: Uint8Array,
): number {
  const [x0, y0] = [at % width, Math.floor(at / width)];
  for (let reach = 1; reach <= 3; reach++) {
    const found: number[] = [];
    for (let y = Math.max(0, y0 - reach); y <= Math.min(height - 1, y0 + reach); y++)
      for (let x = Math.max(0, x0 - reach); x <= Math.min(width - 1, x0 + reach); x++)
        if (marked[y * width + x] === 0 && y * width + x !== at) found.push(valueAt(y * width + x));
    if (found.length < 3) continue;
    found.sort((a, b) => a - b);
    const half = found.length >> 1;
    return found.length % 2 === 1 ? found[half]! : (found[half - 1]! + found[half]!) / 2;
  }
  return Number.NaN;
}
