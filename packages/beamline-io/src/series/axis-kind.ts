import { splitUnitNumber } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { TableColumn } from '../table/column-table.js';

/** Coordinates that spectra run along, as labels say them. */
export type AxisKind = 'two-theta' | 'q' | 'd-spacing' | 'energy' | 'time-of-flight' | 'radius' | 'azimuth' | 'channel';

/** What a column says of its coordinate. */
export interface StatedAxis {
  /** Which coordinate it is. */
  readonly kind: AxisKind;
  /** What its numbers are times, in the unit of {@link usualUnits}. */
  readonly factor: number;
  /** As the file has it; undefined where it states none. */
  readonly unit: string | undefined;
  /** What its numbers are multiplied by in any unit to be of the kind: 2 pi for `1/d` as q, 2 for theta as two-theta. */
  readonly multiple?: number;
  /** The unit that it states is not known. */
  readonly unknown: boolean;
}

/** Units in which coordinates are taken where none is stated. */
export const usualUnits: Readonly<Record<AxisKind, string>> = {
  'two-theta': 'deg',
  q: '1/angstrom',
  'd-spacing': 'angstrom',
  energy: 'eV',
  'time-of-flight': 'us',
  radius: 'mm',
  azimuth: 'deg',
  channel: '1',
};

type Quantity = 'angle' | 'inverse length' | 'length' | 'energy' | 'time' | 'number';
const quantities: Readonly<Record<AxisKind, Quantity>> = {
  'two-theta': 'angle',
  q: 'inverse length',
  'd-spacing': 'length',
  energy: 'energy',
  'time-of-flight': 'time',
  radius: 'length',
  azimuth: 'angle',
  channel: 'number',
};

const angstrom = '(?:a|aa|å|ang\\.?|[aå]ngstr[oö]m(?:s|er)?)';
const nanometre = '(?:nm|nanomet(?:er|re)s?)';
const inverse = (length: string): RegExp =>
  new RegExp(`^(?:1\\s*/\\s*${length}|inverse ${length}|${length}\\s*(?:\\^|\\*\\*)?\\s*[({]?-1[)}]?)$`);
const exactly = (words: string): RegExp => new RegExp(`^(?:${words})$`);

/** Spellings in lower case, what they measure, and how many of the usual unit they are (lengths in angstrom). */
const spellings: readonly (readonly [RegExp, Quantity, number])[] = [
  [
    exactly('deg\\.?|degrees?|°|°?\\s*2\\s*-?(?:th|theta|θ)\\.?|(?:deg\\.?|degrees?)\\s*2\\s*-?(?:th|theta)'),
    'angle',
    1,
  ],
  [exactly('mdeg|milli ?deg(?:rees?)?'), 'angle', 1e-3],
  [exactly('cdeg|centi ?deg(?:rees?)?'), 'angle', 1e-2],
  [exactly('rad\\.?|radians?'), 'angle', 180 / Math.PI],
  [exactly('mrad|milliradians?'), 'angle', 0.18 / Math.PI],
  [exactly('arc ?min(?:utes?)?|minutes? of arc'), 'angle', 1 / 60],
  [exactly('arc ?sec(?:onds?)?|seconds? of arc'), 'angle', 1 / 3600],
  [exactly('gons?|gradians?'), 'angle', 0.9],
  [inverse(nanometre), 'inverse length', 0.1],
  [inverse(angstrom), 'inverse length', 1],
  [inverse('(?:pm|picomet(?:er|re)s?)'), 'inverse length', 100],
  [inverse('(?:[uµμ]m|micromet(?:er|re)s?|microns?)'), 'inverse length', 1e-4],
  [inverse('(?:mm|millimet(?:er|re)s?)'), 'inverse length', 1e-7],
  [inverse('(?:cm|centimet(?:er|re)s?)'), 'inverse length', 1e-8],
  [inverse('(?:m|met(?:er|re)s?)'), 'inverse length', 1e-10],
  [exactly(nanometre), 'length', 10],
  [exactly(angstrom), 'length', 1],
  [exactly('pm|picomet(?:er|re)s?'), 'length', 0.01],
  [exactly('mm|millimet(?:er|re)s?'), 'length', 1e7],
  [exactly('m|met(?:er|re)s?'), 'length', 1e10],
  [exactly('e\\.?v\\.?'), 'energy', 1],
  [exactly('ke\\.?v\\.?'), 'energy', 1e3],
  [exactly('mev'), 'energy', 1e6],
  [exactly('[uµμ]s|[uµμ]sec|microsec(?:ond)?s?'), 'time', 1],
  [exactly('ms|msec|millisec(?:ond)?s?'), 'time', 1e3],
  [exactly('ns|nsec|nanosec(?:ond)?s?'), 'time', 1e-3],
  [exactly('s|sec\\.?|seconds?'), 'time', 1e6],
];

