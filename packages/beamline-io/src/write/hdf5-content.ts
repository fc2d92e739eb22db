import { OperandoError } from '@operando/core';
import type { Dataset, Group } from 'h5wasm';
import { said } from '../text/said.js';

/** Attributes of a dataset; undefined ones are none. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** HDF5's strings end at a zero, and are UTF-8. */
export function checkText(text: string, what: string): string {
  if (!/[\0\p{Surrogate}]/u.test(text)) return text;
  throw new OperandoError(
    'invalid-argument',
    said`${what} ${JSON.stringify(text.slice(0, 40))} has characters that HDF5 cannot hold.`,
    { cure: 'Leave out zeros and halves of surrogate pairs.' },
  );
}

/** A name that is read back as it is. */
export function checkName(name: string, what: string): string {
  if (!name.endsWith(' ')) return checkText(name, what);
  throw new OperandoError(
    'invalid-argument',
    said`${what} ${JSON.stringify(name.slice(0, 40))} ends in a blank, which readers of HDF5 leave out.`,
    { cure: 'Give it a name without.' },
  );
}

/** Bytes of an attribute of fixed size: HDF5 keeps them in the header of their object. */
const mostAttributeBytes = 60_000;

/** Fixed strings of ASCII end at a zero, which counts; those of UTF-8 are filled with blanks. */
function fixedText(texts: readonly string[]): { readonly dtype: string; readonly data: string[] } {
  const bytes = texts.map((text) => new TextEncoder().encode(text).length);
  if (texts.every((text, k) => text.length === bytes[k]))
    return { dtype: `A${Math.max(...bytes) + 1}`, data: [...texts] };
  const size = Math.max(1, ...bytes);
  return { dtype: `S${size}`, data: texts.map((text, k) => text + ' '.repeat(size - bytes[k]!)) };
}

/**
 * An attribute: a text, texts, or an integer. Texts are of fixed length, which Octave and HyperSpy read too.
 * @param of What the owner is called in messages. @default none
 * @throws OperandoError `invalid-argument`.
 */
export function writeAttribute(
  owner: Group | Dataset,
  name: string,
  value: string | readonly string[] | number,
  of = '',
): void {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) owner.create_attribute(name, integersOf([value]), [], null);
    else owner.create_attribute(name, value, [], '<d');
    return;
  }
  const single = typeof value === 'string';
  const texts = (single ? [value] : value).map((text) =>
    checkText(text, of === '' ? `the ${name}` : `${name} of ${of}`),
  );
  const { dtype, data } = fixedText(texts);
  const isSmall = data.length * Number(dtype.slice(1)) <= mostAttributeBytes;
  owner.create_attribute(name, isSmall ? data : texts, single ? [] : [data.length], isSmall ? dtype : null);
}

/** Integers in the least type of at least 32 bits that holds them: the library itself would wrap them round. */
function integersOf(values: readonly number[]): Int32Array | BigInt64Array {
  return values.every((value) => value === (value | 0)) ? Int32Array.from(values) : BigInt64Array.from(values, BigInt);
}

/** A group of a class. */
export function nexusGroup(parent: Group, name: string, nexusClass: string): Group {
  const made = parent.create_group(name);
  writeAttribute(made, 'NX_class', nexusClass);
  return made;
}

interface Content {
  readonly values: Float64Array | Uint8Array;
  readonly shape: readonly number[];
  readonly attributes?: Attributes;
}

/** Numbers with their attributes. @throws OperandoError `invalid-argument`. */
export function writeNumbers(
  parent: Group,
  name: string,
  { values, shape, attributes = {} }: Content,
  compression: number,
): void {
  const size = shape.reduce((product, each) => product * each, 1);
  // The smallest useful chunk is a frame; filters need chunks, and single numbers have none.
  const chunked = compression > 0 && size > 64 && shape.length > 0;
  const chunks = shape.length > 1 ? [1, ...shape.slice(1)] : [...shape];
  const dataset = parent.create_dataset({
    name,
    data: values,
    shape: [...shape],
    ...(chunked ? { chunks, compression } : {}),
  });
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) writeAttribute(dataset, key, value, name);
}

/** Numbers over frames and points that come block by block. */
export interface NumberStack {
  /** Frames from one on; those that nothing is written to are 0. */
  write(this: void, from: number, values: Float64Array | Uint8Array): void;
}

/** A stack of numbers that is filled block by block, one chunk a frame, with its attributes. */
export function createNumberStack(
  parent: Group,
  name: string,
  {
    shape,
    type,
    attributes = {},
  }: { readonly shape: readonly number[]; readonly type: '<d' | '<B'; readonly attributes?: Attributes },
  compression: number,
): NumberStack {
  const [, ...rest] = shape;
  const dataset = parent.create_dataset({
    name,
    data: type === '<d' ? new Float64Array() : new Uint8Array(),
    shape: [0, ...rest],
    maxshape: [...shape],
    chunks: [1, ...rest],
    ...(compression > 0 ? { compression } : {}),
  });
  dataset.resize([...shape]);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) writeAttribute(dataset, key, value, name);
  const size = rest.reduce((product, each) => product * each, 1);
  const wholes = rest.map((each): [number, number] => [0, each]);
  return { write: (from, values) => dataset.write_slice([[from, from + values.length / size], ...wholes], values) };
}

/**
 * Text of any letters, UTF-8, as a string of fixed length that says it is ASCII: Octave reads no other, and gives up all that stands
 * beside one of variable length.
 */
export function writeText(parent: Group, name: string, text: string): void {
  const data = text === '' ? ' ' : checkText(text, `the ${name}`);
  parent.create_dataset({ name, data: [data], shape: [], dtype: `A${Buffer.byteLength(data) + 1}` });
}

/** As JSON, which has no zeros and surrogates to check. @throws OperandoError `invalid-argument`. */
export function writeJson(parent: Group, what: string, value: unknown): void {
  writeText(parent, 'type', 'application/json');
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new OperandoError('invalid-argument', said`${what} cannot be written as JSON.`, { cause });
  }
  writeText(parent, 'data', text);
}
