import type { Part } from '../page-data.js';

/** Puts arrays one after another, so that they are packed as one. */
export interface NumberPool {
  add(this: void, values: ArrayLike<number>): Part;
  readonly numbers: () => Float64Array;
}

/** A pool that is empty. */
export function createNumberPool(): NumberPool {
  const arrays: ArrayLike<number>[] = [];
  let length = 0;
  return {
    add(values) {
      const part = [length, values.length] as const;
      arrays.push(values);
      length += values.length;
      return part;
    },
    numbers() {
      const out = new Float64Array(length);
      let at = 0;
      for (const values of arrays) {
        out.set(values, at);
        at += values.length;
      }
      return out;
    },
  };
}
