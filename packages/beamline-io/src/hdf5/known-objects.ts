import type { Place } from './links.js';
import { remembered } from './remembered.js';
import type { Remembered } from './remembered.js';
import type { Hdf5Attributes } from './values.js';

/** What is at a path. */
export type ObjectKind = 'group' | 'numbers' | 'text' | 'records' | 'other';

/** What is known of the objects of an open file by their paths (`pathKey`): each question takes the library up to a millisecond. */
export interface KnownObjects {
  readonly places: Remembered<Place>;
  /** Undefined for paths that lead nowhere. */
  readonly kinds: Remembered<ObjectKind | undefined>;
  readonly members: Remembered<ReadonlySet<string>>;
  readonly attributes: Remembered<Hdf5Attributes>;
}

/** Whether it is known that there is nothing under a name, since the members of its group are. */
export function isKnownAbsent({ members }: KnownObjects, key: string): boolean {
  const end = key.lastIndexOf('/');
  return end >= 0 && members.get(key.slice(0, end))?.has(key.slice(end + 1)) === false;
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
        (sum, [name, value]) =>
          sum + lengths([name, ...[value].flat().map((each) => (typeof each === 'string' ? each : ''))]),
        0,
      ),
    ),
  };
}
