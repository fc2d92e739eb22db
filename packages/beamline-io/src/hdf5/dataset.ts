import { OperandoError } from '@operando/core';
import type { Dataset } from 'h5wasm';
import { inFile } from '../bytes/file-error.js';
import { asType, emptySamples, isSamples, isSampleType } from '../images/samples.js';
import type { Samples, SampleType } from '../images/samples.js';
import { areHalfs, fromHalfs } from './half-floats.js';
import type { Place } from './links.js';
import { attributesAt, entityAt } from './object-at.js';
import { instead } from './session.js';
import type { Hdf5Session } from './session.js';
import { fromBits, storedBits } from './stored-bits.js';
import type { StoredBits } from './stored-bits.js';
import { floatClass } from './type-classes.js';
import { checkNumbers, isNumbers, isNumeric, toDoubles } from './values.js';
import type { Hdf5Attributes } from './values.js';
import { checkVirtual } from './virtual.js';
import { said, shown } from '../text/said.js';

/** A numeric dataset of an HDF5 file, read slice by slice. */
export interface Hdf5Dataset {
  /** Where it is, free of links. */
  readonly path: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  /** By name. */
  readonly attributes: Hdf5Attributes;
  /**
   * Values with these indices along the first dimension (all along the others), row after row; of a single number 0 to 1.
   * @throws OperandoError `malformed-file` for a slice that cannot be decoded, a missing filter among the causes.
   */
  read(from: number, to: number): Float64Array;
  /** What {@link readStored} gives. */
  readonly type: SampleType;
  /** Slices that are stored together, along the first dimension. */
  readonly chunkDepth: number;
  /** The same as {@link read} in the type in which they are stored; integers of 64 bits, and values that were scaled, as doubles. */
  readStored(from: number, to: number): Samples;
  /** All values. @throws OperandoError `too-large`, as {@link read}. */
  readAll(): Float64Array;
}

/** Values of one slice that are held at once: 256 MB. */
const largestSlice = 32 * 1024 * 1024;

const nbitFilter = 5;
const scaleOffsetFilter = 6;

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

/** A numeric dataset that is open, and what is known of it. */
interface OpenDataset {
  readonly entity: Dataset;
  readonly shape: readonly number[];
  /** What it was asked for as. */
  readonly wanted: string;
  readonly bits: StoredBits | undefined;
}

/** Says once that numbers were stored with fewer digits, which cannot hold NaN. */
function tellLoss({ warnings }: Hdf5Session, { entity, wanted }: OpenDataset): void {
  if (entity.metadata.type !== floatClass || entity.metadata.chunks === null) return;
  if (!entity.filters.some(({ id }) => id === scaleOffsetFilter)) return;
  if (warnings.some(({ code, where }) => code === 'values-rounded' && where?.column === shown(wanted))) return;
  warnings.push({
    code: 'values-rounded',
    message: said`${wanted} was stored with the filter scale-offset, which rounds values and cannot keep NaN: points that were masked may have become numbers.`,
    where: { column: shown(wanted) },
  });
}

/** The type in which values are given as they are stored. */
function storedType({ entity: { metadata }, bits }: OpenDataset): SampleType {
  const { type, size, signed } = metadata;
  if (areHalfs(metadata)) return 'float32';
  if (type === floatClass) return size === 4 ? 'float32' : 'float64';
  const word = `${signed ? 'int' : 'uint'}${8 * size}`;
  return bits === undefined && isSampleType(word) ? word : 'float64';
}

/** Values of a slice, as they are stored or, where they are not doubles, halves or integers of 64 bits, as the library gives them. */
function storedSlice(session: Hdf5Session, dataset: OpenDataset, from: number, to: number): Samples {
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
  const type = storedType(dataset);
  if (to === from || row === 0) return emptySamples(type, 0);
  const ranges = shape.length === 0 ? [] : [[from, to] as [number, number], ...shape.slice(1).map((): [] => [])];
  const work = (): Samples => {
    tellLoss(session, dataset);
    const values: unknown = shape.length === 0 ? entity.value : entity.slice(ranges);
    if (areHalfs(entity.metadata)) return Float32Array.from(fromHalfs(isNumbers(values) ? values : [Number(values)]));
    if (bits === undefined && isSamples(values, type)) return values;
    return toDoubles(bits === undefined ? values : fromBits(values, bits, entity.metadata.signed), wanted, warnings);
  };
  const cure = (): string =>
    said`Its filters are ${filtersOf(entity) || 'none'}: one may be missing here; or the file is cut short or damaged.`;
  return guard(() => said`${wanted} cannot be read.`, work, cure);
}

/** Values of a slice as doubles. */
function readSlice(session: Hdf5Session, dataset: OpenDataset, from: number, to: number): Float64Array {
  return toDoubles(storedSlice(session, dataset, from, to), dataset.wanted, session.warnings);
}

/** A numeric dataset by its path. @throws OperandoError as `Hdf5File.dataset`. */
export function datasetAt(session: Hdf5Session, wanted: string): Hdf5Dataset {
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
    type: storedType(dataset),
    chunkDepth: Math.max(1, entity.metadata.chunks?.[0] ?? 1),
    read: (from, to) => readSlice(session, dataset, from, to),
    readStored: (from, to) => {
      const stored = storedSlice(session, dataset, from, to);
      // Of a single number the library gives no array.
      return isSamples(stored, storedType(dataset)) ? stored : asType(stored, storedType(dataset));
    },
    readAll: () => readSlice(session, dataset, 0, shape[0] ?? 1),
  };
}
