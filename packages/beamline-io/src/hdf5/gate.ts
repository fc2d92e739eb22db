import { OperandoError } from '@operando/core';
import { filesOf } from './library-files.js';
import type { Hdf5Library, LibraryFiles } from './library-files.js';
import { said } from '../text/said.js';

/**
 * Why the library must not open a file while another is read; undefined for one that it may, or that is not there. A file can make it
 * open others by itself: raw files that hold the values of a dataset, the sources of virtual ones and theirs in turn, links on the way.
 */
export type Gate = (path: string) => string | undefined;

interface Watch {
  gate?: Gate;
  refused?: { readonly path: string; readonly why: string };
}

const watches = new WeakMap<LibraryFiles, Watch>();
/** The compiled library's number for a file that is not there. */
const notThere = 44;

/** Put the gate's place into an instance of the library, once. Without a gate everything may be opened. */
export function installGate(library: Hdf5Library): void {
  const files = filesOf(library);
  const watch: Watch = {};
  watches.set(files, watch);
  const { open } = files;
  files.open = (path, flags, ...rest) => {
    // What is written to are temporary files of the library's own.
    const reads = typeof flags === 'string' ? flags === 'r' : (flags & 3) === 0;
    const why = reads ? watch.gate?.(path) : undefined;
    if (why !== undefined) {
      watch.refused ??= { path, why };
      throw new files.ErrnoError(notThere);
    }
    return open.call(files, path, flags, ...rest);
  };
}

/**
 * Does some work of the library behind a gate.
 * @throws OperandoError `unsupported` when it wanted to open what it must not, whatever it made of that: HDF5 gives zeros for virtual
 * sources that it cannot open. Else what the work throws.
 */
export function behindGate<T>(library: Hdf5Library, gate: Gate, work: () => T): T {
  const watch = watches.get(filesOf(library))!;
  if (watch.gate !== undefined) return work();
  watch.gate = gate;
  try {
    const result = work();
    passed(watch);
    return result;
  } catch (error) {
    passed(watch);
    throw error;
  } finally {
    delete watch.gate;
    delete watch.refused;
  }
}

function passed({ refused }: Watch): void {
  if (refused === undefined) return;
  throw new OperandoError(
    'unsupported',
    said`its values are in another file (${JSON.stringify(refused.path.slice(0, 200))}), which is not opened: ${refused.why}.`,
    {
      cure: 'Copy the values into the file itself, or give the folder that links may lead into (linkFolder).',
    },
  );
}
