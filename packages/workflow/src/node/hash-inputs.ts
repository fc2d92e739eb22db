import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { ProvenanceInput } from '@operando/core';
import { OperandoError } from '@operando/core';
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

/** Files up to this size are read at once: of a hundred thousand small ones, opening streams would take the longest. */
const smallBytes = 4 * 1024 * 1024;

/** Size and SHA-256 of a file; of a large one read piece by piece. */
async function hashFile(path: string, signal: AbortSignal | undefined): Promise<{ size: number; sha256: string }> {
  signal?.throwIfAborted();
  const hash = createHash('sha256');
  let size = 0;
  const add = (bytes: Uint8Array): void => {
    size += bytes.length;
    hash.update(bytes);
  };
  try {
    const found = statSync(path);
    // A pipe has been read, and holds nothing any more.
    if (!found.isFile()) return { size: 0, sha256: '' };
    if (found.size <= smallBytes) add(readFileSync(path));
    else for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) add(piece as Uint8Array);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new OperandoError('file-access', 'the file cannot be read.', {
      where: { file: path },
      cure: 'Check its path and permissions.',
      cause,
    });
  }
  return { size, sha256: hash.digest('hex') };
}

/**
 * What provenance says of files.
 *
 * @throws OperandoError `file-access` with the file.
 */
export async function hashInputs(files: readonly InputFile[], { signal }: RunContext = {}): Promise<ProvenanceInput[]> {
  const inputs: ProvenanceInput[] = [];
  for (const { role, name, path } of files) inputs.push({ role, name, ...(await hashFile(path, signal)) });
  return inputs;
}
