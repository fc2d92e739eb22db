import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnRole, ColumnTable, TableColumn } from '../table/column-table.js';
import { exchangedLabel } from '../table/exchanged-label.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import { yamlData } from '../text/yaml-data.js';
import type { TextFormat } from '../format.js';
import { shapePart } from './curve.js';
import { describedCurve, tableCurve } from './curve-of-table.js';
import { angstromsPerUnit, sigmasPer, statedWidths } from './orso-columns.js';
import type { StatedWidths } from './orso-columns.js';
import { statedStart } from './stated-start.js';
import { said, shown } from '../text/said.js';

const firstLine = /^#\s*#\s*ORSO reflectivity data file\s*\|\s*([\d.]+)/;
const longestHeader = 200_000;

interface ColumnNote {
  readonly name?: unknown;
  readonly unit?: unknown;
  readonly error_of?: unknown;
  readonly value_is?: unknown;
  readonly distribution?: unknown;
}

/** YAML of a header, as plain data. Aliases are limited and tags not evaluated. */
function headerData(lines: readonly string[], start: number): Record<string, unknown> {
  const text = lines
    .map((line) => line.replace(/^#\s?/, ''))
    .filter((line) => !line.startsWith('#'))
    .join('\n');
  if (text.length > longestHeader)
    throw new OperandoError('too-large', `the header has ${text.length} characters.`, { where: { line: start } });
  const data = yamlData(text, 'the header', { firstLine: start, uniqueKeys: false });
  return data !== null && typeof data === 'object' ? (data as Record<string, unknown>) : {};
}

interface ColumnPlan {
  readonly label: string;
  readonly role: ColumnRole | undefined;
  readonly factor: number;
  /** For widths of Q: what the numbers are. */
  readonly widths?: StatedWidths;
}

/** What each column holds, in 1/angstrom. */
function planColumns(notes: unknown, line: number): ColumnPlan[] {
  if (!Array.isArray(notes) || notes.length < 2)
    throw new OperandoError('malformed-file', 'the header lists no columns.', {
      where: { line },
      cure: 'An ORSO file names at least Qz and R under columns.',
    });
  const listed = (notes as unknown[]).map((entry, k) => {
    const note: ColumnNote = entry !== null && typeof entry === 'object' ? entry : {};
    const name =
      typeof note.name === 'string'
        ? note.name
        : typeof note.error_of === 'string'
          ? `s${note.error_of}`
          : `column ${k + 1}`;
    return { note, name, unit: typeof note.unit === 'string' ? note.unit.trim() : '' };
  });
  const qUnit = listed.find(({ name }) => /^Q[xz]?$/i.test(name))?.unit ?? '';
  return listed.map(({ note, name, unit }, k) => {
    const where = { line, column: k + 1 };
    const inAngstroms = (given: string): number => {
      const factor = angstromsPerUnit(given);
      if (factor === undefined)
        throw new OperandoError('unknown-unit', said`${name} is in ${given.slice(0, 30)}.`, {
          where,
          cure: 'Q must be in 1/angstrom or 1/nm.',
        });
      return factor;
    };
    if (/^Q[xz]?$/i.test(name)) return { label: name, role: 'q', factor: inAngstroms(unit) };
    // An error without a unit of its own is in that of its quantity.
    if (/^sQ[xz]?$/i.test(name))
      return {
        label: name,
        role: undefined,
        factor: inAngstroms(unit || qUnit),
        widths: statedWidths(name, note.value_is, note.distribution),
      };
    if (/^sR$/i.test(name))
      return { label: name, role: undefined, factor: sigmasPer(note.value_is, note.distribution, where) };
    return { label: name, role: /^R/i.test(name) ? 'intensity' : undefined, factor: 1 };
  });
}

type Header = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Header =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A header with what differs in another data set; tables inside it keep what is not said again. */
function withDifferences(first: Header, differences: Header): Header {
  const merged: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(differences))
    merged[key] =
      isTable(value) && Object.hasOwn(first, key) && isTable(first[key]) ? withDifferences(first[key], value) : value;
  return merged;
}

/** What begins another data set; other comments among the rows are passed over, as orsopy does. */
const dataSetLine = /^#\s?(data_set|columns)\s*:/;

/** Lines of header and of rows, from 0, of one data set. */
interface Section {
  readonly header: readonly number[];
  readonly rows: readonly number[];
}

function sectionsOf(lines: readonly string[]): Section[] {
  const sections: { header: number[]; rows: number[] }[] = [];
  let pending: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '') continue;
    if (line.startsWith('#')) pending.push(i);
    else {
      if (sections.length === 0 || pending.some((at) => dataSetLine.test(lines[at]!)))
        sections.push({ header: pending, rows: [] });
      pending = [];
      sections.at(-1)!.rows.push(i);
    }
  }
  return sections;
}

