import { OperandoError } from '@operando/core';
import { inFile } from '../bytes/file-error.js';
import { closeStreams, filesOf } from './library-files.js';
import type { OtherFiles } from './links.js';
import { isFilter, memoryLibrary, noteMemoryFailure, putFile } from './memory-library.js';
import type { OpenHdf5Options } from './options.js';
import { leftOpenWarning, setRepair } from './repair.js';
import { openSession } from './session.js';
import type { Hdf5Session } from './session.js';
import { isHdf5 } from './signature.js';
import { superblockRepair } from './superblock.js';
import { said } from '../text/said.js';

/** Bytes that are put into the library's memory: it can address 2 GB. */
export const mostInMemory: number = 1024 * 1024 * 1024;

/** There is no folder: no other file is opened. */
function noOthers(name: string): OtherFiles {
  return {
    find(link, filename) {
      throw inFile(
        name,
        'unsupported',
        said`${link} leads to another file (${JSON.stringify(filename.slice(0, 80))}) and links are not followed.`,
        'Open that file itself, or read both from the disk.',
      );
    },
    open(target) {
      throw new OperandoError('file-access', said`${target} is not there.`);
    },
    close() {},
  };
}

/**
 * Opens a file whose bytes are in memory, in browsers and Node alike, and lists it. Links to other files are refused.
 * @param name For messages.
 * @throws OperandoError `malformed-file`, `too-large` beyond 1 GiB.
 */
export async function openMemorySession(
  name: string,
  bytes: Uint8Array,
  options: OpenHdf5Options,
): Promise<Hdf5Session> {
  if (!isHdf5(bytes))
    throw inFile(
      name,
      'malformed-file',
      'this is no HDF5 file that can be opened.',
      'The file may be cut short or damaged: copy it again.',
    );
  if (bytes.length > mostInMemory)
    throw inFile(
      name,
      'too-large',
      `the file has ${bytes.length} bytes, more than ${mostInMemory}.`,
      'Read it from the disk, in Node.',
    );
  const library = await memoryLibrary(options.filters);
  const on = putFile(library, bytes);
  const readAt = (at: number, length: number): Uint8Array => bytes.subarray(at, at + length);
  const repair = superblockRepair(bytes.length, readAt);
  setRepair(library, on, repair);
  return openSession({
    name,
    on,
    library,
    gate: (path) =>
      path === on || isFilter(path) || !exists(path) ? undefined : 'links to other files are not followed',
    others: noOthers(name),
    warnings: repair === undefined ? [] : [leftOpenWarning(name, repair)],
    failed: (cause) => noteMemoryFailure(library, cause),
    closed() {
      closeStreams(library, (path) => path === on);
      setRepair(library, on, undefined);
      filesOf(library).unlink(on);
    },
    bytes: () => bytes.length,
    look: (_on, work) => work(bytes.length, readAt),
  });

  function exists(path: string): boolean {
    return filesOf(library).analyzePath(path).exists;
  }
}
