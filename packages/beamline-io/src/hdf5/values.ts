import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Dataset, Group } from 'h5wasm';
import { areHalfs, fromHalfs } from './half-floats.js';
import { storedText } from './stored-text.js';
import { enumClass, floatClass, integerClass, stringClass } from './type-classes.js';
import { said, shown } from '../text/said.js';

/** Attributes as plain data; what is neither text nor numbers, or longer than 100 strings or 1 MB, is left out. */
export type Hdf5Attributes = Readonly<Record<string, string | number | readonly (string | number)[]>>;

const largestExact = Number.MAX_SAFE_INTEGER;
/** Attributes that are read of a group or dataset. */
export const mostAttributes = 500;
/** Strings that are read of an attribute, and of a dataset. Those of variable length may all be one and the same long one in the file. */
const mostAttributeStrings = 100;
const mostStrings = 10_000;
/** Bytes that are read of an attribute, and of fixed strings. */
const mostAttributeBytes = 1024 * 1024;
const mostTextBytes = 16 * 1024 * 1024;

/** Integers, floating point, and enumerations (h5py's booleans). */
export function isNumeric({ metadata }: Dataset): boolean {
  return (
    metadata.type === integerClass ||
    metadata.type === floatClass ||
    (metadata.type === enumClass && metadata.size === 1)
  );
}

/** That the library can decode numbers of this size. @throws OperandoError `unsupported`. */
export function checkNumbers(entity: Dataset, name: string): void {
  const { type, size } = entity.metadata;
  const kind = type === floatClass ? 'floating-point numbers' : 'integers';
  if (!isDecoded(type, size))
    throw new OperandoError('unsupported', said`${name} holds ${kind} of ${8 * size} bits.`, {
      cure: 'Save it with 32 or 64 bits.',
    });
}

function isDecoded(type: number, size: number): boolean {
  return type === floatClass ? size === 4 || size === 8 : type === stringClass || [1, 2, 4, 8].includes(size);
}

/** Whether a dataset is of strings. */
export function isText({ metadata }: Dataset): boolean {
  return metadata.type === stringClass && metadata.shape !== null;
}

/** Integers of 64 bits. */
function isIntegers(value: unknown): value is BigInt64Array | BigUint64Array {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}

/** Numbers of any other kind, as the library gives them. */
export function isNumbers(value: unknown): value is ArrayLike<number> {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !isIntegers(value);
}

/**
 * Values of a slice as doubles; integers of 64 bits beyond 2^53 lose their last digits, with a warning.
 * @throws OperandoError `malformed-file` for anything that is not numbers.
 */
export function toDoubles(values: unknown, name: string, warnings: OperandoWarning[]): Float64Array {
  if (values instanceof Float64Array) return values;
  if (isIntegers(values)) {
    const out = new Float64Array(values.length);
    let inexact = false;
    for (let i = 0; i < values.length; i++) {
      const value = Number(values[i]);
      if (Math.abs(value) > largestExact) inexact = true;
      out[i] = value;
    }
    if (inexact && !warnings.some(({ where }) => where?.column === shown(name))) {
      warnings.push({
        code: 'inexact-integers',
        message: said`${name} has integers beyond 2^53, which are rounded here.`,
        where: { column: shown(name) },
      });
    }
    return out;
  }
  if (isNumbers(values)) return Float64Array.from(values);
  if (typeof values === 'number') return Float64Array.of(values);
  if (typeof values === 'bigint') return toDoubles(BigInt64Array.of(values), name, warnings);
  throw new OperandoError('malformed-file', said`${name} holds no numbers.`);
}

function plain(value: unknown): string | number | undefined {
  // Fortran fills its strings with spaces, C with zeros.
  if (typeof value === 'string') return storedText(value.replace(/[\0 ]+$/, ''));
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** Attributes of a group or dataset; an array of one is its only value. */
export function attributesOf(entity: Group | Dataset): Hdf5Attributes {
  const found: [string, string | number | readonly (string | number)[]][] = [];
  const { attrs } = entity;
  for (const name of Object.keys(attrs).slice(0, mostAttributes)) {
    const attribute = attrs[name]!;
    const { metadata } = attribute;
    if (![integerClass, floatClass, stringClass].includes(metadata.type) || !isDecoded(metadata.type, metadata.size))
      continue;
    if (
      metadata.vlen
        ? metadata.total_size > mostAttributeStrings
        : metadata.size * metadata.total_size > mostAttributeBytes
    )
      continue;
    const { value: stored } = attribute;
    const value = areHalfs(metadata) && isNumbers(stored) ? fromHalfs(stored) : stored;
    const list = Array.isArray(value)
      ? value
      : isNumbers(value) || isIntegers(value)
        ? Array.from<number | bigint>(value)
        : [value];
    const values = list.map(plain).filter((each) => each !== undefined);
    if (values.length === 1) found.push([name, values[0]!]);
    else if (values.length > 1) found.push([name, values]);
  }
  return Object.fromEntries(found);
}

/**
 * Strings of a dataset, whatever their kind; of several the first ones along the first dimension.
 * @throws OperandoError `too-large`.
 */
export function textsOf(entity: Dataset, most: number = Infinity): readonly string[] {
  const { metadata } = entity;
  const shape = metadata.shape ?? [];
  const rows = Math.min(shape[0] ?? 1, most);
  const count = shape.slice(1).reduce((product, size) => product * size, rows);
  if (count > mostStrings || (!metadata.vlen && count * metadata.size > mostTextBytes))
    throw new OperandoError('too-large', `a dataset of ${count} strings.`, { cure: 'Read fewer.' });
  if (count === 0) return [];
  const value: unknown =
    shape.length === 0 ? entity.value : entity.slice([[0, rows], ...shape.slice(1).map((): [] => [])]);
  const list: unknown[] = Array.isArray(value) ? value.flat(8) : [value];
  return list.map((each) => plain(each)).filter((each) => typeof each === 'string');
}
