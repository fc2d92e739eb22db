import type { OperandoWarning } from '@operando/core';
import type { ImageStack } from '../images/open-images.js';
import { layeredVolume, statedVoxel } from './volume.js';
import type { Volume } from './volume.js';

/** Pictures as the slices of a volume, from the first on. */
export function imageVolume(name: string, stack: ImageStack): Volume {
  const { z = Number.NaN, y = Number.NaN, x = Number.NaN } = stack.spacing ?? {};
  const voxelSize = statedVoxel(z, y, x);
  const warnings: OperandoWarning[] = [...stack.warnings];
  if (voxelSize === undefined && stack.spacing !== undefined)
    warnings.push({
      code: 'voxel-size-unknown',
      message: `pixels are ${Number(y.toPrecision(6))} x ${Number(x.toPrecision(6))} um by the file, the distance of slices is not stated.`,
      where: { file: name },
    });
  return layeredVolume({
    name,
    shape: [stack.count, stack.height, stack.width],
    dtype: stack.type,
    voxelSize,
    chunkDepth: 1,
    warnings,
    layer: (k) => stack.read(k),
  });
}
