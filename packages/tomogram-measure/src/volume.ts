import { OperandoError } from '@operando/core';

/** Size of a volume in voxels: depth (z), height (y), width (x); x runs fastest in memory. */
export interface VolumeShape {
  /** Slices (z). */
  readonly depth: number;
  /** Rows (y). */
  readonly height: number;
  /** Columns (x), which run fastest. */
  readonly width: number;
}

/** Edges of a voxel along z, y and x, in one unit. */
export type VoxelEdges = readonly [z: number, y: number, x: number];

/** Grey values or labels, z slowest. */
export type Voxels = Uint8Array | Uint16Array | Int16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** A volume that is read in slabs of whole slices. */
export interface SlabSource {
  /** Size in voxels. */
  readonly shape: VolumeShape;
  /** Slices `from` to before `to`, x fastest. */
  slab(from: number, to: number): Voxels | Promise<Voxels>;
}

/** A volume in memory as one that is read in slabs. @throws OperandoError `shape-mismatch` for another number of voxels than the shape has. */
export function slabsOf(voxels: Voxels, shape: VolumeShape): SlabSource {
  expectVoxels(voxels.length, shape);
  const slice = shape.height * shape.width;
  return { shape, slab: (from, to) => voxels.subarray(from * slice, to * slice) };
}

/** @throws OperandoError `shape-mismatch` where a volume does not hold the voxels that its shape says. */
export function expectVoxels(length: number, { depth, height, width }: VolumeShape): void {
  if (length === depth * height * width) return;
  throw new OperandoError(
    'shape-mismatch',
    `a volume of ${depth} x ${height} x ${width} voxels has ${depth * height * width} values; there are ${length}`,
    { cure: 'Give the shape as depth (z), height (y), width (x).' },
  );
}
