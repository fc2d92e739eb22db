import { lawSumsModule } from './generated/law-sums.js';
import type { KernelModule } from './kernel-module.js';
import { createKernelSpace } from './kernel-space.js';
import type { KernelSpace } from './kernel-space.js';

/**
 * Which of two ways hot loops go: `auto` takes kernels in WebAssembly where they run, `plain` always the loops in JavaScript that
 * stand beside them. Both give the same numbers to the last bit, unless a function says otherwise.
 */
export type KernelChoice = 'auto' | 'plain';

/** A kernel that can be called, and the memory it works in. */
export interface Kernel<Exports> {
  /** Its functions, by name. */
  readonly run: Exports;
  /** The memory that they work in. */
  readonly space: KernelSpace;
}

/** What was compiled so far; the outcome is the same whenever that is done. */
interface Compiled {
  space: KernelSpace | undefined;
  /** By the name of the module; undefined where it does not compile. */
  readonly instances: Map<string, Readonly<Record<string, unknown>> | undefined>;
}

let compiled: Compiled | undefined;

/** Bytes of a module. `atob` is there in browsers, too. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Memory for kernels where they run here: where there is WebAssembly with vectors of two doubles, and nothing forbids it. */
function prepare(): Compiled {
  const instances: Compiled['instances'] = new Map();
  try {
    if (!WebAssembly.validate(decode(lawSumsModule.base64))) return { space: undefined, instances };
    return { space: createKernelSpace(), instances };
  } catch {
    return { space: undefined, instances };
  }
}

/** What a module exports; undefined where it does not compile: a page may forbid it. */
function instanceOf(
  { exports, base64 }: { readonly exports: readonly string[]; readonly base64: string },
  { memory }: KernelSpace,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(decode(base64)), { env: { memory } });
    return exports.every((name) => typeof instance.exports[name] === 'function') ? instance.exports : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A kernel, compiled when it is first asked for.
 *
 * @returns undefined where kernels do not run, or were not asked for: then the plain loop is to be taken.
 */
export function kernelOf<Exports>(
  module: KernelModule<Exports>,
  choice: KernelChoice = 'auto',
): Kernel<Exports> | undefined {
  if (choice === 'plain') return undefined;
  compiled ??= prepare();
  const { space, instances } = compiled;
  if (space === undefined) return undefined;
  if (!instances.has(module.name)) instances.set(module.name, instanceOf(module, space));
  const instance = instances.get(module.name);
  return instance === undefined ? undefined : { run: instance as Exports, space };
}

/**
 * Whether hot loops run in WebAssembly with SIMD here, or in plain JavaScript: where there is no WebAssembly, where it knows no
 * vectors, or where the policy of a page forbids to compile. Results are the same.
 */
export function kernelsInUse(): 'simd' | 'plain' {
  return kernelOf(lawSumsModule) === undefined ? 'plain' : 'simd';
}
