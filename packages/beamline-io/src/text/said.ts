import { visibleText } from '@operando/core';

/** A text of a file as it may stand in a message: what could not be seen is written out, as `\u001b`. Numbers stay what they are. */
export function shown(text: string): string;
export function shown(text: string | number): string | number;
export function shown(text: string | number): string | number {
  return typeof text === 'number' ? text : visibleText(text);
}

/**
 * A message for people: whatever is put into it (labels, titles, units and cells of files) is {@link shown}. Every message that quotes
 * a file is written with it.
 */
export function said(texts: TemplateStringsArray, ...parts: readonly (string | number | undefined)[]): string {
  return texts.map((text, i) => `${i === 0 ? '' : shown(String(parts[i - 1]))}${text}`).join('');
}
