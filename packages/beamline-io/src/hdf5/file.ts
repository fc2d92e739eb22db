import { access, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Dataset } from 'h5wasm/node';
import { inFile, placed } from '../file-error.js';
import { stateOf } from './left-open.js';
import type { FileState } from './left-open.js';
import { hdf5Library, isLeftOpen, noteHdf5Closed, noteHdf5Failure } from './library.js';
import { linkFollower } from './links.js';
import { listDatasets } from './listing.js';
import { hdf5Ends, mostNodes } from './trial.js';
import type { Place } from './links.js';
import { attributesOf, isNumeric, textsOf, toDoubles } from './values.js';
import type { Hdf5Attributes } from './values.js';

/** A numeric dataset of an HDF5 file, read slice by slice. */
export interface Hdf5Dataset {
  /** Where it is, free of links. */
  readonly path: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  readonly attributes: Hdf5Attributes;
  /**
   * Values with these indices along the first dimension (all along the others), row after row; of a single number 0 to 1.
   * @throws OperandoError `malformed-file` for a slice that cannot be decoded, a missing filter among the causes.
   */
  read(from: number, to: number): Float64Array;
  /** All values. @throws OperandoError `too-large`, as {@link read}. */
  readAll(): Float64Array;
}

/** An open HDF5 file. */
export interface Hdf5File {
  /** Paths of all numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  /** @throws OperandoError `column-missing` for a path that is no numeric dataset, `unsupported` for one that lies outside the folder. */
  dataset(path: string): Hdf5Dataset;
  /** What is at a path; undefined for nothing, for links that lead nowhere and what cannot be opened. */
  kind(path: string): 'group' | 'numbers' | 'text' | 'other' | undefined;
  /** Names in a group. */
  children(path: string): readonly string[];
  attributes(path: string): Hdf5Attributes;
  /** Strings of a dataset of text, fixed or variable in length; undefined for anything else. */
  text(path: string): readonly string[] | undefined;
  /** What was found while reading: integers too large for exact doubles. */
  readonly warnings: readonly OperandoWarning[];
  close(): void;
}

/** Options of {@link openHdf5}. */
export interface OpenHdf5Options {
  /** Folder that links to other files may lead into; false refuses all. @default the file's own folder */
  readonly linkFolder?: string | false | undefined;
  /**
   * Seconds after which a file whose structure has no end is given up: damaged ones can send the library round in circles, so it is
   * tried in a thread of its own first. 0 leaves the trial out, for files that are known to be sound. @default 60
   */
  readonly seconds?: number | undefined;
}

/** Values of one slice that are held at once: 256 MB. */
const largestSlice = 32 * 1024 * 1024;

/** What there is instead. */
function has(datasets: readonly string[]): string {
  return datasets.length === 0 ? 'The file has no arrays of numbers.' : `It has ${datasets.slice(0, 20).join(', ')}.`;
}

/** What a filter that could not be loaded is called. */
function filtersOf(entity: Dataset): string {
  try {
    return entity.filters.map(({ id, name }) => (name === '' ? `number ${id}` : name.slice(0, 40))).join(', ');
  } catch {
    return 'unknown';
  }
}

/**
 * Open an HDF5 (NeXus) file for reading slices; the library for it is loaded at the first call. Filters: gzip, shuffle, szip
 * and those of the package h5wasm-plugins (LZF, LZ4, bitshuffle, Blosc, Zstandard, bzip2); another is an error.
 *
 * @throws OperandoError `file-access`, `malformed-file`.
 */
