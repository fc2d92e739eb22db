import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Dataset } from 'h5wasm';
import { inFile } from '../bytes/file-error.js';
import type { Place } from './links.js';
import { isKnownAbsent, pathKey } from './known-objects.js';
import type { ObjectKind } from './known-objects.js';
import { mostNodes } from './limits.js';
import { kindOf } from './listing.js';
import { instead } from './session.js';
import type { Hdf5Session } from './session.js';
import { fromBits, storedBits } from './stored-bits.js';
import type { StoredBits } from './stored-bits.js';
import { attributesOf, checkNumbers, isNumeric, isText, textsOf, toDoubles } from './values.js';
import type { Hdf5Attributes } from './values.js';
import { checkVirtual } from './virtual.js';
import { said } from '../text/said.js';

/** A numeric dataset of an HDF5 file, read slice by slice. */
export interface Hdf5Dataset {
  /** Where it is, free of links. */
  readonly path: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  readonly attributes: Hdf5Attributes;
  /**
   * Values with these indices along the first dimension (all along the others), row after row; of a single number 0 to 1.
   * @throws OperandoError `malformed-file` for a slice that cannot be decoded, a missing filter among the causes.
   */
  read(from: number, to: number): Float64Array;
  /** All values. @throws OperandoError `too-large`, as {@link read}. */
  readAll(): Float64Array;
}

/** An open HDF5 file. */
export interface Hdf5File {
  /** Paths of all numeric datasets of two or more dimensions. */
  readonly datasets: readonly string[];
  /** Paths of those of one dimension. */
  readonly columns: readonly string[];
  /** @throws OperandoError `column-missing` for a path that is no numeric dataset, `unsupported` for one that lies outside the folder. */
  dataset(path: string): Hdf5Dataset;
  /** What is at a path; undefined for nothing, for links that lead nowhere and what cannot be opened. */
  kind(path: string): ObjectKind | undefined;
  /** Names in a group. */
  children(path: string): readonly string[];
  attributes(path: string): Hdf5Attributes;
  /**
   * Strings of a dataset of text, fixed or variable in length; undefined for anything else.
   * @param most Of several, along the first dimension. @default all
   * @throws OperandoError `too-large`.
   */
  text(path: string, most?: number): readonly string[] | undefined;
  /** What was found while reading: integers too large for exact doubles. */
  readonly warnings: readonly OperandoWarning[];
  /** Bytes of the file, and of those it led to so far. */
  bytes(): number;
  close(): void;
}

/** Values of one slice that are held at once: 256 MB. */
const largestSlice = 32 * 1024 * 1024;

const nbitFilter = 5;

/** What a filter that could not be loaded is called. */
function filtersOf(entity: Dataset): string {
  try {
    return entity.filters.map(({ id, name }) => (name === '' ? `number ${id}` : name.slice(0, 40))).join(', ');
  } catch {
    return 'unknown';
  }
}

/** How integers lie in their bytes, where they do not fill them. @throws OperandoError `unsupported` for numbers of another make. */
function bitsOf({ look }: Hdf5Session, entity: Dataset, { on }: Place, wanted: string): StoredBits | undefined {
  const { ref_data: reference } = entity.create_reference();
  const address = Number(new DataView(Uint8Array.from(reference).buffer).getBigUint64(0, true));
  const bits = look(on, (size, readAt) => storedBits(size, readAt, address));
  if (bits === 'not-ieee')
    throw new OperandoError(
      'unsupported',
      said`${wanted} holds floating-point numbers that are not those of IEEE 754.`,
      {
        cure: 'Save it as such.',
      },
    );
  if (bits === undefined && entity.filters.some(({ id }) => id === nbitFilter))
    throw new OperandoError('unsupported', said`${wanted} holds numbers packed to fewer bits (filter nbit).`, {
      cure: 'Save it without that filter.',
    });
  return bits === 'whole' ? undefined : bits;
}

/** What is at a path: an object of the library, or null. */
function entityAt({ guard, library, known }: Hdf5Session, wanted: string, { file, at }: Place): unknown {
  const path = at === '' ? '/' : at;
  const kind = known.kinds.get(pathKey(wanted));
  if (kind === 'group') return new library.Group(file.file_id, path);
  if (kind === 'numbers' || kind === 'text') return new library.Dataset(file.file_id, path);
  return guard(
    () => said`there is no ${at}.`,
    () => file.get(path),
  );
}

