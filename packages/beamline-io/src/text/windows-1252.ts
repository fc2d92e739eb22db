/** What bytes 0x80 to 0x9F are in windows-1252 (WHATWG Encoding Standard); five of them are nothing, and stay what they are. */
const letters =
  '\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F' +
  '\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178';

/**
 * Text out of bytes of windows-1252 as a decoder gave it: the `TextDecoder` of some versions of Node (20.20) reads ISO 8859-1, where
 * dashes, quotes and the euro sign are control characters.
 */
export function mendWindows1252(text: string): string {
  return text.replaceAll(/[\u0080-\u009F]/g, (letter) => letters.charAt(letter.charCodeAt(0) - 0x80));
}

/** Made once: for each of many small texts that takes as long as reading one. */
const decoder = new TextDecoder('windows-1252');

/** A text of bytes of windows-1252. */
export function decodeWindows1252(bytes: Uint8Array): string {
  return mendWindows1252(decoder.decode(bytes));
}
