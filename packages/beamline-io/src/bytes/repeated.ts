import type { OperandoWarning } from '@operando/core';

/** So often a file may hold itself: copied behind itself once or twice. */
const mostTimes = 4;
/** Bytes of a first line that are looked for. */
const longestFirst = 256;
const [lf, cr] = [10, 13];

/** Where the first line of a text ends, or what tells the beginning of other bytes. */
function beginningOf(bytes: Uint8Array): Uint8Array {
  let end = 0;
  while (end < longestFirst && end < bytes.length && bytes[end] !== lf && bytes[end] !== cr) end++;
  return bytes.subarray(0, end);
}

/** Whether some bytes are a line of words: tables of numbers may repeat without being copies. */
function hasWords(line: Uint8Array): boolean {
  const isLetter = (byte: number): boolean => (byte | 32) > 96 && (byte | 32) < 123 && (byte | 32) !== 101;
  return line.some(isLetter);
}

function isSameFrom(bytes: Uint8Array, at: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[i] !== bytes[at + i]) return false;
  return true;
}

/** Whether a line stands once among bytes, at their beginning. */
function standsOnce(line: Uint8Array, bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(line[0]!, 1); at >= 0; at = bytes.indexOf(line[0]!, at + 1))
    if (line.every((byte, i) => byte === bytes[at + i])) return false;
  return true;
}

/**
 * How often a file holds the same bytes, one after the other, as one does that was copied behind itself: its first line, which must
 * have words, is nowhere else. 1 for all other files.
 */
export function timesRepeated(bytes: Uint8Array): number {
  for (let times = 2; times <= mostTimes; times++) {
    const length = bytes.length / times;
    if (!Number.isInteger(length) || length < 2 || !isSameFrom(bytes, length, bytes.length - length)) continue;
    const line = beginningOf(bytes.subarray(0, length));
    if (hasWords(line) && standsOnce(line, bytes.subarray(0, length))) return times;
  }
  return 1;
}

/** What is told of a file that holds the same bytes several times. */
export function repeatedWarnings(times: number): OperandoWarning[] {
  return times === 1
    ? []
    : [
        {
          code: 'file-repeated',
          message: `The file holds the same content ${times} times, one after the other, as if copied behind itself: it was read once.`,
        },
      ];
}
