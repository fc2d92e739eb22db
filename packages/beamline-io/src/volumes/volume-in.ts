import type { NamedSource, OperandoWarning } from '@operando/core';
import { inFile } from '../bytes/file-error.js';
import type { Hdf5Dataset, Hdf5File } from '../hdf5/file.js';
import { findNexusData } from '../hdf5/nexus-data.js';
import type { NexusAxis } from '../hdf5/nexus-data.js';
import { micrometres } from '../images/tiff-description.js';
import { said } from '../text/said.js';

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
export function volumeIn(
  file: Hdf5File,
  { name }: Pick<NamedSource, 'name'>,
  wanted: string | undefined,
  warnings: OperandoWarning[],
): { readonly dataset: Hdf5Dataset; readonly voxel: readonly number[] } {
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
