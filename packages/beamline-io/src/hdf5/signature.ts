import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where the signature stands: at the beginning, or behind a block of a user's own of 512 bytes or a larger power of two; undefined for nowhere. */
export function signaturePlace(size: number, bytesAt: (at: number, length: number) => Uint8Array): number | undefined {
  for (let at = 0; at + signature.length <= size; at = at === 0 ? 512 : 2 * at) {
    const bytes = bytesAt(at, signature.length);
    if (signature.every((byte, i) => bytes[i] === byte)) return at;
  }
  return undefined;
}

/** Whether the bytes of a file are HDF5. */
export function isHdf5(bytes: Uint8Array): boolean {
  return signaturePlace(bytes.length, (at, length) => bytes.subarray(at, at + length)) !== undefined;
}

/** Whether a regular file is HDF5. */
export function hasHdf5Signature(path: string): boolean {
  try {
    // Opening a pipe would wait for its other end.
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(signature.length);
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
