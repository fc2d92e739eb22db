import { access, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isOperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { File } from 'h5wasm/node';
import { inFile, placed } from '../bytes/file-error.js';
import { behindGate } from './gate.js';
import type { Gate } from './gate.js';
import { stateOf } from './left-open.js';
import type { FileState } from './left-open.js';
import { hdf5Library, isLeftOpen, noteHdf5Closed, noteHdf5Failure } from './library.js';
import type { Hdf5Library } from './library.js';
import { linkFollower } from './links.js';
import type { LinkFollower, Place } from './links.js';
import { listDatasets } from './listing.js';
import { hasHdf5Signature } from './signature.js';
import { hdf5Ends } from './trial.js';

/** Options of {@link openHdf5}. */
export interface OpenHdf5Options {
  /**
   * Folder that links to other HDF5 files, and virtual datasets, may lead into; false refuses all. Values in raw files of their own
   * are never read. @default the file's own folder
   */
  readonly linkFolder?: string | false | undefined;
  /**
   * Seconds after which a file whose structure has no end is given up: damaged ones can send the library round in circles, so it is
   * tried in a thread of its own first. 0 leaves the trial out, for files that are known to be sound. @default 60
   */
  readonly seconds?: number | undefined;
}

/** An open file, and how work of the library on it is done. */
export interface Hdf5Session {
  readonly library: Hdf5Library;
  readonly follower: LinkFollower;
  /** Paths of numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  /** Found so far; more are added while reading. */
  readonly warnings: OperandoWarning[];
  /** Bytes on the disk, of the file and of those it led to so far. */
  readonly bytes: () => number;
  /** Does some work of the library behind the file's gate. @throws OperandoError `malformed-file` with the problem where that throws another. */
  readonly guard: <T>(problem: string, work: () => T, cure?: string) => T;
  /** Where a path leads. @throws OperandoError as the follower. */
  readonly placeOf: (path: string) => Place;
  readonly close: () => void;
}

/** What there is instead. */
export function instead(datasets: readonly string[]): string {
  return datasets.length === 0 ? 'The file has no arrays of numbers.' : `It has ${datasets.slice(0, 20).join(', ')}.`;
}

/** Opens a file and lists it. @throws OperandoError `file-access`, `malformed-file`. */
export async function openSession(path: string, options: OpenHdf5Options): Promise<Hdf5Session> {
  const state = await access(path)
    .then(async () => stateOf(await realpath(path)))
    .catch((cause: unknown) => {
      throw inFile(path, 'file-access', 'the file cannot be read.', 'Check its path and permissions.', cause);
    });
  const real = state.path;
  const folder =
    options.linkFolder === false
      ? false
      : await realpath(options.linkFolder ?? dirname(real)).catch((cause: unknown) => {
          throw inFile(String(options.linkFolder), 'file-access', 'there is no such folder.', undefined, cause);
        });
  if (!hasHdf5Signature(real))
    throw inFile(
      path,
      'malformed-file',
      'this is no HDF5 file that can be opened.',
      'The file may be cut short or damaged: copy it again.',
    );
  const seconds = options.seconds ?? 60;
  if (seconds > 0 && !(await hdf5Ends(state, seconds)))
    throw inFile(
      path,
      'malformed-file',
      `its structure has no end: it took more than ${seconds} s.`,
      'The file seems damaged: copy it again.',
    );
  const library = await hdf5Library(state);
  const open: FileState[] = [state];
  const gate: Gate = { opened: () => open.map((each) => each.path), folder };
  const failed = (cause: unknown): void => noteHdf5Failure(library, cause);
  const guard = <T>(
    problem: string,
    work: () => T,
    cure = 'The file may be cut short or damaged: copy it again.',
  ): T => {
    try {
      return behindGate(library, gate, work);
    } catch (cause) {
      if (isOperandoError(cause)) throw placed(cause, path);
      failed(cause);
      throw inFile(path, 'malformed-file', problem, cure, cause);
    }
  };
  const file = guard('this is no HDF5 file that can be opened.', () => new library.File(real, 'r'));
  const datasets: string[] = [];
  const openOther = (target: string): File => {
    const other = stateOf(target);
    if (!hasHdf5Signature(target)) throw inFile(target, 'malformed-file', 'this is no HDF5 file that can be opened.');
    if (isLeftOpen(other))
      throw inFile(
        target,
        'file-access',
        'the file was written over after it could not be read.',
        'Read it in a new process.',
      );
    open.push(other);
    return new library.File(target, 'r');
  };
  const follower = linkFollower(openOther, file, real, folder, () => instead(datasets), failed);
  const close = (): void => {
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
    return {
      library,
      follower,
      datasets,
      warnings: [...listing.warnings],
      bytes: () => open.reduce((sum, { size }) => sum + size, 0),
      guard,
      placeOf: (wanted) => guard(`there is no ${wanted}.`, () => follower.resolve(wanted)),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
