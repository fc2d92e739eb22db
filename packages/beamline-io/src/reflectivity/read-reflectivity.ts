import { OperandoError } from '@operando/core';
import type { JsonValue, Metadata, OperandoWarning } from '@operando/core';
import { placed } from '../bytes/file-error.js';
import { decodeText } from '../text/decode.js';
import { angstromsPerUnit, parseOrso } from './orso-text.js';
import { read } from '../read.js';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';

/** A reflectivity curve as read: lengths in 1/angstrom. */
export interface ReflectivityCurve {
  readonly name: string;
  readonly q: Float64Array;
  readonly r: Float64Array;
  readonly dr: Float64Array;
  /** Resolution, where the file has it. */
  readonly dq?: Float64Array;
  /** What `dq` is: as the file says, or as its kind of file has it. */
  readonly dqKind: 'sigma' | 'fwhm';
  /** Of a time-resolved file: seconds after its first curve. */
  readonly time?: number;
  /** What an ORSO file says about the curve beside its columns: `data_source`, `reduction` and others, as it names them. */
  readonly header?: Metadata;
  readonly warnings: readonly OperandoWarning[];
}

/** Options of {@link readReflectivity}. */
export interface ReflectivityReadOptions {
  readonly name?: string | undefined;
  /** What the fourth column of a plain table, or of a frame, is. @default 'fwhm', as SNS, PLATYPUS and refnx write it; ORSO files say themselves */
  readonly dqKind?: 'sigma' | 'fwhm' | undefined;
}

const mostFrames = 100_000;

/** What of a curve a fit or a logarithm cannot take. */
export function warningsAbout(q: Float64Array, r: Float64Array, dr: Float64Array): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const count = (bad: (i: number) => boolean): number => q.reduce((sum, _, i) => sum + (bad(i) ? 1 : 0), 0);
  const negative = count((i) => r[i]! <= 0);
  const unsure = count((i) => !(dr[i]! > 0));
  if (negative > 0)
    warnings.push({
      code: 'not-positive',
      message: `${negative} of ${q.length} reflectivities are 0 or negative (background subtracted); a logarithm leaves them out.`,
    });
  if (unsure > 0)
    warnings.push({
      code: 'no-error',
      message: `${unsure} of ${q.length} points have no error above 0 and cannot be weighted.`,
    });
  return warnings;
}

/** What a column of a reflectivity table is, by how programs label it. */
type CurvePart = 'q' | 'r' | 'dr' | 'dq' | 'other';

const partLabels: readonly (readonly [RegExp, CurvePart])[] = [
  [
    /^((d|s|e|delta|sigma|err(or)?|res(olution)?|fwhm)[ _-]?q(_?[xz])?|q(_?[xz])?[ _-]?(err(or)?|res(olution)?|sigma|fwhm)|res(olution)?)$/i,
    'dq',
  ],
  [
    /^((d|s|e|delta|sigma|err(or)?)[ _-]?(r|refl|reflectivity|i|intensity)|(r|refl|reflectivity)[ _-]?(err(or)?|sigma)|err(or)?|sigma)$/i,
    'dr',
  ],
  [/^q(_?[xz])?$/i, 'q'],
  [/^(r|refl|reflectivity|i|intensity)$/i, 'r'],
  [/^(lambda|wavelength|theta|angle|two.?theta|2.?theta|tth|counts?|monitor|time|d|r\W?\*?q(z)?\W*4)$/i, 'other'],
];

