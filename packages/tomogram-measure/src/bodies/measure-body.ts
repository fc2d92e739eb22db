import type { VolumeShape, VoxelEdges } from '../volume.js';
import { croftonArea } from './crofton.js';
import { symmetricEigen } from './symmetric-eigen.js';
import { directions, sumAt } from './sums.js';

/** A place in voxels: (z, y, x). */
export type Place = readonly [z: number, y: number, x: number];

/** A body as it was counted, in voxels; voxel centres lie on whole numbers. */
export interface Body {
  /** Place of its material in the list of materials, from 0. */
  readonly material: number;
  /** How many. */
  readonly voxels: number;
  /** Mean place of its voxels. */
  readonly centroid: Place;
  /** First voxel of its box, along z, y and x. */
  readonly from: Place;
  /** One past its last voxel, along z, y and x. */
  readonly to: Place;
  /** Index of its first voxel. */
  readonly firstVoxel: number;
  /** Central second moments over the number of voxels: zz, yy, xx, zy, zx, yx. */
  readonly moments: readonly [number, number, number, number, number, number];
  /** Changes between the body and what surrounds it along lines of each of the 13 directions. */
  readonly crossings: Float64Array;
  /** It touches the border of the volume: its size is a lower limit. */
  readonly touchesBorder: boolean;
}

/** What a body is like, beyond its counts. */
export interface BodyMeasures {
  /** In the cube of the voxels' unit. */
  readonly volume: number;
  /** Diameter of the sphere of the same volume. */
  readonly equivalentDiameter: number;
  /** Surface by Crofton's formula over 13 directions: see {@link croftonArea}. */
  readonly surface: number;
  /** Half axes of the ellipsoid with the same second moments, from the longest. */
  readonly halfAxes: readonly [number, number, number];
  /** Directions (z, y, x) of these axes. */
  readonly axes: readonly [Place, Place, Place];
  /** Principal moments of inertia over the number of voxels, from the largest, of points at the centres of voxels. */
  readonly inertia: readonly [number, number, number];
}

/** A body from its row of sums. */
export function measureBody(values: Float64Array, at: number, shape: VolumeShape): Body {
  const sum = (k: number): number => values[at + k]!;
  const voxels = sum(sumAt.voxels);
  const [z, y, x] = [sum(sumAt.z) / voxels, sum(sumAt.y) / voxels, sum(sumAt.x) / voxels];
  const from: Place = [sum(sumAt.zFrom), sum(sumAt.yFrom), sum(sumAt.xFrom)];
  const to: Place = [sum(sumAt.zTo), sum(sumAt.yTo), sum(sumAt.xTo)];
  return {
    material: sum(sumAt.group) - 1,
    voxels,
    centroid: [z, y, x],
    from,
    to,
    firstVoxel: sum(sumAt.firstVoxel),
    moments: [
      sum(sumAt.zz) / voxels - z * z,
      sum(sumAt.yy) / voxels - y * y,
      sum(sumAt.xx) / voxels - x * x,
      sum(sumAt.zy) / voxels - z * y,
      sum(sumAt.zx) / voxels - z * x,
      sum(sumAt.yx) / voxels - y * x,
    ],
    crossings: Float64Array.from(directions, (_, k) => 2 * (voxels - sum(sumAt.pairs + k))),
    touchesBorder:
      from.some((edge) => edge === 0) || to[0] === shape.depth || to[1] === shape.height || to[2] === shape.width,
  };
}

/** Volume, surface and axes of a body. @param edges Edges of a voxel along z, y, x. @default 1 each: in voxels */
export function bodyMeasures({ voxels, moments, crossings }: Body, edges: VoxelEdges = [1, 1, 1]): BodyMeasures {
  const [dz, dy, dx] = edges;
  const volume = voxels * dz * dy * dx;
  const [zz, yy, xx, zy, zx, yx] = moments;
  const { values, vectors } = symmetricEigen([
    [zz * dz * dz, zy * dz * dy, zx * dz * dx],
    [zy * dz * dy, yy * dy * dy, yx * dy * dx],
    [zx * dz * dx, yx * dy * dx, xx * dx * dx],
  ]);
  const [a, b, c] = values;
  const half = (moment: number): number => Math.sqrt(5 * Math.max(0, moment));
  return {
    volume,
    equivalentDiameter: Math.cbrt((6 * volume) / Math.PI),
    surface: croftonArea(crossings, edges),
    halfAxes: [half(a), half(b), half(c)],
    axes: vectors,
    inertia: [a + b, a + c, b + c],
  };
}
