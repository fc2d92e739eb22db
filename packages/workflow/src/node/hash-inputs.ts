import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { fileSource } from '@operando/beamline-io/node';
import type { ProvenanceInput } from '@operando/core';
import type { RunContext } from '../technique/context.js';
import type { HashedFile } from '../technique/run-memory.js';

/** A file that goes into a run. */
export interface InputFile {
  /** `data`, `cycler`, `options`, or a role of the technique's own. */
  readonly role: string;
  /** As it was given. */
  readonly name: string;
  /** Where it is. */
  readonly path: string;
}

/** Files as they were when they were hashed. */
export interface HashedInputs {
  readonly inputs: readonly ProvenanceInput[];
  /** Names of those that were written to since. */
  readonly changed: () => string[];
}

/** What was found of files by their paths: each is hashed once by a program that asks for it again. */
export type FileHashes = Map<string, HashedFile>;

/** Context of hashing. */
export interface HashContext extends Pick<RunContext, 'signal' | 'memory'> {
  /** Hashes of files that are known already. @default every file is hashed */
  readonly hashes?: FileHashes | undefined;
}

/** Files up to this size are read at once: of a hundred thousand small ones, opening streams would take the longest. */
const smallBytes = 4 * 1024 * 1024;

/** What is no file that can be read again: a pipe, or what is not there. */
const unhashed = { size: 0, sha256: '' } as const;

/** A plain file's size and times; undefined for what is none. */
export function statOf(path: string): BigIntStats | undefined {
  try {
    const found = statSync(path, { bigint: true });
    return found.isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Differs once a file was written to, or another was put in its place. */
export function stampOf(found: BigIntStats | undefined): string {
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/** Bytes of a piece of a small file. */
const pieceBytes = 64 * 1024;

/**
 * Gives the bytes of a small file piece by piece, all in one room: a hundred thousand files with one each take memory that nothing
 * gives back before the next collection.
 */
function readPieces(path: string, room: Uint8Array, take: (bytes: Uint8Array) => void): void {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const read = readSync(file, room, 0, room.length, null);
      if (read === 0) return;
      take(room.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Size and SHA-256 of a file, of a large one read piece by piece. Of what cannot be read nothing is known: whether that matters
 * is for those who read it to say.
 *
 * @param room Where pieces of small files are put. @default made for this one
 */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
  room: Uint8Array = new Uint8Array(pieceBytes),
): Promise<HashedFile> {
  signal?.throwIfAborted();
  const found = statOf(path);
  const stamp = stampOf(found);
  if (found === undefined) return { ...unhashed, stamp };
  const hash = createHash('sha256');
  let size = 0;
  const add = (bytes: Uint8Array): void => {
    size += bytes.length;
    hash.update(bytes);
  };
  try {
    if (found.size <= smallBytes) readPieces(path, room, add);
    else for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) add(piece as Uint8Array);
  } catch {
    signal?.throwIfAborted();
    return { ...unhashed, stamp };
  }
  return { size, sha256: hash.digest('hex'), stamp };
}

/** Of a file that is as it was when it was hashed before, what was found then. */
async function knownHash(
  { name, path }: InputFile,
  { hashes, memory }: HashContext,
  hash: () => Promise<HashedFile>,
): Promise<HashedFile> {
  const seen = memory === undefined ? hashes?.get(path) : memory.files.get(path);
  if (seen !== undefined && seen.sha256 !== '' && seen.stamp === stampOf(statOf(path))) return seen;
  const hashed = await hash();
  hashes?.set(path, hashed);
  memory?.files.set(path, { ...hashed, source: { ...fileSource(path), name } });
  return hashed;
}

/** What provenance says of files, and whether they are still what they were. @throws the reason of the abort signal. */
export async function hashInputs(files: readonly InputFile[], context: HashContext = {}): Promise<HashedInputs> {
  const inputs: ProvenanceInput[] = [];
  const stamps: string[] = [];
  const room = new Uint8Array(pieceBytes);
  for (const file of files) {
    const { stamp, size, sha256 } = await knownHash(file, context, () => hashFile(file.path, context.signal, room));
    inputs.push({ role: file.role, name: file.name, size, sha256 });
    stamps.push(stamp);
  }
  return {
    inputs,
    changed: () => files.flatMap(({ name, path }, i) => (stampOf(statOf(path)) === stamps[i] ? [] : [name])),
  };
}
