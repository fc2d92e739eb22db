import { unitOfBatteryDataName } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { labelParts, uniqueLabels, withoutNumber } from './label-parts.js';
import { factorToBatteryData } from './units.js';
import { said, shown } from '../text/said.js';

/** Which labels of a cycler's export stand for a BDF column. */
export interface ColumnMapping {
  /** BDF machine name. */
  readonly name: string;
  /** Of the label without its unit. */
  readonly pattern: RegExp;
  /** Unit where the label states none. @default that of the BDF name */
  readonly unit?: string;
  /** Further factor, such as -1 for `-Im(Z)`. @default 1 */
  readonly factor?: number;
}

/** Labelled columns of numbers. */
export interface LabelledColumns {
  readonly labels: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** What {@link mapColumns} found. */
export interface MappedColumns {
  readonly columns: Record<string, Float64Array>;
  /** Label of each column that states no unit, though its quantity has one. */
  readonly unstated: Readonly<Record<string, string>>;
  readonly warnings: OperandoWarning[];
}

/** What {@link mapColumns} is told of a table. */
export interface MapOptions {
  /** Elapsed time is taken as it stands, whatever unit its label states. @default false */
  readonly plainTime?: boolean | undefined;
  /** Labels of durations and dates, which are in seconds whatever unit their labels state. @default none */
  readonly inSeconds?: ReadonlySet<string> | undefined;
}

/** How a label fits a mapping: the unit it states, if any. */
interface LabelFit {
  readonly unit?: string;
}

/**
 * Whether a label stands for a mapping's quantity: its name and unit, or all of it, or `voltage_V`, `Spannung in V` and
 * `Voltage, V`, where the last word is a unit of the quantity.
 */
function fitOf(numbered: string, { name, pattern }: ColumnMapping): LabelFit | undefined {
  const label = withoutNumber(numbered);
  const parts = labelParts(label);
  if (pattern.test(parts.name)) return parts.unit === undefined ? {} : { unit: parts.unit };
  if (pattern.test(label.trim())) return {};
  const [, quantity, unit] = /^(.*[^\s_,])(?:_|,\s*|\s+)([^\s_,]+)$/.exec(label.trim()) ?? [];
  if (quantity === undefined || factorToBatteryData(name, unit!) === undefined) return undefined;
  return pattern.test(quantity.replace(/ in$/i, '')) ? { unit: unit! } : undefined;
}

/** Without these there is no log: a cell of theirs that cannot be read is an error. */
const essential: ReadonlySet<string> = new Set([
  'test_time_second',
  'unix_time_second',
  'step_time_second',
  'voltage_volt',
  'current_ampere',
  'frequency_hertz',
]);

/** Whether a label stands for time, voltage, current or frequency by these mappings: every cell of its column must be readable. */
export function isEssential(label: string, mappings: readonly ColumnMapping[]): boolean {
  return mappings.some((mapping) => essential.has(mapping.name) && fitOf(label, mapping) !== undefined);
}

/** A column that fits a mapping in a unit that is known. */
interface Candidate {
  readonly label: string;
  readonly values: Float64Array;
  readonly stated: boolean;
  readonly scale: number;
}

/** Columns that fit a mapping; labels in units that are not known before the first of them are told. */
function candidatesOf(
  { labels, columns }: LabelledColumns,
  mapping: ColumnMapping,
  { plainTime, inSeconds }: MapOptions,
): { readonly candidates: readonly Candidate[]; readonly unknown: readonly string[] } {
  const { name, unit } = mapping;
  const plain = plainTime === true && name === 'test_time_second';
  const candidates: Candidate[] = [];
  const unknown: string[] = [];
  for (const [i, label] of labels.entries()) {
    const values = columns[i];
    const fit = values === undefined ? undefined : fitOf(label, mapping);
    if (values === undefined || fit === undefined) continue;
    const stated = plain || inSeconds?.has(label) === true ? undefined : fit.unit;
    const assumed = unit === undefined ? 1 : factorToBatteryData(name, unit);
    const scale = stated === undefined ? assumed : factorToBatteryData(name, stated);
    if (scale !== undefined) candidates.push({ label, values, stated: stated !== undefined, scale });
    else if (candidates.length === 0) unknown.push(label);
  }
  return { candidates, unknown };
}

/** Several columns of time, voltage or current, as of runs side by side: the first is used, which must be known. */
function severalWarnings(name: string, candidates: readonly Candidate[]): OperandoWarning[] {
  const stated = candidates.filter((candidate) => candidate.stated);
  const [first] = stated;
  if (first === undefined || !essential.has(name)) return [];
  const others = stated.filter(({ values, scale }) =>
    values.some(
      (value, row) => Math.abs(value * scale - first.values[row]! * first.scale) > 1e-6 * Math.abs(value * scale),
    ),
  );
  return others.length === 0
    ? []
    : [
        {
          code: 'columns-repeated',
          message: said`${others.map(({ label }) => label).join(', ')}: other values for ${name} than ${first.label}, which was used.`,
          where: { column: shown(first.label) },
        },
      ];
}

/**
 * The BDF columns among those of a file, in BDF units: of the labels that fit a mapping the first that states its unit, else the
 * first. A unit that is not known for the quantity leaves the column out, with a warning, since it would be a guess.
 */
export function mapColumns(
  table: LabelledColumns,
  mappings: readonly ColumnMapping[],
  options: MapOptions = {},
): MappedColumns {
  const found: Record<string, Float64Array> = {};
  const unstated: Record<string, string> = {};
  const warnings: OperandoWarning[] = [];
  for (const mapping of mappings) {
    const { name, unit, factor = 1 } = mapping;
    // A later mapping of the quantity may have a column that states its unit.
    const before = Object.hasOwn(found, name);
    if (before && !Object.hasOwn(unstated, name)) continue;
    const { candidates, unknown } = candidatesOf(table, mapping, options);
    // Several mappings may fit one label.
    for (const label of unknown)
      if (!warnings.some(({ where }) => where?.column === shown(label)))
        warnings.push({
          code: 'unknown-unit',
          message: said`${label} is in a unit that is not known for ${name}; the column was not used.`,
          where: { column: shown(label) },
        });
    warnings.push(...severalWarnings(name, candidates));
    const chosen = candidates.find(({ stated }) => stated) ?? (before ? undefined : candidates[0]);
    if (chosen === undefined) continue;
    delete unstated[name];
    const { label, values, stated, scale } = chosen;
    const known = unit !== undefined || label.trim() === name || unitOfBatteryDataName(name) === '1';
    const plain = options.plainTime === true && name === 'test_time_second';
    if (!stated && !plain && !known) unstated[name] = label;
    const whole = scale * factor;
    found[name] = whole === 1 ? values : values.map((value) => value * whole);
  }
  return { columns: found, unstated, warnings };
}

/** What was assumed for labels that state no unit. */
export function unitWarnings(unstated: MappedColumns['unstated']): OperandoWarning[] {
  const names = Object.keys(unstated);
  const [first] = names;
  if (first === undefined) return [];
  const units = names.map(unitOfBatteryDataName);
  return [
    {
      code: 'unit-assumed',
      message: said`${Object.values(unstated).join(', ')} state no unit: they were taken to be in ${units.join(', ')}.`,
      where: { column: shown(unstated[first]!) },
    },
  ];
}

/** Columns by label as data; a label that occurs again gets its number. */
export function originalColumns({ labels, columns }: LabelledColumns): Record<string, Float64Array> {
  return Object.fromEntries(uniqueLabels(labels).map((label, i) => [label, columns[i]!]));
}