/** Columns of a curve: by their labels, and where these do not tell by their places. */
function partsOf(table: ColumnTable, byPlace: boolean): Partial<Record<CurvePart, TableColumn>> {
  const kinds = table.columns.map(
    ({ label }) => partLabels.find(([pattern]) => pattern.test(splitLabel(label).name))?.[1],
  );
  const find = (part: CurvePart, place: number): TableColumn | undefined =>
    table.columns[kinds.indexOf(part)] ?? (byPlace && kinds[place] === undefined ? table.columns[place] : undefined);
  const [q, r, dr, dq] = [find('q', 0), find('r', 1), find('dr', 2), find('dq', 3)];
  return {
    ...(q === undefined ? {} : { q }),
    ...(r === undefined ? {} : { r }),
    ...(dr === undefined ? {} : { dr }),
    ...(dq === undefined ? {} : { dq }),
  };
}

/** Numbers of a column in 1/angstrom; one whose label has no unit is. */
function inAngstroms({ label, unit = '', values }: TableColumn, warnings: OperandoWarning[]): Float64Array {
  const factor = angstromsPerUnit(unit);
  // "dQ (FWHM)" names no unit.
  if (factor === undefined && !/fwhm|sigma/i.test(unit))
    warnings.push({
      code: 'unit-unknown',
      message: `The unit of ${label} is not known; it was read as 1/angstrom.`,
      where: { column: label },
    });
  return factor === undefined || factor === 1 ? values : values.map((value) => value * factor);
}

function curveOf(table: ColumnTable, name: string, kind: 'sigma' | 'fwhm', byPlace: boolean): ReflectivityCurve {
  const { q, r, dr, dq } = partsOf(table, byPlace);
  const cure = `The file has ${table.columns
    .map(({ label }) => label)
    .slice(0, 20)
    .join(', ')}.`;
  if (q === undefined || r === undefined)
    throw new OperandoError('column-missing', 'there are no columns of Q and R.', { cure });
  if (dr === undefined)
    throw new OperandoError('column-missing', 'there is no column of errors of R.', {
      cure: `Three columns are needed: Q, R and its error. ${cure}`,
    });
  const warnings = [...table.warnings];
  const angstroms = inAngstroms(q, warnings);
  return {
    name,
    q: angstroms,
    r: r.values,
    dr: dr.values,
    ...(dq === undefined ? {} : { dq: inAngstroms({ unit: q.unit ?? '', ...dq }, warnings) }),
    dqKind: kind,
    warnings: [...warnings, ...warningsAbout(angstroms, r.values, dr.values)],
  };
}

const isObject = (value: JsonValue | undefined): value is Metadata =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** A curve with what its header says beside its columns; the time of a series' frame as `formatOrt` writes it. */
function described(table: ColumnTable, curve: ReflectivityCurve): ReflectivityCurve {
  const { header } = table.metadata;
  if (!isObject(header)) return curve;
  const { columns: _columns, data_set: _name, elapsed_time: elapsed, ...rest } = header;
  const time = isObject(elapsed) && elapsed['unit'] === 's' ? elapsed['magnitude'] : undefined;
  const taken = new Set(Object.values(partsOf(table, false)));
  const further = table.columns.filter((column) => !taken.has(column)).map(({ label }) => label);
  const warnings =
    further.length === 0
      ? []
      : [
          {
            code: 'columns-left-out',
            message: `${curve.name} has further columns, which were not read: ${further.slice(0, 12).join(', ')}.`,
          },
        ];
  return {
    ...curve,
    header: rest,
    ...(typeof time === 'number' ? { time } : {}),
    warnings: [...curve.warnings, ...warnings],
  };
}

/** A column of a frame; values that could not be computed are null. */
function numbersOfJson(column: unknown, frame: number): Float64Array | undefined {
  if (!Array.isArray(column)) return undefined;
  return Float64Array.from(column as unknown[], (value, row) => {
    if (typeof value === 'number') return value;
    if (value === null) return Number.NaN;
    throw new OperandoError('bad-number', `${JSON.stringify(value)?.slice(0, 40)} is no number.`, {
      where: { frame, row },
    });
  });
}

