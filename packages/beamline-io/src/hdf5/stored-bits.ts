import { signaturePlace } from './signature.js';
import { isNumbers } from './values.js';

/** Where the bits of an integer lie in its bytes. */
export interface StoredBits {
  readonly offset: number;
  readonly precision: number;
}

/** Object headers are read in pieces of no more bytes, and no more of them. */
const mostBytes = 65_536;
const mostPieces = 64;
const datatypeMessage = 0x0003;
const continuationMessage = 0x0010;
const sharedFlag = 0x02;
const committed = 2;

interface Sizes {
  readonly base: number;
  readonly offset: number;
  readonly length: number;
}

/** Bytes of a file at a place; fewer where it ends. */
export type ReadAt = (at: number, bytes: number) => Uint8Array;

type ViewAt = (at: number, bytes: number) => DataView;

/** An unsigned integer of some bytes, least first. */
function unsigned(view: DataView, at: number, bytes: number): number {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + view.getUint8(at + i);
  return value;
}

/** What the superblock says, which begins with the signature. */
function sizesOf(readAt: ReadAt, viewAt: ViewAt, bytes: number): Sizes | undefined {
  const base = signaturePlace(bytes, readAt);
  const view = base === undefined ? undefined : viewAt(base, 16);
  if (base === undefined || view === undefined || view.byteLength < 16) return undefined;
  const sizes = view.getUint8(8) < 2 ? 13 : 9;
  const [offset, length] = [view.getUint8(sizes), view.getUint8(sizes + 1)];
  // Addresses count from the signature, whatever base the superblock states: the library corrects that too.
  return [2, 4, 8].includes(offset) && [2, 4, 8].includes(length) ? { base, offset, length } : undefined;
}

/** The message of an object header that describes its datatype, with where else it stands if it is shared. */
function datatypeIn(
  viewAt: ViewAt,
  { base, offset, length }: Sizes,
  address: number,
): DataView | { readonly address: number } | undefined {
  const head = viewAt(base + address, 64);
  if (head.byteLength < 24) return undefined;
  const second = head.getUint32(0) === 0x4f484452;
  const flags = second ? head.getUint8(5) : 0;
  const sizeAt = second ? 6 + ((flags & 0x20) === 0 ? 0 : 16) + ((flags & 0x10) === 0 ? 0 : 4) : 8;
  const sizeBytes = second ? 2 ** (flags & 3) : 4;
  const first = { at: base + address + (second ? sizeAt + sizeBytes : 16), bytes: unsigned(head, sizeAt, sizeBytes) };
  const pieces = [first];
  const prefix = second ? 4 + ((flags & 0x04) === 0 ? 0 : 2) : 8;
  for (let p = 0; p < pieces.length && p < mostPieces; p++) {
    const view = viewAt(pieces[p]!.at, Math.min(mostBytes, pieces[p]!.bytes));
    for (let at = 0; at + prefix <= view.byteLength;) {
      const type = second ? view.getUint8(at) : view.getUint16(at, true);
      const size = view.getUint16(at + (second ? 1 : 2), true);
      const isShared = (view.getUint8(at + (second ? 3 : 4)) & sharedFlag) !== 0;
      const body = at + prefix;
      if (body + size > view.byteLength) break;
      if (type === datatypeMessage && isShared) {
        const [version, kind] = [view.getUint8(body), view.getUint8(body + 1)];
        return version === 3 && kind !== committed
          ? undefined
          : { address: unsigned(view, body + (version === 1 ? 8 : 2), offset) };
      }
      if (type === datatypeMessage) return new DataView(view.buffer, view.byteOffset + body, size);
      if (type === continuationMessage) {
        const [target, bytes] = [base + unsigned(view, body, offset), unsigned(view, body + offset, length)];
        // The pieces of the second version begin with a signature and end with a checksum.
        pieces.push(second ? { at: target + 4, bytes: Math.max(0, bytes - 8) } : { at: target, bytes });
      }
      at = body + size;
    }
  }
  return undefined;
}

/** Exponent and mantissa of IEEE 754: offset, precision, place and bits of the exponent, of the mantissa, bias. */
const ieee: Readonly<Record<number, string>> = {
  2: '0,16,10,5,0,10,15',
  4: '0,32,23,8,0,23,127',
  8: '0,64,52,11,0,52,1023',
};

/**
 * How the numbers of a dataset lie in their bytes, which the library does not tell. Read from the dataset's header (HDF5 file format
 * specification, IV.A.2.d).
 *
 * @param size Of the file, in bytes.
 * @param address Of the object header.
 * @returns `whole` for numbers that fill their bytes, `not-ieee` for floating-point numbers of another make; undefined where it cannot
 * be found out.
 */
export function storedBits(
  size: number,
  readAt: ReadAt,
  address: number,
): StoredBits | 'whole' | 'not-ieee' | undefined {
  const viewAt: ViewAt = (at, length) => {
    const { buffer, byteOffset, byteLength } = readAt(at, length);
    return new DataView(buffer, byteOffset, byteLength);
  };
  const sizes = sizesOf(readAt, viewAt, size);
  if (sizes === undefined) return undefined;
  let found = datatypeIn(viewAt, sizes, address);
  if (found !== undefined && 'address' in found) found = datatypeIn(viewAt, sizes, found.address);
  if (found === undefined || 'address' in found || found.byteLength < 12) return undefined;
  const bytes = found.getUint32(4, true);
  const [offset, precision] = [found.getUint16(8, true), found.getUint16(10, true)];
  const kind = found.getUint8(0) & 15;
  if (kind === 1 && found.byteLength >= 20) {
    const layout = [offset, precision, ...[12, 13, 14, 15].map((at) => found.getUint8(at)), found.getUint32(16, true)];
    return layout.join() === ieee[bytes] ? 'whole' : 'not-ieee';
  }
  if (kind !== 0 || precision === 0 || offset + precision > 8 * bytes) return undefined;
  return precision === 8 * bytes ? 'whole' : { offset, precision };
}

/** Integers from their bits, the sign carried on: the library gives the bytes as they lie there. A single number may be given as one. */
export function fromBits(values: unknown, { offset, precision }: StoredBits, signed: boolean): unknown {
  const small = (value: number): number =>
    signed
      ? (value << (32 - offset - precision)) >> (32 - precision)
      : (value << (32 - offset - precision)) >>> (32 - precision);
  const large = (value: bigint): bigint =>
    signed ? BigInt.asIntN(precision, value >> BigInt(offset)) : BigInt.asUintN(precision, value >> BigInt(offset));
  if (typeof values === 'number') return small(values);
  if (typeof values === 'bigint') return large(values);
  if (values instanceof BigInt64Array) return values.map(large);
  if (values instanceof BigUint64Array) return values.map(large);
  return isNumbers(values) ? Float64Array.from(values, small) : values;
}
