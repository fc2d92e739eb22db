import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { warningsAbout } from './curve.js';
import type { ReflectivityCurve, WidthKind } from './curve.js';
import { angstromsPerUnit } from './orso-columns.js';
import { isMetadata } from '../text/is-metadata.js';
import { said, shown } from '../text/said.js';
import { statedPolarization } from './polarization.js';
import { statedProbe } from './probe.js';
import { widthsLabel, widthsOfColumn } from './widths-of-column.js';

/** What a column of a reflectivity table is, by how programs label it. */
type CurvePart = 'q' | 'r' | 'dr' | 'dq' | 'other';

const partLabels: readonly (readonly [RegExp, CurvePart])[] = [
  [
    /^((d|s|e|delta|sigma|err(or)?)[ _-]?(r|refl|reflectivity|i|intensity)|(r|refl|reflectivity)[ _-]?(err(or)?|sigma)|err(or)?|sigma)$/i,
    'dr',
  ],
  [/^q(_?[xz])?$/i, 'q'],
  [/^(r|refl|reflectivity|i|intensity)$/i, 'r'],
  [/^(lambda|wavelength|theta|angle|two.?theta|2.?theta|tth|counts?|monitor|time|d|r\W?\*?q(z)?\W*4)$/i, 'other'],
  // Numbers of which one of the others is made.
  [/^(?:d(?:elta)?[ _-]?)?(?:log|ln|lg)(?:[ _\d(]|r)|varianc|^var\b|weight|^(?:fit|model|calc|residual)/i, 'other'],
];

/** Columns of a curve: by their labels, and where these do not tell by their places. */
function partsOf(table: ColumnTable, byPlace: boolean): Partial<Record<CurvePart, TableColumn>> {
  const kinds = table.columns.map(
    ({ label }) =>
      partLabels.find(([pattern]) => pattern.test(splitLabel(label).name))?.[1] ??
      (widthsLabel(label) === undefined ? undefined : 'dq'),
  );
  // Of several components of Q the one along the surface's normal is meant.
  const normal = table.columns.findIndex(({ label }) => /^q_?z$/i.test(splitLabel(label).name));
  const find = (part: CurvePart, place: number): TableColumn | undefined =>
    table.columns[part === 'q' && normal >= 0 ? normal : kinds.indexOf(part)] ??
    (byPlace && kinds[place] === undefined ? table.columns[place] : undefined);
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
  if (factor === undefined)
    warnings.push({
      code: 'unit-assumed',
      message: said`The unit of ${label} is not known; it was read as 1/angstrom.`,
      where: { column: shown(label) },
    });
  return factor === undefined || factor === 1 ? values : values.map((value) => value * factor);
}

/**
 * The curve of a table, lengths in 1/angstrom.
 * @param kind What widths are, where that is known. @default as their label says, else full widths
 * @param byPlace Columns that their labels do not tell are taken by their places: Q, R, dR, dQ.
 * @throws OperandoError `column-missing`.
 */
export function tableCurve(
  table: ColumnTable,
  name: string,
  kind: WidthKind | undefined,
  byPlace: boolean,
): ReflectivityCurve {
  const { q, r, dr, dq } = partsOf(table, byPlace);
  const cure = said`The file has ${table.columns
    .map(({ label }) => label)
    .slice(0, 20)
    .join(', ')}.`;
  if (q === undefined || r === undefined)
    throw new OperandoError('column-missing', 'there are no columns of Q and R.', { cure });
  if (dr === undefined)
    throw new OperandoError('column-missing', 'there is no column of errors of R.', {
      cure: said`Three columns are needed: Q, R and its error. ${cure}`,
    });
  const warnings = [...table.warnings];
  const angstroms = inAngstroms(q, warnings);
  const widths = dq === undefined ? undefined : widthsOfColumn(dq, angstroms, q.unit ?? '', kind);
  if (widths !== undefined) warnings.push(...widths.warnings);
  return {
    name,
    q: angstroms,
    r: r.values,
    dr: dr.values,
    ...(widths === undefined ? {} : { dq: widths.dq }),
    dqKind: widths?.dqKind ?? kind ?? 'fwhm',
    warnings: [...warnings, ...warningsAbout(angstroms, r.values, dr.values)],
  };
}

/** A curve with what its header says beside its columns; the time of a series' frame as `formatOrt` writes it. */
export function describedCurve(table: ColumnTable, curve: ReflectivityCurve): ReflectivityCurve {
  const { header } = table.metadata;
  if (!isMetadata(header)) return curve;
  const { columns: _columns, data_set: _name, elapsed_time: elapsed, ...rest } = header;
  const time = isMetadata(elapsed) && elapsed['unit'] === 's' ? elapsed['magnitude'] : undefined;
  const taken = new Set(Object.values(partsOf(table, false)));
  const further = table.columns.filter((column) => !taken.has(column)).map(({ label }) => label);
  const warnings: OperandoWarning[] =
    further.length === 0
      ? []
      : [
          {
            code: 'columns-left-out',
            message: said`${curve.name} has further columns, which were not read: ${further.slice(0, 12).join(', ')}.`,
          },
        ];
  const { polarization, warnings: told } = statedPolarization(rest);
  const { warnings: ofProbe, ...probing } = statedProbe(rest);
  return {
    ...curve,
    header: rest,
    ...(polarization === undefined ? {} : { polarization }),
    ...probing,
    ...(typeof time === 'number' ? { time } : {}),
    ...(table.time === undefined ? {} : { start: table.time }),
    warnings: [...curve.warnings, ...warnings, ...told, ...ofProbe],
  };
}
