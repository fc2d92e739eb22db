/**
 * Files to tables and series, and back: the part of `@operando/beamline-io`
 * that needs Node.
 * @module
 */
import { basename } from 'node:path';
import { concatenateLogs, isOperandoError, OperandoError } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { absorptionFrame, assembleSeries, columnFrame, withSharedGrid } from './series/assemble-series.js';
import type { AssembleOptions, Frame } from './series/assemble-series.js';
import type { ColumnTable } from './table/column-table.js';
import { placed } from './bytes/file-error.js';
import type { ReadResult } from './format.js';
import { electrochemistryOf } from './electrochemistry/electrochemistry-csv.js';
import { readBytesOf, sortNaturally } from './node-files.js';
import type { OpenHdf5Options } from './hdf5/session.js';
import { readNexusStack } from './hdf5/read-series.js';
import { readOrsoBinary } from './reflectivity/orso-binary.js';
import { hasHdf5Signature } from './hdf5/signature.js';
import { readFile, readFileScans } from './node-read.js';
import type { ReadFileOptions } from './node-read.js';
import { defaultMaxBytes } from './read.js';
import { readReflectivity } from './reflectivity/read-reflectivity.js';
import type { ReflectivityCurve, ReflectivityReadOptions } from './reflectivity/read-reflectivity.js';
import { parseScanLog, scanTime } from './series/scan-log.js';
import type { ScanLog } from './series/scan-log.js';
import { decodeText } from './text/decode.js';
import { assembleWhole, wholeFrame } from './series/whole-series.js';
import type { WholeSeries } from './series/whole-series.js';

export { listSeries, sortNaturally, writeBatteryData, writeCsv, writeOrt, writeXdi } from './node-files.js';
export { exists, writeFileAtomic } from './write/replace-file.js';
export type { WriteOptions } from './write/replace-file.js';
export { formatCsv } from './write/write-csv.js';
export { parseArbinRes } from './electrochemistry/arbin-res.js';
export { openCountsScan, openHdf5Scan } from './detectors/counts-frames.js';
export type { CountsFrame, CountsScan } from './detectors/counts-frames.js';
export { readTable, streamTable } from './table/read-table.js';
export type { ReadTableOptions } from './table/read-table.js';
export type { RowBlock } from './table/table-stream.js';
export { openHdf5 } from './hdf5/file.js';
export type { Hdf5Dataset, Hdf5File } from './hdf5/file.js';
export type { OpenHdf5Options } from './hdf5/session.js';
export type { Hdf5Attributes } from './hdf5/values.js';
export { readNexusSeries } from './hdf5/read-series.js';
export type { ReadNexusSeriesOptions } from './hdf5/read-series.js';
export { writeNexus } from './write/write-nexus.js';
export type { AuxiliarySignal, WriteNexusOptions } from './write/write-nexus.js';
export type { SeriesColumn, WholeSeries } from './series/whole-series.js';
export { readOrsoBinary } from './reflectivity/orso-binary.js';
export { findNexusData } from './hdf5/nexus-data.js';
export type { NexusAxis, NexusChoice, NexusData } from './hdf5/nexus-data.js';
export { readFile, readFileScans } from './node-read.js';
export type { ReadFileOptions } from './node-read.js';

