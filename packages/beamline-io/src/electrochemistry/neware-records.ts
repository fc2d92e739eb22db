import { OperandoError } from '@operando/core';
import type { Electrochemistry, OperandoWarning } from '@operando/core';
import { buildElectrochemistry } from './build.js';
import { newareAmounts } from './neware-amounts.js';
import type { NewareAuxiliary, NewareRecord } from './neware-record.js';
import { resetScope, scopedName } from './scope.js';
import { sumOfSteps } from './step-time.js';
import type { ParseOptions } from '../format.js';
import { said, shown } from '../text/said.js';

const statusNames: ReadonlyMap<number, string> = new Map([
  [1, 'CC_Chg'],
  [2, 'CC_DChg'],
  [3, 'CV_Chg'],
  [4, 'Rest'],
  [5, 'Cycle'],
  [7, 'CCCV_Chg'],
  [8, 'CP_DChg'],
  [9, 'CP_Chg'],
  [10, 'CR_DChg'],
  [13, 'Pause'],
  [16, 'Pulse'],
  [17, 'SIM'],
  [19, 'CV_DChg'],
  [20, 'CCCV_DChg'],
  [21, 'Control'],
  [22, 'OCV'],
  [26, 'CPCV_DChg'],
  [27, 'CPCV_Chg'],
]);

/** Milliamperes of one count of the current, by the largest (negative: in microamperes) of the range: 1e-3 of it or so. */
const countOfRange: readonly (readonly [readonly number[], number])[] = [
  [[-100_000_000], 10],
  [
    [
      -200_000, -100_000, -60_000, -50_000, -40_000, -30_000, -20_000, -12_000, -10_000, -6000, -5000, -3000, -2000,
      -1000,
    ],
    1e-2,
  ],
  [[-500, -100], 1e-3],
  [[-50, -25, -20, -10], 1e-4],
  [[-5, -2, -1], 1e-5],
  [[0], 0],
  [[1, 2, 5], 1e-4],
  [[10, 20, 25, 50], 1e-3],
  [[100, 200, 250, 500], 1e-2],
  [[1000, 6000, 10_000, 12_000, 20_000, 30_000, 40_000, 50_000, 60_000, 100_000, 200_000], 1e-1],
];
const counts: ReadonlyMap<number, number> = new Map(
  countOfRange.flatMap(([ranges, count]) => ranges.map((range): [number, number] => [range, count])),
);

/**
 * Milliamperes of one count in a range of currents.
 * @throws OperandoError `unsupported` for a range whose scale is not known: the current would be a guess.
 */
export function currentCount(range: number, record: number): number {
  const count = counts.get(range);
  if (count !== undefined) return count;
  throw new OperandoError(
    'unsupported',
    said`record ${record} has the current range ${range}, whose scale is not known here.`,
    { where: { row: record }, cure: 'Export the data as text in BTSDA.' },
  );
}

interface StepTimes {
  readonly elapsed: Float64Array;
  readonly sinceStep: Float64Array;
}

/**
 * Elapsed time, and that since the step began. BTS 7 and 8 write the time of the step: steps go on where the one before ended,
 * and pauses are not in it. BTS 9 writes the time of the test, which never falls.
 */
function stepTimes(records: readonly NewareRecord[], stepCount: Float64Array): StepTimes {
  const stepTime = Float64Array.from(records, (record) => record.stepTime);
  const falls = stepTime.some((value, row) => row > 0 && value < stepTime[row - 1]!);
  let start = 0;
  const sinceStep = stepTime.map((value, row) => {
    if (row > 0 && stepCount[row] !== stepCount[row - 1]) start = stepTime[row - 1]!;
    return falls ? value : value - start;
  });
  return { elapsed: sumOfSteps(stepTime, stepCount), sinceStep };
}

/**
 * Records as a checked table: in the order of their numbers, each once.
 * @throws OperandoError `truncated-file` without records; as `buildElectrochemistry`.
 */
