import type { OperandoWarning } from '@operando/core';
import { filesOf } from './library-files.js';
import type { Hdf5Library, LibraryFiles } from './library-files.js';
import type { SuperblockRepair } from './superblock.js';
import { said } from '../text/said.js';

const repairs = new WeakMap<LibraryFiles, Map<string, SuperblockRepair>>();

/** Lets an instance of the library read other bytes than a file has, where such are given. Done once. */
export function installRepairs(library: Hdf5Library): void {
  const files = filesOf(library);
  const given = new Map<string, SuperblockRepair>();
  repairs.set(files, given);
  const { read } = files;
  files.read = (stream, buffer, offset, length, position) => {
    const from = position ?? stream.position ?? 0;
    const count = read.call(files, stream, buffer, offset, length, position);
    const repair = given.size === 0 || stream.path === undefined ? undefined : given.get(stream.path);
    if (repair !== undefined) {
      const { at, bytes } = repair;
      const first = Math.max(from, at);
      const last = Math.min(from + count, at + bytes.length);
      if (last > first) buffer.set(bytes.subarray(first - at, last - at), offset + first - from);
    }
    return count;
  };
}

/** Reads a file with these bytes instead of its own; undefined for its own again. @param path What the library calls it. */
export function setRepair(library: Hdf5Library, path: string, repair: SuperblockRepair | undefined): void {
  const given = repairs.get(filesOf(library));
  if (repair === undefined) given?.delete(path);
  else given?.set(path, repair);
}

/** What is to be said of a file that was read so. */
export function leftOpenWarning(name: string, { isSwmr }: SuperblockRepair): OperandoWarning {
  const rest = isSwmr
    ? 'frames at its end may be missing, or not yet filled'
    : 'what its writer had not yet put down is missing';
  return {
    code: 'still-written',
    message: said`${name} is marked as open for writing${isSwmr ? ' (SWMR)' : ''}: its writer is still at work, or was killed. It was read as it stands now; ${rest}. To clear the mark in a copy: h5clear -s --increment=0 COPY.`,
  };
}
