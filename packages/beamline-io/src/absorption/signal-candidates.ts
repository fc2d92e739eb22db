import type { OperandoWarning } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said } from '../text/said.js';
import type { StatedSignal } from './stated-signal.js';

/** A way to the absorption that a table offers. */
export interface SignalCandidate {
  /** The columns, and how the absorption comes of them. */
  readonly signal: StatedSignal;
  /** Normalized at the beamline. */
  readonly normalized?: true;
  /** What is to be said where it is taken. */
  readonly note?: OperandoWarning;
}

/** Labels of what counts the fluorescence: lines of elements (`fe_ka_1`, `MgKa`), regions of a spectrum, kinds of detectors. */
const countsFluorescence =
  /(?:^|[^a-z])(?:i?fluo\w*|fl|i?ff?|[tp]?fy|roi|sca|sdd|dtc|ge|vortex|ketek|xmap|xspress\d?|pips|lytle|lyt|canberra)(?:$|[^a-z])|(?:^|[^a-z])[a-z]{1,2}[ _-]?[kl][ab]?\d?(?:$|[^a-z])|k[ab](?:$|[^a-z])/i;
/** And of what stands beside it: rates for dead times, clocks, gains. */
const isNoCount =
  /icr|ocr|dead|live|real|clock|time|gain|dxp|factor|input|output|frac|rate|pileup|energy|temp|position|theta|angle/i;
/** Counts that were corrected for dead time already. */
const isCorrected = /(?:^|[^a-z])(?:dtc|corr?|corrected)(?:$|[^a-z])/i;
/** Currents of electrons that leave the sample. */
const electronYield =
  /(?:^|[^a-z])(?:tey|cey|pey|aey|drain|i?tey\d*|electron[ _]?yield|sample[ _]?current|i_?sample)(?:$|[^a-z])/i;
const inputRate = /(?:^|[^a-z])(?:icr|true_?icr|fast[ _]?count\w*|input[ _]?count\w*)(?:$|[^a-z])/i;
const outputRate = /(?:^|[^a-z])(?:ocr|slow[ _]?count\w*|output[ _]?count\w*)(?:$|[^a-z])/i;
const deadTimeFactor = /(?:^|[^a-z])(?:dt_?factor|dead[ _]?time[ _]?(?:factor|correction)|dtcorr)(?:$|[^a-z])/i;

/** Columns of the elements of one detector: labels that differ in a number. */
interface Family {
  readonly stem: string;
  /** By the number of the element. */
  readonly members: ReadonlyMap<string, TableColumn>;
}

/** Tables of more columns hold no elements of one detector but scans. */
const mostColumns = 512;

/** Families of a table's columns, each number of a label in turn being that of the element. */
function familiesOf(columns: readonly TableColumn[]): Family[] {
  const families = new Map<string, Map<string, TableColumn>>();
  for (const column of columns) {
    const name = plainName(column);
    for (const found of name.matchAll(/\d+/g)) {
      const stem = `${name.slice(0, found.index)}#${name.slice(found.index + found[0].length)}`;
      const members = families.get(stem) ?? new Map<string, TableColumn>();
      if (!members.has(found[0])) members.set(found[0], column);
      families.set(stem, members);
    }
  }
  return Array.from(families, ([stem, members]) => ({ stem, members })).filter(({ members }) => members.size > 1);
}

/** The name of a column, without its unit and the number of the column that some programs write behind it (`D1_ICR_c24`). */
const plainName = ({ label }: TableColumn): string =>
  splitLabel(label)
    .name.trim()
    .replace(/_c\d+$/, '')
    .slice(0, 200);

