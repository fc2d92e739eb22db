import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile, placed } from '../bytes/file-error.js';
import { openHdf5Source } from '../hdf5/open-source.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { said } from '../text/said.js';
import { layeredVolume, statedVoxel } from './volume.js';
import type { Volume } from './volume.js';
import { volumeIn } from './volume-in.js';

/** A volume in an HDF5 (NeXus) file; its chunks are read whole. @throws OperandoError as `openHdf5`, `unsupported` for radiographs. */
export async function openHdf5Volume(
  source: NamedSource,
  wanted: string | undefined,
  options: OpenHdf5Options,
): Promise<Volume> {
  const file = await openHdf5Source(source, options);
  try {
    if (wanted === undefined && file.columns.some((path) => path.endsWith('/image_key')))
      throw inFile(
        source.name,
        'unsupported',
        'the file holds radiographs of a tomogram (NXtomo, image_key), not a reconstructed volume.',
        'Reconstruct it first, or read its frames as pictures.',
      );
    const warnings: OperandoWarning[] = [];
    const { dataset, voxel } = volumeIn(file, source, wanted, warnings);
    const [depth, height, width] = [dataset.shape[0]!, dataset.shape[1]!, dataset.shape[2]!];
    if (depth * height * width === 0) throw inFile(source.name, 'too-few-points', said`${dataset.path} is empty.`);
    // The library gives at most so many values at once.
    const chunkDepth = Math.max(1, Math.min(dataset.chunkDepth, depth, Math.floor((32 * 2 ** 20) / (height * width))));
    return layeredVolume({
      name: said`${source.name}:${dataset.path}`,
      shape: [depth, height, width],
      dtype: dataset.type,
      voxelSize: statedVoxel(voxel[0]!, voxel[1]!, voxel[2]!),
      chunkDepth,
      warnings,
      layer: async (k) => dataset.readStored(k * chunkDepth, Math.min(depth, (k + 1) * chunkDepth)),
      close: () => file.close(),
    });
  } catch (error) {
    file.close();
    throw placed(error, source.name);
  }
}
