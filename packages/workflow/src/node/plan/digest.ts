import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';

/** Adds a text with its length, so that two of them are never one. */
function addText(hash: Hash, tag: string, text: string): void {
  hash.update(`${tag}${text.length}:${text}`);
}

const isNumber = (value: unknown): boolean => typeof value === 'number';

function addNumbers(hash: Hash, tag: string, values: ArrayLike<number>): void {
  hash.update(`${tag}${values.length}:`).update(new Uint8Array(Float64Array.from(values).buffer));
}

function addValue(hash: Hash, value: unknown): void {
  if (isNumber(value)) addNumbers(hash, 'f', [value as number]);
  else if (typeof value !== 'object' || value === null) addText(hash, typeof value, String(value));
  else if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    addText(hash, 'v', value.constructor.name);
    hash.update(`${byteLength}:`).update(new Uint8Array(buffer, byteOffset, byteLength));
  } else if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isNumber)) return addNumbers(hash, 'n', value as number[]);
    hash.update(`a${value.length}:`);
    for (const each of value) addValue(hash, each);
  } else {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    hash.update(`o${entries.length}:`);
    for (const [name, each] of entries) {
      addText(hash, 'k', name);
      addValue(hash, each);
    }
  }
}

/**
 * SHA-256 of plain data by its values alone. What the engine serializes is no such thing: the same number is written in two ways, by
 * how it was come to.
 */
export function digestOf(value: unknown): string {
  const hash = createHash('sha256');
  addValue(hash, value);
  return hash.digest('hex');
}
