import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';
import { statedAxis, statedUnit, usualUnits } from './axis-kind.js';
import type { AxisKind, StatedAxis } from './axis-kind.js';
import { isNameless } from './header-axis.js';
import { wavelengthInWords } from './header-wavelength.js';
import type { KnownWavelength } from './header-wavelength.js';

/** A coordinate that is wanted. */
export interface WantedAxis {
  /** As axes are called: `two-theta`, `q`. */
  readonly name: string;
  /** Unit that it is wanted in: `deg`, `1/angstrom`. */
  readonly unit: string;
}

/** Values along the coordinate that is wanted. */
export interface Abscissa {
  readonly values: Float64Array;
  readonly warnings: readonly OperandoWarning[];
}

const degrees = 180 / Math.PI;
/** Coordinates that Bragg's law joins. */
const braggKinds: ReadonlySet<string> = new Set(['two-theta', 'q', 'd-spacing']);
/** Whether a coordinate is one of diffraction patterns. */
export const isBraggAxis = (name: string): boolean => braggKinds.has(name);
/** Whether one coordinate becomes another by Bragg's law. */
export const isBraggPair = (from: string | undefined, to: string): boolean =>
  from !== undefined && from !== to && braggKinds.has(from) && braggKinds.has(to);
const kinds: ReadonlySet<string> = new Set(Object.keys(usualUnits));
/** How many of a usual unit the unit that is wanted has. */
const wantedFactors: Readonly<Record<string, number>> = {
  deg: 1,
  rad: degrees,
  '1/angstrom': 1,
  'angstrom^-1': 1,
  '1/nm': 0.1,
  'nm^-1': 0.1,
  angstrom: 1,
  nm: 10,
  eV: 1,
  keV: 1e3,
  us: 1,
  ms: 1e3,
};

/** Value in 1/angstrom of a coordinate in its usual unit. */
function toQ(value: number, kind: string, wavelength: number): number {
  if (kind === 'q') return value;
  if (kind === 'd-spacing') return (2 * Math.PI) / value;
  return (4 * Math.PI * Math.sin(value / 2 / degrees)) / wavelength;
}

function fromQ(q: number, kind: string, wavelength: number): number {
  if (kind === 'q') return q;
  if (kind === 'd-spacing') return (2 * Math.PI) / q;
  return 2 * Math.asin((q * wavelength) / (4 * Math.PI)) * degrees;
}

const cures: Readonly<Record<AxisKind, string>> = {
  'two-theta': 'Ask for the axis that the files have.',
  q: 'Give the wavelength (command: --wavelength), or ask for the axis that the files have.',
  'd-spacing': 'Give the wavelength (command: --wavelength), or ask for the axis that the files have.',
  energy: 'Spectra along energy are for xas, or edxrd; say which column holds the angles if there is one.',
  'time-of-flight': 'Convert it to d-spacings with the calibration of the instrument first.',
  radius: 'Integrate the images again along two-theta or q, which takes the geometry.',
  azimuth: 'Integrate the images along two-theta or q instead.',
  channel: 'Calibrate the channels first, or use ndp or edxrd.',
};

function refused(
  column: TableColumn,
  { kind, unit }: StatedAxis,
  wanted: WantedAxis,
  why = '',
  cure = cures[kind],
): OperandoError {
  return new OperandoError(
    'unit-mismatch',
    said`column ${column.label} is ${kind} in ${unit ?? usualUnits[kind]}, not ${wanted.name} in ${wanted.unit}${why}.`,
    { where: { column: shown(column.label) }, cure },
  );
}

/**
 * That values are angles, within 180 degrees.
 * @param isDoubled They are twice those of the column, whose name says theta. @default false
 * @throws OperandoError `unit-mismatch` with row and cure.
 */
export function expectAngles(column: TableColumn, values: Float64Array, isDoubled = false): void {
  const at = values.findIndex((value) => Math.abs(value) > 180);
  if (at < 0) return;
  if (isDoubled)
    throw new OperandoError(
      'unit-mismatch',
      said`column ${column.label} is theta by its name, and twice its ${column.values[at]} is no two-theta.`,
      { where: { column: shown(column.label), row: at }, cure: 'If it holds two-theta, name it 2theta in the file.' },
    );
  throw new OperandoError(
    'unit-mismatch',
    said`column ${column.label} reaches ${values[at]}: no two-theta in degrees.`,
    {
      where: { column: shown(column.label), row: at },
      cure: 'Is it an energy, a time of flight, or a channel? Say which column holds the angles, or ask for the axis that the files have.',
    },
  );
}

function unitWarnings(column: TableColumn, { kind, unit, unknown }: StatedAxis): OperandoWarning[] {
  if (!unknown && (unit !== undefined || kind === 'two-theta' || kind === 'channel')) return [];
  return [
    {
      code: 'unit-assumed',
      message: unknown
        ? said`The unit ${unit} of ${column.label} is not known for ${kind}; ${usualUnits[kind]} was assumed.`
        : said`${column.label} has no unit; ${usualUnits[kind]} was assumed.`,
      where: { column: shown(column.label) },
    },
  ];
}

