import { OperandoError } from '@operando/core';
import { closeErrorFiles, filesOf, isSound } from './library-files.js';
import type { Hdf5Library } from './library-files.js';
import { makeSteady } from './steady.js';
import { said } from '../text/said.js';

/** Folder of the library's file system that files are put into, and filters. */
const folder = '/operando';
const filterFolder = `${folder}/filters`;

/** Whether the compiled code was aborted since it was last found sound. */
let aborted = false;
/** Files put into memory so far: each has a name of its own, so that none is taken for another. */
let made = 0;

/** What the library prints is not for the caller's console: what matters comes as an error. */
function silence(library: Hdf5Library): void {
  for (const stream of filesOf(library).streams.slice(1, 3)) {
    if (stream?.stream_ops !== undefined)
      stream.stream_ops = { ...stream.stream_ops, write: (_stream, _bytes, _offset, length) => length };
  }
}

/** To be told of every error that the library throws. */
export function noteMemoryFailure(library: Hdf5Library, cause: unknown): void {
  if (cause instanceof WebAssembly.RuntimeError) aborted = true;
  closeErrorFiles(library);
}

/**
 * The HDF5 library whose file system is in memory, loaded at the first call: the one for browsers, which runs in Node too.
 *
 * @param filters Compiled filters by their file names.
 * @throws OperandoError `unsupported` when damaged data stopped it for good.
 */
export async function memoryLibrary(filters: Readonly<Record<string, Uint8Array>> = {}): Promise<Hdf5Library> {
  const library = await import('h5wasm');
  await makeSteady(library, () => silence(library));
  const module = await library.ready;
  const files = filesOf(library);
  files.mkdirTree(filterFolder);
  if (aborted) {
    if (!isSound(library, `${folder}/probe.h5`))
      throw new OperandoError('unsupported', 'a damaged file stopped the HDF5 library.', {
        cure: 'Load the page again, or read in a new worker.',
      });
    aborted = false;
  }
  const paths = module.get_plugin_search_paths();
  if (paths.length !== 1 || paths[0] !== filterFolder) {
    for (let i = paths.length - 1; i >= 0; i--) module.remove_plugin_search_path(i);
    module.insert_plugin_search_path(filterFolder, 0);
  }
  for (const [name, bytes] of Object.entries(filters)) {
    if (!/^[\w.-]+$/.test(name))
      throw new OperandoError(
        'invalid-argument',
        said`${JSON.stringify(name.slice(0, 80))} is no name of a filter's file.`,
        {
          where: { parameter: 'filters' },
          cure: 'Give names such as libH5Zbshuf.so.',
        },
      );
    files.writeFile(`${filterFolder}/${name}`, bytes);
  }
  return library;
}

/** Whether a path is one of the filters'. */
export function isFilter(path: string): boolean {
  return path === filterFolder || path.startsWith(`${filterFolder}/`);
}

/** Puts a file into the library's memory. @returns Its path there. */
export function putFile(library: Hdf5Library, bytes: Uint8Array): string {
  const path = `${folder}/${++made}.h5`;
  filesOf(library).writeFile(path, bytes);
  return path;
}
