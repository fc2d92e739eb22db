import { cutOut, withViews } from './plain-data.js';

/** Places in shared memory for the blocks that are under way, used again as soon as they are free. */
export interface Shelves {
  /** The values where threads can see them: as they are if they lie there, or else copied. */
  place(this: void, values: Float64Array): Float64Array;
  /** The block that was placed first is no longer needed. */
  release(this: void): void;
}

/** Whether memory that threads share holds these values already. */
export function isShared({ buffer }: ArrayBufferView): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/** @param used Whether values must be shared at all. */
export function createShelves(used: boolean): Shelves {
  const free: SharedArrayBuffer[] = [];
  const taken: (SharedArrayBuffer | undefined)[] = [];
  return {
    place(values) {
      if (!used || isShared(values)) {
        taken.push(undefined);
        return values;
      }
      const fits = free.findIndex(({ byteLength }) => byteLength >= values.byteLength);
      // One that is too small is let go with the rest of its size: blocks are of one size but for the last.
      const memory = fits < 0 ? new SharedArrayBuffer(values.byteLength) : free.splice(fits, 1)[0]!;
      taken.push(memory);
      const placed = new Float64Array(memory, 0, values.length);
      placed.set(values);
      return placed;
    },
    release() {
      const memory = taken.shift();
      if (memory !== undefined) free.push(memory);
    },
  };
}

/** Arrays from this size on, in bytes, are worth a place in shared memory. */
const worthIt = 1024;

/**
 * Plain data with its larger arrays of doubles in shared memory: sent to one thread after another they are not copied any more.
 * Others that are a part of a larger memory are cut out of it.
 */
export function inSharedMemory<Data extends object>(data: Data): Data {
  return withViews(data, (view) => {
    if (isShared(view)) return view;
    return view instanceof Float64Array && view.byteLength >= worthIt ? sharedCopyOf([view]) : cutOut(view);
  }) as Data;
}

/** Arrays one after another in shared memory. */
export function sharedCopyOf(parts: readonly ArrayLike<number>[]): Float64Array {
  return createSharedRoom()(parts);
}

/** Puts arrays one after another in shared memory that is used again by the next that fit: those before must no longer be needed. */
export function createSharedRoom(): (parts: readonly ArrayLike<number>[]) => Float64Array {
  let memory: SharedArrayBuffer | undefined;
  return (parts) => {
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    if (memory === undefined || memory.byteLength < 8 * size) memory = new SharedArrayBuffer(8 * size);
    const copy = new Float64Array(memory, 0, size);
    let at = 0;
    for (const part of parts) {
      copy.set(part, at);
      at += part.length;
    }
    return copy;
  };
}
