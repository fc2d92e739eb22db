import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isOperandoError } from '@operando/core';
import type { ByteSource } from '@operando/core';
import type { AccessContent } from '../electrochemistry/access-content.js';
import { accessContent } from '../electrochemistry/access-thread.js';
import type { Hdf5File } from '../hdf5/file.js';
import { openHdf5 } from '../hdf5/open-hdf5.js';
import type { OpenHdf5Options } from '../hdf5/options.js';
import { inflateNode } from '../images/node-inflate.js';
import { accessError } from './access-error.js';
import { smallBytes, tooManyBytes } from './contents.js';
import { filePieces } from './file-pieces.js';
import type { LocalFile, LocalSource, UnpackLimits } from './local-file.js';
import type { ReadingRoom } from './reading-room.js';
import { unsizedBytes } from './unsized-file.js';

/** Room for bytes, not filled with zeros first, which takes as long as reading. */
function roomOf(size: number): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.allocUnsafeSlow(size);
  return new Uint8Array(buffer, byteOffset, length);
}

/**
 * Bytes of a small file, opened once and read in one go. At once, since of a hundred thousand files waiting for each would take
 * as long as taking them apart.
 * @returns undefined for larger ones, and for pipes and other files that do not tell their size.
 */
function readSmallFile(path: string, room?: ReadingRoom): Uint8Array | undefined {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > smallBytes) return undefined;
    const file = openSync(path, 'r');
    try {
      // One byte more shows whether it grew meanwhile.
      const bytes = room?.of(found.size + 1) ?? roomOf(found.size + 1);
      const bytesRead = readSync(file, bytes, 0, bytes.length, 0);
      return bytesRead === found.size ? bytes.subarray(0, bytesRead) : undefined;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw accessError(path, error);
  }
}

/** All bytes of a file, refused before reading when it is larger than allowed. */
async function readWholeFile(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.size > maxBytes) throw tooManyBytes(found.size, maxBytes);
    // Files of the system tell no size either.
    if (!found.isDirectory() && (!found.isFile() || found.size === 0))
      return await unsizedBytes(path, found.isFIFO(), maxBytes);
    return await readFile(path);
  } catch (error) {
    if (isOperandoError(error)) throw error.at({ file: path });
    throw accessError(path, error);
  }
}

/** Part of a file; fewer bytes where it ends. */
async function readPart(path: string, from: number, to: number): Promise<Uint8Array> {
  const start = Math.max(0, from);
  if (!(to > start)) return new Uint8Array(0);
  try {
    // Opening a pipe would wait for a writer, and take what comes first.
    if (!(await stat(path)).isFile()) return new Uint8Array(0);
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - start));
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await file.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw accessError(path, error);
  }
}

/** Bytes of a file, opened whenever some are asked for. */
class DiskBytes implements ByteSource {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get byteLength(): number {
    try {
      return statSync(this.#path).size;
    } catch (error) {
      throw accessError(this.#path, error);
    }
  }

  slice(from: number, to: number): Promise<Uint8Array> {
    return readPart(this.#path, from, to);
  }
}

/** What there is beside the bytes. Of a hundred thousand files each has one: methods, and not functions of its own. */
class DiskFile implements LocalFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get base(): string {
    return basename(this.#path);
  }

  small(room?: ReadingRoom): Uint8Array | undefined {
    return readSmallFile(this.#path, room);
  }

  all(maxBytes: number): Promise<Uint8Array> {
    return readWholeFile(this.#path, maxBytes);
  }

  pieces(limits: UnpackLimits): AsyncIterable<Uint8Array> {
    return filePieces(this.#path, limits);
  }

  openHdf5(options: OpenHdf5Options): Promise<Hdf5File> {
    return openHdf5(this.#path, options);
  }

  inflate(bytes: Uint8Array, most: number): Uint8Array {
    return inflateNode(bytes, most);
  }

  accessContent(bytes: Uint8Array, seconds: number): Promise<AccessContent> {
    return accessContent(bytes, seconds);
  }
}

/**
 * A file on the disk as a source. Nothing is opened yet: what is wrong with it is told when it is read. HDF5 files are read by
 * their path, without being read into memory.
 *
 * @throws OperandoError `file-access`, from its methods.
 */
export function fileSource(path: string): LocalSource {
  return { name: path, bytes: new DiskBytes(path), local: new DiskFile(path) };
}
