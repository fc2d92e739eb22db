import type { Estimate } from '@operando/core';
import type { VoxelEdges } from '@operando/tomogram-measure';

/** How voxels become lengths, areas and volumes. */
export interface Lengths {
  /** One voxel along z, y and x. */
  readonly edges: VoxelEdges;
  readonly volume: { readonly factor: number; readonly unit: string };
  readonly area: { readonly factor: number; readonly unit: string };
  readonly depth: { readonly factor: number; readonly unit: string };
}

/** Micrometres where the size of a voxel is known, voxels and pixels otherwise. */
export function lengthsOf(voxel: VoxelEdges | undefined): Lengths {
  if (voxel === undefined) {
    const one = (unit: string) => ({ factor: 1, unit });
    return { edges: [1, 1, 1], volume: one('voxel'), area: one('pixel'), depth: one('voxel') };
  }
  const [z, y, x] = voxel;
  return {
    edges: voxel,
    volume: { factor: z * y * x, unit: 'um^3' },
    area: { factor: y * x, unit: 'um^2' },
    depth: { factor: z, unit: 'um' },
  };
}

/** A column of estimates in another unit. */
export function columnOf(
  name: string,
  estimates: readonly Estimate[],
  { factor, unit }: { readonly factor: number; readonly unit: string },
): { name: string; unit: string; values: Float64Array; stderr: Float64Array } {
  return {
    name,
    unit,
    values: Float64Array.from(estimates, ({ value }) => value * factor),
    stderr: Float64Array.from(estimates, ({ stderr }) => stderr * factor),
  };
}