/** A numeric dataset that is open, and what is known of it. */
interface OpenDataset {
  readonly entity: Dataset;
  readonly shape: readonly number[];
  /** What it was asked for as. */
  readonly wanted: string;
  readonly bits: StoredBits | undefined;
}

/** Values of a slice. */
function readSlice(session: Hdf5Session, dataset: OpenDataset, from: number, to: number): Float64Array {
  const { name, guard, warnings } = session;
  const { entity, shape, wanted, bits } = dataset;
  const row = shape.slice(1).reduce((product, size) => product * size, 1);
  const slices = shape[0] ?? 1;
  if (!(from >= 0 && to >= from && to <= slices))
    throw inFile(name, 'outside-range', said`${wanted} has ${slices} slices, not ${from} to ${to}.`);
  if ((to - from) * row > largestSlice)
    throw inFile(
      name,
      'too-large',
      `${(to - from) * row} values at once are too many.`,
      'Read fewer slices at a time.',
    );
  if (to === from || row === 0) return new Float64Array(0);
  const ranges = shape.length === 0 ? [] : [[from, to] as [number, number], ...shape.slice(1).map((): [] => [])];
  const work = (): Float64Array => {
    const values: unknown = shape.length === 0 ? entity.value : entity.slice(ranges);
    return toDoubles(bits === undefined ? values : fromBits(values, bits, entity.metadata.signed), wanted, warnings);
  };
  const cure = (): string =>
    said`Its filters are ${filtersOf(entity) || 'none'}: one may be missing here; or the file is cut short or damaged.`;
  return guard(() => said`${wanted} cannot be read.`, work, cure);
}

function datasetAt(session: Hdf5Session, wanted: string): Hdf5Dataset {
  const { library, name, guard, follower, datasets, columns } = session;
  const place = session.placeOf(wanted);
  const entity = entityAt(session, wanted, place);
  if (
    !(entity instanceof library.Dataset) ||
    !guard(
      () => said`${wanted} cannot be opened.`,
      () => isNumeric(entity),
    ) ||
    entity.shape === null
  )
    throw inFile(name, 'column-missing', said`${wanted} is no array of numbers.`, instead(datasets, columns));
  const bits = guard(
    () => said`${wanted} cannot be opened.`,
    () => {
      checkVirtual(library, follower, entity, place);
      checkNumbers(entity, wanted);
      return bitsOf(session, entity, place, wanted);
    },
  );
  const { shape } = entity;
  const dataset: OpenDataset = { entity, shape, wanted, bits };
  return {
    path: place.at,
    shape,
    attributes: attributesAt(session, wanted),
    read: (from, to) => readSlice(session, dataset, from, to),
    readAll: () => readSlice(session, dataset, 0, shape[0] ?? 1),
  };
}

function kindAt(session: Hdf5Session, wanted: string): ObjectKind | undefined {
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
function membersAt(session: Hdf5Session, wanted: string): readonly string[] {
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

function attributesAt(session: Hdf5Session, wanted: string): Hdf5Attributes {
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

/** What can be asked of an open file. */
export function hdf5File(session: Hdf5Session): Hdf5File {
  const { library, datasets, columns, warnings, guard, follower, placeOf } = session;
  return {
    datasets,
    columns,
    dataset: (wanted) => datasetAt(session, wanted),
    kind: (wanted) => kindAt(session, wanted),
    children: (wanted) => membersAt(session, wanted),
    attributes: (wanted) => attributesAt(session, wanted),
    text(wanted, most) {
      const place = placeOf(wanted);
      const entity = entityAt(session, wanted, place);
      if (!(entity instanceof library.Dataset)) return undefined;
      return guard(
        () => said`${wanted} cannot be read.`,
        () => {
          if (!isText(entity)) return undefined;
          checkVirtual(library, follower, entity, place);
          return textsOf(entity, most);
        },
      );
    },
    warnings,
    bytes: session.bytes,
    close: session.close,
  };
}
