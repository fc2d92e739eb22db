import type { Electrochemistry, Metadata, OperandoWarning } from '@operando/core';
import type { ParseOptions } from '../format.js';
import type { DelimitedTable } from '../text/delimited.js';
import { buildElectrochemistry } from './build.js';
import type { SignCheckMode } from './build.js';
import { sortColumns } from './from-words.js';
import type { SortedColumns } from './from-words.js';
import { isEssential, mapColumns, originalColumns, unitWarnings } from './map-columns.js';
import type { ColumnMapping } from './map-columns.js';
import { countRestarts, netResetScope, resetScope, scopedName } from './scope.js';
import { signByState } from './state-sign.js';
import { areDays, joinedMoments, sinceFirst } from './times-of-day.js';
import { withUnitRow } from './unit-row.js';
import { said, shown } from '../text/said.js';

/** How a program's table of words becomes an electrochemical table. */
export interface DelimitedLog {
  readonly format: string;
  readonly table: DelimitedTable;
  readonly mappings: readonly ColumnMapping[];
  /** Accumulators whose scope the values must tell: mapped names such as `charging_capacity_ah`. */
  readonly accumulators?: readonly string[];
  readonly metadata: Metadata;
  readonly signCheck: SignCheckMode;
  readonly epoch?: number | undefined;
  readonly zone?: string | undefined;
  readonly warnings?: readonly OperandoWarning[];
  /** Labels of no particular program: a unit that they do not state is an assumption, which is told. @default false */
  readonly tellUnits?: boolean;
  /** Text column that says what kind of step a row belongs to. */
  readonly stepType?: RegExp;
  /** Text column of which a current without sign takes its own. @default none */
  readonly state?: RegExp;
  /** A last word on the columns before they are checked. */
  readonly adjust?: (columns: Record<string, Float64Array>, sorted: SortedColumns, warnings: OperandoWarning[]) => void;
}

/** What is known of times. */
interface KnownTimes {
  readonly clock?: Float64Array;
  readonly clockZone?: string;
}

/** UNIX seconds at which the test's time reads zero, from a column of dates. */
export function startOf(
  { clock, clockZone }: KnownTimes,
  time: Float64Array | undefined,
): { readonly epoch?: number; readonly zone?: string } {
  const row = clock?.findIndex(Number.isFinite) ?? -1;
  if (clock === undefined || row < 0) return {};
  return { epoch: clock[row]! - (time?.[row] ?? 0), zone: clockZone ?? 'unstated' };
}

/**
 * Times of the day: joined to a column of days, or going on to the next day at midnight. A column of days alone tells no moment.
 * Elapsed time is changed in place.
 */
function settleTimes(
  columns: Record<string, Float64Array>,
  sorted: SortedColumns,
  label: string | undefined,
  warnings: OperandoWarning[],
): KnownTimes {
  const { clock, clockZone } = sorted;
  const known: KnownTimes = {
    ...(clock === undefined ? {} : { clock }),
    ...(clockZone === undefined ? {} : { clockZone }),
  };
  const { test_time_second: time } = columns;
  // A column of dates that is called time: the test's time counts from its first.
  if (clock !== undefined && time === clock) {
    delete columns['test_time_second'];
    return known;
  }
  const ofDay = time !== undefined && label !== undefined && sorted.timed.has(label);
  const moments = clock !== undefined && ofDay ? joinedMoments(clock, time) : undefined;
  if (moments !== undefined) {
    delete columns['test_time_second'];
    return { ...known, clock: moments };
  }
  const days = clock !== undefined && areDays(clock);
  if (days)
    warnings.push({
      code: 'date-unreadable',
      message: 'The dates are days without a time of the day: no start is known from them.',
    });
  const on = ofDay ? sinceFirst(time, label, sorted.ofDay.has(label)) : undefined;
  if (on !== undefined) {
    columns['test_time_second'] = on.time;
    warnings.push(on.warning);
  }
  return days ? {} : known;
}

/** Give accumulators the name that their resets show; those of none are left out, with a warning. */
function nameAccumulators(
  columns: Record<string, Float64Array>,
  accumulators: readonly string[],
  warnings: OperandoWarning[],
): Record<string, Float64Array> {
  const { step_time_second: stepTime, cycle_count: cycles } = columns;
  const counted = stepTime === undefined ? undefined : countRestarts(stepTime);
  const steps = columns['step_count'] ?? columns['step_id'] ?? counted;
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, values]) => {
      if (!accumulators.includes(name)) return [[name, values]];
      const scope = (name.startsWith('net_') ? netResetScope : resetScope)(values, steps, cycles);
      if (scope !== undefined) return [[scopedName(name, scope), values]];
      warnings.push({
        code: 'scope-unknown',
        message: said`${name} begins again at places that are neither steps nor cycles; it was kept under its own label only.`,
        where: { column: shown(name) },
      });
      return [];
    }),
  );
}

/**
 * A table of words as an electrochemical table: columns told apart, mapped to the Battery Data Format, accumulators named by
 * their scope, start taken from a column of dates where nothing else says it, and everything checked.
 *
 * @throws OperandoError as `sortColumns` and `buildElectrochemistry`.
 */
export function electrochemistryOfWords(log: DelimitedLog, options: ParseOptions): Electrochemistry {
  const table = withUnitRow(log.table, log.mappings);
  const sorted = sortColumns(table, options.dateOrder, (label) => isEssential(label, log.mappings));
  const mapped = mapColumns(sorted, log.mappings, {
    plainTime: options.timeUnit !== undefined,
    inSeconds: sorted.timed,
  });
  const warnings: OperandoWarning[] = [...(log.warnings ?? []), ...sorted.warnings, ...mapped.warnings];
  // Durations and dates state their units themselves.
  const unstated = Object.fromEntries(Object.entries(mapped.unstated).filter(([, label]) => !sorted.timed.has(label)));
  if (log.tellUnits === true) warnings.push(...unitWarnings(unstated));
  const { dropped } = table;
  if (dropped !== undefined)
    warnings.push({
      code: 'row-dropped',
      message: 'The last row is cut short and was left out, as asked.',
      where: { line: dropped },
    });
  const adjusted = { ...mapped.columns };
  const states =
    log.state === undefined ? undefined : Object.entries(sorted.text).find(([label]) => log.state!.test(label));
  if (states !== undefined && options.currentSign !== 'as-is') signByState(adjusted, states[1], states[0], warnings);
  const timeLabel = sorted.labels[sorted.columns.findIndex((values) => values === adjusted['test_time_second'])];
  const times = settleTimes(adjusted, sorted, timeLabel, warnings);
  log.adjust?.(adjusted, sorted, warnings);
  const columns = nameAccumulators(adjusted, log.accumulators ?? [], warnings);
  const stepType =
    log.stepType === undefined
      ? undefined
      : Object.entries(sorted.text).find(([label]) => log.stepType!.test(label))?.[1];
  return buildElectrochemistry(
    {
      format: log.format,
      columns,
      original: originalColumns(sorted),
      text: stepType === undefined ? sorted.text : { ...sorted.text, step_type: stepType },
      lines: table.lines,
      metadata: log.metadata,
      clock: times.clock,
      ...startOf(times, columns['test_time_second']),
      ...(log.epoch === undefined ? {} : { epoch: log.epoch, zone: log.zone }),
      signCheck: log.signCheck,
      warnings,
    },
    options,
  );
}
