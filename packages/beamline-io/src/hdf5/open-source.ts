import { allBytes } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { inFile, placed } from '../bytes/file-error.js';
import { localFile } from '../bytes/local-file.js';
import { hdf5File } from './file.js';
import type { Hdf5File } from './file.js';
import { mostInMemory, openMemorySession } from './memory-session.js';
import type { OpenHdf5Options } from './options.js';

/**
 * Open an HDF5 (NeXus) file for reading slices, wherever its bytes are: a file on the disk by its path, anything else (in a browser
 * too) read into the library's memory, up to 1 GiB. Links to other files are followed on the disk alone.
 *
 * @throws OperandoError `file-access`, `malformed-file`, `too-large`; `unsupported`, when it is read, for values in other files.
 */
export async function openHdf5Source(source: NamedSource, options: OpenHdf5Options = {}): Promise<Hdf5File> {
  const local = localFile(source);
  if (local !== undefined) return local.openHdf5(options);
  const { name, bytes } = source;
  if (bytes.byteLength > mostInMemory)
    throw inFile(
      name,
      'too-large',
      `the file has ${bytes.byteLength} bytes, more than ${mostInMemory}.`,
      'Read it from the disk, in Node.',
    );
  return hdf5File(await openMemorySession(name, await allBytes(bytes), options));
}

/**
 * Opens a file for some work and closes it again.
 * @throws OperandoError as {@link openHdf5Source}, and what the work throws, with the file.
 */
export async function withHdf5<Result>(
  source: NamedSource,
  options: OpenHdf5Options,
  work: (file: Hdf5File) => Result | Promise<Result>,
): Promise<Result> {
  const file = await openHdf5Source(source, options);
  try {
    return await work(file);
  } catch (error) {
    throw placed(error, source.name);
  } finally {
    file.close();
  }
}
