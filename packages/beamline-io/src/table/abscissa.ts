import { roleOf, splitLabel } from './column-table.js';
import type { ColumnRole, TableColumn } from './column-table.js';

/** What the other columns of a table may run along. */
const coordinates: ReadonlySet<ColumnRole> = new Set(['two-theta', 'q', 'd-spacing', 'energy', 'time-of-flight']);
/** Channels of a detector. */
const channel = /^chan(?:nel)?s?(?:[ _.-]?(?:no\.?|number))?$/i;
/** Numbers of rows. */
const counter =
  /^(?:#|no\.?|nr\.?|num(?:ber)?|idx|ind(?:ex)?|id|row|line|point(?:s| ?(?:no\.?|number))?|pts?|unnamed: 0)$/i;
/** Beside a coordinate: its error, its range. */
const ofCoordinate =
  /(?:err(?:or)?|e\.?s\.?d|sigma|std|offset|zero|shift|start|begin|end|step|range|width|fwhm|resolution)s?\b|^[dσ]q/i;
/** Standard deviations of what is measured. */
const deviation = /^(?:sigmas?|e\.?s\.?d\.?s?|err(?:or)?s?|std|uncertaint(?:y|ies))$/i;

/** A label, and the role where it is known otherwise. */
type Labelled = Pick<TableColumn, 'label' | 'role'>;

/** The coordinate that a column is by its label. */
export function coordinateOf({ label, role }: Labelled): ColumnRole | undefined {
  const { name } = splitLabel(label);
  if (channel.test(name)) return 'channel';
  const found = role ?? roleOf(name);
  return found !== undefined && coordinates.has(found) && !ofCoordinate.test(name.replaceAll('_', ' '))
    ? found
    : undefined;
}

/** Whether a label says that its column numbers the rows. */
export const isCounter = ({ label }: Labelled): boolean => counter.test(label.trim());

/** Whether a label says that its column is nothing that others run along. */
function isNoCoordinate(column: Labelled): boolean {
  const { name } = splitLabel(column.label);
  return isCounter(column) || deviation.test(name) || (column.role ?? roleOf(name)) === 'intensity';
}

/**
 * Which of the columns the others run along: the one that is labelled as the coordinate that is wanted; else the first, unless that
 * numbers the rows, or is an intensity, and one other is labelled as a coordinate.
 */
export function abscissaIndex(columns: readonly Labelled[], wanted?: string): number {
  const [first] = columns;
  if (first === undefined || (wanted !== undefined && coordinateOf(first) === wanted)) return 0;
  const found = columns.map((column) => coordinateOf(column));
  const fitting = wanted === undefined ? [] : [...found.keys()].filter((i) => found[i] === wanted);
  if (fitting.length === 1) return fitting[0]!;
  const others = [...found.keys()].filter((i) => found[i] !== undefined);
  return fitting.length === 0 && others.length === 1 && isNoCoordinate(first) ? others[0]! : 0;
}
