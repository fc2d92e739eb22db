import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import { installGate } from './gate.js';
import type { Hdf5Library } from './library.js';

type Call = (...args: unknown[]) => unknown;

/** What is used here of the compiled module beyond its declared types. */
interface Internals {
  ccall(name: string, result: string, types: readonly string[], values: readonly unknown[]): unknown;
  [name: string]: unknown;
}

/** The name under which the module finds what it is to call. */
const scope = '_operandoScope';

/**
 * Makes a call of the compiled library give back its stack when it throws. Exceptions of HDF5 leave the compiled code without
 * unwinding it: some 3 kB of stack are lost by each, and after 1700 of them the library writes over its own memory. `ccall` puts the
 * stack back where it was when what it calls returns.
 */
function steadied(module: Internals, original: Call): Call {
  return (...args) => {
    let result: unknown;
    let thrown: { readonly error: unknown } | undefined;
    module[scope] = () => {
      try {
        result = original(...args);
      } catch (error) {
        thrown = { error };
      }
      return 0;
    };
    // An argument that needs the stack, so that its place is noted.
    module.ccall(scope.slice(1), 'number', ['array'], [[]]);
    if (thrown !== undefined) throw thrown.error;
    return result;
  };
}

/** Reading values by the library's own error codes: an exception would leave dataset and file open. */
function byErrorCode(module: Internals, original: Call): Call {
  return (...args) => {
    (module['deactivate_throwing_error_handler'] as Call)();
    try {
      const status = original(...args);
      if (typeof status !== 'number' || status < 0) throw new Error('HDF5 could not read the values.');
      return status;
    } finally {
      (module['activate_throwing_error_handler'] as Call)();
    }
  };
}

/** What the library prints is not for the caller's console: what matters comes as an error. */
function silence(library: Hdf5Library): void {
  const { streams } = library.FS as unknown as { readonly streams: { nfd: number }[] };
  const nowhere = openSync(devNull, 'w');
  for (const stream of streams.slice(1, 3)) stream.nfd = nowhere;
}

const steady = new WeakSet<object>();

/**
 * Prepare an instance of the library for files that are damaged. Done once for each.
 * @param filters Folder of the filters.
 */
export async function makeSteady(library: Hdf5Library, filters: string | undefined): Promise<void> {
  const module = (await library.ready) as unknown as Internals;
  if (steady.has(module)) return;
  steady.add(module);
  silence(library);
  installGate(library, filters);
  (module['activate_throwing_error_handler'] as Call)();
  for (const [name, value] of Object.entries(module)) {
    if (typeof value !== 'function' || !/^[a-z]/.test(name) || name === 'ccall' || name === 'cwrap') continue;
    const original = value as Call;
    module[name] = steadied(module, name === 'get_dataset_data' ? byErrorCode(module, original) : original);
  }
}
