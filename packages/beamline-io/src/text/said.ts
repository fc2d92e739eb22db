/**
 * Characters that steer a terminal, or turn the direction of writing, instead of being seen: controls (C0, C1), marks and embeddings
 * of direction, separators of lines and paragraphs, the byte order mark.
 */
const unseen = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** A text of a file as it may stand in a message: what could not be seen is written out, as `\u001b`. Numbers stay what they are. */
export function shown(text: string): string;
export function shown(text: string | number): string | number;
export function shown(text: string | number): string | number {
  return typeof text === 'number'
    ? text
    : text.replaceAll(unseen, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * A message for people: whatever is put into it (labels, titles, units and cells of files) is {@link shown}. Every message that quotes
 * a file is written with it.
 */
export function said(texts: TemplateStringsArray, ...parts: readonly (string | number | undefined)[]): string {
  return texts.map((text, i) => `${i === 0 ? '' : shown(String(parts[i - 1]))}${text}`).join('');
}
