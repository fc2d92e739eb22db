import type { BinaryFile } from './binary.js';

/** A 32-bit word of a PDP-11 or VAX: its higher half comes first, each half little-endian. */
export function pdpUint32(file: BinaryFile, at: number): number {
  return file.uint16(at) * 0x1_0000 + file.uint16(at + 2);
}

/** A real number of a PDP-11 or VAX (F_floating): sign, exponent of 8 bits from 2^-128, 23 bits below a hidden one that stands for a half. */
export function pdpFloat32(file: BinaryFile, at: number): number {
  const [high, low] = [file.uint16(at), file.uint16(at + 2)];
  const exponent = (high >> 7) & 0xff;
  // An exponent of zero is the number zero, whatever follows.
  if (exponent === 0) return 0;
  const fraction = 0.5 + ((high & 0x7f) * 0x1_0000 + low) / 2 ** 24;
  return (high & 0x8000 ? -1 : 1) * fraction * 2 ** (exponent - 128);
}
