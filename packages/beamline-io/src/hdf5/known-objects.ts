import type { Place } from './links.js';
import { mostNodes } from './limits.js';
import type { Hdf5Attributes } from './values.js';

/** What is at a path. */
export type ObjectKind = 'group' | 'numbers' | 'text' | 'records' | 'other';

/** What is known of the objects of an open file by their paths ({@link pathKey}): each question takes the library up to a millisecond. */
export interface KnownObjects {
  readonly places: Remembered<Place>;
  /** Undefined for paths that lead nowhere. */
  readonly kinds: Remembered<ObjectKind | undefined>;
  readonly members: Remembered<ReadonlySet<string>>;
  readonly attributes: Remembered<Hdf5Attributes>;
}

/** Answers by their paths, as long as there is room. */
export interface Remembered<T> {
  readonly get: (key: string) => T | undefined;
  readonly has: (key: string) => boolean;
  readonly set: (key: string, value: T) => void;
}

/** Paths that are remembered, and about how many letters and numbers of what they lead to. */
const mostPaths = 5 * mostNodes;
const mostWeight = 16 * 1024 * 1024;

/** Names on a path. */
export function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** A path as it is remembered; the root's is empty. */
export function pathKey(path: string): string {
  return /^(?:\/[^/.][^/]*)+$/.test(path)
    ? path
    : partsOf(path)
        .map((part) => `/${part}`)
        .join('');
}

/** Whether it is known that there is nothing under a name, since the members of its group are. */
export function isKnownAbsent({ members }: KnownObjects, key: string): boolean {
  const end = key.lastIndexOf('/');
  return end >= 0 && members.get(key.slice(0, end))?.has(key.slice(end + 1)) === false;
}

/** @param weigh How much room an answer takes beside its path. */
function remembered<T>(weigh: (value: T) => number): Remembered<T> {
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

const lengths = (texts: Iterable<string>): number => {
  let sum = 0;
  for (const text of texts) sum += text.length + 8;
  return sum;
};

/** Nothing is known yet. */
export function knownObjects(): KnownObjects {
  return {
    places: remembered(({ at }) => at.length),
    kinds: remembered(() => 0),
    members: remembered<ReadonlySet<string>>(lengths),
    attributes: remembered((attributes) =>
      Object.entries(attributes).reduce(
        (sum, [name, value]) => sum + lengths([name, ...[value].flat().map((each) => (typeof each === 'string' ? each : ''))]),
        0,
      ),
    ),
  };
}
