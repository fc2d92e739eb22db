import { OperandoError } from '@operando/core';
import type { ByteSource } from '@operando/core';

/** Bytes that are read at once where directories lie. */
const windowBytes = 65_536;

/** That a TIFF file is not as it should be. */
export function badTiff(problem: string): OperandoError {
  return new OperandoError('malformed-file', `the TIFF file is damaged: ${problem}.`, {
    cure: 'Copy or export it again.',
  });
}

/** Bytes anywhere in a source; those near the last ones asked for are at hand. */
export class Window {
  readonly #source: ByteSource;
  readonly length: number;
  #at = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(source: ByteSource) {
    this.#source = source;
    this.length = source.byteLength;
  }

  /** Gives back the memory of what is at hand. */
  release(): void {
    this.#bytes = new Uint8Array(0);
  }

  /** @throws OperandoError `truncated-file` beyond the end. */
  async view(at: number, length: number): Promise<DataView> {
    if (!(at >= 0 && length >= 0 && at + length <= this.length))
      throw new OperandoError(
        'truncated-file',
        `${length} bytes are expected at byte ${at}, the file has ${this.length}.`,
        {
          cure: 'The file seems cut short or damaged: copy it again.',
        },
      );
    if (at < this.#at || at + length > this.#at + this.#bytes.length) {
      this.#bytes = await this.#source.slice(at, Math.min(this.length, at + Math.max(length, windowBytes)));
      this.#at = at;
      if (this.#bytes.length < length)
        throw new OperandoError('truncated-file', `the file ends before byte ${at + length}.`, {
          cure: 'It became shorter while it was read: copy it again.',
        });
    }
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at - this.#at, length);
  }
}

/** How numbers and places are written in a TIFF file. */
export interface TiffOrder {
  readonly littleEndian: boolean;
  /** BigTIFF: places of 8 bytes. */
  readonly isBig: boolean;
}

/** One entry of a directory. */
export interface TiffField {
  readonly type: number;
  readonly count: number;
  /** Where its values stand. */
  readonly at: number;
}

/** Entries of a directory by their tags, and where the next directory is; 0 after the last. */
export interface TiffDirectory {
  readonly fields: ReadonlyMap<number, TiffField>;
  readonly next: number;
  /** Bytes it takes. */
  readonly size: number;
}

/** Bytes of a value of each type; 0 for types that do not exist. */
const typeBytes: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

function placeAt(view: DataView, at: number, { littleEndian, isBig }: TiffOrder): number {
  return isBig ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian);
}

/**
 * The beginning of a TIFF file; undefined for other files.
 * @returns Its order, and where its first directory is.
 */
export async function tiffHeader(window: Window): Promise<{ order: TiffOrder; first: number } | undefined> {
  if (window.length < 8) return undefined;
  const view = await window.view(0, Math.min(16, window.length));
  const mark = view.getUint16(0, false);
  if (mark !== 0x4949 && mark !== 0x4d4d) return undefined;
  const littleEndian = mark === 0x4949;
  const version = view.getUint16(2, littleEndian);
  if (version === 42) return { order: { littleEndian, isBig: false }, first: view.getUint32(4, littleEndian) };
  if (version !== 43) return undefined;
  if (view.byteLength < 16 || view.getUint16(4, littleEndian) !== 8)
    throw badTiff('its header is not that of a BigTIFF');
  const order = { littleEndian, isBig: true };
  return { order, first: placeAt(view, 8, order) };
}

/** A directory. @throws OperandoError `truncated-file`, `malformed-file`. */
export async function tiffDirectory(window: Window, order: TiffOrder, at: number): Promise<TiffDirectory> {
  const { littleEndian, isBig } = order;
  const [countBytes, entryBytes, placeBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
  const head = await window.view(at, countBytes);
  const count = isBig ? Number(head.getBigUint64(0, littleEndian)) : head.getUint16(0, littleEndian);
  const size = countBytes + count * entryBytes + placeBytes;
  if (count === 0 || size > window.length) throw badTiff(`the directory at byte ${at} has ${count} entries`);
  const body = await window.view(at + countBytes, size - countBytes);
  const fields = new Map<number, TiffField>();
  for (let i = 0; i < count; i++) {
    const entry = i * entryBytes;
    const tag = body.getUint16(entry, littleEndian);
    const type = body.getUint16(entry + 2, littleEndian);
    const values = placeAt(body, entry + 4, order);
    const inline = entry + 4 + placeBytes;
    const bytes = values * (typeBytes[type] ?? 0);
    if (fields.has(tag)) continue;
    fields.set(tag, {
      type,
      count: values,
      at: bytes <= placeBytes ? at + countBytes + inline : placeAt(body, inline, order),
    });
  }
  return { fields, next: placeAt(body, count * entryBytes, order), size };
}

/** Reads one value of a view. */
function numberAt(view: DataView, at: number, type: number, littleEndian: boolean): number {
  switch (type) {
    case 1:
    case 7:
      return view.getUint8(at);
    case 3:
      return view.getUint16(at, littleEndian);
    case 4:
    case 13:
      return view.getUint32(at, littleEndian);
    case 5:
      return view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, littleEndian);
    case 9:
      return view.getInt32(at, littleEndian);
    case 10:
      return view.getInt32(at, littleEndian) / view.getInt32(at + 4, littleEndian);
    case 11:
      return view.getFloat32(at, littleEndian);
    case 12:
      return view.getFloat64(at, littleEndian);
    case 17:
      return Number(view.getBigInt64(at, littleEndian));
    default:
      return Number(view.getBigUint64(at, littleEndian));
  }
}

/** All values of an entry. @throws OperandoError `truncated-file`, `malformed-file` for entries of letters, or of no known type. */
export async function fieldNumbers(window: Window, order: TiffOrder, field: TiffField): Promise<Float64Array> {
  const size = typeBytes[field.type] ?? 0;
  if (size === 0 || field.type === 2) throw badTiff(`an entry has type ${field.type} where numbers are expected`);
  if (field.count * size > window.length)
    throw badTiff(`an entry has ${field.count} values, more than fit into the file`);
  const view = await window.view(field.at, field.count * size);
  const values = new Float64Array(field.count);
  for (let i = 0; i < values.length; i++) values[i] = numberAt(view, i * size, field.type, order.littleEndian);
  return values;
}

/** Letters that are read of an entry. */
const mostLetters = 4 * 1024 * 1024;

/** An entry of letters, up to its first zero; undefined for entries of numbers. @throws OperandoError `truncated-file`. */
export async function fieldText(window: Window, field: TiffField | undefined): Promise<string | undefined> {
  if (field === undefined || ![1, 2, 7].includes(field.type)) return undefined;
  const view = await window.view(field.at, Math.min(field.count, mostLetters));
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const end = bytes.indexOf(0);
  const letters = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(letters);
  } catch {
    return new TextDecoder('windows-1252').decode(letters);
  }
}
