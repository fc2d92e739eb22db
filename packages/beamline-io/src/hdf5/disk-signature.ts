import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { signatureBytes, signaturePlace } from './signature.js';

/** Whether a regular file is HDF5. */
export function hasHdf5Signature(path: string): boolean {
  try {
    // Opening a pipe would wait for its other end.
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(signatureBytes);
      return (
        signaturePlace(fstatSync(file).size, (at, length) =>
          bytes.subarray(0, readSync(file, bytes, 0, length, at)),
        ) !== undefined
      );
    } finally {
      closeSync(file);
    }
  } catch {
    // Reading it in earnest will say what is wrong.
    return false;
  }
}
