import { isOperandoError, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import type { File } from 'h5wasm';
import { hdf5Library, noteHdf5Closed, noteHdf5Failure } from '../hdf5/disk-library.js';
import { stateOf } from '../hdf5/left-open.js';
import { writeEntry } from './nexus-entry.js';
import { writeEntryBlocks } from './nexus-entry-blocks.js';
import type { EntryBlock } from './nexus-entry-blocks.js';
import type { NexusEntryOptions } from './nexus-entry-options.js';
import { replaceFile } from './replace-file.js';
import type { WriteOptions } from './replace-file.js';

/** Options of {@link writeNexus}. */
export interface WriteNexusOptions extends WriteOptions, NexusEntryOptions {}

/** What was thrown while the library wrote: errors of HDF5 are the disk's, any others no matter of the file. */
function libraryError(cause: unknown): unknown {
  if (cause instanceof Error && /memory/i.test(cause.message) && cause.name === 'Error')
    return new OperandoError('too-large', 'the arrays are larger than the HDF5 library here can hold.', {
      cure: 'Write fewer frames to a file.',
      cause,
    });
  const isHdf5 =
    cause instanceof WebAssembly.RuntimeError || (cause instanceof Error && cause.message.startsWith('HDF5'));
  return isHdf5
    ? new OperandoError('file-access', 'the file cannot be written: the HDF5 library failed.', {
        cure: 'Is the disk full?',
        cause,
      })
    : cause;
}

/**
 * Write a series as NeXus: an NXentry with NXdata (signal, its errors, mask, times in seconds, axis with its unit), one number
 * a frame under `channels` (with `_errors` and `_flags`), an NXprocess for each step of the provenance, the metadata as
 * JSON. Names are made to follow NeXus's rules; what they stand for is their attribute `name`. h5py, silx and
 * {@link readNexusSeries} read it. Written to a temporary name, flushed, then renamed.
 *
 * @throws OperandoError `file-exists` unless forced, `file-access`; `invalid-argument` for a level of compression, a time zone
 * that is no offset, names and texts that HDF5 cannot hold; `shape-mismatch` for auxiliary arrays of another shape; `too-large`.
 */
export async function writeNexus(path: string, series: Series, options: WriteNexusOptions = {}): Promise<void> {
  await writeHdf5(path, options, async (file) => writeEntry(file, series, options));
}

/** Options of {@link writeNexusBlocks}. */
export interface WriteNexusBlocksOptions extends WriteOptions, Omit<NexusEntryOptions, 'auxiliary'> {
  /** How many frames will come. */
  readonly frames: number;
}

/**
 * {@link writeNexus} for a series that need not be in memory: its frames come in blocks, with further arrays over them.
 *
 * @returns The series without its arrays: what `frameOutline` leaves of it.
 * @throws OperandoError as {@link writeNexus}; what `blocks` throws; `shape-mismatch` where other than the frames come that were
 * told, `too-few-points` for none.
 */
export async function writeNexusBlocks(
  path: string,
  blocks: AsyncIterable<EntryBlock>,
  options: WriteNexusBlocksOptions,
): Promise<Series> {
  return writeHdf5(path, options, (file) => writeEntryBlocks(file, blocks, options.frames, options));
}

/** Writes a file of HDF5 under a temporary name, then gives it its own. */
export async function writeHdf5<Written>(
  path: string,
  options: WriteNexusOptions,
  write: (file: File) => Promise<Written>,
): Promise<Written> {
  const { compression = 4 } = options;
  if (!Number.isInteger(compression) || compression < 0 || compression > 9)
    throw new OperandoError('invalid-argument', `compression ${compression}.`, {
      where: { parameter: 'compression' },
      cure: 'Give 0 (none) to 9.',
    });
  const library = await hdf5Library();
  let written: Written | undefined;
  await replaceFile(path, options, async (temporary) => {
    const file = new library.File(temporary, 'w');
    let whole = false;
    try {
      written = await write(file);
      whole = true;
    } catch (error) {
      if (!isOperandoError(error)) noteHdf5Failure(library, error);
      throw libraryError(error);
    } finally {
      closeWritten(library, file, temporary, whole);
    }
  });
  return written!;
}

/** Closes a file; of one that could not be written whole the first error is the one to be told. */
function closeWritten(
  library: Awaited<ReturnType<typeof hdf5Library>>,
  file: File,
  temporary: string,
  whole: boolean,
): void {
  try {
    file.close();
  } catch (error) {
    noteHdf5Failure(library, error);
    if (whole) throw libraryError(error);
  } finally {
    noteHdf5Closed(library, [stateOf(temporary)]);
  }
}
