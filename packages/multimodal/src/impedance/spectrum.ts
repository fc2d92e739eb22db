import { OperandoError } from '@operando/core';

/** An impedance spectrum: Z = re + i im, im below 0 where it is capacitive. */
export interface ImpedanceSpectrum {
  /** Of its file. */
  readonly name: string;
  /** Hz, in any order, each above 0. */
  readonly frequency: Float64Array;
  /** ohm */
  readonly re: Float64Array;
  /** Imaginary part, ohm. */
  readonly im: Float64Array;
  /** When it was begun, s; NaN where not known. */
  readonly start: number;
  /** When it was ended, s; NaN where not known. */
  readonly end: number;
}

/** @throws OperandoError `too-few-points` for fewer points than the test of a spectrum needs: five. */
export function expectPoints(name: string, points: number): void {
  if (points >= 5) return;
  throw new OperandoError('too-few-points', `the spectrum has ${points} points.`, {
    where: { file: name },
    cure: 'Five are needed at least: leave it out (command: --skip-bad), or wait until it is whole.',
  });
}

/** A spectrum whose points are all numbers. @throws OperandoError `shape-mismatch`, `too-few-points` for fewer than five points. */
export function checkedSpectrum(spectrum: ImpedanceSpectrum): ImpedanceSpectrum {
  const { name, frequency, re, im } = spectrum;
  if (re.length !== frequency.length || im.length !== frequency.length)
    throw new OperandoError(
      'shape-mismatch',
      `${frequency.length} frequencies, ${re.length} real and ${im.length} imaginary parts.`,
      {
        where: { column: name },
      },
    );
  const kept = [...frequency.keys()].filter(
    (i) => frequency[i]! > 0 && Number.isFinite(frequency[i]! * re[i]! * im[i]!) && Math.hypot(re[i]!, im[i]!) > 0,
  );
  expectPoints(name, kept.length);
  if (kept.length === frequency.length) return spectrum;
  const pick = (from: Float64Array): Float64Array => Float64Array.from(kept, (i) => from[i]!);
  return { ...spectrum, frequency: pick(frequency), re: pick(re), im: pick(im) };
}

/** Moduli, ohm. */
export function moduli({ re, im }: ImpedanceSpectrum): Float64Array {
  return re.map((value, i) => Math.hypot(value, im[i]!));
}