/** That what is theta by its name was doubled: many write it for two-theta too. */
function doubledWarnings(column: TableColumn, { kind, multiple }: StatedAxis): OperandoWarning[] {
  if (kind !== 'two-theta' || multiple === undefined) return [];
  return [
    {
      code: 'axis-converted',
      message: said`${column.label} is theta by its name: it was doubled to two-theta. If it holds two-theta, name it 2theta in the file.`,
      where: { column: shown(column.label) },
    },
  ];
}

/** That a column is taken for angles although its name says another thing, or its numbers fall as d-spacings do. */
function namelessWarnings(column: TableColumn, wanted: WantedAxis): OperandoWarning[] {
  const { label, values } = column;
  const hasName = !isNameless(label);
  const falls = values.length > 1 && values[0]! > values.at(-1)!;
  if (!hasName && !falls) return [];
  return [
    {
      code: 'axis-unknown',
      message: hasName
        ? said`It is not known what ${label} is: it was taken for ${wanted.name} in ${wanted.unit}.`
        : said`The abscissa has no name and falls, as d-spacings do: it was taken for ${wanted.name} in ${wanted.unit}.`,
      where: { column: shown(label) },
    },
  ];
}

/** A column of which it is not known what it is, as angles: in the unit that it states, if any. @throws OperandoError `unit-mismatch`. */
function takenForAngles(column: TableColumn, wanted: WantedAxis): Abscissa {
  const stated = statedUnit(column);
  if (stated !== undefined && stated.quantity !== 'angle')
    throw new OperandoError('unit-mismatch', said`column ${column.label} is in ${stated.unit}, no unit of two-theta.`, {
      where: { column: shown(column.label) },
      cure: 'Say which column holds the angles, or ask for the axis that the files have.',
    });
  const factor = stated?.factor ?? 1;
  const values = factor === 1 ? column.values : column.values.map((value) => value * factor);
  expectAngles(column, values);
  return { values, warnings: namelessWarnings(column, wanted) };
}

/**
 * Values of a column along the coordinate that is wanted. What the label states is believed: other units of the same kind are
 * converted; two-theta, q and d into one another, where a wavelength is known; everything else is refused. A column that states
 * nothing is taken as what is wanted, unless it cannot be.
 *
 * @throws OperandoError `unit-mismatch` with the cure.
 */
export function alongAxis(column: TableColumn, wanted: WantedAxis, wavelength: KnownWavelength | undefined): Abscissa {
  const stated = statedAxis(column);
  const target = wantedFactors[wanted.unit];
  const wantsAngles = wanted.name === 'two-theta' && wanted.unit === 'deg';
  if (stated !== undefined && wanted.name === 'channel' && stated.kind !== 'channel')
    throw refused(column, stated, wanted, '', 'Export the counts against the numbers of their channels.');
  if (stated === undefined && wantsAngles) return takenForAngles(column, wanted);
  if (stated === undefined || !kinds.has(wanted.name) || target === undefined)
    return { values: column.values, warnings: [] };
  const warnings = [...unitWarnings(column, stated), ...doubledWarnings(column, stated)];
  const { kind, factor } = stated;
  if (kind === wanted.name) {
    const scale = factor / target;
    const values = scale === 1 ? column.values : column.values.map((value) => value * scale);
    if (wantsAngles) expectAngles(column, values, stated.multiple !== undefined);
    return { values, warnings };
  }
  if (!braggKinds.has(kind) || !braggKinds.has(wanted.name)) throw refused(column, stated, wanted);
  const needs = kind === 'two-theta' || wanted.name === 'two-theta';
  if (needs && wavelength === undefined) throw refused(column, stated, wanted, ', and no wavelength is known', cures.q);
  const used = wavelength?.value ?? 1;
  const values = column.values.map((value) => fromQ(toQ(value * factor, kind, used), wanted.name, used) / target);
  const bad = values.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(column.values[i]!));
  if (bad >= 0)
    throw refused(
      column,
      stated,
      wanted,
      said`: ${column.values[bad]} cannot be with a wavelength of ${wavelengthInWords(used)} angstrom`,
      'Is the wavelength right, and in angstrom? Is the unit of the column? Give the one that was used (command: --wavelength).',
    );
  const by = needs
    ? said` with the wavelength ${wavelengthInWords(used)} angstrom${wavelength?.from === 'header' ? ' of the header' : ''}`
    : '';
  warnings.push({
    code: 'axis-converted',
    message: said`${column.label} (${kind} in ${stated.unit ?? usualUnits[kind]}) was converted to ${wanted.name} in ${wanted.unit}${by}.`,
    where: { column: shown(column.label) },
  });
  return { values, warnings };
}
