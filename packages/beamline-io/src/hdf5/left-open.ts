import { statSync } from 'node:fs';

/** Which file on disk, and which state of it. */
export interface FileState {
  readonly path: string;
  readonly file: string;
  readonly version: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Files that an instance of the library has left open. An error can leave objects of a file unclosed, and so the file itself; opened
 * again, even by another name, it is taken for the one still open. Written over in between, its new contents would be read by the
 * structure of the old ones.
 */
export type LeftOpen = Map<string, FileState>;

/** @throws The file system's error for a file that is not there. */
export function stateOf(path: string): FileState {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  return { path, file: `${dev}:${ino}`, version: `${size}:${mtimeNs}`, size: Number(size) };
}

/** Whether a file was left open in another state than it is in now. */
export function isStale(left: LeftOpen, { file, version }: FileState): boolean {
  return (left.get(file)?.version ?? version) !== version;
}
