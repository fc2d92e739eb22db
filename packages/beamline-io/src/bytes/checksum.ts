/** Remainders of all bytes by a polynomial, its bits in reverse order. */
function crcTable(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, value) => {
    let crc = value;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : polynomial ^ (crc >>> 1);
    return crc;
  });
}

const table = crcTable(0xedb88320);
const castagnoli = crcTable(0x82f63b78);

function remainder(bytes: Uint8Array, before: number, by: Uint32Array): number {
  let crc = (before ^ 0xffffffff) >>> 0;
  for (let i = 0; i < bytes.length; i++) crc = by[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** CRC-32 as gzip and zip have it (ISO 3309); of data in pieces when the last result is given. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return remainder(bytes, before, table);
}

/** CRC-32C (Castagnoli), as zarr has it (RFC 3720, B.4). */
export function crc32c(bytes: Uint8Array): number {
  return remainder(bytes, 0, castagnoli);
}
