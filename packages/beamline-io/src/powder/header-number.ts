import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { parseNumber } from '../text/number.js';
import { said } from '../text/said.js';

/** A number of a header, with a decimal point or comma; NaN where there is none. */
export function headerNumber(text: string | undefined): number {
  const trimmed = (text ?? '').trim();
  return parseNumber(trimmed) ?? parseNumber(trimmed, true) ?? Number.NaN;
}

/** A field of a header as text; undefined where it is not there, or is no single value. */
export function headerText(metadata: Readonly<Record<string, JsonValue>>, name: string): string | undefined {
  const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A number without which there are no angles. @throws OperandoError `malformed-file`. */
export function neededNumber(text: string | undefined, name: string, line?: number): number {
  const value = headerNumber(text);
  if (Number.isFinite(value)) return value;
  throw new OperandoError(
    'malformed-file',
    text === undefined
      ? said`the header does not say the ${name}.`
      : said`the header says ${JSON.stringify(text.trim().slice(0, 40))} for the ${name}, which is no number.`,
    { ...(line === undefined ? {} : { where: { line } }), cure: 'Correct the header, or export the scan again.' },
  );
}
