import { wavelengthInWords } from '@operando/beamline-io';
import { OperandoError } from '@operando/core';
import type { Metadata, OperandoWarning } from '@operando/core';
import { tubeLines } from '@operando/tables';
import { meanWavelength } from '@operando/xrd-peak-track';

/** Wavelength of the patterns, and the second line where there are two. */
export interface Radiation {
  /** Angstrom; of the stronger line. */
  readonly wavelength: number;
  readonly doublet?: { readonly wavelength1: number; readonly wavelength2: number; readonly ratio: number };
}

function refused(problem: string): OperandoError {
  return new OperandoError('invalid-argument', problem, {
    where: { parameter: 'wavelength' },
    cure: 'It must be CuKa, CuKa1, a wavelength in angstrom, or two as 1.5406,1.54439 (and their ratio).',
  });
}

/**
 * `CuKa` and the like, `CuKa1` for a single line, two wavelengths as `1.5406,1.54439`, or one in angstrom.
 *
 * @throws OperandoError `invalid-argument` for anything else.
 */
export function radiationOf(given: string | number): Radiation {
  const text = String(given);
  const [, name, first] = /^([A-Z][a-z]Ka)(1?)$/.exec(text) ?? [];
  if (name !== undefined) {
    const lines = Object.entries(tubeLines).find(([tube]) => tube === name)?.[1];
    if (lines === undefined) {
      throw new OperandoError('invalid-argument', `no tube is called ${name}.`, {
        where: { parameter: 'wavelength' },
        cure: `Known tubes are ${Object.keys(tubeLines).join(', ')}.`,
      });
    }
    return first === '1' ? { wavelength: lines.wavelength1 } : { wavelength: lines.wavelength1, doublet: lines };
  }
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [one, two, ratio = 0.5] = numbers;
  const isWavelength = (value: number): boolean => value > 0.05 && value < 5;
  if (one === undefined || numbers.length > 3 || !isWavelength(one) || !(two === undefined || isWavelength(two))) {
    throw refused(`${text} is no wavelength.`);
  }
  if (!(ratio > 0)) throw refused(`${ratio} is no ratio of two lines.`);
  return two === undefined
    ? { wavelength: one }
    : { wavelength: one, doublet: { wavelength1: one, wavelength2: two, ratio } };
}

/** The wavelengths of radiation, that to compute with first. */
export function wavelengthsOf({ wavelength, doublet }: Radiation): number[] {
  if (doublet === undefined) return [wavelength];
  return [wavelength, doublet.wavelength2, meanWavelength(doublet)];
}

/** Radiation of a series, and what there is to say of it. */
export interface SeriesRadiation {
  readonly radiation: Radiation | undefined;
  readonly warnings: readonly OperandoWarning[];
}

/** The radiation that was given, else what the headers of the files state: of two lines only the first, for their ratio is not theirs. */
export function radiationFor(
  given: Radiation | undefined,
  { wavelength, secondWavelength }: Metadata,
): SeriesRadiation {
  if (given !== undefined || typeof wavelength !== 'number') return { radiation: given, warnings: [] };
  const second =
    typeof secondWavelength === 'number'
      ? ` A second line of ${wavelengthInWords(secondWavelength)} is left aside: pass --wavelength ${wavelengthInWords(wavelength)},${wavelengthInWords(secondWavelength)} to have both.`
      : '';
  return {
    radiation: { wavelength },
    warnings: [
      {
        code: 'wavelength-from-header',
        message: `No wavelength was given: that of the headers, ${wavelengthInWords(wavelength)} angstrom, was used.${second}`,
      },
    ],
  };
}
