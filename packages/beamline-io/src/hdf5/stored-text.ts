import { decodeText } from '../text/decode.js';

/** The bytes that `windows-1252` gives other letters than their numbers. */
const byteOfLetter: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 32 }, (_, i) => [new TextDecoder('windows-1252').decode(Uint8Array.of(0x80 + i)), 0x80 + i]),
);

/**
 * A text of an HDF5 file from one letter for each of its bytes, as the library gives texts that say they are ASCII: what they say of
 * their encoding is often wrong. UTF-8 when it is valid UTF-8, else what a laboratory's computer writes.
 */
export function storedText(letters: string): string {
  if (/^[\0-\u007f]*$/.test(letters)) return letters;
  return decodeText(Uint8Array.from(letters, (letter) => byteOfLetter.get(letter) ?? letter.charCodeAt(0))).text;
}
