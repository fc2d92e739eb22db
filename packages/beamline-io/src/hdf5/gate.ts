import { existsSync, realpathSync } from 'node:fs';
import { OperandoError } from '@operando/core';
import type { Hdf5Library } from './library.js';
import { isInside } from './links.js';
import { hasHdf5Signature } from './signature.js';

/**
 * What the library may open on the disk while one file is read. A file can make it open others by itself: raw files that hold the
 * values of a dataset, the sources of virtual ones and theirs in turn, links on the way to them.
 */
export interface Gate {
  /** Real paths of what was opened for the caller. */
  readonly opened: () => readonly string[];
  /** Real path of the folder that other HDF5 files may be taken from; false for none. */
  readonly folder: string | false;
}

type Open = (path: string, flags: number | string, ...rest: unknown[]) => unknown;

interface Files {
  open: Open;
  readonly ErrnoError: new (code: number) => Error;
}

interface Watch {
  gate?: Gate;
  refused?: { readonly path: string; readonly why: string };
}

const watches = new WeakMap<object, Watch>();
/** The compiled library's number for a file that is not there. */
const notThere = 44;

/** Why a file must not be opened; undefined for one that may be, or is not there. */
function refusal({ opened, folder }: Gate, filters: string | undefined, path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const real = realpathSync(path);
  if (opened().includes(real) || (filters !== undefined && (real === filters || isInside(filters, real))))
    return undefined;
  if (folder === false) return 'links to other files are not followed';
  if (!isInside(folder, real)) return 'it lies outside the folder that links may lead into';
  return hasHdf5Signature(real) ? undefined : 'it is no HDF5 file, and values in raw files of their own are not read';
}

/**
 * Put the gate's place into an instance of the library, once. Without a gate everything may be opened.
 * @param filters Folder of the filters, which may always be read.
 */
export function installGate(library: Hdf5Library, filters: string | undefined): void {
  const files = library.FS as unknown as Files;
  const realFilters = filters === undefined ? undefined : realpathSync(filters);
  const watch: Watch = {};
  watches.set(files, watch);
  const { open } = files;
  files.open = (path, flags, ...rest) => {
    // What is written to are temporary files of the library's own.
    const reads = typeof flags === 'string' ? flags === 'r' : (flags & 3) === 0;
    const why = reads && watch.gate !== undefined ? refusal(watch.gate, realFilters, path) : undefined;
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
  const watch = watches.get(library.FS as unknown as Files)!;
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
    `its values are in another file (${JSON.stringify(refused.path.slice(0, 200))}), which is not opened: ${refused.why}.`,
    {
      cure: 'Copy the values into the file itself, or give the folder that links may lead into (linkFolder).',
    },
  );
}
