import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether a regular file is HDF5; its signature may stand after a block of a user's own, of 512 bytes or a larger power of two. */
export function hasHdf5Signature(path: string): boolean {
  try {
    // Opening a pipe would wait for its other end.
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = new Uint8Array(signature.length);
      for (let at = 0; at + signature.length <= size; at = at === 0 ? 512 : 2 * at) {
        if (readSync(file, bytes, 0, bytes.length, at) === bytes.length && signature.every((byte, i) => bytes[i] === byte)) return true;
      }
      return false;
    } finally {
      closeSync(file);
    }
  } catch {
    // Reading it in earnest will say what is wrong.
    return false;
  }
}
