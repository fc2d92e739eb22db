import { mostNodes } from './limits.js';

/** Answers by their paths, as long as there is room. */
export interface Remembered<T> {
  readonly get: (key: string) => T | undefined;
  readonly has: (key: string) => boolean;
  readonly set: (key: string, value: T) => void;
}

/** Paths that are remembered, and about how many letters and numbers of what they lead to. */
const mostPaths = 5 * mostNodes;
const mostWeight = 16 * 1024 * 1024;

/** @param weigh How much room an answer takes beside its path. */
export function remembered<T>(weigh: (value: T) => number): Remembered<T> {
  const answers = new Map<string, T>();
  let weight = 0;
  return {
    get: (key) => answers.get(key),
    has: (key) => answers.has(key),
    set(key, value) {
      const more = key.length + weigh(value);
      if (answers.size >= mostPaths || weight + more > mostWeight) return;
      weight += more;
      answers.set(key, value);
    },
  };
}
