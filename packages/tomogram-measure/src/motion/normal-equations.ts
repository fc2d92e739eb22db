import type { VolumeShape } from '../volume.js';
import { cubicWeights } from './cubic.js';

/** What the steps of a level add up: normal equations of the motion, gain and offset. */
export interface Normal {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  readonly misfit: number;
  readonly count: number;
}

/** Parameters of a motion, gain and offset. */
export const parameters = 9;

/** Normal equations at a motion: what is left between the moving volume, brought back, and the fixed one. */
export function normalAt(
  fixed: Float32Array,
  moving: Float32Array,
  { depth, height, width }: VolumeShape,
  p: Float64Array,
  mask: Uint8Array | undefined,
  limit: number,
): Normal {
  const matrix = new Float64Array(parameters * parameters);
  const right = new Float64Array(parameters);
  const slope = new Float64Array(parameters);
  const w = [0, 1, 2].map(() => [new Float64Array(4), new Float64Array(4)] as const);
  const [[wz, sz], [wy, sy], [wx, sx]] = [w[0]!, w[1]!, w[2]!];
  const [dz, dy, dx, strain, rz, ry, rx, gain, offset] = Array.from(p);
  const [cz, cy, cx] = [(depth - 1) / 2, (height - 1) / 2, (width - 1) / 2];
  const size = height * width;
  let [misfit, count] = [0, 0];
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (mask !== undefined && mask[i] === 0) continue;
        const mz = z + dz! + strain! * (z + 0.5) + ry! * (x - cx) - rx! * (y - cy);
        const my = y + dy! + rx! * (z - cz) - rz! * (x - cx);
        const mx = x + dx! + rz! * (y - cy) - ry! * (z - cz);
        const [iz, iy, ix] = [Math.floor(mz), Math.floor(my), Math.floor(mx)];
        if (iz < 1 || iy < 1 || ix < 1 || iz + 2 >= depth || iy + 2 >= height || ix + 2 >= width) continue;
        cubicWeights(mz - iz, wz, sz);
        cubicWeights(my - iy, wy, sy);
        cubicWeights(mx - ix, wx, sx);
        let [value, gz, gy, gx] = [0, 0, 0, 0];
        for (let a = 0; a < 4; a++) {
          let [planeValue, planeY, planeX] = [0, 0, 0];
          for (let b = 0; b < 4; b++) {
            const at = (iz + a - 1) * size + (iy + b - 1) * width + ix - 1;
            const [v0, v1, v2, v3] = [moving[at]!, moving[at + 1]!, moving[at + 2]!, moving[at + 3]!];
            const row = wx[0]! * v0 + wx[1]! * v1 + wx[2]! * v2 + wx[3]! * v3;
            planeValue += wy[b]! * row;
            planeY += sy[b]! * row;
            planeX += wy[b]! * (sx[0]! * v0 + sx[1]! * v1 + sx[2]! * v2 + sx[3]! * v3);
          }
          value += wz[a]! * planeValue;
          gz += sz[a]! * planeValue;
          gy += wz[a]! * planeY;
          gx += wz[a]! * planeX;
        }
        const residual = value - gain! * fixed[i]! - offset!;
        // What changed between the volumes shall not pull: Cauchy weights.
        const weight = 1 / (1 + (residual / limit) ** 2);
        slope[0] = gz;
        slope[1] = gy;
        slope[2] = gx;
        slope[3] = gz * (z + 0.5);
        slope[4] = gx * (y - cy) - gy * (x - cx);
        slope[5] = gz * (x - cx) - gx * (z - cz);
        slope[6] = gy * (z - cz) - gz * (y - cy);
        slope[7] = -fixed[i]!;
        slope[8] = -1;
        for (let j = 0; j < parameters; j++) {
          const own = weight * slope[j]!;
          right[j]! += own * residual;
          for (let k = 0; k <= j; k++) matrix[j * parameters + k]! += own * slope[k]!;
        }
        misfit += weight * residual * residual;
        count += weight;
      }
    }
  }
  return { matrix, right, misfit, count };
}

/** Rows and columns of the free parameters, gain and offset among them. */
export function freePart({ matrix, right }: Normal, free: readonly number[]): [Float64Array, Float64Array] {
  const n = free.length;
  const own = new Float64Array(n * n);
  free.forEach((a, j) =>
    free.forEach((b, k) => void (own[j * n + k] = matrix[Math.max(a, b) * parameters + Math.min(a, b)]!)),
  );
  return [own, Float64Array.from(free, (a) => right[a]!)];
}
