import type { OperandoWarning } from '@operando/core';
import { factorToBatteryData } from './units.js';

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
  if (bracket > 0 && (last === ')' || last === ']')) return { name: text.slice(0, bracket).trim(), unit: text.slice(bracket + 1, -1).trim() };
  const slash = text.lastIndexOf('/');
  if (slash > 0 && slash < text.length - 1) return { name: text.slice(0, slash).trim(), unit: text.slice(slash + 1).trim() };
  return { name: text };
}

/** Labelled columns of numbers. */
export interface LabelledColumns {
  readonly labels: readonly string[];
  readonly columns: readonly Float64Array[];
}

/**
 * The BDF columns among those of a file, in BDF units: the first label that fits each mapping. A unit that is not known
 * for the quantity leaves the column out, with a warning, since it would be a guess.
 */
export function mapColumns({ labels, columns }: LabelledColumns, mappings: readonly ColumnMapping[]): { readonly columns: Record<string, Float64Array>; readonly warnings: OperandoWarning[] } {
  const found: Record<string, Float64Array> = {};
  const warnings: OperandoWarning[] = [];
  for (const { name, pattern, unit, factor = 1 } of mappings) {
    if (Object.hasOwn(found, name)) continue;
    for (const [i, label] of labels.entries()) {
      const values = columns[i];
      const parts = labelParts(label);
      if (values === undefined || !(pattern.test(parts.name) || pattern.test(label.trim()))) continue;
      const stated = pattern.test(parts.name) ? parts.unit : undefined;
      const scale = stated === undefined ? (unit === undefined ? 1 : factorToBatteryData(name, unit)) : factorToBatteryData(name, stated);
      if (scale === undefined) {
        warnings.push({ code: 'unknown-unit', message: `${label} is in a unit that is not known for ${name}; the column was not used.`, where: { column: label } });
        continue;
      }
      found[name] = scale * factor === 1 ? values : values.map((value) => value * scale * factor);
      break;
    }
  }
  return { columns: found, warnings };
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
