import { deflateRawSync } from 'node:zlib';
import { exactForm, mapForm, storedBytes } from './number-form.js';
import type { ChosenForm } from './number-form.js';
import { bytesOf, shuffled } from './packed-numbers.js';
import type { PackedNumbers } from './packed-numbers.js';

/** Text in a page. */
export interface PackedText {
  readonly blob: number;
}

/** Collects what a page holds beside its plain words. */
export interface Packer {
  /** Numbers that come out to the bit. */
  exact(this: void, values: ArrayLike<number>): PackedNumbers;
  /** Values of a map. @param points Of a row. */
  map(this: void, values: ArrayLike<number>, points: number): PackedNumbers;
  text(this: void, text: string): PackedText;
  /** What was packed, in base64. */
  readonly blobs: readonly string[];
}

const level = 6;

/** Packs numbers and texts, each into bytes that are deflated and written in base64. */
export function createPacker(): Packer {
  const blobs: string[] = [];
  const add = (bytes: Uint8Array): number => blobs.push(deflateRawSync(bytes, { level }).toString('base64')) - 1;
  const pack = (values: ArrayLike<number>, chosen: ChosenForm): PackedNumbers => ({
    ...chosen,
    length: values.length,
    blob: add(shuffled(storedBytes(values, chosen), bytesOf[chosen.form])),
  });
  return {
    exact: (values) => pack(values, exactForm(values)),
    map: (values, points) => pack(values, mapForm(values, points)),
    text: (text) => ({ blob: add(new TextEncoder().encode(text)) }),
    blobs,
  };
}
