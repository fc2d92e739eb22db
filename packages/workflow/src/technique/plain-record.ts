import { plainValue } from '@operando/core';
import type { JsonValue } from '@operando/core';

/** An object as JSON holds it, what is undefined left out; an empty one for anything else. */
export function plainRecord(value: object): { readonly [name: string]: JsonValue } {
  const plain = plainValue(value);
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain)
    ? (plain as { readonly [name: string]: JsonValue })
    : {};
}