const names: readonly (readonly [RegExp, AxisKind])[] = [
  [/^(?:°?2[\s_.-]*(?:th(?:eta)?|θ)|two[\s_-]*theta|tth|ttheta|scattering angle|diffraction angle)/i, 'two-theta'],
  [/^(?:q(?:$|[\s_.([-])|q ?space|scattering vector|momentum transfer|wave ?vector)/i, 'q'],
  [/^(?:d(?:$|[\s_.([]|[- ]?(?:sp(?:acing)?|hkl|value)s?\b)|lattice spacing|interplanar)/i, 'd-spacing'],
  [/^(?:tof|t\.o\.f\.|time[\s_-]*of[\s_-]*flight)/i, 'time-of-flight'],
  [/^(?:energy|photon energy|mono[\s_-]*energy|en$|e$)/i, 'energy'],
  [/^(?:r(?:$|[\s_([])|radius|radial distance|radial position)/i, 'radius'],
  [/^(?:chi(?:$|[\s_([])|azim|phi(?:$|[\s_([]))/i, 'azimuth'],
  [/^(?:chan(?:nel)?s?(?:$|[\s_([#]))/i, 'channel'],
];

/** Other coordinates of reciprocal space, and what they are multiplied by to be q. */
const multiplesOfQ: readonly (readonly [RegExp, number])[] = [
  [/^(?:1\s*\/\s*d|d\s*\*|d[\s_-]?star|1\s*\/\s*d[\s_-]?spacing)$/i, 2 * Math.PI],
  [/^\(?sin[\s(]*(?:θ|th(?:eta)?)\)?\s*\)?\s*\/\s*(?:λ|lambda|wavelength)$/i, 4 * Math.PI],
];

/** Half of two-theta. */
const halfAngle = /^(?:theta|θ|bragg[\s_-]?angle)$/i;

/** What a unit measures, and its factor; undefined for one that is not known. */
function unitMeaning(text: string): { readonly quantity: Quantity; readonly factor: number } | undefined {
  const { coefficient, unit } = splitUnitNumber(text);
  const plain = unit.normalize('NFC').toLowerCase().replace('⁻¹', '-1').replace(/^\\aa/, 'aa');
  const found = spellings.find(([pattern]) => pattern.test(plain));
  return found === undefined ? undefined : { quantity: found[1], factor: coefficient * found[2] };
}

/** Name and unit of a label: `Q (nm^-1)`, `2theta/deg`, and as pyFAI has them `q_nm^-1`, `2th_deg`, `d_A`. */
function partsOf({ label, unit }: TableColumn): { readonly name: string; readonly unit: string | undefined } {
  const split = splitLabel(label);
  const stated = unit ?? split.unit;
  if (stated !== undefined) return { name: split.name, unit: stated };
  for (const mark of ['_', '/', ',', ' in ', ' ']) {
    const at = split.name.indexOf(mark);
    const rest = split.name.slice(at + mark.length).trim();
    if (at > 0 && rest !== '' && unitMeaning(rest) !== undefined) return { name: split.name.slice(0, at), unit: rest };
  }
  return { name: split.name, unit: undefined };
}

/** What the unit of a column measures, and how many of the usual unit it is; undefined where none is stated that is known. */
export function statedUnit(
  column: TableColumn,
): { readonly unit: string; readonly quantity: Quantity; readonly factor: number } | undefined {
  const { unit } = partsOf(column);
  const meaning = unit === undefined ? undefined : unitMeaning(unit);
  return unit === undefined || meaning === undefined ? undefined : { unit, ...meaning };
}

/**
 * The coordinate that a column's label and unit state; undefined for one that states none, and for a kind that is not known here.
 * A unit alone is enough where it belongs to one kind (`1/nm`, `keV`).
 */
export function statedAxis(column: TableColumn): StatedAxis | undefined {
  const { name, unit } = partsOf(column);
  const meaning = unit === undefined ? undefined : unitMeaning(unit);
  const multiple = multiplesOfQ.find(([pattern]) => pattern.test(name.trim()))?.[1];
  if (multiple !== undefined && (unit === undefined || meaning?.quantity === 'inverse length'))
    return { kind: 'q', factor: multiple * (meaning?.factor ?? 1), unit, multiple, unknown: false };
  // `Theta (°2Th.)` says by its unit that it is two-theta.
  const isHalf = halfAngle.test(name.trim()) && !/2\s*-?(?:th|θ)/i.test(unit ?? '');
  if (isHalf && (unit === undefined || meaning?.quantity === 'angle'))
    return { kind: 'two-theta', factor: 2 * (meaning?.factor ?? 1), unit, multiple: 2, unknown: false };
  const byName =
    names.find(([pattern]) => pattern.test(name.trim()))?.[1] ??
    (column.role === 'two-theta' || column.role === 'q' || column.role === 'd-spacing' || column.role === 'energy'
      ? column.role
      : undefined);
  const byUnit = meaning?.quantity === 'inverse length' ? 'q' : meaning?.quantity === 'energy' ? 'energy' : undefined;
  const kind = byName ?? byUnit;
  if (kind === undefined) return undefined;
  if (unit === undefined) return { kind, factor: 1, unit, unknown: false };
  // "q" in degrees is none: the unit decides, where it can.
  if (meaning?.quantity !== quantities[kind])
    return byUnit === undefined
      ? { kind, factor: 1, unit, unknown: true }
      : { kind: byUnit, factor: meaning!.factor, unit, unknown: false };
  return { kind, factor: kind === 'radius' ? meaning.factor / 1e7 : meaning.factor, unit, unknown: false };
}
