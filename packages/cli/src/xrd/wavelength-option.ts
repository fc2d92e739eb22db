import { InvalidArgumentError } from 'commander';
import { tubeLines } from '@operando/tables';
import { parseNumberOption } from '../parse-options.js';

/** Wavelength of the patterns, and the second line where there are two. */
export interface Radiation {
  /** Angstrom; of the stronger line. */
  readonly wavelength: number;
  readonly doublet?: { readonly wavelength1: number; readonly wavelength2: number; readonly ratio: number };
}

/** `CuKa` and the like, `CuKa1` for a single line, two wavelengths as `1.5406,1.54439`, or one in angstrom. */
export function parseWavelength(text: string): Radiation {
  const [, name, first] = /^([A-Z][a-z]Ka)(1?)$/.exec(text) ?? [];
  if (name !== undefined) {
    const lines = tubeLines[name as keyof typeof tubeLines];
    if (lines === undefined) throw new InvalidArgumentError(`Known tubes are ${Object.keys(tubeLines).join(', ')}.`);
    return first === '1' ? { wavelength: lines.wavelength1 } : { wavelength: lines.wavelength1, doublet: lines };
  }
  const [one, two, ratio, ...rest] = text.split(',').map(parseNumberOption);
  if (
    one === undefined ||
    rest.length > 0 ||
    !(one > 0.05 && one < 5) ||
    (two !== undefined && !(two > 0.05 && two < 5))
  ) {
    throw new InvalidArgumentError(
      'It must be CuKa, CuKa1, a wavelength in angstrom, or two as 1.5406,1.54439 (and their ratio).',
    );
  }
  return two === undefined
    ? { wavelength: one }
    : { wavelength: one, doublet: { wavelength1: one, wavelength2: two, ratio: ratio ?? 0.5 } };
}
