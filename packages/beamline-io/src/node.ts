/**
 * Files to tables and series, and back: the part of `@operando/beamline-io`
 * that needs Node.
 * @module
 */
import type { Electrochemistry, NamedSource, Series } from '@operando/core';
import { fileSource } from './bytes/file-source.js';
import { openCountsDataset, openCountsFiles } from './detectors/counts-frames.js';
import type { CountsScan } from './detectors/counts-frames.js';
import { readElectrochemistryFrom } from './electrochemistry/read-electrochemistry.js';
import type { ReadElectrochemistryOptions } from './electrochemistry/read-electrochemistry.js';
import type { ReadResult } from './format.js';
import { inflateNode } from './images/node-inflate.js';
import { openImagesFrom } from './images/open-images.js';
import type { ImageOptions, ImageStack } from './images/open-images.js';
import { readTiff as readTiffAnywhere } from './images/read-tiff.js';
import type { Images, ReadTiffOptions } from './images/read-tiff.js';
import { readNexusSeriesFrom } from './hdf5/nexus-series.js';
import type { ReadNexusSeriesOptions } from './hdf5/nexus-plan.js';
import type { OpenHdf5Options } from './hdf5/options.js';
import { readSource, readSourceScans } from './read-source.js';
import type { ReadSourceOptions } from './read-source.js';
import type { ReflectivityCurve } from './reflectivity/curve.js';
import { readOrsoCurves } from './reflectivity/orso-curves.js';
import { readReflectivityFrom } from './reflectivity/read-reflectivity.js';
import type { ReflectivityFileOptions } from './reflectivity/read-reflectivity.js';
import { readColumnSeriesFrom } from './series/column-series.js';
import { readSeriesFrom } from './series/read-series.js';
import type { ColumnSeriesOptions, ReadSeriesOptions, ReadWholeSeriesOptions } from './series/series-options.js';
import { readWholeSeriesFrom } from './series/whole-files.js';
import type { WholeSeries } from './series/whole-series.js';
import type { ColumnTable } from './table/column-table.js';
import { readTableFrom, streamTableFrom } from './table/stream-table.js';
import type { ReadTableOptions } from './table/stream-table.js';
import type { RowBlock } from './table/table-stream.js';

export { fileSource } from './bytes/file-source.js';
export type { LocalFile, LocalSource } from './bytes/local-file.js';
export { expandPatterns } from './series/expand-patterns.js';
export { listFolder, listSeries } from './series/list-series.js';
export type { FolderListing } from './series/list-series.js';
export { sortNaturally } from './bytes/natural-order.js';
export { writeBatteryData, writeCsv, writeOrt, writeXdi } from './write/write-files.js';
export { exists, removeFile, replaceFile, writeFileAtomic } from './write/replace-file.js';
export type { FileContent, WriteOptions } from './write/replace-file.js';
export { makeFolder } from './write/make-folder.js';
export { isAlive, removeAbandoned } from './write/temporary.js';
export { openWriter } from './write/writer.js';
export type { Writer } from './write/writer.js';
export { formatCsv } from './write/write-csv.js';
export { parseArbinRes } from './electrochemistry/parse-arbin-res.js';
export type { CountsFrame, CountsScan } from './detectors/counts-frames.js';
export type { ReadTableOptions } from './table/stream-table.js';
export type { RowBlock } from './table/table-stream.js';
export { openHdf5 } from './hdf5/open-hdf5.js';
export type { Hdf5Dataset, Hdf5File } from './hdf5/file.js';
export type { OpenHdf5Options } from './hdf5/options.js';
export type { Hdf5Attributes } from './hdf5/values.js';
export type { ReadNexusSeriesOptions } from './hdf5/nexus-plan.js';
export { writeNxxas } from './write/write-nxxas.js';
export type { WriteNxxasOptions } from './write/write-nxxas.js';
export { writeNexus, writeNexusBlocks } from './write/write-nexus.js';
export type { EntryBlock } from './write/nexus-entry-blocks.js';
export type { AuxiliarySignal } from './write/nexus-entry-options.js';
export type { WriteNexusBlocksOptions, WriteNexusOptions } from './write/write-nexus.js';
export type { SeriesColumn, WholeSeries } from './series/whole-series.js';
export type { ReadSeriesOptions, ReadWholeSeriesOptions } from './series/series-options.js';
export { openVolume } from './volumes/open-volume.js';
export type { OpenVolumeOptions, VolumePlace } from './volumes/open-volume.js';
export type { Volume } from './volumes/volume.js';
export type { Samples, SampleType } from './images/samples.js';
export type { ImageStack } from './images/open-images.js';
export { findNexusData } from './hdf5/nexus-data.js';
export type { NexusAxis, NexusChoice, NexusData } from './hdf5/nexus-data.js';

/** Options of {@link readFile}. */
export type ReadFileOptions = ReadSourceOptions;

const sourcesOf = (paths: readonly string[]): readonly NamedSource[] => paths.map(fileSource);

/**
 * Read one file of any format known here; of an HDF5 (NeXus) file its default plottable data, or a dataset of it.
 * @throws OperandoError as `readSource`; always with the file's path.
 */
export async function readFile(path: string, options: ReadFileOptions = {}): Promise<ReadResult> {
  return readSource(fileSource(path), options);
}

/**
 * Every scan, group or spectrum of a file (SPEC, Athena projects, dispersive CSV, stacks in HDF5); of other files the one table there is.
 * @throws OperandoError as `readSourceScans`; always with the file's path.
 */
