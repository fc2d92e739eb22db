import { OperandoError } from '@operando/core';
import { emptySamples } from './samples.js';
import type { Samples, SampleType } from './samples.js';

function damaged(problem: string): OperandoError {
  return new OperandoError('malformed-file', `its packed counts are damaged: ${problem}.`, { cure: 'Copy it again.' });
}

/**
 * Counts that are kept as differences to the one before (`x-CBF_BYTE_OFFSET`): in one byte, or where that is -128 in the next
 * two, where those are -32768 in the next four, where those are the least they can be in the next eight. Sums go round at the ends of
 * their type, as those of the programs that write them do.
 *
 * @throws OperandoError `malformed-file` where they end early, or bytes are left over.
 */
export function unpackByteOffsets(bytes: Uint8Array, count: number, type: SampleType): Samples {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = emptySamples(type, count);
  let [at, value] = [0, 0];
  try {
    for (let i = 0; i < count; i++) {
      let step = view.getInt8(at++);
      if (step === -0x80) {
        step = view.getInt16(at, true);
        at += 2;
        if (step === -0x8000) {
          step = view.getInt32(at, true);
          at += 4;
          if (step === -0x80000000) {
            step = Number(view.getBigInt64(at, true));
            at += 8;
          }
        }
      }
      out[i] = value + step;
      value = out[i]!;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(`they end before ${count} pixels`);
  }
  // Some writers pad to whole words.
  if (bytes.length - at > 8) throw damaged(`${bytes.length - at} bytes are left over`);
  return out;
}
