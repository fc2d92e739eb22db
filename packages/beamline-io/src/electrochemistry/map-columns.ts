import { unitOfBatteryDataName } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
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

/** A label in two parts: `Current(A)`, `Current [A]`, `Current / A` and `U[V]` alike. */
export function labelParts(label: string): { readonly name: string; readonly unit?: string } {
  const text = label.trim();
  const bracket = Math.max(text.lastIndexOf('('), text.lastIndexOf('['));
  const last = text.at(-1);
  if (bracket > 0 && (last === ')' || last === ']'))
    return { name: text.slice(0, bracket).trim(), unit: text.slice(bracket + 1, -1).trim() };
  // Per gram or per area is part of the unit.
  const slash = text.replace(/ ?\/ ?(k?g|mg|c?m(2|\^2|²))$/, '').lastIndexOf('/');
  if (slash > 0 && slash < text.length - 1)
    return { name: text.slice(0, slash).trim(), unit: text.slice(slash + 1).trim() };
  return { name: text };
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

/**
 * The BDF columns among those of a file, in BDF units: the first label that fits each mapping. A unit that is not known
 * for the quantity leaves the column out, with a warning, since it would be a guess.
 *
 * @param options `plainTime`: elapsed time is taken as it stands, whatever unit its label states.
 */
export function mapColumns(
  { labels, columns }: LabelledColumns,
  mappings: readonly ColumnMapping[],
  options: { readonly plainTime?: boolean } = {},
): MappedColumns {
  const found: Record<string, Float64Array> = {};
  const unstated: Record<string, string> = {};
  const warnings: OperandoWarning[] = [];
  for (const { name, pattern, unit, factor = 1 } of mappings) {
    if (Object.hasOwn(found, name)) continue;
    for (const [i, label] of labels.entries()) {
      const values = columns[i];
      const parts = labelParts(label);
      if (values === undefined || !(pattern.test(parts.name) || pattern.test(label.trim()))) continue;
      const plain = options.plainTime === true && name === 'test_time_second';
      const stated = pattern.test(parts.name) && !plain ? parts.unit : undefined;
      const scale =
        stated === undefined
          ? unit === undefined
            ? 1
            : factorToBatteryData(name, unit)
          : factorToBatteryData(name, stated);
      if (scale === undefined) {
        // Several mappings may fit one label.
        if (!warnings.some(({ where }) => where?.column === label))
          warnings.push({
            code: 'unknown-unit',
            message: said`${label} is in a unit that is not known for ${name}; the column was not used.`,
            where: { column: shown(label) },
          });
        continue;
      }
      if (
        stated === undefined &&
        !plain &&
        unit === undefined &&
        label.trim() !== name &&
        unitOfBatteryDataName(name) !== '1'
      )
        unstated[name] = label;
      found[name] = scale * factor === 1 ? values : values.map((value) => value * scale * factor);
      break;
    }
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

/** Labels of which none occurs twice: `I`, `I (2)`. */
export function uniqueLabels(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
}
