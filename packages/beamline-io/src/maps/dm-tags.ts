import { OperandoError } from '@operando/core';
import { binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import { said } from '../text/said.js';

/** An array that is not decoded: where its numbers lie, and of which type they are. */
export interface DmArray {
  /** Tells it from other values of tags. */
  readonly kind: 'array';
  /** Of its elements, as Gatan numbers them; 15 for structures. */
  readonly type: number;
  /** How many elements it has. */
  readonly length: number;
  /** Place of its first byte in the file. */
  readonly at: number;
  /** How many bytes it has. */
  readonly bytes: number;
}

/** Tags by their names; those without are numbered from 0. */
export type DmGroup = ReadonlyMap<string, DmValue>;

/** What a tag holds: numbers, text, structures of numbers, arrays, further tags. */
export type DmValue = number | string | readonly number[] | DmArray | DmGroup;

/** The tags of a file of DigitalMicrograph. */
export interface DmTags {
  readonly version: 3 | 4;
  /** Byte order of the values; that of the tags themselves is always big-endian. */
  readonly littleEndian: boolean;
  readonly root: DmGroup;
}

/** Bytes of single values, by type. */
const widths: ReadonlyMap<number, number> = new Map([
  [2, 2],
  [3, 4],
  [4, 2],
  [5, 4],
  [6, 4],
  [7, 8],
  [8, 1],
  [9, 1],
  [10, 1],
  [11, 8],
  [12, 8],
]);
const [structure, text, array] = [15, 18, 20];
const [groupMark, dataMark] = [20, 21];

/** Limits of a file: more of any is damage. */
const most = { depth: 64, tags: 500_000, info: 10_000, name: 4096, text: 65_536 } as const;

function malformed(at: number, problem: string): OperandoError {
  return new OperandoError('malformed-file', said`${problem} at byte ${at}.`, {
    cure: 'The file seems damaged, or of another kind than DM3 and DM4: copy or save it again.',
  });
}

/** Whether bytes begin as DM3 or DM4 files do. */
export function isDm(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  const file = binaryFile(head, false);
  const version = file.uint32(0);
  return (version === 3 && file.uint32(8) <= 1) || (version === 4 && file.uint32(12) <= 1);
}

/** Reads tags one after another. */
interface TagReader {
  readonly tags: BinaryFile;
  readonly values: BinaryFile;
  readonly littleEndian: boolean;
  /** Counts and sizes have 4 bytes in version 3, 8 in version 4. */
  readonly wide: boolean;
  at: number;
  left: number;
}

function count(reader: TagReader): number {
  const { tags, wide } = reader;
  const at = reader.at;
  reader.at += wide ? 8 : 4;
  if (!wide) return tags.uint32(at);
  const value = tags.uint32(at) * 2 ** 32 + tags.uint32(at + 4);
  if (!Number.isSafeInteger(value)) throw malformed(at, 'a count is beyond all files');
  return value;
}

function valueOf({ values, littleEndian }: TagReader, type: number, at: number): number {
  switch (type) {
    case 2:
      return values.int16(at);
    case 3:
      return values.int32(at);
    case 4:
      return values.uint16(at);
    case 5:
      return values.uint32(at);
    case 6:
      return values.float32(at);
    case 7:
      return values.float64(at);
    case 8:
    case 10:
      return values.uint8(at);
    case 9:
      return (values.uint8(at) << 24) >> 24;
    default: {
      const [low, high] = littleEndian ? [at, at + 4] : [at + 4, at];
      return (type === 11 ? values.int32(high) : values.uint32(high)) * 2 ** 32 + values.uint32(low);
    }
  }
}

function widthOf(type: number | undefined, at: number): number {
  const width = type === undefined ? undefined : widths.get(type);
  if (width === undefined) throw malformed(at, `a value has the unknown type ${String(type)}`);
  return width;
}

/** Types of the fields of a structure, and how many numbers of the description they take up. */
function fieldsOf(
  info: readonly number[],
  from: number,
  at: number,
): { readonly types: number[]; readonly used: number } {
  const fields = info[from + 2] ?? 0;
  if (fields * 2 > info.length) throw malformed(at, 'a structure has more fields than it describes');
  return { types: Array.from({ length: fields }, (_, k) => info[from + 4 + 2 * k] ?? -1), used: 3 + 2 * fields };
}

function arrayOf(reader: TagReader, info: readonly number[], start: number): DmArray {
  const type = info[1] ?? -1;
  let [width, length] = [0, info[2] ?? 0];
  if (type === structure) {
    const { types, used } = fieldsOf(info, 1, start);
    width = types.reduce((sum, each) => sum + widthOf(each, start), 0);
    length = info[1 + used] ?? 0;
  } else width = widthOf(type, start);
  const { at } = reader;
  const bytes = width * length;
  if (!Number.isSafeInteger(bytes) || at + bytes > reader.tags.length)
    throw new OperandoError(
      'truncated-file',
      `an array of ${bytes} bytes begins at byte ${at}, the file has ${reader.tags.length}.`,
      {
        cure: 'The file seems cut short or damaged: copy it again.',
      },
    );
  reader.at = at + bytes;
  return { kind: 'array', type, length, at, bytes };
}

/** UTF-16 text. */
function textOf({ values }: TagReader, at: number, letters: number): string {
  let out = '';
  for (let k = 0; k < Math.min(letters, most.text); k++) out += String.fromCharCode(values.uint16(at + 2 * k));
  return out.replace(/\0+$/, '');
}

/** Text of an array of 16-bit letters, as units are written. */
export function arrayText(
  { values }: { readonly values: BinaryFile },
  { at, length, type }: DmArray,
): string | undefined {
  if (type !== 4 || length > most.text) return undefined;
  let out = '';
  for (let k = 0; k < length; k++) out += String.fromCharCode(values.uint16(at + 2 * k));
  return out.replace(/\0+$/, '');
}

function dataOf(reader: TagReader): DmValue {
  const start = reader.at;
  if (reader.tags.text(start, 4) !== '%%%%') throw malformed(start, 'no data begin');
  reader.at += 4;
  const length = count(reader);
  if (length < 1 || length > most.info) throw malformed(start, `a value is described by ${length} numbers`);
  const info = Array.from({ length }, () => count(reader));
  const [type = -1] = info;
  if (type === array) return arrayOf(reader, info, start);
  if (type === text) {
    const letters = info[1] ?? 0;
    const value = textOf(reader, reader.at, letters);
    reader.at += 2 * letters;
    return value;
  }
  if (type === structure) {
    const { types } = fieldsOf(info, 0, start);
    return types.map((each) => {
      const width = widthOf(each, start);
      reader.at += width;
      return valueOf(reader, each, reader.at - width);
    });
  }
  const width = widthOf(type, start);
  reader.at += width;
  return valueOf(reader, type, reader.at - width);
}

function groupOf(reader: TagReader, depth: number): DmGroup {
  if (depth > most.depth) throw malformed(reader.at, `tags lie more than ${most.depth} deep`);
  reader.at += 2;
  const entries = count(reader);
  const group = new Map<string, DmValue>();
  for (let k = 0; k < entries; k++) {
    if (--reader.left < 0) throw malformed(reader.at, `there are more than ${most.tags} tags`);
    const at = reader.at;
    const mark = reader.tags.uint8(at);
    if (mark !== groupMark && mark !== dataMark) throw malformed(at, `no tag begins (${mark})`);
    const letters = reader.tags.uint16(at + 1);
    if (letters > most.name) throw malformed(at, `a tag has a name of ${letters} letters`);
    const name = reader.tags.text(at + 3, letters);
    reader.at = at + 3 + letters;
    // The size of what follows, which the tags themselves tell too.
    if (reader.wide) count(reader);
    const value = mark === groupMark ? groupOf(reader, depth + 1) : dataOf(reader);
    group.set(name === '' ? String(k) : name, value);
  }
  return group;
}

/**
 * The tags of a file of Gatan's DigitalMicrograph, versions 3 and 4; arrays are found, not decoded.
 * @throws OperandoError `unknown-format` for another file, `malformed-file`, `truncated-file`.
 */
export function readDmTags(bytes: Uint8Array): DmTags {
  if (!isDm(bytes.subarray(0, 16)))
    throw new OperandoError('unknown-format', 'the file does not begin as DM3 or DM4 files do.', {
      cure: 'Save it from DigitalMicrograph as DM3 or DM4.',
    });
  const tags = binaryFile(bytes, false);
  const version = tags.uint32(0) === 3 ? 3 : 4;
  const littleEndian = tags.uint32(version === 3 ? 8 : 12) === 1;
  const reader: TagReader = {
    tags,
    values: binaryFile(bytes, littleEndian),
    littleEndian,
    wide: version === 4,
    at: version === 3 ? 12 : 16,
    left: most.tags,
  };
  return { version, littleEndian, root: groupOf(reader, 0) };
}
