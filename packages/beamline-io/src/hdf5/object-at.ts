import { inFile } from '../bytes/file-error.js';
import { isKnownAbsent } from './known-objects.js';
import type { ObjectKind } from './known-objects.js';
import { mostNodes } from './limits.js';
import type { Place } from './links.js';
import { kindOf } from './listing.js';
import { pathKey } from './object-path.js';
import { instead } from './session.js';
import type { Hdf5Session } from './session.js';
import { attributesOf } from './values.js';
import type { Hdf5Attributes } from './values.js';
import { said } from '../text/said.js';

/** What is at a path: an object of the library, or null. */
export function entityAt({ guard, library, known }: Hdf5Session, wanted: string, { file, at }: Place): unknown {
  const path = at === '' ? '/' : at;
  const kind = known.kinds.get(pathKey(wanted));
  if (kind === 'group') return new library.Group(file.file_id, path);
  if (kind === 'numbers' || kind === 'text' || kind === 'records') return new library.Dataset(file.file_id, path);
  return guard(
    () => said`there is no ${at}.`,
    () => file.get(path),
  );
}

/** What is at a path. */
export function kindAt(session: Hdf5Session, wanted: string): ObjectKind | undefined {
  const { library, known, guard } = session;
  const key = pathKey(wanted);
  if (known.kinds.has(key)) return known.kinds.get(key);
  if (isKnownAbsent(known, key)) return undefined;
  let kind: ObjectKind | undefined;
  try {
    const entity = entityAt(session, wanted, session.placeOf(wanted));
    kind = guard(
      () => said`${wanted} cannot be opened.`,
      () => kindOf(library, entity),
    );
  } catch {
    kind = undefined;
  }
  known.kinds.set(key, kind);
  return kind;
}

/** Names in a group. */
export function membersAt(session: Hdf5Session, wanted: string): readonly string[] {
  const { library, known, guard, name, datasets, columns } = session;
  const key = pathKey(wanted);
  let names = known.members.get(key);
  if (names === undefined) {
    const entity = entityAt(session, wanted, session.placeOf(wanted));
    if (!(entity instanceof library.Group))
      throw inFile(name, 'column-missing', said`${wanted} is no group.`, instead(datasets, columns));
    names = guard(
      () => said`${wanted} cannot be listed.`,
      () => new Set(entity.keys()),
    );
    known.members.set(key, names);
  }
  if (names.size > mostNodes) throw inFile(name, 'too-large', said`${wanted} has ${names.size} members.`);
  return [...names];
}

/** Attributes of what is at a path; none of what is no group and no dataset. */
export function attributesAt(session: Hdf5Session, wanted: string): Hdf5Attributes {
  const { library, known, guard } = session;
  const key = pathKey(wanted);
  const remembered = known.attributes.get(key);
  if (remembered !== undefined) return remembered;
  const entity = entityAt(session, wanted, session.placeOf(wanted));
  const attributes =
    entity instanceof library.Group || entity instanceof library.Dataset
      ? guard(
          () => said`the attributes of ${wanted} cannot be read.`,
          () => attributesOf(entity),
        )
      : {};
  known.attributes.set(key, attributes);
  return attributes;
}
