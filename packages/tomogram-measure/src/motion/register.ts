import { OperandoError } from '@operando/core';
import { expectVoxels } from '../volume.js';
import type { VolumeShape } from '../volume.js';
import { atRest, freeParameters, motionOf, parametersOf } from './motion.js';
import type { Motion, MotionModel } from './motion.js';
import { freePart, normalAt, parameters } from './normal-equations.js';
import type { Normal } from './normal-equations.js';
import { solveSymmetric } from './solve-symmetric.js';
import { halved, smoothVolume } from './smooth-volume.js';

/** How a volume is registered to another. */
export interface RegisterOptions {
  /** What may move. @default 'axial-strain' */
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
  /** From the fixed volume to the moving one. */
  readonly motion: Motion;
  /** Standard errors, of parameters that were free; 0 for others. */
  readonly stderr: Motion;
  /** moving = gain x fixed + offset. */
  readonly gain: number;
  /** Grey values. */
  readonly offset: number;
  /** How the search ended. */
  readonly status: 'converged' | 'limit-reached' | 'singular';
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
