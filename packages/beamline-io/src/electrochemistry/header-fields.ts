import type { JsonValue } from '@operando/core';
import { headerValue } from '../table/column-table.js';
import { delimitedFields } from '../text/delimited.js';
import type { Separator } from '../text/delimited.js';

/** Most fields that are kept. */
const mostFields = 200;

/**
 * What stands above a table: `key;value`, `key: value` or `# key = value`, one to a line; of a key that is there twice the first.
 * @param separator Of the table below.
 */
export function headerFields(lines: readonly string[], separator: Separator): Record<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  for (const line of lines) {
    if (fields.size >= mostFields) break;
    const words = (line.split('"').length % 2 === 0 ? line.split(separator) : delimitedFields(line, separator))
      .map((word) => word.replace(/^\s*[#%~]+/, '').trim())
      .filter((word) => word !== '');
    const [first = '', ...rest] = words;
    const inside = /^([^:=]{1,60}?)\s*[:=]\s*(.*)$/.exec(first);
    const [key, value] =
      inside !== null && inside[2] !== '' && !/^\d+$/.test(inside[1]!)
        ? [inside[1]!, [inside[2]!, ...rest].join(' ')]
        : [first.replace(/\s*[:=]$/, ''), rest.join(' ')];
    // What the format is, the reader says.
    const name = key === 'format' ? 'format (header)' : key;
    if (name !== '' && name.length <= 60 && value !== '' && !fields.has(name)) fields.set(name, headerValue(value));
  }
  return Object.fromEntries(fields);
}
