import { openDiskSession } from './disk-session.js';
import { hdf5File } from './file.js';
import type { Hdf5File } from './file.js';
import type { OpenHdf5Options } from './options.js';

/**
 * Open an HDF5 (NeXus) file for reading slices; the library for it is loaded at the first call. Filters: gzip, shuffle, szip
 * and those of the package h5wasm-plugins (LZF, LZ4, bitshuffle, Blosc, Zstandard, bzip2); another is an error.
 *
 * @throws OperandoError `file-access`, `malformed-file`.
 */
export async function openHdf5(path: string, options: OpenHdf5Options = {}): Promise<Hdf5File> {
  return hdf5File(await openDiskSession(path, options));
}
