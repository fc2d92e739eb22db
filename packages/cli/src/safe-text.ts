/**
 * Characters that steer a terminal instead of being shown on it: controls but for tab and line feed, and those that turn the
 * direction of writing. They reach messages from foreign files and names.
 */
const steering =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text in which characters that steer terminals are written out, as `\u001b`; JSON stays the JSON it was. */
export function safeText(text: string): string {
  return text.replaceAll(steering, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
