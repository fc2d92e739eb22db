import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';
import type { JsonValue } from '../series/series.js';
import { isTextColumn } from './estimate.js';
import type { ResultColumn } from './estimate.js';
import type { Provenance } from './provenance.js';
import type { Result } from './result.js';
import type { ResultTable, RowKind } from './result-table.js';
import { createTable } from './result-table.js';
import { statusBytes, statusNames, statusWords } from './status.js';
import type { Status } from './status.js';

/** Version of the form; readers refuse those they do not know. */
export const resultFormatVersion = 1;

/** Numbers as JSON has them: NaN has no place there and becomes null, infinities become words. */
type PlainNumber = number | null | 'inf' | '-inf';

/** A column of a {@link ResultDocument}. */
export type ColumnDocument =
  | { readonly name: string; readonly words: readonly string[] }
  | {
      readonly name: string;
      readonly unit: string;
      readonly values: readonly PlainNumber[];
      readonly stderr?: readonly PlainNumber[];
      readonly status?: readonly Status[];
    };

/** A table of a {@link ResultDocument}. */
export interface TableDocument {
  /** As the table's file is called, without its ending. */
  readonly name: string;
  /** What a row is of. */
  readonly rows: RowKind;
  /** Columns that tell the rows apart. */
  readonly index: readonly ColumnDocument[];
  /** The others, each with its unit, errors and statuses where it has them. */
  readonly columns: readonly ColumnDocument[];
}

/** results.json: a {@link Result} as JSON, figures by their names. */
export interface ResultDocument {
  /** Tells the file from other JSON. */
  readonly format: 'operando-result';
  /** Version of the form: {@link resultFormatVersion}. */
  readonly formatVersion: number;
  /** What wrote it. */
  readonly program: { readonly name: string; readonly version: string };
  /** Id of the technique. */
  readonly technique: string;
  /** The result in a few numbers and words, by name. */
  readonly headline: Result['headline'];
  /** The result in a few lines, for people. */
  readonly text: string;
  /** All tables, with all their digits. */
  readonly tables: readonly TableDocument[];
  /** Names and titles of the figures, which are files of their own. */
  readonly figures: readonly { readonly name: string; readonly title: string }[];
  /** What no table holds, by name; of each technique its own. */
  readonly details: Result['details'];
  /** What was doubted, assumed or mended; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** Where it came from: enough to compute it again. */
  readonly provenance: Provenance;
}

/** A number as JSON has it. */
export function plainNumber(value: number): PlainNumber {
  return Number.isFinite(value) ? value : Number.isNaN(value) ? null : value > 0 ? 'inf' : '-inf';
}

/** The number that JSON stands for. */
function numberOf(plain: PlainNumber): number {
  return plain === null ? Number.NaN : plain === 'inf' ? Infinity : plain === '-inf' ? -Infinity : plain;
}

/** A column as JSON holds it: numbers that are none as null, statuses as their words. */
export function columnDocument(column: ResultColumn): ColumnDocument {
  if (isTextColumn(column)) return { name: column.name, words: column.words };
  return {
    name: column.name,
    unit: column.unit,
    values: Array.from(column.values, plainNumber),
    ...(column.stderr === undefined ? {} : { stderr: Array.from(column.stderr, plainNumber) }),
    ...(column.status === undefined ? {} : { status: statusWords(column.status) }),
  };
}

function columnOf(column: ColumnDocument): ResultColumn {
  if ('words' in column) return { name: column.name, words: column.words };
  const { name, unit, values, stderr, status } = column;
  const unknown = status?.find((word) => !statusNames.includes(word));
  if (unknown !== undefined) {
    throw new OperandoError('unsupported', `${JSON.stringify(unknown)} is no status known here.`, {
      where: { column: name },
      cure: 'Read it with the version of operando that wrote it.',
    });
  }
  return {
    name,
    unit,
    values: Float64Array.from(values, numberOf),
    ...(stderr === undefined ? {} : { stderr: Float64Array.from(stderr, numberOf) }),
    ...(status === undefined ? {} : { status: statusBytes(status) }),
  };
}

/** A result as JSON holds it. @param program What writes it. */
export function resultDocument(result: Result, program: ResultDocument['program']): ResultDocument {
  return {
    format: 'operando-result',
    formatVersion: resultFormatVersion,
    program,
    technique: result.technique,
    headline: result.headline,
    text: result.text,
    tables: result.tables.map(({ name, index, columns }) => ({
      name,
      rows: index.rows,
      index: index.columns.map(columnDocument),
      columns: columns.map(columnDocument),
    })),
    figures: result.figures.map(({ name, title }) => ({ name, title })),
    details: result.details,
    warnings: result.warnings,
    provenance: result.provenance,
  };
}

/** A table of a document with its numbers as arrays again. */
export function tableOfDocument({ name, rows, index, columns }: TableDocument): ResultTable {
  return createTable({ name, index: { rows, columns: index.map(columnOf) }, columns: columns.map(columnOf) });
}

/**
 * What a text of results.json holds.
 *
 * @throws OperandoError `malformed-file` for what is none, `unsupported` for one of a newer form.
 */
export function parseResultDocument(text: string): ResultDocument {
  const fail = (problem: string, cause?: unknown): never => {
    throw new OperandoError('malformed-file', problem, { cure: 'Give a results.json that operando wrote.', cause });
  };
  let data: unknown;
  try {
    // Editors on Windows may put a mark of the byte order in front.
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    return fail('this is no JSON.', cause);
  }
  if (!isDocument(data)) return fail('this is no result of operando.');
  if (data.formatVersion !== resultFormatVersion) {
    throw new OperandoError(
      'unsupported',
      `this is a result of form ${data.formatVersion}; known here is ${resultFormatVersion}.`,
      {
        cure: `It was written by operando ${data.program.version}: use that version.`,
      },
    );
  }
  return data;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDocument(data: unknown): data is ResultDocument {
  return (
    isRecord(data) &&
    data['format'] === 'operando-result' &&
    typeof data['formatVersion'] === 'number' &&
    isRecord(data['program']) &&
    typeof data['technique'] === 'string' &&
    Array.isArray(data['tables']) &&
    isRecord(data['provenance']) &&
    isRecord(data['provenance']['options']) &&
    Array.isArray(data['provenance']['inputs']) &&
    data['provenance']['inputs'].every(isInput)
  );
}

function isInput(input: unknown): boolean {
  return (
    isRecord(input) &&
    ['role', 'name'].every((key) => typeof input[key] === 'string' && input[key] !== '') &&
    typeof input['size'] === 'number' &&
    typeof input['sha256'] === 'string'
  );
}

/** Anything as JSON holds it: typed arrays as lists, NaN as null, what is undefined left out. */
export function plainValue(value: unknown): JsonValue {
  if (typeof value === 'number') return plainNumber(value);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainValue);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Float64Array, plainNumber);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) =>
      each === undefined || typeof each === 'function' ? [] : [[name, plainValue(each)]],
    ),
  );
}
