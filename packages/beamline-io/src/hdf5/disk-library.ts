import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expectAddressSpace } from './address-space.js';
import { isStale } from './left-open.js';
import type { FileState, LeftOpen } from './left-open.js';
import { closeErrorFiles, closeStreams, filesOf, isOpen, isSound } from './library-files.js';
import type { Hdf5Library } from './library-files.js';
import { makeSteady } from './steady.js';

/** Instances of the library: another is made when damaged data stopped one for good. */
let generation = 0;
/** Whether one was loaded. */
let isLoaded = false;
/** Whether its compiled code was aborted since it was last found sound. */
let aborted = false;
const leftOpen: LeftOpen = new Map();
/** An instance can open some 4000 files. */
const mostLeftOpen = 1000;

/**
 * To be told of every error that the library throws. Each leaves a temporary file open that its text was written to. After an abort
 * of its compiled code the library is tried before it is used again.
 */
export function noteHdf5Failure(library: Hdf5Library, cause: unknown): void {
  if (cause instanceof WebAssembly.RuntimeError) aborted = true;
  closeErrorFiles(library);
}

/** To be told when files were closed: whether they really are is looked up. */
export function noteHdf5Closed(library: Hdf5Library, files: readonly FileState[]): void {
  for (const state of files) if (isOpen(library, state.path)) leftOpen.set(state.file, state);
}

/** Whether a file would be taken for another state of it: see {@link LeftOpen}. */
export function isLeftOpen(state: FileState): boolean {
  return isStale(leftOpen, state);
}

/** Whether an instance still works. An instance is never given back, so one is not thrown away lightly. */
function isSoundOnDisk(library: Hdf5Library): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'operando-hdf5-'));
  try {
    return isSound(library, join(folder, 'probe.h5'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Folder of the decompression filters (LZF, LZ4, bitshuffle, Blosc, Zstandard, bzip2, …), if they are installed. */
export function filterFolder(): string | undefined {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('h5wasm-plugins/package.json')), 'plugins');
    return existsSync(folder) ? folder : undefined;
  } catch {
    return undefined;
  }
}

async function load(): Promise<Hdf5Library> {
  if (!isLoaded) expectAddressSpace();
  isLoaded = true;
  return generation === 0
    ? import('h5wasm/node')
    : ((await import(`${import.meta.resolve('h5wasm/node')}?instance=${generation}`)) as Hdf5Library);
}

/** Another instance instead of one that is not to be used again; what that left open is closed. */
async function renewed(library: Hdf5Library): Promise<Hdf5Library> {
  const left = new Set(Array.from(leftOpen.values(), ({ path }) => path));
  closeStreams(library, (path) => left.has(path));
  leftOpen.clear();
  aborted = false;
  generation++;
  return load();
}

/** What the library prints is not for the caller's console: what matters comes as an error. */
function silence(library: Hdf5Library): void {
  const nowhere = openSync(devNull, 'w');
  for (const stream of filesOf(library).streams.slice(1, 3)) if (stream) stream.nfd = nowhere;
}

/**
 * The HDF5 library, loaded at the first call: missing filters throw instead of giving numbers that mean nothing, and
 * filters are taken from the installed package alone, not from wherever the environment points to (native ones would not
 * run, and could be anybody's).
 *
 * @param wanted The file that is to be opened; an instance that holds an older state of it is not used again.
 */
export async function hdf5Library(wanted?: FileState): Promise<Hdf5Library> {
  let library = await load();
  if ((wanted !== undefined && isLeftOpen(wanted)) || leftOpen.size >= mostLeftOpen) {
    library = await renewed(library);
  }
  if (aborted) {
    aborted = false;
    if (!isSoundOnDisk(library)) library = await renewed(library);
  }
  const folder = filterFolder();
  const used = library;
  await makeSteady(used, () => silence(used));
  const module = await library.ready;
  const paths = module.get_plugin_search_paths();
  if (paths.length !== (folder === undefined ? 0 : 1) || paths[0] !== folder) {
    for (let i = paths.length - 1; i >= 0; i--) module.remove_plugin_search_path(i);
    if (folder !== undefined) module.insert_plugin_search_path(folder, 0);
  }
  return library;
}