/** A line of labels above the rows that names the columns in another order than the header. */
function labelWarnings(line: string, at: number, plan: readonly ColumnPlan[]): OperandoWarning[] {
  const words = line
    .replace(/^[#\s]+/, '')
    .trimEnd()
    .split(/\s+/);
  const other = exchangedLabel(
    plan.map(({ label }) => label),
    words,
  );
  if (other === undefined) return [];
  return [
    {
      code: 'labels-mismatch',
      message: said`Column ${other + 1} is ${plan[other]!.label} in the header, the line of labels calls it ${words[other]}; the header was believed.`,
      where: { line: at + 1, column: other + 1 },
    },
  ];
}

/**
 * Every data set of an ORSO text file (`.ort`), versions 0.1 to 1.2: Qz, R, sR and sQz in 1/angstrom. Later headers hold only what
 * differs from the first. Errors of R become standard deviations; `metadata.resolution` says whether sQz is one or a full width.
 *
 * @throws OperandoError `malformed-file` for a row that has other columns than declared, `bad-number`, `unknown-unit`,
 * `unsupported` for errors of R without a standard deviation, each with its line.
 */
export function parseOrso(text: string): ColumnTable[] {
  const lines = splitLines(text);
  const [, version] = firstLine.exec(lines[0] ?? '') ?? [];
  if (version === undefined)
    throw new OperandoError('malformed-file', 'the first line is not that of an ORSO file.', { where: { line: 1 } });
  let first: Header | undefined;
  const tables = sectionsOf(lines).map(({ header, rows }) => {
    const start = (header[0] ?? rows[0]!) + 1;
    const own = headerData(
      header.map((at) => lines[at]!),
      start,
    );
    first ??= own;
    const whole = withDifferences(first, own);
    const plan = planColumns(whole['columns'], start);
    const numbers = rows.map((at) => {
      const words = lines[at]!.trim().split(/\s+/);
      if (words.length !== plan.length) {
        throw new OperandoError(
          'malformed-file',
          `the header declares ${plan.length} columns, this row has ${words.length}.`,
          { where: { line: at + 1 }, cure: 'Correct the columns of the header, or write the file again.' },
        );
      }
      return words.map((word, k) => {
        const value = parseNumber(word);
        if (value === undefined)
          throw new OperandoError('bad-number', said`${JSON.stringify(word.slice(0, 40))} is no number.`, {
            where: { line: at + 1, column: k + 1 },
          });
        return value * plan[k]!.factor;
      });
    });
    const above = header.at(-1);
    return orsoTable(
      numbers,
      rows.map((at) => at + 1),
      { plan, header: whole, version, warnings: above === undefined ? [] : labelWarnings(lines[above]!, above, plan) },
    );
  });
  if (tables.length === 0)
    throw new OperandoError('truncated-file', 'there are no rows.', { where: { line: lines.length } });
  return tables;
}

/** What stands above the rows of a data set. */
interface OrsoHeader {
  readonly plan: readonly ColumnPlan[];
  readonly header: Header;
  readonly version: string;
  readonly warnings: readonly OperandoWarning[];
}

function orsoTable(
  rows: readonly number[][],
  lines: readonly number[],
  { plan, header, version, warnings: before }: OrsoHeader,
): ColumnTable {
  const columns = plan.map(({ label, role }, k): TableColumn => ({
    label,
    ...(role === undefined ? {} : { role }),
    values: Float64Array.from(rows, (row) => row[k]!),
  }));
  const warnings = [...before];
  columns.forEach(({ label, values }) => {
    const missing = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
    if (missing > 0)
      warnings.push({
        code: 'missing-values',
        message: said`${missing} of ${values.length} values of ${label} are NaN.`,
        where: { column: shown(label) },
      });
  });
  const widths = plan.find((column) => column.widths !== undefined)?.widths;
  if (widths !== undefined) warnings.push(...widths.warnings);
  const dataSet = header['data_set'];
  const whole = JSON.parse(JSON.stringify(header)) as JsonValue;
  const { time, warnings: ofStart } = statedStart(whole);
  warnings.push(...ofStart);
  return {
    format: 'orso-text',
    columns,
    rows: rows.length,
    lines: Int32Array.from(lines),
    metadata: {
      version,
      resolution: widths?.kind ?? 'sigma',
      ...(widths === undefined || widths.shape === 'gaussian' ? {} : { resolution_shape: widths.shape }),
      ...(typeof dataSet === 'string' || typeof dataSet === 'number' ? { data_set: dataSet } : {}),
      header: whole,
    },
    scalars: {},
    ...(time === undefined ? {} : { time }),
    warnings,
  };
}

/** The name of a data set, which may be a number. */
function titleOf({ metadata }: ColumnTable): string {
  const name = metadata['data_set'];
  return typeof name === 'string' || typeof name === 'number' ? String(name) : '';
}

function scansOf(text: string): ScansOfFile {
  const tables = parseOrso(text);
  return {
    scans: numberedScans(
      tables.map(({ rows }) => rows),
      (i) => titleOf(tables[i]!),
    ),
    table: (i) => tables[i]!,
  };
}

/** ORSO reflectivity as text. */
export const orsoText: TextFormat = {
  id: 'orso-text',
  title: 'ORSO reflectivity (.ort)',
  kind: 'text',
  sniff: ({ lines }) => (firstLine.test(lines[0] ?? '') ? 0.99 : 0),
  parse: (text, { scan }) => ({ kind: 'spectrum', table: chosenTable(scansOf(text), scan) }),
  scans: (text) => everyTable(scansOf(text)),
  curves: (text, { name = '' }) =>
    parseOrso(text).map((table, k) => {
      const { data_set: set, resolution, resolution_shape: shape } = table.metadata;
      const called = typeof set === 'string' ? set : k === 0 ? name : `${name}#${k}`;
      const curve = tableCurve(table, called, resolution === 'fwhm' ? 'fwhm' : 'sigma', false);
      const stated = shapePart(shape === 'uniform' || shape === 'triangular' ? shape : undefined);
      return Object.assign({}, describedCurve(table, curve), stated);
    }),
};
