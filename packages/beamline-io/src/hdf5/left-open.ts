import { statSync } from 'node:fs';

/** Which file on disk, and which state of it. */
export interface FileState {
  readonly file: string;
  readonly version: string;
}

/**
 * Files that an instance of the library has left open. An error leaves objects of the file unclosed and so the file itself; opened
 * again, even by another name, it is taken for the one still open. Written over in between, its new contents would be read by the
 * structure of the old ones.
 */
export type LeftOpen = Map<string, string>;

/** @throws The file system's error for a file that is not there. */
export function stateOf(path: string): FileState {
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  return { file: `${dev}:${ino}`, version: `${size}:${mtimeNs}` };
}

/** Whether a file was left open in another state than it is in now. */
export function isStale(left: LeftOpen, { file, version }: FileState): boolean {
  return (left.get(file) ?? version) !== version;
}
