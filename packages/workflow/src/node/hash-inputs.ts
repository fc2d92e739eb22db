import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
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

/** Size and SHA-256 of a file, read piece by piece. */
async function hashFile(path: string, signal: AbortSignal | undefined): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
      const bytes = piece as Uint8Array;
      size += bytes.length;
      hash.update(bytes);
    }
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
