import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { statedAxis } from './axis-kind.js';

/** Names that say nothing of a coordinate. */
const nameless = /^(?:column \d+|x|x[ _-]?(?:axis|values?|data)|abscissa)$/i;
/** Whether a label says nothing of the coordinate of its column. */
export const isNameless = (label: string): boolean => nameless.test(label.trim());

/** What headers call the coordinate that spectra run along, and its unit. */
const ofAbscissa = /^(?:x|radial|abscissa|integration)[ _.-]?(?:axis|label|name|unit)s?$/i;
const ofAny = /^(?:axis|units?)$/i;

/**
 * A column without a name under what a field of the header says of the abscissa: `xlabel: q (1/nm)`, `radial_unit = q_A^-1`,
 * `unit: 2th_deg`. A column that has a name of its own keeps it.
 */
export function namedByHeader(column: TableColumn, { metadata }: Pick<ColumnTable, 'metadata'>): TableColumn {
  if (!isNameless(column.label)) return column;
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== 'string' || value.length > 60) continue;
    const isSure = ofAbscissa.test(key.trim());
    if (!isSure && !ofAny.test(key.trim())) continue;
    const named = { ...column, label: value };
    if (statedAxis(named) !== undefined) return named;
    const measured = { ...column, unit: value };
    if (isSure && statedAxis(measured) !== undefined) return measured;
  }
  return column;
}
