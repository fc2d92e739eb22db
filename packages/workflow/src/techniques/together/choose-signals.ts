import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { createSignal, sameClock } from '@operando/multimodal';
import type { ClockModel, Signal } from '@operando/multimodal';
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

/** Offsets given to tables, by their names. @throws OperandoError `invalid-argument`. */
function clocksOf(given: readonly string[] | undefined, tables: readonly SignalTable[]): Map<string, ClockModel> {
  const clocks = new Map<string, ClockModel>();
  for (const text of given ?? []) {
    const [, table = '', seconds = '', error = '0'] = /^([^:]+):([^+]*(?:e\+\d+)?)(?:\+-(.+))?$/.exec(text) ?? [];
    const [offset, stderr] = [Number(seconds), Number(error)];
    const isKnown = tables.some(({ name }) => name === table);
    if (!isKnown || seconds.trim() === '' || !Number.isFinite(offset) || !(stderr >= 0 && stderr < Infinity))
      throw new OperandoError(
        'invalid-argument',
        isKnown ? `${JSON.stringify(text)} is no table with seconds.` : `there is no table ${JSON.stringify(table)}.`,
        {
          where: { parameter: 'clocks' },
          cure: `Give it as ${tables[0]?.name ?? 'table'}:12.5+-2; tables are ${tables.map(({ name }) => name).join(', ')}.`,
        },
      );
    clocks.set(table, sameClock(offset, stderr));
  }
  return clocks;
}

/** Columns that are taken where none are named: those with errors; of a table without, the first. */
function usualColumns({ columns }: SignalTable): readonly SignalColumn[] {
  const withErrors = columns.filter(({ stderr }) => stderr?.some((error) => error > 0) === true);
  return withErrors.length > 0 ? withErrors : columns.slice(0, 1);
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

/** The clock of all: dates where every table has them; else elapsed times, taken to begin together. */
function commonClock(tables: readonly SignalTable[], clocks: ReadonlyMap<string, ClockModel>) {
  const dated = tables.filter(({ epoch }) => epoch !== undefined);
  if (dated.length === 0) {
    const loose = tables.filter(({ name }) => !clocks.has(name));
    const warnings: OperandoWarning[] =
      loose.length > 1
        ? [
            {
              code: 'clocks-assumed',
              message: `${loose.map(({ name }) => name).join(', ')} have elapsed times and no dates: their clocks were taken to begin together. Give offsets with their errors where they do not (command: --clocks ${loose[1]!.name}:12+-2).`,
            },
          ]
        : [];
    return { shift: () => 0, warnings };
  }
  const undated = tables.find(({ epoch, name }) => epoch === undefined && !clocks.has(name));
  if (undated !== undefined)
    throw new OperandoError('invalid-argument', `${undated.name} has elapsed times, ${dated[0]!.name} dates.`, {
      where: { parameter: 'clocks' },
      cure: `Say by --clocks how many seconds after the begin of ${dated[0]!.name} its clock reads zero, as ${undated.name}:0+-1.`,
    });
  const epoch = Math.min(...dated.map((table) => table.epoch!));
  const zones = new Set(dated.map(({ zone }) => zone ?? 'unstated'));
  const warnings: OperandoWarning[] =
    zones.size > 1
      ? [
          {
            code: 'time-zones-differ',
            message: `Times of the tables are ${[...zones].join(' and ')}; those without a zone were read as UTC. Give offsets where that is wrong (command: --clocks).`,
          },
        ]
      : [];
  const zone = dated[0]!.zone;
  return {
    epoch,
    ...(zone === undefined ? {} : { zone }),
    shift: (table: SignalTable) => (table.epoch ?? dated[0]!.epoch!) - epoch,
    warnings,
  };
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
  const told: OperandoWarning[] = [...warnings];
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
      name,
      unit: column.unit,
      start: table.start.map((time) => time + offset),
      end: table.start.map((time, row) => time + offset + table.duration[row]!),
      values: column.values,
      stderr: column.stderr,
    });
    return { name, table: table.name, column: column.name, signal, clockStderr: model.offset.stderr };
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
