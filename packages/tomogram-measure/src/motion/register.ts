import { OperandoError } from '@operando/core';
import { expectVoxels } from '../volume.js';
import type { VolumeShape } from '../volume.js';
import { cubicWeights } from './cubic.js';
import { atRest, freeParameters, motionOf, parametersOf } from './motion.js';
import type { Motion, MotionModel } from './motion.js';
import { solveSymmetric } from './solve-symmetric.js';
import { halved, smoothVolume } from './smooth-volume.js';

/** How a volume is registered to another. */
export interface RegisterOptions {
  /** @default 'axial-strain' */
  readonly model?: MotionModel | undefined;
  /** Where it is begun. @default no motion */
  readonly start?: Motion | undefined;
  /** Standard deviation of the smoothing of both, in voxels. @default 1.2 */
  readonly smoothing?: number | undefined;
  /** 1 for voxels of the fixed volume that count. @default all */
  readonly mask?: Uint8Array | undefined;
}

/** What registration found. */
export interface Registration {
  readonly motion: Motion;
  /** Standard errors, of parameters that were free; 0 for others. */
  readonly stderr: Motion;
  /** moving = gain x fixed + offset. */
  readonly gain: number;
  readonly offset: number;
  readonly status: 'converged' | 'limit-reached' | 'singular';
}

/** What the steps of a level add up: normal equations of the motion, gain and offset. */
interface Normal {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  readonly misfit: number;
  readonly count: number;
}

const parameters = 9;

/** Normal equations at a motion: what is left between the moving volume, brought back, and the fixed one. */
function normalAt(
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
function freePart({ matrix, right }: Normal, free: readonly number[]): [Float64Array, Float64Array] {
  const n = free.length;
  const own = new Float64Array(n * n);
  free.forEach((a, j) =>
    free.forEach((b, k) => void (own[j * n + k] = matrix[Math.max(a, b) * parameters + Math.min(a, b)]!)),
  );
  return [own, Float64Array.from(free, (a) => right[a]!)];
}

/** Scatter of a volume's values. */
function spread(volume: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < volume.length; i++) {
    sum += volume[i]!;
    squares += volume[i]! ** 2;
  }
  return Math.sqrt(Math.max(1e-30, squares / volume.length - (sum / volume.length) ** 2));
}

const mostSteps = 25;

/** Gauss-Newton steps at one size of voxels. */
function settle(
  fixed: Float32Array,
  moving: Float32Array,
  shape: VolumeShape,
  p: Float64Array,
  free: readonly number[],
  mask: Uint8Array | undefined,
  tolerance: number,
): { status: Registration['status']; normal: Normal; limit: number } {
  let limit = spread(fixed);
  let normal = normalAt(fixed, moving, shape, p, mask, limit);
  for (let round = 0; round < mostSteps; round++) {
    const [matrix, right] = freePart(normal, free);
    const step = solveSymmetric(matrix, right);
    if (step === undefined || !(normal.count > 100)) return { status: 'singular', normal, limit };
    free.forEach((a, j) => void (p[a]! -= step[j]!));
    // Weights that kept changing would keep the motion from settling.
    if (round < 3) limit = Math.max(1e-12, 2 * Math.sqrt(normal.misfit / normal.count));
    const before = normal.misfit / normal.count;
    normal = normalAt(fixed, moving, shape, p, mask, limit);
    const isFlat = round >= 3 && Math.abs(normal.misfit / normal.count - before) < 1e-5 * before;
    const largest = Math.max(
      ...free.map((a, j) => (a < 3 ? Math.abs(step[j]!) : a < 7 ? Math.abs(step[j]!) * shape.depth : 0)),
    );
    if (largest < tolerance || isFlat) return { status: 'converged', normal, limit };
  }
  return { status: 'limit-reached', normal, limit };
}

/**
 * Register a volume to another of the same size: shift, strain along z and small rotations by Gauss-Newton on grey values,
 * gain and offset free, from coarse to fine. Rings and cupping lie still and pull towards no motion: correct them first.
 *
 * @throws OperandoError `shape-mismatch`, `invalid-argument` for volumes smaller than 8 voxels along an axis.
 */
export function register(
  fixed: Float32Array,
  moving: Float32Array,
  shape: VolumeShape,
  { model = 'axial-strain', start = atRest, smoothing = 1.2, mask }: RegisterOptions = {},
): Registration {
  expectVoxels(fixed.length, shape);
  expectVoxels(moving.length, shape);
  if (Math.min(shape.depth, shape.height, shape.width) < 8) {
    throw new OperandoError('invalid-argument', 'volumes of fewer than 8 voxels along an axis are not registered');
  }
  const levels: { fixed: Float32Array; moving: Float32Array; shape: VolumeShape }[] = [{ fixed, moving, shape }];
  for (;;) {
    const last = levels.at(-1)!;
    if (Math.min(last.shape.depth, last.shape.height, last.shape.width) < 32 || levels.length > 3) break;
    const [smaller, size] = halved(last.fixed, last.shape);
    levels.push({ fixed: smaller, moving: halved(last.moving, last.shape)[0], shape: size });
  }
  const free = [...freeParameters(model), 7, 8];
  const p = Float64Array.of(...parametersOf(start), 1, 0);
  let found: ReturnType<typeof settle> | undefined;
  for (let level = levels.length - 1; level >= 0; level--) {
    const own = levels[level]!;
    const scale = 2 ** level;
    const scaled = p.map((value, k) => (k < 3 ? value / scale : value));
    const [a, b] = [smoothVolume(own.fixed, own.shape, smoothing), smoothVolume(own.moving, own.shape, smoothing)];
    found = settle(a, b, own.shape, scaled, free, level === 0 ? mask : undefined, level === 0 ? 5e-3 : 2e-2);
    scaled.forEach((value, k) => void (p[k] = k < 3 ? value * scale : value));
  }
  const errors = errorsOf(found!, free, smoothing);
  return { motion: motionOf(p), stderr: motionOf(errors), gain: p[7]!, offset: p[8]!, status: found!.status };
}

/**
 * Standard errors: smoothed noise is alike over some voxels, so that what is left counts for as many fewer of them as the
 * smoothing joins. Slopes are smooth over the same reach: this is an upper limit.
 */
function errorsOf({ normal }: { readonly normal: Normal }, free: readonly number[], smoothing: number): Float64Array {
  const joined = Math.max(1, (2 * smoothing * Math.sqrt(Math.PI)) ** 3);
  const variance = (normal.misfit / normal.count) * joined;
  const errors = new Float64Array(parameters);
  const [matrix] = freePart(normal, free);
  free.forEach((a, j) => {
    const unit = new Float64Array(free.length);
    unit[j] = 1;
    const column = solveSymmetric(matrix, unit);
    errors[a] = column === undefined ? Number.NaN : Math.sqrt(Math.max(0, column[j]! * variance));
  });
  return errors;
}