export function newareRecordsTable(
  format: string,
  found: readonly NewareRecord[],
  auxiliaries: readonly NewareAuxiliary[],
  details: { readonly metadata: Electrochemistry['metadata']; readonly warnings: readonly OperandoWarning[] },
  options: ParseOptions,
): Electrochemistry {
  if (found.length === 0)
    throw new OperandoError('truncated-file', 'the file holds no records.', {
      cure: 'The file seems cut short, or the test was not begun: copy it again.',
    });
  const warnings: OperandoWarning[] = [...details.warnings];
  const byIndex = new Map<number, NewareRecord>();
  for (const record of found) if (!byIndex.has(record.index)) byIndex.set(record.index, record);
  const records = [...byIndex.values()].toSorted((a, b) => a.index - b.index);
  const missing = records.at(-1)!.index - records[0]!.index + 1 - records.length;
  if (missing > 0)
    warnings.push({
      code: 'records-missing',
      message: said`${missing} records between ${records[0]!.index} and ${records.at(-1)!.index} are not in the file.`,
    });
  const unknown = records.find(({ status }) => !statusNames.has(status));
  if (unknown !== undefined)
    warnings.push({
      code: 'status-unknown',
      message: said`Record ${unknown.index} is of status ${unknown.status}, which has no name here.`,
      where: { row: records.indexOf(unknown) },
    });
  const column = (pick: (record: NewareRecord) => number): Float64Array => Float64Array.from(records, pick);
  const clock = column((record) => record.clock);
  const steps = column((record) => record.stepId);
  let count = 1;
  const stepCount = Float64Array.from(records, (record, row) =>
    row > 0 && (record.stepId !== records[row - 1]!.stepId || record.stepTime < records[row - 1]!.stepTime)
      ? ++count
      : count,
  );
  const { elapsed: time, sinceStep } = stepTimes(records, stepCount);
  const cycles = column((record) => record.cycle);
  const columns: Record<string, Float64Array> = {
    test_time_second: time,
    voltage_volt: column((record) => record.voltage),
    current_ampere: column((record) => record.current),
    cycle_count: cycles,
    step_count: stepCount,
    step_id: steps,
    step_time_second: sinceStep,
    record_index: column((record) => record.index),
  };
  for (const [name, values] of Object.entries(newareAmounts(records, time, stepCount, warnings))) {
    const scope = resetScope(values, stepCount, cycles);
    if (scope === undefined)
      warnings.push({
        code: 'scope-unknown',
        message: said`${name} begins again at places that are neither steps nor cycles; it was kept under its own label only.`,
        where: { column: shown(name) },
      });
    else columns[scopedName(name, scope)] = values;
  }
  Object.assign(columns, temperatures(records, auxiliaries));
  return buildElectrochemistry(
    {
      format,
      columns,
      original: Object.fromEntries(
        Object.entries({
          Index: columns['record_index']!,
          Cycle: cycles,
          Step_Index: steps,
          Time: column((record) => record.stepTime),
          Voltage: columns['voltage_volt']!,
          Current: columns['current_ampere']!,
          Charge_Capacity: column((record) => record.charge),
          Discharge_Capacity: column((record) => record.discharge),
          Charge_Energy: column((record) => record.chargeEnergy),
          Discharge_Energy: column((record) => record.dischargeEnergy),
          Timestamp: clock,
        }),
      ),
      text: { step_type: records.map(({ status }) => statusNames.get(status) ?? `status ${status}`) },
      metadata: details.metadata,
      clock,
      epoch: clock[0]! - time[0]!,
      // Records of UTC seconds hold the clock on the wall: they agree with the start that the program writes in words.
      zone: 'unstated',
      // The cycler writes discharge negative.
      signCheck: 'warn',
      warnings,
    },
    options,
  );
}

/** Thermometers of up to five channels, by the records they belong to. */
function temperatures(
  records: readonly NewareRecord[],
  auxiliaries: readonly NewareAuxiliary[],
): Record<string, Float64Array> {
  if (auxiliaries.length === 0) return {};
  const rowOf = new Map(records.map(({ index }, row) => [index, row]));
  const channels = [...new Set(auxiliaries.map(({ channel }) => channel))].toSorted((a, b) => a - b).slice(0, 5);
  const columns = channels.map(() => new Float64Array(records.length).fill(Number.NaN));
  for (const { index, channel, temperature } of auxiliaries) {
    const row = rowOf.get(index);
    const at = channels.indexOf(channel);
    if (row !== undefined && at >= 0) columns[at]![row] = temperature;
  }
  return Object.fromEntries(columns.map((values, i) => [`temperature_t${i + 1}_celsius`, values]));
}

/** Seconds of a calendar date as the records hold it, read as UTC; NaN for one that is none. */
export function calendarSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const valid =
    year >= 1990 &&
    year <= 2200 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 31 &&
    hour < 24 &&
    minute < 60 &&
    second < 61;
  return valid ? Date.UTC(year, month - 1, day, hour, minute, second) / 1000 : Number.NaN;
}
