/** Pairs of bytes of GB2312 by the letters they are, from the decoder that every platform has. */
const pairs = new Map<string, readonly [number, number]>();
for (let lead = 0xa1; lead <= 0xf7; lead++)
  for (let trail = 0xa1; trail <= 0xfe; trail++)
    pairs.set(new TextDecoder('gb18030').decode(Uint8Array.of(lead, trail)), [lead, trail]);

/** A text of ASCII and Chinese letters in GB18030. */
export function gb18030Bytes(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text).flatMap((letter) => pairs.get(letter) ?? [letter.charCodeAt(0)]));
}

/** A text of Western letters in windows-1252. */
export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text, (letter) => letter.charCodeAt(0)));
}
