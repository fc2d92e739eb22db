import type { PictureSize } from './picture.js';

/** Connected pixels (over edges) of a picture. */
export function connectedPixels(inside: Uint8Array, { width, height }: PictureSize): number[][] {
  const seen = inside.slice();
  const found: number[][] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 0) continue;
    const region = [start];
    seen[start] = 0;
    for (let k = 0; k < region.length; k++) {
      const i = region[k]!;
      const [x, y] = [i % width, Math.floor(i / width)];
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const [nx, ny] = [x + dx, y + dy];
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const next = ny * width + nx;
        if (seen[next] === 0) continue;
        seen[next] = 0;
        region.push(next);
      }
    }
    found.push(region);
  }
  return found;
}
