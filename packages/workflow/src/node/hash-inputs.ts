import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import type { ProvenanceInput } from '@operando/core';
import type { RunContext } from '../technique/context.js';

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

/** Files up to this size are read at once: of a hundred thousand small ones, opening streams would take the longest. */
const smallBytes = 4 * 1024 * 1024;

/** What is no file that can be read again: a pipe, or what is not there. */
const unhashed = { size: 0, sha256: '' } as const;

/** A plain file's size and times; undefined for what is none. */
function statOf(path: string): BigIntStats | undefined {
  try {
    const found = statSync(path, { bigint: true });
    return found.isFile() ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Differs once a file was written to, or another was put in its place. */
function stampOf(found: BigIntStats | undefined): string {
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/**
 * Size and SHA-256 of a file, of a large one read piece by piece. Of what cannot be read nothing is known: whether that matters
 * is for those who read it to say.
 */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
): Promise<Pick<ProvenanceInput, 'size' | 'sha256'> & { readonly stamp: string }> {
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
    if (found.size <= smallBytes) add(readFileSync(path));
    else for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) add(piece as Uint8Array);
  } catch {
    signal?.throwIfAborted();
    return { ...unhashed, stamp };
  }
  return { size, sha256: hash.digest('hex'), stamp };
}

/** What provenance says of files, and whether they are still what they were. @throws the reason of the abort signal. */
export async function hashInputs(files: readonly InputFile[], { signal }: RunContext = {}): Promise<HashedInputs> {
  const inputs: ProvenanceInput[] = [];
  const stamps: string[] = [];
  for (const { role, name, path } of files) {
    const { stamp, ...hashed } = await hashFile(path, signal);
    inputs.push({ role, name, ...hashed });
    stamps.push(stamp);
  }
  return {
    inputs,
    changed: () => files.flatMap(({ name, path }, i) => (stampOf(statOf(path)) === stamps[i] ? [] : [name])),
  };
}
