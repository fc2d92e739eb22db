import { createHash } from 'node:crypto';
import { visibleText } from '@operando/core';
import { escapeXml } from '@operando/plot';

/** A text that HTML shows as it stands, in elements and attributes; what steers instead of being seen is written out. */
export function htmlText(text: string): string {
  return escapeXml(visibleText(text));
}

/** JSON that can stand in a script element: nothing in it ends the element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** What a policy says of a script or style that stands in the page. */
export function contentHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
