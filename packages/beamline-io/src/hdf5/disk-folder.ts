import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Gate } from './gate.js';
import { hasHdf5Signature } from './disk-signature.js';

/** Whether something lies in a folder, both given by their real paths. */
function isInside(folder: string, real: string): boolean {
  const from = relative(folder, real);
  return !(from === '' || from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from));
}

/** Real path of a file beside another, if it lies in the folder. */
export function fileInFolder(folder: string, on: string, filename: string): string | undefined {
  const wanted = isAbsolute(filename) ? filename : join(dirname(on), filename);
  const real = existsSync(wanted) ? realpathSync(wanted) : resolve(wanted);
  return isInside(folder, real) ? real : undefined;
}

/**
 * The gate of a file on the disk.
 * @param opened Real paths of what was opened for the caller.
 * @param folder Real path of the folder that other HDF5 files may be taken from; false for none.
 * @param filters Folder of the filters, which may always be read.
 */
export function diskGate(opened: () => readonly string[], folder: string | false, filters: string | undefined): Gate {
  const realFilters = filters === undefined ? undefined : realpathSync(filters);
  return (path) => {
    if (!existsSync(path)) return undefined;
    const real = realpathSync(path);
    const free = realFilters !== undefined && (real === realFilters || isInside(realFilters, real));
    if (free || opened().includes(real)) return undefined;
    if (folder === false) return 'links to other files are not followed';
    if (!isInside(folder, real)) return 'it lies outside the folder that links may lead into';
    return hasHdf5Signature(real) ? undefined : 'it is no HDF5 file, and values in raw files of their own are not read';
  };
}
