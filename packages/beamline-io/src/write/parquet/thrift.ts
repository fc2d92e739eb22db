/**
 * Structs in the compact protocol of Thrift, as Parquet has its headers (apache/thrift, doc/specs/thrift-compact-protocol.md).
 * A struct is written field by field, their numbers rising.
 */
export type ThriftValue =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly text: string }
  | { readonly struct: ThriftStruct }
  | { readonly list: readonly ThriftValue[] };

/** Fields by number. */
export type ThriftStruct = readonly (readonly [field: number, value: ThriftValue])[];

const utf8 = new TextEncoder();

/** Pushes a number below 2^53 that is not negative as a varint. */
export function pushVarint(into: number[], value: number): void {
  let left = value;
  while (left >= 128) {
    into.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  into.push(left);
}

/** Numbers of both signs have theirs in the lowest bit. */
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

function typeOf(value: ThriftValue): number {
  if ('i32' in value) return 5;
  if ('i64' in value) return 6;
  if ('text' in value) return 8;
  return 'list' in value ? 9 : 12;
}

function pushValue(into: number[], value: ThriftValue): void {
  if ('i32' in value) pushVarint(into, zigzag(value.i32));
  else if ('i64' in value) pushVarint(into, zigzag(value.i64));
  else if ('text' in value) {
    const bytes = utf8.encode(value.text);
    pushVarint(into, bytes.length);
    for (const byte of bytes) into.push(byte);
  } else if ('struct' in value) pushStruct(into, value.struct);
  else {
    const { length, 0: first } = value.list;
    const type = first === undefined ? 12 : typeOf(first);
    if (length < 15) into.push(16 * length + type);
    else {
      into.push(0xf0 + type);
      pushVarint(into, length);
    }
    for (const each of value.list) pushValue(into, each);
  }
}

function pushStruct(into: number[], struct: ThriftStruct): void {
  let before = 0;
  for (const [field, value] of struct) {
    into.push(16 * (field - before) + typeOf(value));
    pushValue(into, value);
    before = field;
  }
  into.push(0);
}

/** A struct as bytes. */
export function thriftBytes(struct: ThriftStruct): Uint8Array {
  const bytes: number[] = [];
  pushStruct(bytes, struct);
  return Uint8Array.from(bytes);
}
