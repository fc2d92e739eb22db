import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OperandoWarning } from '@operando/core';
import type { File } from 'h5wasm';
import { inFile } from '../bytes/file-error.js';
import { diskGate } from './disk-folder.js';
import { filterFolder, hdf5Library, isLeftOpen, noteHdf5Closed, noteHdf5Failure } from './disk-library.js';
import { filesOnDisk } from './disk-links.js';
import { hasHdf5Signature } from './disk-signature.js';
import { stateOf } from './left-open.js';
import type { FileState } from './left-open.js';
import type { OpenHdf5Options } from './options.js';
import { leftOpenWarning, setRepair } from './repair.js';
import { openSession } from './session.js';
import type { Hdf5Session } from './session.js';
import type { ReadAt } from './stored-bits.js';
import { superblockRepair } from './superblock.js';
import type { SuperblockRepair } from './superblock.js';
import { hdf5Ends } from './trial.js';

/** Looks into the bytes of a file. */
function lookOnDisk<T>(path: string, work: (size: number, readAt: ReadAt) => T): T {
  const file = openSync(path, 'r');
  try {
    return work(fstatSync(file).size, (at, length) => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, Number.isSafeInteger(at) ? readSync(file, bytes, 0, length, at) : 0);
    });
  } finally {
    closeSync(file);
  }
}

/** Opens a file by its path and lists it. @throws OperandoError `file-access`, `malformed-file`. */
export async function openDiskSession(path: string, options: OpenHdf5Options): Promise<Hdf5Session> {
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
  const repair = lookOnDisk(real, superblockRepair);
  const seconds = options.seconds ?? 60;
  if (seconds > 0 && !(await hdf5Ends(state, seconds, repair)))
    throw inFile(
      path,
      'malformed-file',
      `its structure has no end: it took more than ${seconds} s.`,
      'The file seems damaged: copy it again.',
    );
  const library = await hdf5Library(state);
  const open: FileState[] = [];
  const warnings: OperandoWarning[] = [];
  const opening = (other: FileState, name: string, mended: SuperblockRepair | undefined): void => {
    open.push(other);
    setRepair(library, other.path, mended);
    if (mended !== undefined) warnings.push(leftOpenWarning(name, mended));
  };
  opening(state, path, repair);
  const failed = (cause: unknown): void => noteHdf5Failure(library, cause);
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
    opening(other, target, lookOnDisk(target, superblockRepair));
    return new library.File(target, 'r');
  };
  return openSession({
    name: path,
    on: real,
    library,
    gate: diskGate(() => open.map((each) => each.path), folder, filterFolder()),
    others: filesOnDisk(real, folder, openOther, failed),
    failed,
    warnings,
    closed() {
      for (const each of open) setRepair(library, each.path, undefined);
      noteHdf5Closed(library, open);
    },
    bytes: () => open.reduce((sum, { size }) => sum + size, 0),
    look: lookOnDisk,
  });
}
