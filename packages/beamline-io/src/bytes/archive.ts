import { Inflate } from 'fflate';
import { OperandoError } from '@operando/core';
import { binaryFile, includesText } from './binary.js';
import type { BinaryFile } from './binary.js';
import { crc32 } from './checksum.js';
import { said } from '../text/said.js';

/** Most that the wanted members of an archive may unpack to. */
const mostBytes = 256 * 1024 * 1024;
/** Unpacked over packed size, asked beyond the first MiB. */
const mostRatio = 200;
const leastForRatio = 1024 * 1024;
const mostMembers = 10_000;
const natural = new Intl.Collator('en', { numeric: true });

/** One file of a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** Bytes, packed and unpacked, as the directory says. */
  readonly packed: number;
  readonly size: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly checksum: number;
  /** Where its local header stands. */
  readonly at: number;
}

/** Name of the first entries as far as the beginning of an archive shows them. */
export function archiveMentions(bytes: Uint8Array, name: string): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && includesText(bytes, name);
}

function damaged(problem: string, cause?: unknown): OperandoError {
  return new OperandoError('malformed-file', said`the archive cannot be unpacked: ${problem}.`, {
    cure: 'The file seems cut short or damaged: copy it again.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const longestComment = 65_535;
const endBytes = 22;

/** Number of members and place of the directory, zip64 included. */
function directoryOf(file: BinaryFile): { readonly count: number; readonly at: number } {
  for (let at = file.length - endBytes; at >= Math.max(0, file.length - endBytes - longestComment); at--) {
    if (file.uint32(at) !== 0x06054b50) continue;
    const [count, place] = [file.uint16(at + 10), file.uint32(at + 16)];
    const locator = at - 20;
    if ((count !== 0xffff && place !== 0xffff_ffff) || locator < 0 || file.uint32(locator) !== 0x07064b50)
      return { count, at: place };
    const end = file.uint32(locator + 8);
    if (file.uint32(locator + 12) !== 0 || file.uint32(end) !== 0x06064b50)
      throw damaged('its directory is not where it should be');
    return { count: file.uint32(end + 32), at: file.uint32(end + 48) };
  }
  throw damaged('it has no directory');
}

/** Sizes and place that do not fit 32 bits stand in a further field. */
function widened(file: BinaryFile, extraAt: number, extraLength: number, values: readonly number[]): number[] {
  const wide = [...values];
  for (let at = extraAt; at + 4 <= extraAt + extraLength; at += 4 + file.uint16(at + 2)) {
    if (file.uint16(at) !== 1) continue;
    let from = at + 4;
    wide.forEach((value, i) => {
      if (value !== 0xffff_ffff) return;
      wide[i] = file.uint32(from) + file.uint32(from + 4) * 2 ** 32;
      from += 8;
    });
    break;
  }
  return wide;
}

/** Names that could lead out of a folder, or mean different things to different programs. */
function checkName(name: string, seen: Set<string>): void {
  const unsafe =
    name === '' ||
    name.startsWith('/') ||
    name.includes('\\') ||
    name.includes('\0') ||
    /^[A-Za-z]:/.test(name) ||
    name.split('/').includes('..');
  if (unsafe)
    throw new OperandoError(
      'malformed-file',
      said`the archive has a member called ${JSON.stringify(name.slice(0, 80))}, a path that leads out of it.`,
      { cure: 'Do not unpack this file: it was made to write elsewhere.' },
    );
  if (seen.has(name)) throw damaged(said`the member ${JSON.stringify(name.slice(0, 80))} is in it twice`);
  seen.add(name);
}

/**
 * Members of a zip archive, by its directory.
 *
 * @throws OperandoError `malformed-file` for a damaged directory, names that lead out of the archive, members twice or over one
 * another; `unsupported` for encrypted ones; `too-large` for more than 10 000.
 */
export function zipMembers(bytes: Uint8Array): ZipMember[] {
  const file = binaryFile(bytes);
  const { count, at: start } = directoryOf(file);
  if (count > mostMembers)
    throw new OperandoError('too-large', `the archive has ${count} members, more than ${mostMembers}.`);
  const members: ZipMember[] = [];
  const seen = new Set<string>();
  let at = start;
  for (let i = 0; i < count; i++) {
    if (file.uint32(at) !== 0x02014b50) throw damaged(`its directory ends after ${i} of ${count} members`);
    const flags = file.uint16(at + 8);
    const [nameLength, extraLength, commentLength] = [file.uint16(at + 28), file.uint16(at + 30), file.uint16(at + 32)];
    const raw = file.part(at + 46, nameLength);
    const letters = Uint8Array.from({ length: nameLength }, (_, k) => raw.uint8(k));
    const name = new TextDecoder((flags & 0x800) === 0 ? 'windows-1252' : 'utf-8').decode(letters);
    checkName(name, seen);
    const [size, packed, place] = widened(file, at + 46 + nameLength, extraLength, [
      file.uint32(at + 24),
      file.uint32(at + 20),
      file.uint32(at + 42),
    ]);
    if ((flags & 1) !== 0)
      throw new OperandoError('unsupported', said`the member ${JSON.stringify(name.slice(0, 80))} is encrypted.`, {
        cure: 'Save the file without a password.',
      });
    members.push({
      name,
      size: size!,
      packed: packed!,
      at: place!,
      method: file.uint16(at + 10),
      checksum: file.uint32(at + 16),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  const inOrder = members.toSorted((a, b) => a.at - b.at);
  inOrder.forEach((member, i) => {
    const next = inOrder[i + 1];
    // A local header has 30 bytes and the name again: members over one another unpack to more than they hold.
    if (next !== undefined && member.at + 30 + member.packed > next.at)
      throw damaged(
        said`the members ${JSON.stringify(member.name.slice(0, 40))} and ${JSON.stringify(next.name.slice(0, 40))} lie over one another`,
      );
  });
  return members;
}

/**
 * One member unpacked; not a byte more than its directory says, and its checksum must agree.
 * @throws OperandoError `malformed-file`, `unsupported` for methods other than stored and deflated, `too-large`.
 */
export function unpackMember(bytes: Uint8Array, { name, at, packed, size, method, checksum }: ZipMember): Uint8Array {
  if (size > mostBytes || (size > leastForRatio && size > mostRatio * packed)) {
    throw new OperandoError(
      'too-large',
      `the archive unpacks to more than ${size > mostBytes ? `${mostBytes} bytes` : `${mostRatio} times its size`}.`,
      { cure: 'Unpack it first if that is meant.' },
    );
  }
  const file = binaryFile(bytes);
  if (file.uint32(at) !== 0x04034b50)
    throw damaged(said`${JSON.stringify(name.slice(0, 80))} is not where the directory says`);
  const from = at + 30 + file.uint16(at + 26) + file.uint16(at + 28);
  if (from + packed > bytes.length) throw damaged(said`${JSON.stringify(name.slice(0, 80))} ends after the file`);
  const data = bytes.subarray(from, from + packed);
  if (method !== 0 && method !== 8)
    throw new OperandoError(
      'unsupported',
      said`the archive packs ${JSON.stringify(name.slice(0, 80))} by method ${method}.`,
      { cure: 'Pack it with deflate.' },
    );
  const content = method === 0 ? data : inflate(data, size, name);
  if (content.length !== size || crc32(content) !== checksum)
    throw damaged(said`length or checksum of ${JSON.stringify(name.slice(0, 80))} differ`);
  return content;
}

/** Packed bytes given to the decompressor at a time: at most about 16 MiB come out before the size is asked. */
const step = 16_384;

function inflate(data: Uint8Array, size: number, name: string): Uint8Array {
  const out = new Uint8Array(size);
  let total = 0;
  const stream = new Inflate((piece) => {
    if (total + piece.length > size)
      throw damaged(said`${JSON.stringify(name.slice(0, 80))} is longer than its directory says`);
    out.set(piece, total);
    total += piece.length;
  });
  try {
    for (let at = 0; at < data.length || at === 0; at += step)
      stream.push(data.subarray(at, at + step), at + step >= data.length);
  } catch (error) {
    if (error instanceof OperandoError) throw error;
    throw damaged(error instanceof Error ? error.message : String(error), error);
  }
  return out.subarray(0, total);
}

/**
 * Unpack the members whose names fit, in natural order of these (2 before 10); nothing else is unpacked,
 * and no more than 256 MiB, whatever an archive claims.
 *
 * @throws OperandoError `malformed-file` for a damaged archive or without such a member, `too-large`, `unsupported`.
 */
export function unpack(bytes: Uint8Array, wanted: RegExp): ReadonlyMap<string, Uint8Array> {
  const members = zipMembers(bytes)
    .filter(({ name }) => wanted.test(name))
    .toSorted((a, b) => natural.compare(a.name, b.name));
  if (members.length === 0)
    throw new OperandoError('malformed-file', 'the archive holds no measured data.', {
      cure: 'Export a finished measurement.',
    });
  const total = members.reduce((sum, { size }) => sum + size, 0);
  if (total > mostBytes) throw new OperandoError('too-large', `the archive unpacks to more than ${mostBytes} bytes.`);
  return new Map(members.map((member) => [member.name, unpackMember(bytes, member)]));
}