/** Frames of a time-resolved reduction: arrays of [q, r, dr, dq], or objects with these names, perhaps empty. */
function curvesOfJson(text: string, name: string, dqKind: 'sigma' | 'fwhm'): ReflectivityCurve[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new OperandoError('malformed-file', 'the file is no valid JSON.', { cause });
  }
  const listed: unknown = Array.isArray(data)
    ? data
    : data !== null && typeof data === 'object'
      ? (data as Record<string, unknown>)['data']
      : undefined;
  const times: unknown = Array.isArray(data) ? undefined : (data as Record<string, unknown> | null)?.['times'];
  if (!Array.isArray(listed) || listed.length > mostFrames)
    throw new OperandoError('malformed-file', 'the file holds no list of frames.', {
      cure: 'Time-resolved files hold frames of [q, r, dr, dq].',
    });
  const curves: ReflectivityCurve[] = [];
  listed.forEach((frame: unknown, f) => {
    const columns: unknown = Array.isArray(frame)
      ? frame
      : frame !== null && typeof frame === 'object'
        ? ['q', 'r', 'dr', 'dq'].map((key) => (frame as Record<string, unknown>)[key])
        : undefined;
    const [q, r, dr, dq] = Array.from({ length: 4 }, (_, k) =>
      numbersOfJson(Array.isArray(columns) ? (columns as unknown[])[k] : undefined, f),
    );
    if (q === undefined || q.length === 0) return;
    if (r === undefined || dr === undefined)
      throw new OperandoError('column-missing', `frame ${f} has Q, but no ${r === undefined ? 'R' : 'errors of R'}.`, {
        where: { frame: f },
      });
    const all = dq === undefined ? [q, r, dr] : [q, r, dr, dq];
    if (all.some((column) => column.length !== q.length))
      throw new OperandoError('shape-mismatch', `frame ${f} has columns of different lengths.`, {
        where: { frame: f },
      });
    const missing = all.reduce((sum, column) => sum + column.filter(Number.isNaN).length, 0);
    const time: unknown = Array.isArray(times) ? times[f] : undefined;
    curves.push({
      name: `${name}#${f}`,
      q,
      r,
      dr,
      ...(dq === undefined ? {} : { dq }),
      dqKind,
      ...(typeof time === 'number' ? { time } : {}),
      warnings: [
        ...(missing > 0 ? [{ code: 'missing-values', message: `${missing} values of frame ${f} are missing.` }] : []),
        ...warningsAbout(q, r, dr),
      ],
    });
  });
  if (curves.length === 0) throw new OperandoError('truncated-file', 'no frame has any points.');
  return curves;
}

/**
 * Read reflectivity curves: ORSO text (every data set), plain tables of three or four columns with or
 * without comments (NCNR, SNS, PLATYPUS), time-resolved JSON of the SNS reduction (empty frames left out).
 *
 * @throws OperandoError with the file's name, and line where there is one.
 */
export function readReflectivity(bytes: Uint8Array, options: ReflectivityReadOptions = {}): ReflectivityCurve[] {
  const { name = '', dqKind = 'fwhm' } = options;
  try {
    const { text } = decodeText(bytes);
    const beginning = text.slice(0, 200).trimStart();
    if (/^#\s*#\s*ORSO/.test(beginning)) {
      return parseOrso(text).map((table, k) =>
        described(
          table,
          curveOf(
            table,
            typeof table.metadata['data_set'] === 'string'
              ? table.metadata['data_set']
              : k === 0
                ? name
                : `${name}#${k}`,
            table.metadata['resolution'] === 'fwhm' ? 'fwhm' : 'sigma',
            false,
          ),
        ),
      );
    }
    if (/^[[{]/.test(beginning)) return curvesOfJson(text, name, dqKind);
    const result = read(bytes, {});
    if (result.kind !== 'spectrum')
      throw new OperandoError('invalid-argument', 'this is a cycler log, no reflectivity.');
    return [curveOf(result.table, name, dqKind, true)];
  } catch (error) {
    throw placed(error, name);
  }
}