export async function readFileScans(
  path: string,
  options: Omit<ReadFileOptions, 'scan'> = {},
): Promise<readonly ColumnTable[]> {
  return readSourceScans(fileSource(path), options);
}

/**
 * Read many absorption files as one series in eV: files in natural order of
 * their names, or of the times in their headers when all have one.
 *
 * @throws OperandoError as `readSeriesFrom`.
 */
export async function readSeries(
  paths: readonly string[],
  options: ReadSeriesOptions = {},
): Promise<Series<'energy', 'eV'>> {
  return readSeriesFrom(sourcesOf(paths), options);
}

/** Options of {@link readColumnSeries}. */
export interface ReadColumnSeriesOptions<Name extends string, Unit extends string> extends Omit<
  ColumnSeriesOptions<Name, Unit>,
  'scanLog'
> {
  /** Path of a CSV log of scans with their times; a file belongs to the scan whose number or name stands in its own. */
  readonly scanLog?: string | undefined;
}

/**
 * Read many files of columns as one series along any axis: the first column, or
 * `x`, against the second, or `signal: { column }`.
 *
 * @throws OperandoError as `readColumnSeriesFrom`.
 */
export async function readColumnSeries<const Name extends string, const Unit extends string>(
  paths: readonly string[],
  { scanLog, ...options }: ReadColumnSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  const log = scanLog === undefined ? undefined : fileSource(scanLog);
  return readColumnSeriesFrom(sourcesOf(paths), { ...options, scanLog: log });
}

/**
 * Read many files of columns as one series, and every other column of theirs over the same frames and points.
 * @throws OperandoError as `readWholeSeriesFrom`.
 */
export async function readWholeSeries<const Name extends string, const Unit extends string>(
  paths: readonly string[],
  options: ReadWholeSeriesOptions<Name, Unit>,
): Promise<WholeSeries<Name, Unit>> {
  return readWholeSeriesFrom(sourcesOf(paths), options);
}

/**
 * Read a cycler's log; several files of one experiment are joined in order of
 * their start times (see `concatenateLogs`).
 *
 * @throws OperandoError as `readElectrochemistryFrom`.
 */
export async function readElectrochemistry(
  paths: string | readonly string[],
  options: Omit<ReadFileOptions, 'name'> & Pick<ReadElectrochemistryOptions, 'cyclerStart'> = {},
): Promise<Electrochemistry> {
  return readElectrochemistryFrom(sourcesOf(typeof paths === 'string' ? [paths] : paths), options);
}

/**
 * Read reflectivity files, in natural order of their names; a file may hold several curves.
 * @throws OperandoError as `readReflectivityFrom`; always with the file's path.
 */
export async function readReflectivityFiles(
  paths: readonly string[],
  options: ReflectivityFileOptions = {},
): Promise<ReflectivityCurve[]> {
  return readReflectivityFrom(sourcesOf(paths), options);
}

/**
 * Curves of an ORSO binary file (`.orb`).
 * @throws OperandoError as `readReflectivityFrom`.
 */
export async function readOrsoBinary(
  path: string,
  options: OpenHdf5Options = {},
): Promise<readonly ReflectivityCurve[]> {
  return readOrsoCurves(fileSource(path), options);
}

/**
 * A stack of spectra in an HDF5 (NeXus) file as a series.
 * @throws OperandoError as `readNexusSeriesFrom`.
 */
export async function readNexusSeries<const Name extends string, const Unit extends string>(
  path: string,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return readNexusSeriesFrom(fileSource(path), options);
}

/**
 * Read a text of columns of numbers of any size, piece by piece, packed by gzip or not.
 * @throws OperandoError as `readTableFrom`.
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<ColumnTable> {
  return readTableFrom(fileSource(path), options);
}

/**
 * The same in blocks of some thousand rows, for tables that do not fit into memory: each block as it comes, nothing kept.
 * @throws OperandoError as `readTableFrom`.
 */
export function streamTable(path: string, options: ReadTableOptions = {}): AsyncGenerator<RowBlock> {
  return streamTableFrom(fileSource(path), options);
}

/**
 * A depth scan in files of one spectrum each, in natural order of their names: position after position, frame after frame. As blocks
 * of a series: `openCounts`.
 *
 * @param positions Positions of a frame.
 * @throws OperandoError `shape-mismatch` when files do not make whole frames, or one has other channels or detectors than the
 * first; as `readFile`; always with the file.
 */
export async function openCountsScan(paths: readonly string[], positions: number): Promise<CountsScan> {
  return openCountsFiles(sourcesOf(paths), positions);
}

/**
 * A depth scan in an HDF5 dataset [frame x position x channel] or [frame x position x detector x channel]. As blocks of a series:
 * `openCounts`.
 *
 * @throws OperandoError as `openHdf5`; `shape-mismatch` for other dimensions.
 */
export async function openHdf5Scan(path: string, dataset: string, options: OpenHdf5Options = {}): Promise<CountsScan> {
  return openCountsDataset(fileSource(path), dataset, options);
}

/**
 * All pictures of a TIFF file in memory, unpacked by Node's zlib.
 * @throws OperandoError as `readTiff` of `@operando/beamline-io`.
 */
export async function readTiff(bytes: Uint8Array, options: ReadTiffOptions = {}): Promise<Images> {
  return readTiffAnywhere(bytes, { inflate: inflateNode, ...options });
}

/**
 * The pictures of files, in natural order of their names; each is read when it is asked for.
 * @throws OperandoError as `openImagesFrom`.
 */
export async function openImages(paths: readonly string[], options: ImageOptions = {}): Promise<ImageStack> {
  return openImagesFrom(sourcesOf(paths), options);
}
