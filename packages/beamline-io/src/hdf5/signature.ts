const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bytes of the signature. */
export const signatureBytes: number = signature.length;

/** The place that is looked at after another: the signature stands at the beginning, or behind a block of a user's own of 512 bytes or a larger power of two. */
const placeAfter = (at: number): number => (at === 0 ? 512 : 2 * at);

/** Places at which the signature may stand in a file of this size. */
export function signaturePlaces(size: number): number[] {
  const places: number[] = [];
  for (let at = 0; at + signature.length <= size; at = placeAfter(at)) places.push(at);
  return places;
}

/** Where the signature stands; undefined for nowhere. */
export function signaturePlace(size: number, bytesAt: (at: number, length: number) => Uint8Array): number | undefined {
  for (let at = 0; at + signature.length <= size; at = placeAfter(at)) {
    const bytes = bytesAt(at, signature.length);
    if (signature.every((byte, i) => bytes[i] === byte)) return at;
  }
  return undefined;
}

/** Whether the bytes of a file are HDF5. */
export function isHdf5(bytes: Uint8Array): boolean {
  return signaturePlace(bytes.length, (at, length) => bytes.subarray(at, at + length)) !== undefined;
}
