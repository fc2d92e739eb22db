import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile, placed } from '../bytes/file-error.js';
import type { Hdf5Dataset, Hdf5File } from '../hdf5/file.js';
import { findNexusData } from '../hdf5/nexus-data.js';
import type { NexusAxis } from '../hdf5/nexus-data.js';
import { openHdf5Source } from '../hdf5/open-source.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { micrometres } from '../images/tiff-description.js';
import { said } from '../text/said.js';
import { layeredVolume, statedVoxel } from './volume.js';
import type { Volume } from './volume.js';

/** The distance of evenly spaced coordinates in micrometres; NaN for others. */
function stepOf(axis: NexusAxis | undefined): number {
  const unit = axis?.unit === undefined ? undefined : micrometres(axis.unit);
  if (axis === undefined || unit === undefined || axis.dataset.shape.length !== 1) return Number.NaN;
  const values = axis.dataset.readAll();
  const step = (values.at(-1)! - values[0]!) / (values.length - 1);
  const isEven = values.every((value, i) => Math.abs(value - values[0]! - i * step) < 1e-3 * Math.abs(step));
  return isEven ? Math.abs(step) * unit : Number.NaN;
}

/** Volumes by the conventions of those who write them without NXdata, in this order. */
const usualPaths: readonly string[] = ['/exchange/data', '/entry/data/data', '/data', '/volume'];

/** A dataset of three dimensions, and distances where its axes state them. */
function volumeIn(
  file: Hdf5File,
  { name }: NamedSource,
  wanted: string | undefined,
  warnings: OperandoWarning[],
): { readonly dataset: Hdf5Dataset; readonly voxel: readonly number[] } {
  const isRaw = wanted === undefined && file.columns.some((path) => path.endsWith('/image_key'));
  if (isRaw)
    throw inFile(
      name,
      'unsupported',
      'the file holds radiographs of a tomogram (NXtomo, image_key), not a reconstructed volume.',
      'Reconstruct it first, or read its frames as pictures.',
    );
  try {
    const data = findNexusData(file, wanted === undefined ? {} : { dataset: wanted });
    if (data.signal.shape.length === 3) {
      warnings.push(...data.warnings);
      return { dataset: data.signal, voxel: data.axes.map(stepOf) };
    }
  } catch (error) {
    if (wanted !== undefined && !file.datasets.includes(wanted.startsWith('/') ? wanted : `/${wanted}`)) throw error;
  }
  const known = usualPaths.filter((path) => file.datasets.includes(path));
  const all = file.datasets.filter((path) => file.dataset(path).shape.length === 3);
  const path = wanted ?? known.find((each) => all.includes(each)) ?? (all.length === 1 ? all[0] : undefined);
  if (path === undefined)
    throw inFile(
      name,
      'column-missing',
      all.length === 0
        ? 'the file has no dataset of three dimensions.'
        : 'the file does not say which dataset is the volume.',
      all.length === 0 ? 'Give a file with a volume.' : said`Say which with dataset: ${all.slice(0, 20).join(', ')}.`,
    );
  const dataset = file.dataset(path);
  if (dataset.shape.length !== 3)
    throw inFile(
      name,
      'shape-mismatch',
      said`${path} is ${dataset.shape.join(' x ') || 'a single number'}, no volume.`,
    );
  return { dataset, voxel: [Number.NaN, Number.NaN, Number.NaN] };
}

/** A volume in an HDF5 (NeXus) file; its chunks are read whole. @throws OperandoError as `openHdf5`, `unsupported` for radiographs. */
export async function openHdf5Volume(
  source: NamedSource,
  wanted: string | undefined,
  options: OpenHdf5Options,
): Promise<Volume> {
  const file = await openHdf5Source(source, options);
  try {
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
