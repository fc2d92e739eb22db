import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Dataset, Group } from 'h5wasm/node';

/** Attributes as plain data; what is neither text nor numbers is left out. */
export type Hdf5Attributes = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** HDF5's type classes. */
const integerClass = 0;
const floatClass = 1;
const stringClass = 3;
const enumClass = 8;

const largestExact = Number.MAX_SAFE_INTEGER;
/** Attributes that are read of a group or dataset. */
export const mostAttributes = 500;
const mostStrings = 100_000;

/** Integers, floating point, and enumerations (h5py's booleans). */
export function isNumeric({ metadata }: Dataset): boolean {
  return metadata.type === integerClass || metadata.type === floatClass || (metadata.type === enumClass && metadata.size === 1);
}

/**
 * Values of a slice as doubles; integers of 64 bits beyond 2^53 lose their last digits, with a warning.
 * @throws OperandoError `malformed-file` for anything that is not numbers.
 */
export function toDoubles(values: unknown, name: string, warnings: OperandoWarning[]): Float64Array {
  if (values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const out = new Float64Array(values.length);
    let inexact = false;
    for (let i = 0; i < values.length; i++) {
      const value = Number(values[i]);
      if (Math.abs(value) > largestExact) inexact = true;
      out[i] = value;
    }
    if (inexact && !warnings.some(({ where }) => where?.column === name)) {
      warnings.push({ code: 'inexact-integers', message: `${name} has integers beyond 2^53, which are rounded here.`, where: { column: name } });
    }
    return out;
  }
  if (ArrayBuffer.isView(values) && !(values instanceof DataView)) return Float64Array.from(values as unknown as ArrayLike<number>);
  if (typeof values === 'number') return Float64Array.of(values);
  if (typeof values === 'bigint') return toDoubles(BigInt64Array.of(values), name, warnings);
  throw new OperandoError('malformed-file', `${name} holds no numbers.`);
}

function plain(value: unknown): string | number | undefined {
  if (typeof value === 'string') return value.replace(/\0+$/, '');
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** Attributes of a group or dataset; an array of one is its only value. */
export function attributesOf(entity: Group | Dataset): Hdf5Attributes {
  const found: [string, string | number | readonly (string | number)[]][] = [];
  for (const [name, attribute] of Object.entries(entity.attrs).slice(0, mostAttributes)) {
    const { metadata } = attribute;
    if (![integerClass, floatClass, stringClass].includes(metadata.type)) continue;
    const { value } = attribute;
    const list = Array.isArray(value) ? value : ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as unknown as ArrayLike<number | bigint>) : [value];
    const values = list.map(plain).filter((each) => each !== undefined);
    if (values.length === 1) found.push([name, values[0]!]);
    else if (values.length > 1) found.push([name, values]);
  }
  return Object.fromEntries(found);
}

/** Strings of a dataset, whatever their kind; undefined when it holds none. */
export function textsOf(entity: Dataset): readonly string[] | undefined {
  if (entity.metadata.type !== stringClass || entity.shape === null) return undefined;
  if (entity.shape.reduce((product, size) => product * size, 1) > mostStrings) throw new OperandoError('too-large', 'a dataset of more than 100 000 strings.');
  const { value } = entity;
  const list = Array.isArray(value) ? value.flat(8) : [value];
  return list.map((each) => plain(each)).filter((each) => typeof each === 'string');
}
