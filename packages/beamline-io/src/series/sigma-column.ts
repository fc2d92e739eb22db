import type { OperandoWarning } from '@operando/core';
import { findColumn, splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';

/** The column of standard deviations, if any, and what there is to say of it. */
export interface SigmaColumn {
  readonly column?: TableColumn;
  readonly warnings: readonly OperandoWarning[];
}

/** Labels of standard deviations, without units: `sigma`, `esd`, `dI`, `I_errors`, `Iobs error`, `uncertainty`, `+-`. */
const label =
  /^(?!counts$)(?:e|sig|sigmas?|esds?|e\.?s\.?d\.?|std|st\.? ?dev\.?|stderr|err|errors?|uncertaint(?:y|ies)|standard[ _](?:deviations?|errors?|uncertaint(?:y|ies))|d_?(?:i|int|intensity|y|counts?)|(?:s|e|sig|sigma|err|error|esd|std|delta)[ _.]?\(?(?:i|int|intensity|y|yobs|counts?)\)?|(?:i|int|intensity|y|yobs|iobs|counts?)[ _.-]?(?:e|s|sig|sigma|esd|std|err|errors?|uncertaint(?:y|ies)|stddev)|\+\/?-|±|σ(?:_?i)?)$/i;

/** Labels of variances: `variance`, `var`, `I_var`, `sigma^2`, `esd**2`, `σ²`; a bare 2 may count columns (`s1`, `s2`). */
const varianceLabel =
  /^(?:(?:i|int|intensity|y|yobs|iobs|counts?)[ _.-]?)?(?:variances?|var)(?:[ _.]?\(?(?:i|int|intensity|y|yobs|counts?)\)?)?$|^(?:s|sig|sigma|σ|esd|std|stddev|err|error)(?:[ _.]?(?:i|int|intensity|y))?[ _]?(?:(?:\^|\*\*)2|²|[ _-]?squared)$/i;

const isVariance = ({ label: text }: TableColumn): boolean => varianceLabel.test(splitLabel(text).name.trim());

const rootsOf = (column: TableColumn): TableColumn => ({ ...column, values: column.values.map(Math.sqrt) });

/** The standard deviations of a column that is named for them, or for their squares. */
export const deviationsOf = (column: TableColumn): TableColumn => (isVariance(column) ? rootsOf(column) : column);

/** Part of a value by which a variance of counts may differ from them. */
const rounding = 0.01;

/** Whether a column repeats the values of another: the variances of counts are these, and no value is as uncertain as it is large. */
function repeatsCounts({ values }: TableColumn, { values: of }: TableColumn): boolean {
  let above = 0;
  for (let i = 0; i < of.length; i++) {
    // Points of no counts may have a variance of 1.
    if (!(of[i]! > 1)) continue;
    if (!(Math.abs(values[i]! - of[i]!) <= rounding * of[i]!)) return false;
    above++;
  }
  return above > 2;
}

/** Names that this library gives to columns without any. */
const isNumbered = (column: TableColumn): boolean => /^column \d+$/.test(column.label);

/** Whether the values can be standard deviations of a column of their own: most above 0, and none below but signs for no value. */
function couldBe(values: Float64Array): boolean {
  let above = 0;
  const below = new Set<number>();
  for (const value of values) {
    if (value > 0) above++;
    else if (value < 0) below.add(value);
    if (below.size > 2) return false;
  }
  return 2 * above >= values.length;
}

/** Whether a label says that a column holds the standard deviations of another, or the variances. */
export function isSigmaOf({ label: text }: TableColumn, signal: TableColumn): boolean {
  const name = splitLabel(text).name.trim();
  const base = splitLabel(signal.label).name.trim().toLowerCase();
  if (label.test(name) || varianceLabel.test(name)) return true;
  const own = name.toLowerCase();
  return (
    base !== '' &&
    [`${base}_errors`, `${base}_error`, `${base}_err`, `${base}_sigma`, `${base} error`, `d${base}`].includes(own)
  );
}

/**
 * The column of standard deviations: the one asked for, or with `auto` the one whose label says so, else the third of three without
 * names, where it can be; of variances the roots. What looks like one and is none is told.
 *
 * @throws OperandoError `column-missing` for one that is asked for and not there.
 */
export function sigmaColumn(
  table: ColumnTable,
  { x, y }: { readonly x: TableColumn; readonly y: TableColumn },
  wanted: string | number | undefined,
): SigmaColumn {
  if (wanted === undefined) return { warnings: [] };
  if (wanted !== 'auto') return { column: deviationsOf(findColumn(table, wanted)), warnings: [] };
  const others = table.columns.filter((column) => column !== x && column !== y);
  const named = others.filter((column) => isSigmaOf(column, y));
  const third = table.columns.length === 3 ? others.find((column) => column === table.columns[2]) : undefined;
  const nameless = third !== undefined && isNumbered(third) ? third : undefined;
  const found = named.length === 1 ? named[0] : named.length === 0 ? nameless : undefined;
  if (found === undefined) return { warnings: [] };
  // One number in every row of a column without a name is a time, or an attenuator.
  const isConstant =
    found === nameless && found.values.length > 2 && found.values.every((value) => value === found.values[0]);
  if (found === nameless && !isConstant && repeatsCounts(found, y)) {
    const message = said`${found.label} repeats the counts: it was taken for their variances. Name it if it holds something else.`;
    return {
      column: rootsOf(found),
      warnings: [{ code: 'errors-assumed', message, where: { column: shown(found.label) } }],
    };
  }
  if (couldBe(found.values) && !isConstant) return { column: deviationsOf(found), warnings: [] };
  return {
    warnings: [
      {
        code: 'errors-left-out',
        message:
          isConstant && found.values[0]! > 0
            ? said`${found.label} is ${found.values[0]} in every row: it was not taken for standard deviations. Name it if it holds them.`
            : said`${found.label} is not above 0 in most rows: it was not taken for standard deviations.`,
        where: { column: shown(found.label) },
      },
    ],
  };
}
