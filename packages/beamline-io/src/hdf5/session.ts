import { isOperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { File } from 'h5wasm';
import { inFile, placed } from '../bytes/file-error.js';
import { behindGate } from './gate.js';
import type { Gate } from './gate.js';
import type { Hdf5Library } from './library-files.js';
import { linkFollower } from './links.js';
import type { LinkFollower, OtherFiles, Place } from './links.js';
import { knownObjects } from './known-objects.js';
import type { KnownObjects } from './known-objects.js';
import { listDatasets } from './listing.js';
import type { ReadAt } from './stored-bits.js';
import { said } from '../text/said.js';

/** An open file, and how work of the library on it is done. */
export interface Hdf5Session {
  /** What the file is called in messages. */
  readonly name: string;
  readonly library: Hdf5Library;
  readonly follower: LinkFollower;
  /** Paths of numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  /** Of one dimension. */
  readonly columns: readonly string[];
  /** Of lists of records. */
  readonly records: readonly string[];
  readonly known: KnownObjects;
  /** Found so far; more are added while reading. */
  readonly warnings: OperandoWarning[];
  /** Bytes of the file, and of those it led to so far. */
  readonly bytes: () => number;
  /** Looks into the bytes of a file that is open. */
  readonly look: <T>(on: string, work: (size: number, readAt: ReadAt) => T) => T;
  /** Does some work of the library behind the file's gate. The words are only made
   * where they are needed. @throws OperandoError `malformed-file` with the problem where that throws another. */
  readonly guard: <T>(problem: () => string, work: () => T, cure?: () => string) => T;
  /** Where a path leads. @throws OperandoError as the follower. */
  readonly placeOf: (path: string) => Place;
  readonly close: () => void;
}

/** Where a file lies, and how it is opened there. */
export interface Hdf5Storage extends Pick<Hdf5Session, 'name' | 'library' | 'bytes' | 'look'> {
  /** What the library calls the file. */
  readonly on: string;
  readonly gate: Gate;
  /** The files that it leads to. */
  readonly others: OtherFiles;
  /** What is to be said of the file, and of those that it leads to as they are opened. */
  readonly warnings: OperandoWarning[];
  /** Is told of errors of the library. */
  readonly failed: (cause: unknown) => void;
  /** Is told when the file was closed. */
  readonly closed: () => void;
}

/** What there is instead. */
export function instead(datasets: readonly string[], columns: readonly string[]): string {
  const all = [...datasets, ...columns];
  return all.length === 0
    ? 'The file has no arrays of numbers.'
    : said`It has ${all.slice(0, 20).join(', ')}${all.length > 20 ? ', …' : ''}.`;
}

/** Opens a file where it lies and lists it. @throws OperandoError `malformed-file`. */
export function openSession({ on, gate, others, failed, closed, ...storage }: Hdf5Storage): Hdf5Session {
  const { library, name } = storage;
  const guard = <T>(
    problem: () => string,
    work: () => T,
    cure = (): string => 'The file may be cut short or damaged: copy it again.',
  ): T => {
    try {
      return behindGate(library, gate, work);
    } catch (cause) {
      if (isOperandoError(cause)) throw placed(cause, name);
      failed(cause);
      throw inFile(name, 'malformed-file', problem(), cure(), cause);
    }
  };
  const open = (): File =>
    guard(
      () => 'this is no HDF5 file that can be opened.',
      () => new library.File(on, 'r'),
    );
  let file: File;
  try {
    file = open();
  } catch (error) {
    closed();
    throw error;
  }
  const datasets: string[] = [];
  const columns: string[] = [];
  const records: string[] = [];
  const known = knownObjects();
  const top = { file, on, at: '' };
  const follower = linkFollower({
    top,
    places: known.places,
    others,
    instead: () => instead(datasets, [...columns, ...records]),
    failed,
  });
  const close = (): void => {
    try {
      others.close();
      file.close();
    } catch (cause) {
      // Damaged files may not even be closed; what was read of them stands.
      failed(cause);
    } finally {
      closed();
    }
  };
  try {
    const listing = guard(
      () => 'its contents cannot be listed.',
      () => listDatasets(library, top, known, failed),
    );
    datasets.push(...listing.datasets);
    columns.push(...listing.columns);
    records.push(...listing.records);
    storage.warnings.push(...listing.warnings);
    return {
      ...storage,
      follower,
      datasets,
      columns,
      records,
      known,
      guard,
      placeOf: (wanted) =>
        guard(
          () => said`there is no ${wanted}.`,
          () => follower.resolve(wanted),
        ),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
