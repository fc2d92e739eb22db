import type * as hdf5 from 'h5wasm';

/** The compiled HDF5 library: the one for Node works on the disk, the other on a file system in memory. */
export type Hdf5Library = typeof hdf5;

/** A file that the library has open. */
export interface LibraryStream {
  readonly path?: string;
  readonly position?: number;
  /** Of the disk. */
  nfd?: number;
  /** In memory. */
  stream_ops?: { readonly write?: (stream: unknown, bytes: unknown, offset: number, length: number) => number };
}

/** What is used of the library's file system. */
export interface LibraryFiles {
  open: (path: string, flags: number | string, ...rest: unknown[]) => unknown;
  read: (stream: LibraryStream, buffer: Int8Array, offset: number, length: number, position?: number) => number;
  readonly ErrnoError: new (code: number) => Error;
  readonly streams: readonly (LibraryStream | null | undefined)[];
  close(stream: LibraryStream): void;
  mkdirTree(path: string): void;
  writeFile(path: string, bytes: Uint8Array): void;
  unlink(path: string): void;
  analyzePath(path: string): { readonly exists: boolean };
}

function isLibraryFiles(value: unknown): value is LibraryFiles {
  return (
    typeof value === 'object' &&
    value !== null &&
    'streams' in value &&
    Array.isArray(value.streams) &&
    'open' in value &&
    'read' in value &&
    'ErrnoError' in value
  );
}

/** The library's file system, beyond its declared types. To be asked for once the library is ready. */
export function filesOf(library: Hdf5Library): LibraryFiles {
  const files: unknown = library.FS;
  if (!isLibraryFiles(files)) throw new TypeError('the HDF5 library has no file system');
  return files;
}

/** Close what the library has open and will not use again. */
export function closeStreams(library: Hdf5Library, isLeft: (path: string) => boolean): void {
  const files = filesOf(library);
  for (const stream of files.streams) {
    if (typeof stream?.path !== 'string' || !isLeft(stream.path)) continue;
    try {
      files.close(stream);
    } catch {
      // Closed already.
    }
  }
}

/** Close the temporary files that the library writes its errors to: after some thousand of them no other could be opened. */
export function closeErrorFiles(library: Hdf5Library): void {
  closeStreams(library, (path) => /(^|\/)tmpfile_\w+$/.test(path));
}

/** Whether a file is open in the library. */
export function isOpen(library: Hdf5Library, path: string): boolean {
  return filesOf(library).streams.some((stream) => stream?.path === path);
}

/** Whether an instance still writes and reads three numbers. @param path Where; it is written over. */
export function isSound(library: Hdf5Library, path: string): boolean {
  try {
    const written = new library.File(path, 'w');
    written.create_dataset({ name: 'x', data: Float64Array.of(1, 2, 3) });
    written.close();
    const file = new library.File(path, 'r');
    const entity = file.get('x');
    const values: unknown = entity instanceof library.Dataset ? entity.value : undefined;
    file.close();
    return values instanceof Float64Array && values.join() === '1,2,3';
  } catch {
    return false;
  }
}
