import { visibleText } from '@operando/core';

/**
 * A text in which characters that steer terminals are written out, as `\u001b`, but for tab and line feed; JSON stays the JSON it
 * was. They reach messages from foreign files and names.
 */
export function safeText(text: string): string {
  return text.replaceAll(/[^\t\n]+/g, visibleText);
}
