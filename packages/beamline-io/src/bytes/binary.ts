import { OperandoError } from '@operando/core';

/** Numbers and words at places of a binary file; every read beyond its end is an error that says so. */
export interface BinaryFile {
  readonly length: number;
  uint8(at: number): number;
  uint16(at: number): number;
  int16(at: number): number;
  uint32(at: number): number;
  int32(at: number): number;
  float32(at: number): number;
  float64(at: number): number;
  /** Text of one byte a letter, up to a zero byte, blanks at its end taken off. */
  text(at: number, length: number): string;
  /** A part as a file of its own, places counted from its beginning. */
  part(at: number, length: number): BinaryFile;
}

/**
 * Bytes as a {@link BinaryFile}.
 * @param littleEndian @default true
 * @throws OperandoError `truncated-file`, from its methods, with the place in bytes.
 */
export function binaryFile(bytes: Uint8Array, littleEndian = true): BinaryFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const inside = (at: number, length: number): number => {
    if (Number.isInteger(at) && at >= 0 && length >= 0 && at + length <= bytes.length) return at;
    throw new OperandoError(
      'truncated-file',
      `${length} bytes are expected at byte ${at}, the file has ${bytes.length}.`,
      { cure: 'The file seems cut short or damaged: copy it again.' },
    );
  };
  return {
    length: bytes.length,
    uint8: (at) => view.getUint8(inside(at, 1)),
    uint16: (at) => view.getUint16(inside(at, 2), littleEndian),
    int16: (at) => view.getInt16(inside(at, 2), littleEndian),
    uint32: (at) => view.getUint32(inside(at, 4), littleEndian),
    int32: (at) => view.getInt32(inside(at, 4), littleEndian),
    float32: (at) => view.getFloat32(inside(at, 4), littleEndian),
    float64: (at) => view.getFloat64(inside(at, 8), littleEndian),
    text(at, length) {
      const from = inside(at, length);
      const whole = bytes.subarray(from, from + length);
      const end = whole.indexOf(0);
      return new TextDecoder('windows-1252').decode(end < 0 ? whole : whole.subarray(0, end)).trimEnd();
    },
    part: (at, length) => binaryFile(bytes.subarray(inside(at, length), at + length), littleEndian),
  };
}

/** Whether bytes begin with these letters. */
export function beginsWith(bytes: Uint8Array, letters: string): boolean {
  if (bytes.length < letters.length) return false;
  for (let i = 0; i < letters.length; i++) if (bytes[i] !== letters.charCodeAt(i)) return false;
  return true;
}

/** Whether letters stand anywhere in bytes. */
export function includesText(bytes: Uint8Array, letters: string): boolean {
  const first = letters.charCodeAt(0);
  for (let i = bytes.indexOf(first); i >= 0; i = bytes.indexOf(first, i + 1)) {
    let k = 1;
    while (k < letters.length && bytes[i + k] === letters.charCodeAt(k)) k++;
    if (k === letters.length) return true;
  }
  return false;
}
