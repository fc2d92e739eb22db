import { parseNumber } from '../text/number.js';

/** Fields of fixed width of a line; blank ones are not there. */
export function fieldsOf(line: string, width: number, most: number = Infinity): string[] {
  const fields: string[] = [];
  for (let at = 0; at < line.length && fields.length < most; at += width) {
    const field = line.slice(at, at + width);
    if (field.trim() !== '') fields.push(field);
  }
  return fields;
}

/**
 * Counter of detectors in two columns and intensity in six, as neutron diffractometers and GSAS write them: `(I2,F6.0)`. The
 * intensity is the mean over the detectors; a blank counter is one.
 */
export function counterField(field: string): {
  readonly value: number | undefined;
  readonly detectors: number;
  readonly isStated: boolean;
} {
  const counter = field.slice(0, 2).trim();
  const isStated = counter !== '' && counter !== '0';
  const detectors = isStated ? (/^\d+$/.test(counter) ? Number(counter) : Number.NaN) : 1;
  const value = parseNumber(field.slice(2).trim());
  return { value: Number.isNaN(detectors) ? undefined : value, detectors, isStated };
}

/**
 * Standard deviations of means over several detectors, each of which counts: of a total of 0 that of one count.
 * @param values Means over the detectors.
 */
export function errorsOfMeans(values: Float64Array, detectors: Float64Array): Float64Array {
  return values.map((value, i) => Math.sqrt(Math.max(value * detectors[i]!, 1)) / detectors[i]!);
}
