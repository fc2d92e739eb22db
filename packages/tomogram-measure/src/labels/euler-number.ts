import { OperandoError } from '@operando/core';
import type { VolumeShape } from '../volume.js';

/** Euler number of a mask that comes slice after slice. */
export interface EulerCounter {
  /** The next slices: labels. */
  add(slices: Uint8Array): void;
  /** Bodies less tunnels plus hollows, with voxels that share a face (6) or a corner (26) taken to hang together. */
  finish(): { readonly connectivity6: number; readonly connectivity26: number };
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** A slice as bits, 31 voxels to a word; the last bit of a word repeats the first of the next. A row and a column of nothing surround it. */
function pack(
  slices: Uint8Array,
  at: number,
  height: number,
  width: number,
  inside: Uint8Array,
  bits: Int32Array,
): void {
  const words = bits.length / (height + 2);
  bits.fill(0);
  for (let y = 0; y < height; y++) {
    const row = (y + 1) * words;
    const from = at + y * width;
    // Voxel x is bit (x + 1) % 31 of its word: the column before the first is nothing.
    for (let x = 0; x < width;) {
      const word = Math.floor((x + 1) / 31);
      const stop = Math.min(width, word * 31 + 30);
      let value = 0;
      for (let bit = (x + 1) % 31; x < stop; x++, bit++) value |= inside[slices[from + x]!]! << bit;
      bits[row + word] = value;
    }
    for (let word = 0; word + 1 < words; word++) bits[row + word]! |= (bits[row + word + 1]! & 1) << 31;
  }
}

/** Cells of all 2 x 2 x 2 blocks between two slices: vertices - edges + faces - cubes of the mask open (AND) and closed (OR). */
function between(upper: Int32Array, lower: Int32Array, words: number): [and: number, or: number] {
  const mask = 0x7fffffff;
  let and = 0;
  let or = 0;
  for (let i = 0; i + words < upper.length; i++) {
    const a = upper[i]!;
    const b = upper[i + words]!;
    const c = lower[i]!;
    const d = lower[i + words]!;
    if ((a | b | c | d) === 0) continue;
    const [a1, b1, c1, d1] = [a >>> 1, b >>> 1, c >>> 1, d >>> 1];
    const ab = a & b;
    const ac = a & c;
    const all = ab & c & d;
    and +=
      ones(a & mask) -
      ones(a & a1 & mask) -
      ones(ab & mask) -
      ones(ac & mask) +
      ones(ab & a1 & b1 & mask) +
      ones(ac & a1 & c1 & mask) +
      ones(all & mask) -
      ones(all & a1 & b1 & c1 & d1 & mask);
    const [oab, oac] = [a | b, a | c];
    const any = oab | c | d;
    or +=
      ones((any | a1 | b1 | c1 | d1) & mask) -
      ones((oab | a1 | b1) & mask) -
      ones((oac | a1 | c1) & mask) -
      ones(any & mask) +
      ones((a | a1) & mask) +
      ones(oab & mask) +
      ones(oac & mask) -
      ones(a & mask);
  }
  return [and, or];
}

/**
 * Count the Euler number of labels that come slice after slice: cells of the mask, 31 voxels at a time. The border of the
 * volume counts as outside.
 *
 * @param labels Labels that belong to the mask.
 * @throws OperandoError `shape-mismatch`, by its `add`, for labels that are no whole slices.
 */
export function createEulerCounter({ height, width }: VolumeShape, labels: readonly number[]): EulerCounter {
  const size = height * width;
  const words = Math.ceil((width + 2) / 31);
  const inside = new Uint8Array(256);
  for (const label of labels) inside[label] = 1;
  let before = new Int32Array(words * (height + 2));
  let own = new Int32Array(words * (height + 2));
  const sums = [0, 0];
  const add = (): void => {
    const [and, or] = between(before, own, words);
    sums[0]! += and;
    sums[1]! += or;
    [before, own] = [own, before];
  };
  return {
    add(slices) {
      if (slices.length % size !== 0) {
        throw new OperandoError(
          'shape-mismatch',
          `${slices.length} labels are no whole slices of ${height} x ${width}`,
        );
      }
      for (let at = 0; at < slices.length; at += size) {
        pack(slices, at, height, width, inside, own);
        add();
      }
    },
    finish() {
      own.fill(0);
      add();
      return { connectivity6: sums[0]!, connectivity26: sums[1]! };
    },
  };
}
