import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Dataset } from 'h5wasm/node';
import { inFile } from '../bytes/file-error.js';
import type { Place } from './links.js';
import { instead, openSession } from './session.js';
import type { OpenHdf5Options } from './session.js';
import { fromBits, storedBits } from './stored-bits.js';
import type { StoredBits } from './stored-bits.js';
import { mostNodes } from './trial.js';
import { attributesOf, checkNumbers, isNumeric, isText, textsOf, toDoubles } from './values.js';
import type { Hdf5Attributes } from './values.js';
import { checkVirtual } from './virtual.js';

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
  /**
   * Strings of a dataset of text, fixed or variable in length; undefined for anything else.
   * @param most Of several, along the first dimension. @default all
   * @throws OperandoError `too-large`.
   */
  text(path: string, most?: number): readonly string[] | undefined;
  /** What was found while reading: integers too large for exact doubles. */
  readonly warnings: readonly OperandoWarning[];
  /** Bytes on the disk: of the file, and of those it led to so far. */
  bytes(): number;
  close(): void;
}

/** Values of one slice that are held at once: 256 MB. */
const largestSlice = 32 * 1024 * 1024;

const nbitFilter = 5;

/** What a filter that could not be loaded is called. */
function filtersOf(entity: Dataset): string {
  try {
    return entity.filters.map(({ id, name }) => (name === '' ? `number ${id}` : name.slice(0, 40))).join(', ');
  } catch {
    return 'unknown';
  }
}

/** How integers lie in their bytes, where they do not fill them. @throws OperandoError `unsupported` for numbers of another make. */
function bitsOf(entity: Dataset, { on }: Place, wanted: string): StoredBits | undefined {
  const { ref_data: reference } = entity.create_reference();
  const bits = storedBits(on, Number(new DataView(Uint8Array.from(reference).buffer).getBigUint64(0, true)));
  if (bits === 'not-ieee')
    throw new OperandoError('unsupported', `${wanted} holds floating-point numbers that are not those of IEEE 754.`, {
      cure: 'Save it as such.',
    });
  if (bits === undefined && entity.filters.some(({ id }) => id === nbitFilter))
    throw new OperandoError('unsupported', `${wanted} holds numbers packed to fewer bits (filter nbit).`, {
      cure: 'Save it without that filter.',
    });
  return bits === 'whole' ? undefined : bits;
}

/**
 * Open an HDF5 (NeXus) file for reading slices; the library for it is loaded at the first call. Filters: gzip, shuffle, szip
 * and those of the package h5wasm-plugins (LZF, LZ4, bitshuffle, Blosc, Zstandard, bzip2); another is an error.
 *
 * @throws OperandoError `file-access`, `malformed-file`.
 */
export async function openHdf5(path: string, options: OpenHdf5Options = {}): Promise<Hdf5File> {
  const { library, follower, datasets, warnings, bytes, guard, placeOf, close } = await openSession(path, options);
  const entityAt = (place: Place): unknown =>
    guard(`there is no ${place.at}.`, () => place.file.get(place.at === '' ? '/' : place.at));

  const datasetAt = (wanted: string): Hdf5Dataset => {
    const place = placeOf(wanted);
    const entity = entityAt(place);
    if (
      !(entity instanceof library.Dataset) ||
      !guard(`${wanted} cannot be opened.`, () => isNumeric(entity)) ||
      entity.shape === null
    )
      throw inFile(path, 'column-missing', `${wanted} is no array of numbers.`, instead(datasets));
    const bits = guard(`${wanted} cannot be opened.`, () => {
      checkVirtual(library, follower, entity, place);
      checkNumbers(entity, wanted);
      return bitsOf(entity, place, wanted);
    });
    const { shape } = entity;
    const row = shape.slice(1).reduce((product, size) => product * size, 1);
    const read = (from: number, to: number): Float64Array => {
      const slices = shape[0] ?? 1;
      if (!(from >= 0 && to >= from && to <= slices))
        throw inFile(path, 'outside-range', `${wanted} has ${slices} slices, not ${from} to ${to}.`);
      if ((to - from) * row > largestSlice)
        throw inFile(
          path,
          'too-large',
          `${(to - from) * row} values at once are too many.`,
          'Read fewer slices at a time.',
        );
      if (to === from || row === 0) return new Float64Array(0);
      const ranges = shape.length === 0 ? [] : [[from, to] as [number, number], ...shape.slice(1).map((): [] => [])];
      const problem = `${wanted} cannot be read.`;
      const cure = `Its filters are ${filtersOf(entity) || 'none'}: one may be missing here; or the file is cut short or damaged.`;
      return guard(
        problem,
        () => {
          const values: unknown = shape.length === 0 ? entity.value : entity.slice(ranges);
          return toDoubles(
            bits === undefined ? values : fromBits(values, bits, entity.metadata.signed),
            wanted,
            warnings,
          );
        },
        cure,
      );
    };
    return {
      path: place.at,
      shape,
      attributes: guard(`the attributes of ${wanted} cannot be read.`, () => attributesOf(entity)),
      read,
      readAll: () => read(0, shape[0] ?? 1),
    };
  };

  return {
    datasets,
    dataset: datasetAt,
    kind(wanted) {
      try {
        const entity = entityAt(placeOf(wanted));
        if (entity instanceof library.Group) return 'group';
        if (!(entity instanceof library.Dataset)) return entity === null ? undefined : 'other';
        return guard(`${wanted} cannot be opened.`, () =>
          isNumeric(entity) ? 'numbers' : isText(entity) ? 'text' : 'other',
        );
      } catch {
        return undefined;
      }
    },
    children(wanted) {
      const entity = entityAt(placeOf(wanted));
      if (!(entity instanceof library.Group))
        throw inFile(path, 'column-missing', `${wanted} is no group.`, instead(datasets));
      const names = guard(`${wanted} cannot be listed.`, () => entity.keys());
      if (names.length > mostNodes) throw inFile(path, 'too-large', `${wanted} has ${names.length} members.`);
      return names;
    },
    attributes(wanted) {
      const entity = entityAt(placeOf(wanted));
      return entity instanceof library.Group || entity instanceof library.Dataset
        ? guard(`the attributes of ${wanted} cannot be read.`, () => attributesOf(entity))
        : {};
    },
    text(wanted, most) {
      const place = placeOf(wanted);
      const entity = entityAt(place);
      if (!(entity instanceof library.Dataset)) return undefined;
      return guard(`${wanted} cannot be read.`, () => {
        if (!isText(entity)) return undefined;
        checkVirtual(library, follower, entity, place);
        return textsOf(entity, most);
      });
    },
    warnings,
    bytes,
    close,
  };
}
