import { installGate } from './gate.js';
import type { Hdf5Library } from './library-files.js';
import { markHalfs } from './half-floats.js';
import { installRepairs } from './repair.js';
import { floatClass, integerClass, stringClass } from './type-classes.js';

type Call = (...args: unknown[]) => unknown;

/** What is used here of the compiled module beyond its declared types. */
interface Internals {
  ccall(name: string, result: string, types: readonly string[], values: readonly unknown[]): unknown;
  activate_throwing_error_handler(): unknown;
  deactivate_throwing_error_handler(): unknown;
  [name: string]: unknown;
}

function isInternals(module: unknown): module is Internals {
  return (
    typeof module === 'object' && module !== null && 'ccall' in module && 'activate_throwing_error_handler' in module
  );
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
    module.deactivate_throwing_error_handler();
    try {
      const status = original(...args);
      if (typeof status !== 'number' || status < 0) throw new Error('HDF5 could not read the values.');
      return status;
    } finally {
      module.activate_throwing_error_handler();
    }
  };
}

/** What is used here of how values are stored. */
interface StoredForm {
  type: number;
  size: number;
  signed: boolean;
  cset?: number;
}

/**
 * What is told of how values are stored, so that the library gives what it would spoil or refuse: of texts, whatever they say of their
 * encoding, a letter for each byte; of half-precision numbers their bits.
 */
function asStored(original: Call): Call {
  return (...args) => {
    const form = original(...args) as StoredForm | null;
    if (form === null) return form;
    if (form.type === stringClass) form.cset = 0;
    if (form.type === floatClass && form.size === 2) {
      form.type = integerClass;
      form.signed = false;
      markHalfs(form);
    }
    return form;
  };
}

/**
 * Ends an abort of the compiled code with the error that it ends with, before the module prints it: to what it prints with it held on
 * when it was made, and what matters comes as an error.
 */
function endAbort(what: unknown): never {
  throw new WebAssembly.RuntimeError(`Aborted(${String(what)})`);
}

/** How some calls are made otherwise. */
const changes: Readonly<Record<string, (module: Internals, original: Call) => Call>> = {
  get_dataset_data: byErrorCode,
  get_dataset_metadata: (_module, original) => asStored(original),
  get_attribute_metadata: (_module, original) => asStored(original),
};

const steady = new WeakSet<object>();

/**
 * Prepare an instance of the library for files that are damaged. Done once for each.
 * @param silence Keeps the library from printing, which is done once too.
 */
export async function makeSteady(library: Hdf5Library, silence: () => void): Promise<void> {
  const module: unknown = await library.ready;
  if (!isInternals(module)) throw new TypeError('the HDF5 library is another than was expected');
  if (steady.has(module)) return;
  steady.add(module);
  silence();
  module['onAbort'] = endAbort;
  installGate(library);
  installRepairs(library);
  module.activate_throwing_error_handler();
  for (const [name, value] of Object.entries(module)) {
    if (typeof value !== 'function' || !/^[a-z]/.test(name) || name === 'ccall' || name === 'cwrap') continue;
    const original = value as Call;
    module[name] = steadied(module, changes[name]?.(module, original) ?? original);
  }
}
