import { deflateRawSync } from 'node:zlib';
import { curveForm, exactForm, mapForm, storedBytes } from './number-form.js';
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
  /** Curves over a map. @param over How that is stored. */
  curves(this: void, values: ArrayLike<number>, over: PackedNumbers | undefined): PackedNumbers;
  text(this: void, text: string): PackedText;
  /** What was packed, in base64. */
  readonly blobs: readonly string[];
}

/** The coarsest steps that show nothing over a map: its own; of counts, whose noise is 1 or more, half a count. */
function coarsestOver(over: PackedNumbers | undefined): number | undefined {
  if (over?.form === 'u16' || over?.form === 'u32') return 0.5;
  return over?.step;
}

/**
 * Packs numbers and texts, each into bytes that are deflated and written in base64.
 *
 * @param level Of the deflation: 1 the quickest, 9 the smallest.
 */
export function createPacker(level = 6): Packer {
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
    curves: (values, over) => pack(values, curveForm(values, coarsestOver(over))),
    text: (text) => ({ blob: add(new TextEncoder().encode(text)) }),
    blobs,
  };
}
