/**
 * Characters that steer a terminal, or turn the direction of writing, instead of being seen: controls (C0, C1), marks and embeddings
 * of direction, separators of lines and paragraphs, the byte order mark.
 */
const unseen = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** A text as it may stand in a message: what could not be seen is written out, as `\u001b`. */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
