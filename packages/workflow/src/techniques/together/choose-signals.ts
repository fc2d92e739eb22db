import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { createSignal, sameClock } from '@operando/multimodal';
import type { Signal } from '@operando/multimodal';
import { clocksOf, commonClock } from './common-clock.js';
import type { SignalColumn, SignalTable } from './signal-table.js';

/** A signal with what it may be called, and its clock. */
export interface ChosenSignal {
  /** Name as results have it. */
  readonly name: string;
  /** Table and column it is of. */
  readonly table: string;
  readonly column: string;
  /** On the clock of all. */
  readonly signal: Signal;
  /** Standard error of its clock beside the others, s. */
  readonly clockStderr: number;
}

/** Signals on one clock. */
export interface ChosenSignals {
  readonly signals: readonly ChosenSignal[];
  /** UNIX seconds at which the clock reads zero; absent where no table has dates. */
  readonly epoch?: number;
  readonly zone?: string;
  readonly warnings: readonly OperandoWarning[];
}

const mostSignals = 12;

/** Columns that are taken where none are named: those with errors; of a table without, the first. */
function usualColumns({ columns }: SignalTable): readonly SignalColumn[] {
  const withErrors = columns.filter(({ stderr }) => stderr?.some((error) => error > 0) === true);
  return withErrors.length > 0 ? withErrors : columns.slice(0, 1);
}

/** Columns that are in nobody's way: of a log the current goes with the voltage. */
const untold: ReadonlySet<string> = new Set(['current']);

/** That of a table without errors the first column alone was taken. */
function leftOutWarnings(tables: readonly SignalTable[]): OperandoWarning[] {
  return tables.flatMap((table): OperandoWarning[] => {
    const [taken, ...others] = usualColumns(table);
    const left = table.columns.filter((column) => column !== taken && !untold.has(column.name));
    if (taken === undefined || others.length > 0 || taken.stderr !== undefined || left.length === 0) return [];
    const names = left.slice(0, 5).map(({ name }) => name);
    return [
      {
        code: 'columns-left-out',
        message: `Of the columns of ${table.name}, none of which has errors, ${taken.name} is a signal, and ${names.join(', ')}${left.length > 5 ? ` and ${left.length - 5} more` : ''} ${left.length === 1 ? 'is' : 'are'} none. Name those that should be (command: --signals ${table.name}.${names[0]}).`,
      },
    ];
  });
}

/** Whether a name stands for a column of a table. */
function isCalled(word: string, table: SignalTable, column: SignalColumn): boolean {
  return (
    word === `${table.name}.${column.name}` ||
    word === column.name ||
    (word === table.name && usualColumns(table)[0] === column)
  );
}

function chosenColumns(tables: readonly SignalTable[], words: readonly string[] | undefined) {
  const all = tables.flatMap((table) => table.columns.map((column) => ({ table, column })));
  if (words === undefined) return tables.flatMap((table) => usualColumns(table).map((column) => ({ table, column })));
  return words.map((word) => {
    const exact = all.filter(({ table, column }) => isCalled(word, table, column));
    // What is a table and a column elsewhere is the table.
    const found =
      exact.length > 1
        ? exact.filter(({ table, column }) => word === table.name || word === `${table.name}.${column.name}`)
        : exact;
    const [only] = found;
    if (only === undefined || found.length > 1)
      throw new OperandoError('invalid-argument', `${JSON.stringify(word)} stands for ${exact.length} columns.`, {
        where: { parameter: 'signals' },
        cure: `Name one of ${all
          .slice(0, 30)
          .map(({ table, column }) => `${table.name}.${column.name}`)
          .join(', ')}.`,
      });
    return only;
  });
}

/**
 * The signals of tables on one clock.
 *
 * @throws OperandoError `invalid-argument` for names that stand for none or several, tables of which only some have dates, and more
 * than twelve signals.
 */
export function chooseSignals(
  tables: readonly SignalTable[],
  {
    signals: words,
    clocks: given,
  }: { readonly signals?: readonly string[] | undefined; readonly clocks?: readonly string[] | undefined },
): ChosenSignals {
  const chosen = chosenColumns(tables, words);
  if (chosen.length > mostSignals)
    throw new OperandoError(
      'invalid-argument',
      `there are ${chosen.length} signals; ${mostSignals} can be taken at once.`,
      {
        where: { parameter: 'signals' },
        cure: `Name some of ${chosen
          .slice(0, 30)
          .map(({ table, column }) => `${table.name}.${column.name}`)
          .join(', ')} (command: --signals).`,
      },
    );
  const clocks = clocksOf(given, tables);
  const used = tables.filter((table) => chosen.some((each) => each.table === table));
  const { shift, warnings, ...clock } = commonClock(used, clocks);
  const isLone = (table: SignalTable): boolean => chosen.filter((each) => each.table === table).length === 1;
  const told: OperandoWarning[] = [...warnings, ...(words === undefined ? leftOutWarnings(tables) : [])];
  const signals = chosen.map(({ table, column }): ChosenSignal => {
    const model = clocks.get(table.name) ?? sameClock();
    const offset = shift(table) + model.offset.value;
    const name = isLone(table) ? table.name : `${table.name}_${column.name}`;
    if (column.stderr === undefined)
      told.push({
        code: 'errors-from-scatter',
        message: `${table.name}.${column.name} has no standard errors: they were taken from the scatter of its neighbouring values.`,
      });
    const signal = createSignal({
      // Errors name the column.
      name: `${table.name}.${column.name}`,
      unit: column.unit,
      start: table.start.map((time) => time + offset),
      end: table.start.map((time, row) => time + offset + table.duration[row]!),
      values: column.values,
      stderr: column.stderr,
    });
    return {
      name,
      table: table.name,
      column: column.name,
      signal: { ...signal, name },
      clockStderr: model.offset.stderr,
    };
  });
  return { signals, ...clock, warnings: told };
}

/** The signal that a word stands for among those chosen. @param parameter Option that names it. */
export function signalCalled(word: string, { signals }: ChosenSignals, parameter: string): ChosenSignal {
  const found =
    signals.find(({ name }) => name === word) ??
    [signals.filter(({ table, column }) => word === `${table}.${column}` || word === column || word === table)].find(
      ({ length }) => length === 1,
    )?.[0];
  if (found !== undefined) return found;
  throw new OperandoError('invalid-argument', `${JSON.stringify(word)} is none of the signals, or several.`, {
    where: { parameter },
    cure: `They are ${signals.map(({ name }) => name).join(', ')}.`,
  });
}

/** The two signals of `first:second`. @throws OperandoError as {@link signalCalled}; `invalid-argument` for a signal with itself. */
export function signalPair(
  text: string,
  chosen: ChosenSignals,
  parameter: string,
): readonly [ChosenSignal, ChosenSignal] {
  const at = text.indexOf(':');
  const first = signalCalled(text.slice(0, at), chosen, parameter);
  const second = signalCalled(text.slice(at + 1), chosen, parameter);
  if (first !== second) return [first, second];
  throw new OperandoError('invalid-argument', `${JSON.stringify(text)} compares ${first.name} with itself.`, {
    where: { parameter },
    cure: `Give two of ${chosen.signals.map(({ name }) => name).join(', ')}.`,
  });
}