/** A family that has a column for each element of another, where just one has. */
function partnerOf(family: Family, families: readonly Family[], pattern: RegExp): Family | undefined {
  const fitting = families.filter(
    ({ stem, members }) => pattern.test(stem) && [...family.members.keys()].every((number) => members.has(number)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** A column in a formula. */
function inFormula({ columns }: ColumnTable, column: TableColumn): string {
  const { label } = column;
  if (/^[\p{L}_][\p{L}\d_.:]*$/u.test(label)) return label;
  return label.includes('"') ? `$${columns.indexOf(column) + 1}` : `"${label}"`;
}

/** The sum over the elements of a family, corrected for dead time where the table has what that takes. */
function sumsOf(table: ColumnTable, family: Family, families: readonly Family[], i0: TableColumn): SignalCandidate[] {
  const members = [...family.members];
  const added = { signal: { fluorescence: [i0.label, ...members.map(([, { label }]) => label)] } };
  if (isCorrected.test(family.stem)) return [added];
  const bare: OperandoWarning = {
    code: 'elements-added',
    message: said`The counts ${family.stem} of ${members.length} elements of a detector were added as they are: nothing was done about dead time.`,
  };
  const sum: SignalCandidate = { ...added, note: bare };
  const [input, output, factor] = [inputRate, outputRate, deadTimeFactor].map((pattern) =>
    partnerOf(family, families, pattern),
  );
  const factorOf = (number: string): string | undefined => {
    if (input !== undefined && output !== undefined)
      return `${inFormula(table, input.members.get(number)!)} / ${inFormula(table, output.members.get(number)!)}`;
    return factor === undefined ? undefined : inFormula(table, factor.members.get(number)!);
  };
  const terms = members.map(([number, column]) => [inFormula(table, column), factorOf(number)] as const);
  if (terms.some(([, by]) => by === undefined)) return [sum];
  const formula = `(${terms.map(([label, by]) => `${label} * ${by!}`).join(' + ')}) / ${inFormula(table, i0)}`;
  const by = input !== undefined && output !== undefined ? `${input.stem} / ${output.stem}` : factor!.stem;
  const note: OperandoWarning = {
    code: 'dead-time-corrected',
    message: said`The counts ${family.stem} of ${members.length} elements of a detector were multiplied by ${by} for its dead time, and added. For the bare sum say so with signal or formula (command: --signal, --formula).`,
  };
  return [{ signal: { formula }, note }, sum];
}

/**
 * Every way to the absorption that the labels of a table tell of, the likeliest first: normalized at the beamline, computed there,
 * transmission, fluorescence (sums over the elements of a detector, corrected for dead time where rates or factors are there), electron
 * yield.
 */
export function signalCandidates(table: ColumnTable): SignalCandidate[] {
  const { columns } = table;
  const withRole = (...roles: readonly TableColumn['role'][]): TableColumn[] =>
    columns.filter(({ role }) => role !== undefined && roles.includes(role));
  const ready = (column: TableColumn): SignalCandidate => ({ signal: { column: column.label } });
  const candidates: SignalCandidate[] = [
    ...withRole('norm').map(({ label }): SignalCandidate => ({ signal: { column: label }, normalized: true })),
    ...withRole('mutrans').map(ready),
    ...withRole('mufluor').map(ready),
  ];
  const [i0] = withRole('i0');
  if (i0 === undefined) return candidates;
  const [transmitted] = withRole('itrans');
  if (transmitted !== undefined) candidates.push({ signal: { transmission: [i0.label, transmitted.label] } });
  const others = columns.filter(({ role }) => role === undefined || role === 'ifluor');
  const counting = others.filter(
    ({ label, role }) => role === 'ifluor' || (countsFluorescence.test(label) && !isNoCount.test(label)),
  );
  const families = columns.length > mostColumns ? [] : familiesOf(columns);
  const elements = (columns.length > mostColumns ? [] : familiesOf(counting)).filter(
    ({ members }, _i, all) =>
      !all.some(
        (other) =>
          other.members.size > members.size &&
          [...members.values()].every((each) => [...other.members.values()].includes(each)),
      ),
  );
  const inFamily = new Set(elements.flatMap(({ members }) => [...members.values()]));
  for (const column of counting)
    if (!inFamily.has(column)) candidates.push({ signal: { fluorescence: [i0.label, column.label] } });
  for (const family of elements) candidates.push(...sumsOf(table, family, families, i0));
  for (const column of others)
    if (electronYield.test(column.label)) candidates.push({ signal: { fluorescence: [i0.label, column.label] } });
  return candidates;
}
