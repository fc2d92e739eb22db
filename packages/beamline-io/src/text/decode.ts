import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said } from './said.js';
import { mendWindows1252 } from './windows-1252.js';

/** Encodings that are tried or may be asked for. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'windows-1251' | 'gb18030';

/** Decoded text without byte order mark. */
export interface DecodedText {
  /** The text, without byte order mark. */
  readonly text: string;
  /** The encoding that it was read by. */
  readonly encoding: TextEncoding;
  /** What was assumed or mended; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Text of a file: UTF-8 when it is valid UTF-8 (or UTF-16 with a byte order
 * mark), otherwise GB18030 where its letters are plainly Chinese, or one of the two single-byte encodings met in
 * laboratories. Which one was taken is said. A Ctrl-Z at the end is left out.
 *
 * @throws OperandoError `malformed-file` when an encoding was asked for that the bytes do not follow.
 */
export function decodeText(bytes: Uint8Array, encoding?: TextEncoding): DecodedText {
  const decoded = decodedBytes(bytes, encoding);
  return decoded.text.endsWith(endOfFile) ? { ...decoded, text: decoded.text.slice(0, -1) } : decoded;
}

/** Whether bytes begin with the mark of texts of two bytes a letter. */
export function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Whether the beginning of a text is UTF-8 (its last letter may be cut). */
export function isUtf8(head: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Ctrl-Z, with which DOS ends texts. */
export const endOfFile = '\u001A';

/** Made once: for each of many small texts that takes as long as reading one. */
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function mended(text: string, encoding: TextEncoding): string {
  return encoding === 'windows-1252' ? mendWindows1252(text) : text;
}

function decodedBytes(bytes: Uint8Array, encoding?: TextEncoding): DecodedText {
  if (encoding !== undefined) {
    try {
      return {
        text: mended(new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding),
        encoding,
        warnings: [],
      };
    } catch (cause) {
      throw new OperandoError('malformed-file', said`the bytes are not ${encoding}.`, {
        cure: 'Leave the encoding out.',
        cause,
      });
    }
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodedBytes(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodedBytes(bytes, 'utf-16be');
  try {
    return { text: strictUtf8.decode(bytes), encoding: 'utf-8', warnings: [] };
  } catch {
    const guess =
      hasChineseSigns(bytes) || looksChinese(bytes)
        ? 'gb18030'
        : looksCyrillic(bytes)
          ? 'windows-1251'
          : 'windows-1252';
    return {
      text: mended(new TextDecoder(guess).decode(bytes), guess),
      encoding: guess,
      warnings: [{ code: 'encoding-guessed', message: said`The text is not UTF-8; it was read as ${guess}.` }],
    };
  }
}

/** Signs of units and their brackets in GB2312, as pairs of bytes: ℃ ° ± × μ Ω θ （ ） ％ ： ， . No Western word has these letters together. */
const chineseSigns: ReadonlySet<number> = new Set([
  0xa1e6, 0xa1e3, 0xa1c0, 0xa1c1, 0xa6cc, 0xa6b8, 0xa6c8, 0xa3a8, 0xa3a9, 0xa3a5, 0xa3ba, 0xa3ac,
]);

/** Whether all bytes above 0x7F are such signs: English labels, written where Chinese is spoken. */
function hasChineseSigns(bytes: Uint8Array): boolean {
  let signs = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    if (!chineseSigns.has(256 * bytes[i]! + (bytes[i + 1] ?? 0))) return false;
    signs++;
    i++;
  }
  return signs > 0;
}

/**
 * Whether bytes above 0x7F stand in pairs of GB2312 (which GBK and GB18030 contain), mostly of its first half, where the common
 * signs are, a good part of them with bytes below those of Cyrillic letters. Cyrillic words are pairs of the second half, or of
 * capitals alone; single Western letters are no pairs at all.
 */
function looksChinese(bytes: Uint8Array): boolean {
  let common = 0;
  let notCyrillic = 0;
  let punctuation = 0;
  let others = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]!;
    if (lead < 0x80) continue;
    const trail = bytes[i + 1] ?? 0;
    if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) {
      common++;
      if (lead < 0xc0 || trail < 0xc0) notCyrillic++;
    } else if (lead >= 0xa1 && lead <= 0xa9 && trail >= 0xa1) punctuation++;
    else others++;
    if (trail >= 0x80) i++;
  }
  if (common < 4 || common + punctuation < 4 * others || 4 * notCyrillic < common) return false;
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Words of letters 0xC0 to 0xFF are Cyrillic; single ones among ASCII (degree, micro, squared, accents) are Western. */
function looksCyrillic(bytes: Uint8Array): boolean {
  let inWords = 0;
  let alone = 0;
  let run = 0;
  for (let i = 0; i <= bytes.length; i++) {
    if (i < bytes.length && bytes[i]! >= 0xc0) {
      run++;
      continue;
    }
    if (run >= 3) inWords += run;
    else alone += run;
    run = 0;
  }
  return inWords > 2 * alone;
}

/** Lines of a text, whatever ends them: CRLF, LF or a lone CR, mixed too. The last may lack its end. */
export function splitLines(text: string): string[] {
  const lines = text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}
