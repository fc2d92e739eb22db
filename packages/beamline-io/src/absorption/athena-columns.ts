import type { ColumnTable, TableColumn } from '../table/column-table.js';
import type { TextFormat } from '../format.js';
import { chosenSpectrum, everySpectrum } from '../detectors/spectrum-columns.js';
import type { SpectrumColumns } from '../detectors/spectrum-columns.js';
import { parseXdi } from './xdi.js';

const fileType = /^[#;%]\s*Demeter\.output_filetype:\s*multicolumn\s/i;

/** What the columns are, by what Demeter calls the export. */
function contentOf(kind: string): SpectrumColumns['role'] {
  if (/^(normalized|flattened|normalised)\b|^norm\b/i.test(kind) && !/deriv/i.test(kind)) return 'norm';
  return /^(mu\(E\)|xmu)$/i.test(kind) ? 'mutrans' : undefined;
}

function parseMulticolumn(text: string): SpectrumColumns {
  const table = parseXdi(text);
  const written = (key: string): string | undefined => {
    const value = table.metadata[key];
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
  };
  const kind = (written('demeter.output_filetype') ?? '').replace(/^multicolumn\s+/i, '');
  // Labels of groups have blanks in them; XDI would take their second word for a unit.
  const columns = table.columns.map(({ label, values, unit, role }, i): TableColumn => {
    if (i > 0) return { label: written(`column.${i + 1}`) ?? label, values };
    return { label, values, ...(unit === undefined ? {} : { unit }), ...(role === undefined ? {} : { role }) };
  });
  return {
    table: { ...table, format: 'athena-columns', columns },
    role: contentOf(kind),
    titles: columns.slice(1).map(({ label }) => label),
  };
}

/**
 * Columns of many groups as Athena (Demeter) saves them under "Save marked groups" (`.nor`, `.xmu`, `.chi`): an XDI header with
 * `Demeter.output_filetype: multicolumn …`, the abscissa, and one column for each group under its label. All columns,
 * or the group that is wanted; the columns of one group alone (energy, norm, flat ...) are plain XDI.
 *
 * @throws OperandoError as `parseXdi`; `invalid-argument` for a group there is not.
 */
export function parseAthenaColumns(text: string, scan?: string | number): ColumnTable {
  return chosenSpectrum(parseMulticolumn(text), scan);
}

/** Athena's columns of many groups. */
export const athenaColumns: TextFormat = {
  id: 'athena-columns',
  title: 'Athena columns of several groups',
  kind: 'text',
  sniff: ({ lines }) =>
    /^[#;%]\s*XDI\//.test(lines[0] ?? '') && lines.slice(0, 60).some((line) => fileType.test(line)) ? 1 : 0,
  parse: (text, { scan }) => ({ kind: 'spectrum', table: parseAthenaColumns(text, scan) }),
  scans: (text) => everySpectrum(parseMulticolumn(text)),
};
