import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { said } from '../text/said.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';

/** Units that times of events are in, in s. */
export const eventTimeUnits = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, ps: 1e-12 } as const;

/** A unit of the times of events. */
export type EventTimeUnit = keyof typeof eventTimeUnits;

/** The columns of a table of events. */
export interface EventColumns {
  readonly time: TableColumn;
  /** Unit that the table states. */
  readonly timeUnit: EventTimeUnit | undefined;
  /** Channel, or energy where it has a unit. */
  readonly pulse: TableColumn;
  /** keV in the unit of the energies; undefined for channels. */
  readonly keV: number | undefined;
  readonly x: TableColumn | undefined;
  readonly y: TableColumn | undefined;
  /** Which detector counted. */
  readonly detector: TableColumn | undefined;
}

const energyUnits: Readonly<Record<string, number>> = { ev: 1e-3, kev: 1, mev: 1e3 };
const timeUnits: Readonly<Record<string, EventTimeUnit>> = {
  s: 's',
  sec: 's',
  second: 's',
  seconds: 's',
  ms: 'ms',
  us: 'us',
  µs: 'us',
  μs: 'us',
  ns: 'ns',
  ps: 'ps',
};

/** `Time (us)`, `time[s]`, `time_s`, `Time/s`, `energy keV` -> name and unit, in small letters. */
function nameAndUnit({ label }: TableColumn): { readonly name: string; readonly unit: string } {
  const text = label.trim().toLowerCase();
  const words = text.split(/[\s_/()[\]]+/).filter((word) => word !== '');
  const last = words.at(-1) ?? '';
  const isUnit = words.length > 1 && (Object.hasOwn(timeUnits, last) || Object.hasOwn(energyUnits, last));
  return isUnit ? { name: words.slice(0, -1).join(' '), unit: last } : { name: words.join(' '), unit: '' };
}

const times = /^(?:(?:event |arrival |elapsed |time ?)?(?:time|tag|stamp)|timetag|timestamp|toa|t)$/;
const channels =
  /^(?:(?:energy |pulse ?height |adc |mca )?(?:channel|ch|chan|bin|adc)|pulse ?height|ph|amplitude|tot)$/;
const energies = /^(?:(?:calib(?:rated)? )?energy|e|calib energy)$/;
const columnsOfPixels = {
  x: /^(?:(?:pixel )?x(?: (?:pixel|pix))?|col|column)$/,
  y: /^(?:(?:pixel )?y(?: (?:pixel|pix))?|row)$/,
};
const detectors = /^(?:detector|det|input)$/;

/** Whether channels count up row by row, as those of a spectrum do and those of events do not. */
function countUp({ values }: TableColumn): boolean {
  for (let i = 1; i < values.length; i++) if (!(values[i]! > values[i - 1]!)) return false;
  return values.length > 2;
}

/**
 * The columns of a table of events (list mode), known by their labels: a time, and a channel or energy, row by row; `x` and `y` of a
 * position-resolved detector. Those of CAEN's CoMPASS too (`BOARD;CHANNEL;TIMETAG;ENERGY;...`, times in ps).
 *
 * @returns Undefined for a table that is none: without these labels, with counts, or with channels that count up as in a spectrum.
 */
export function eventColumns({ columns }: ColumnTable): EventColumns | undefined {
  const named = columns.map((column) => ({ column, ...nameAndUnit(column) }));
  const find = (pattern: RegExp) => named.find(({ name }) => pattern.test(name));
  const time = find(times);
  const energy = find(energies);
  const channel = find(channels);
  const pulse = energy ?? channel;
  if (time === undefined || pulse === undefined || time === pulse) return undefined;
  if (columns.some(({ role }) => role === 'intensity') || countUp(pulse.column)) return undefined;
  const isDigitizer = time.name === 'timetag' && energy !== undefined;
  const stated = timeUnits[time.unit];
  // In CoMPASS the channel is the input that counted.
  const detector = find(detectors) ?? (isDigitizer ? channel : undefined);
  return {
    time: time.column,
    timeUnit: stated ?? (isDigitizer ? 'ps' : undefined),
    pulse: pulse.column,
    keV: energyUnits[pulse.unit],
    x: find(columnsOfPixels.x)?.column,
    y: find(columnsOfPixels.y)?.column,
    detector: detector === pulse ? undefined : detector?.column,
  };
}

/** Rows of one detector. @throws OperandoError `invalid-argument` for several without a choice, `outside-range` for one that is none. */
export function rowsOfDetector(
  { values, label }: TableColumn,
  wanted: number | undefined,
): { readonly rows: Int32Array; readonly detectors: readonly number[] } {
  const detectorsThere = [...new Set(values)].toSorted((a, b) => a - b);
  const chosen = wanted ?? (detectorsThere.length === 1 ? detectorsThere[0] : undefined);
  if (chosen === undefined || !detectorsThere.includes(chosen))
    throw new OperandoError(
      chosen === undefined ? 'invalid-argument' : 'outside-range',
      chosen === undefined
        ? said`the events are of ${detectorsThere.length} detectors (${label}).`
        : said`there are no events of detector ${chosen} (${label}).`,
      {
        where: { parameter: 'events.detector' },
        cure: `Choose one of ${detectorsThere.slice(0, 16).join(', ')} (events.detector).`,
      },
    );
  const rows = Int32Array.from(values.keys()).filter((i) => values[i] === chosen);
  return { rows, detectors: detectorsThere };
}

/** Warning about times whose unit nobody stated. */
export function secondsAssumed({ label }: TableColumn): OperandoWarning {
  return {
    code: 'unit-assumed',
    message: said`${label} states no unit: times of events were taken as seconds (give events.timeUnit).`,
  };
}
