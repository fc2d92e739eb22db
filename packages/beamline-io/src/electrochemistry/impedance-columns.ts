import { OperandoError } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said } from '../text/said.js';

/** Columns of impedance spectra, in Hz, ohm and s. */
export interface ImpedanceColumns {
  readonly frequency: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly time?: Float64Array;
  /** Number of the spectrum of each row. */
  readonly spectrum?: Float64Array;
}

type Quantity = keyof ImpedanceColumns;

/** What columns are called, blanks, brackets and units taken off. */
const names: readonly (readonly [RegExp, Quantity, number])[] = [
  [/^f(req(uency)?)?\.?$/i, 'frequency', 1],
  [/^(re|z'|z_?1|z[ _.-]?re(al)?|re(al)?[ _]?z|re\(z\)|real\(z\)|real)$/i, 're', 1],
  [/^-(im|z''|z"|z_?2|z[ _.-]?im(ag)?|im(ag)?[ _]?z|im\(z\)|imag\(z\)|imag)$/i, 'im', -1],
  [/^(im|z''|z"|z_?2|z[ _.-]?im(ag)?|im(ag)?[ _]?z|im\(z\)|imag\(z\)|imag(inary)?)$/i, 'im', 1],
  [/^(time|elapsed[ _]time|test_time)$/i, 'time', 1],
  [/^(spectrum|sweep|scan|eis|loop)$/i, 'spectrum', 1],
];

const impedanceUnits: Readonly<Record<string, number>> = {
  '': 1,
  ohm: 1,
  ohms: 1,
  ω: 1,
  Ω: 1,
  kohm: 1e3,
  kΩ: 1e3,
  kω: 1e3,
  mohm: 1e-3,
  mΩ: 1e-3,
};
const factors: Readonly<Record<Quantity, Readonly<Record<string, number>>>> = {
  frequency: { '': 1, hz: 1, khz: 1e3, mhz: 1e-3, hertz: 1 },
  re: impedanceUnits,
  im: impedanceUnits,
  time: { '': 1, s: 1, sec: 1, second: 1, min: 60, h: 3600 },
  spectrum: { '': 1 },
};

/** Units that name the axes of ZView's files, `Z'(a)`. */
const letters = /^[ab]$/;

/** A label as name and unit: `Z real (kOhm)`, `re_ohm`, `-Im(Z)/Ohm`. */
function partsOf({ label }: TableColumn): { readonly name: string; readonly unit: string } {
  const slash = /^(.+)\/([A-Za-zΩω]+)$/.exec(label.trim());
  if (slash !== null) return { name: slash[1]!.trim(), unit: slash[2]! };
  // `Im(Z)` is a name, not Z in units.
  const { name, unit } = /\(z\)$/i.test(label.trim()) ? { name: label.trim() } : splitLabel(label);
  if (unit !== undefined) return { name, unit: letters.test(unit) ? '' : unit };
  const tail = /^(.+)_([A-Za-zΩω]+)$/.exec(name);
  const isUnit = tail !== null && Object.values(factors).some((known) => Object.hasOwn(known, tail[2]!.toLowerCase()));
  return isUnit ? { name: tail[1]!, unit: tail[2]! } : { name, unit: '' };
}

/** MHz and mHz, Mohm and mohm differ by case alone. */
function factorOf(quantity: Quantity, unit: string, { label }: TableColumn): number {
  if (/^M(Hz|ohm|Ohm|Ω)$/.test(unit)) return 1e6;
  const factor = factors[quantity][unit.toLowerCase()];
  if (factor === undefined)
    throw new OperandoError('unit-mismatch', said`${unit} is no unit known for it.`, {
      where: { column: label },
      cure: `Give it in ${quantity === 'frequency' ? 'Hz' : quantity === 'time' ? 's' : 'ohm'}.`,
    });
  return factor;
}

/**
 * The columns of a plain table that hold impedance.
 * @throws OperandoError `column-missing` without frequency, real or imaginary part; `unit-mismatch` for units of something else;
 * `invalid-argument` for two columns of one of them.
 */
export function impedanceColumns(table: ColumnTable): ImpedanceColumns {
  const found: { -readonly [Name in Quantity]?: Float64Array } = {};
  for (const column of table.columns) {
    const { name, unit } = partsOf(column);
    const known = names.find(([pattern]) => pattern.test(name));
    if (known === undefined) continue;
    const [, quantity, sign] = known;
    if (found[quantity] !== undefined)
      throw new OperandoError('invalid-argument', said`a second column of ${quantity}.`, {
        where: { column: column.label },
        cure: 'Give a table with one of each.',
      });
    const factor = sign * factorOf(quantity, unit, column);
    found[quantity] = factor === 1 ? column.values : column.values.map((value) => factor * value);
  }
  const { frequency, re, im } = found;
  if (frequency === undefined || re === undefined || im === undefined)
    throw new OperandoError(
      'column-missing',
      said`of frequency, real and imaginary part, ${frequency === undefined ? 'frequency' : re === undefined ? 'the real part' : 'the imaginary part'} is not among ${table.columns.map(({ label }) => label).join(', ')}.`,
      { cure: 'Give a head with frequency_Hz, re_ohm and im_ohm (or -im_ohm).' },
    );
  return { ...found, frequency, re, im };
}