export async function openHdf5(path: string, options: OpenHdf5Options = {}): Promise<Hdf5File> {
  const state = await access(path).then(async () => stateOf(await realpath(path))).catch((cause: unknown) => {
    throw inFile(path, 'file-access', 'the file cannot be read.', 'Check its path and permissions.', cause);
  });
  const real = state.path;
  const folder = options.linkFolder === false ? false : await realpath(options.linkFolder ?? dirname(real)).catch((cause: unknown) => {
    throw inFile(String(options.linkFolder), 'file-access', 'there is no such folder.', undefined, cause);
  });
  const seconds = options.seconds ?? 60;
  if (seconds > 0 && !(await hdf5Ends(state, seconds))) throw inFile(path, 'malformed-file', `its structure has no end: it took more than ${seconds} s.`, 'The file seems damaged: copy it again.');
  const library = await hdf5Library(state);
  const open: FileState[] = [state];
  const failed = (cause: unknown): void => noteHdf5Failure(library, cause);
  const guard = <T>(problem: string, work: () => T, cure = 'The file may be cut short or damaged: copy it again.'): T => {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof OperandoError) throw cause;
      failed(cause);
      throw inFile(path, 'malformed-file', problem, cure, cause);
    }
  };
  const file = guard('this is no HDF5 file that can be opened.', () => new library.File(real, 'r'));
  const datasets: string[] = [];
  const warnings: OperandoWarning[] = [];
  const openOther = (target: string): typeof file => {
    const other = stateOf(target);
    if (isLeftOpen(other)) throw inFile(target, 'file-access', 'the file was written over after it could not be read.', 'Read it in a new process.');
    open.push(other);
    return new library.File(target, 'r');
  };
  const follower = linkFollower(openOther, file, real, folder, () => has(datasets), failed);
  const entityAt = (place: Place): unknown => guard(`there is no ${place.at}.`, () => place.file.get(place.at === '' ? '/' : place.at));
  const placeOf = (wanted: string): Place => {
    try {
      return follower.resolve(wanted);
    } catch (error) {
      throw placed(error, path);
    }
  };
  const closeQuietly = (): void => {
    try {
      follower.close();
      file.close();
    } catch (cause) {
      // Damaged files may not even be closed; what was read of them stands.
      failed(cause);
    } finally {
      noteHdf5Closed(library, open);
    }
  };
  try {
    const listing = guard('its contents cannot be listed.', () => listDatasets(library, file, failed));
    datasets.push(...listing.datasets);
    warnings.push(...listing.warnings);
  } catch (error) {
    closeQuietly();
    throw error;
  }

  const datasetAt = (wanted: string): Hdf5Dataset => {
    const place = placeOf(wanted);
    const entity = entityAt(place);
    if (!(entity instanceof library.Dataset) || !guard(`${wanted} cannot be opened.`, () => isNumeric(entity)) || entity.shape === null) throw inFile(path, 'column-missing', `${wanted} is no array of numbers.`, has(datasets));
    for (const source of entity.metadata.virtual_sources ?? []) {
      if (source.file_name !== '.') follower.checkSource(source.file_name, place.on);
    }
    const { shape } = entity;
    const row = shape.slice(1).reduce((product, size) => product * size, 1);
    const read = (from: number, to: number): Float64Array => {
      const slices = shape[0] ?? 1;
      if (!(from >= 0 && to >= from && to <= slices)) throw inFile(path, 'outside-range', `${wanted} has ${slices} slices, not ${from} to ${to}.`);
      if ((to - from) * row > largestSlice) throw inFile(path, 'too-large', `${(to - from) * row} values at once are too many.`, 'Read fewer slices at a time.');
      if (to === from || row === 0) return new Float64Array(0);
      const ranges = shape.length === 0 ? [] : [[from, to] as [number, number], ...shape.slice(1).map((): [] => [])];
      const problem = `${wanted} cannot be read.`;
      const cure = `Its filters are ${filtersOf(entity) || 'none'}: one may be missing here; or the file is cut short or damaged.`;
      return guard(problem, () => toDoubles(shape.length === 0 ? entity.value : entity.slice(ranges), wanted, warnings), cure);
    };
    return { path: place.at, shape, attributes: guard(`the attributes of ${wanted} cannot be read.`, () => attributesOf(entity)), read, readAll: () => read(0, shape[0] ?? 1) };
  };

  return {
    datasets,
    dataset: datasetAt,
    kind(wanted) {
      try {
        const entity = entityAt(placeOf(wanted));
        if (entity instanceof library.Group) return 'group';
        if (!(entity instanceof library.Dataset)) return entity === null ? undefined : 'other';
        return guard(`${wanted} cannot be opened.`, () => (isNumeric(entity) ? 'numbers' : entity.metadata.type === 3 ? 'text' : 'other'));
      } catch {
        return undefined;
      }
    },
    children(wanted) {
      const entity = entityAt(placeOf(wanted));
      if (!(entity instanceof library.Group)) throw inFile(path, 'column-missing', `${wanted} is no group.`, has(datasets));
      const names = guard(`${wanted} cannot be listed.`, () => entity.keys());
      if (names.length > mostNodes) throw inFile(path, 'too-large', `${wanted} has ${names.length} members.`);
      return names;
    },
    attributes(wanted) {
      const entity = entityAt(placeOf(wanted));
      return entity instanceof library.Group || entity instanceof library.Dataset ? guard(`the attributes of ${wanted} cannot be read.`, () => attributesOf(entity)) : {};
    },
    text(wanted) {
      const entity = entityAt(placeOf(wanted));
      if (!(entity instanceof library.Dataset)) return undefined;
      return guard(`${wanted} cannot be read.`, () => textsOf(entity));
    },
    warnings,
    close: closeQuietly,
  };
}