/** Options of {@link readSeries}. */
export interface ReadSeriesOptions extends AssembleOptions, Omit<ReadFileOptions, 'name'> {
  /**
   * Files of several scans, groups or spectra: which one of each file, or `all` for a frame from every one that has data.
   * @default the first that has data, with a warning
   */
  readonly scan?: string | number | undefined;
  /** One unreadable file: stop, or leave it out and say so. @default 'throw' */
  readonly onError?: 'throw' | 'skip' | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

async function readFrames<F extends Frame>(
  paths: readonly string[],
  options: ReadSeriesOptions,
  frameOf: (table: ColumnTable, path: string, name: string) => F,
): Promise<{ frames: F[]; warnings: OperandoWarning[] }> {
  const frames: F[] = [];
  const keep = (frame: F): unknown => frames.push(withSharedGrid(frame, frames.at(-1)));
  const warnings: OperandoWarning[] = [];
  const sorted = sortNaturally(paths);
  for (const [done, path] of sorted.entries()) {
    try {
      // One after another: a hundred thousand files must not be open, or in memory, at once.
      if (options.scan === 'all') {
        for (const table of await readFileScans(path, options))
          keep(frameOf(table, path, table.scan === undefined ? basename(path) : `${basename(path)} ${table.scan}`));
      } else keep(frameOf(spectrumOf(await readFile(path, options), path), path, basename(path)));
    } catch (error) {
      const told = placed(error, path);
      if (options.onError !== 'skip' || !isOperandoError(told)) throw told;
      warnings.push({ code: 'file-skipped', message: told.message, where: told.where });
    }
    options.onProgress?.(done + 1, sorted.length);
  }
  if (frames.length === 0) {
    throw new OperandoError('invalid-argument', `none of ${paths.length} files could be read.`, {
      cure: warnings[0]?.message ?? 'Give at least one file.',
    });
  }
  return { frames, warnings };
}

function spectrumOf(result: ReadResult, path: string): ColumnTable {
  if (result.kind === 'spectrum') return result.table;
  throw new OperandoError('invalid-argument', 'this is a cycler log, not a spectrum.', {
    where: { file: path },
    cure: 'Give it as the electrochemistry (command: --ec).',
  });
}

/** The series that a single HDF5 file holds itself, unless a single spectrum or column of it is asked for. */
async function readStack<const Name extends string, const Unit extends string>(
  paths: readonly string[],
  options: ReadColumnSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit> | undefined> {
  const { scan, signal } = options;
  const whole =
    paths.length === 1 &&
    (scan === undefined || scan === 'all') &&
    (signal === undefined || typeof signal === 'string');
  return whole && hasHdf5Signature(paths[0]!) ? readNexusStack(paths[0]!, options) : undefined;
}

/**
 * Read many absorption files as one series in eV: files in natural order of
 * their names, or of the times in their headers when all have one. One file is
 * read after another and only what is needed is kept.
 *
 * @throws OperandoError with the file: as {@link readFile}; `column-missing`, `shape-mismatch` (another
 * grid), `unsplit-sweep`, `bad-number`.
 */
export async function readSeries(
  paths: readonly string[],
  options: ReadSeriesOptions = {},
): Promise<Series<'energy', 'eV'>> {
  const stack = await readStack(paths, { ...options, axis: { name: 'energy', unit: 'eV' } });
  if (stack !== undefined) return stack;
  const { frames, warnings } = await readFrames(paths, options, (table, _path, name) =>
    absorptionFrame(table, name, options),
  );
  return assembleSeries(frames, { name: 'energy', unit: 'eV' }, { ...options, warnings });
}

async function readScanLog(path: string): Promise<ScanLog> {
  const bytes = await readBytesOf(path, defaultMaxBytes);
  try {
    return parseScanLog(decodeText(bytes).text);
  } catch (error) {
    throw placed(error, path);
  }
}

/** Options of {@link readColumnSeries}. */
export interface ReadColumnSeriesOptions<Name extends string, Unit extends string> extends ReadSeriesOptions {
  /** What the abscissa is. */
  readonly axis: { readonly name: Name; readonly unit: Unit };
  /** CSV log of scans with their times; a file belongs to the scan whose number or name stands in its own. */
  readonly scanLog?: string | undefined;
}

/**
 * Read many files of columns as one series along any axis: the first column, or
 * `x`, against the second, or `signal: { column }`.
 *
 * @throws OperandoError as {@link readSeries}.
 */
export async function readColumnSeries<const Name extends string, const Unit extends string>(
  paths: readonly string[],
  options: ReadColumnSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  const { axis, scanLog, ...rest } = options;
  const stack = scanLog === undefined ? await readStack(paths, { ...rest, axis }) : undefined;
  if (stack !== undefined) return stack;
  const log = scanLog === undefined ? undefined : await readScanLog(scanLog);
  const { frames, warnings } = await readFrames(paths, rest, (table, path, name) => {
    const frame = columnFrame(table, name, rest);
    if (log === undefined) return frame;
    const time = scanTime(log, basename(path));
    if (time === undefined) {
      throw new OperandoError('invalid-argument', `no scan of ${scanLog} has its number or name in this file's name.`, {
        where: { file: path },
        cure: 'Leave the file out, or the scan log.',
      });
    }
    return { ...frame, time };
  });
  return assembleSeries(frames, axis, { ...rest, warnings });
}

/** Options of {@link readWholeSeries}. */
export interface ReadWholeSeriesOptions<Name extends string, Unit extends string> extends Omit<
  ReadColumnSeriesOptions<Name, Unit>,
  'scanLog'
> {
  /** The signal is an absorption, taken as {@link readSeries} takes it, along energies in eV: `axis` must be so. @default false */
  readonly absorption?: boolean | undefined;
}

/**
 * Read many files of columns as one series, and every other column of theirs over the same frames and points.
 * @throws OperandoError as {@link readSeries}; `column-missing` for files of other columns.
 */
export async function readWholeSeries<const Name extends string, const Unit extends string>(
  paths: readonly string[],
  options: ReadWholeSeriesOptions<Name, Unit>,
): Promise<WholeSeries<Name, Unit>> {
  const { axis, absorption = false, ...rest } = options;
  const stack = await readStack(paths, { ...rest, axis });
  if (stack !== undefined) {
    const { signal } = stack.metadata;
    return {
      series: stack,
      columns: {},
      signal: { name: typeof signal === 'string' ? signal.slice(signal.lastIndexOf('/') + 1) : 'signal' },
    };
  }
  const { frames, warnings } = await readFrames(paths, rest, (table, _path, name) =>
    wholeFrame(table, name, rest, absorption),
  );
  return assembleWhole(frames, axis, { ...rest, warnings });
}

/**
 * Read a cycler's log; several files of one experiment are joined in order of
 * their start times (see `concatenateLogs`).
 *
 * @throws OperandoError as {@link readFile}; `column-missing` for a file without time and voltage or current.
 */
export async function readElectrochemistry(
  paths: string | readonly string[],
  options: Omit<ReadFileOptions, 'name'> = {},
): Promise<Electrochemistry> {
  const tables: Electrochemistry[] = [];
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    const result = await readFile(path, options);
    try {
      const table = result.kind === 'electrochemistry' ? result.table : electrochemistryOf(result.table);
      tables.push({ ...table, segments: table.segments.map(({ row }) => ({ row, file: basename(path) })) });
    } catch (error) {
      throw isOperandoError(error) ? error.at({ file: path }) : error;
    }
  }
  return concatenateLogs(tables);
}

/**
 * Read reflectivity files, in natural order of their names; a file may hold several curves.
 * @throws OperandoError as {@link readReflectivity}, and `file-access`; always with the file's path.
 */
export async function readReflectivityFiles(
  paths: readonly string[],
  options: Omit<ReflectivityReadOptions, 'name'> & OpenHdf5Options = {},
): Promise<ReflectivityCurve[]> {
  const curves: ReflectivityCurve[] = [];
  for (const path of sortNaturally(paths)) {
    try {
      if (hasHdf5Signature(path)) {
        curves.push(...(await readOrsoBinary(path, options)));
        continue;
      }
      curves.push(...readReflectivity(await readBytesOf(path, defaultMaxBytes), { ...options, name: basename(path) }));
    } catch (error) {
      throw isOperandoError(error) ? error.at({ file: path }) : error;
    }
  }
  return curves;
}
