import { allBytes, OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { localFile } from './local-file.js';

/** Sources up to this size are taken at once. */
export const smallBytes: number = 1024 * 1024;
/** Bytes of frames that are kept when a series is opened, so that short ones are read but once. */
export const keptFrameBytes: number = 64 * 1024 * 1024;
/** Largest file read without being asked for more. */
export const defaultMaxBytes: number = 512 * 1024 * 1024;

/** That a file is not larger than is read. */
export function tooManyBytes(size: number, maxBytes: number): OperandoError {
  return new OperandoError('too-large', `the file has ${size} bytes, more than ${maxBytes}.`, {
    cure: 'Take it apart into smaller files; functions read it with a larger maxBytes.',
  });
}

/** All bytes of a source, refused before reading when they are more than allowed. @throws OperandoError `too-large`, `file-access`. */
export async function contentOf(source: NamedSource, maxBytes: number = defaultMaxBytes): Promise<Uint8Array> {
  const local = localFile(source);
  const small = local?.small();
  if (small !== undefined && small.length > maxBytes) throw tooManyBytes(small.length, maxBytes);
  if (local !== undefined) return small ?? local.all(maxBytes);
  const { byteLength } = source.bytes;
  if (byteLength > maxBytes) throw tooManyBytes(byteLength, maxBytes);
  return allBytes(source.bytes);
}

/** The name of a source without its folders. */
export function baseName(source: NamedSource): string {
  return localFile(source)?.base ?? source.name.slice(source.name.lastIndexOf('/') + 1);
}
