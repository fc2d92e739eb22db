import { openVolumesFrom } from '@operando/beamline-io';
import type { Volume } from '@operando/beamline-io';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { SlabSource, VoxelEdges, Voxels } from '@operando/tomogram-measure';
import { readCycler } from '../../technique/read-files.js';
import type { TechniqueFiles } from '../../technique/technique.js';
import type { TomographyInput } from './input.js';
import type { TomographyOptions } from './options.js';

/** Volumes of files as they are measured. */
function sourcesOf(volumes: readonly Volume[]): SlabSource[] {
  return volumes.map((volume) => {
    const [depth, height, width] = volume.shape;
    return { shape: { depth, height, width }, slab: async (from, to) => toVoxels(await volume.slab(from, to)) };
  });
}

/** Samples of a kind that voxels can be. */
function toVoxels(samples: Awaited<ReturnType<Volume['slab']>>): Voxels {
  return samples instanceof Int8Array ? Int16Array.from(samples) : samples;
}

/** Edges of a voxel: as given, or as all files say alike. */
function voxelOf(
  volumes: readonly Volume[],
  given: TomographyOptions['voxelSize'],
): { readonly voxel?: VoxelEdges; readonly warnings: OperandoWarning[] } {
  if (typeof given === 'number') return { voxel: [given, given, given], warnings: [] };
  if (given !== undefined) return { voxel: given, warnings: [] };
  const stated = volumes.flatMap(({ voxelSize }) => (voxelSize === undefined ? [] : [voxelSize]));
  const [first] = stated;
  if (first === undefined || stated.length < volumes.length) {
    const message = `${first === undefined ? 'no file states' : 'not all files state'} the size of its voxels: lengths are in voxels. Give voxelSize (command: --voxel-size).`;
    return { warnings: [{ code: 'voxel-size-unknown', message }] };
  }
  const other = stated.findIndex((each) => each.some((edge, k) => Math.abs(edge / first[k]! - 1) > 1e-3));
  if (other >= 0) {
    throw new OperandoError(
      'unit-mismatch',
      `its voxels are ${stated[other]!.join(' x ')} um, those of the first volume ${first.join(' x ')} um`,
      {
        where: { file: volumes[other]!.name, frame: other },
        cure: 'Give the size that holds for all with voxelSize (--voxel-size).',
      },
    );
  }
  return { voxel: first, warnings: [] };
}

/** Volumes of files, and the log of the cycler. */
export async function readTomography(files: TechniqueFiles, options: TomographyOptions): Promise<TomographyInput> {
  const { volumes, names } = await openVolumesFrom(files.data, { dataset: options.dataset });
  const { voxel, warnings } = voxelOf(volumes, options.voxelSize);
  return {
    volumes: sourcesOf(volumes),
    names,
    voxel,
    warnings: [
      ...volumes.flatMap((volume) => volume.warnings).filter(({ code }) => code !== 'voxel-size-unknown'),
      ...warnings,
    ],
    cycler: await readCycler(files, options),
  };
}
