import { bytesSource, finiteExtent, isOperandoError, OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { distinctBaseNames } from '../bytes/distinct-names.js';
import { placed } from '../bytes/file-error.js';
import { naturally } from '../bytes/natural-order.js';
import { frameTable } from '../series/frame-table.js';
import type { ReadSourceOptions } from '../read-source.js';
import type { ColumnTable } from '../table/column-table.js';
import { eventColumns, eventTimeUnits, rowsOfDetector, secondsAssumed } from './event-columns.js';
import type { EventTimeUnit } from './event-columns.js';
import { said } from '../text/said.js';

/** Options of {@link readEventsFrom}. */
export interface ReadEventsOptions extends Omit<ReadSourceOptions, 'name' | 'scan' | 'timeUnit'> {
  /** Unit of the times, where the files do not state it. @default seconds, with a warning */
  readonly timeUnit?: EventTimeUnit | undefined;
  /** Which detector's events, where files hold those of several. @default refused where there are several */
  readonly detector?: number | undefined;
}

/** Particles one by one, as list-mode files have them. */
export interface EventList {
  /** s after the epoch. */
  readonly time: Float64Array;
  /** Channels, whole numbers; or energies in keV. */
  readonly pulse: Float64Array;
  /** Of `pulse`. */
  readonly pulseUnit: 'channel' | 'keV';
  /** Pixels of a position-resolved detector. */
  readonly x?: Float64Array;
  /** The same along the other direction. */
  readonly y?: Float64Array;
  /** UNIX seconds at which their clock was 0, where it is known. */
  readonly epoch?: number;
  /** As `FrameTime.zone`. */
  readonly zone?: string;
  /** Names of the files that they are of. */
  readonly files: readonly string[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** Later than this, in s, times count from 1970 and not from the start of a measurement. */
const sinceNineteenSeventy = 5e8;

/** The events of one table, in s. */
function eventsOfTable(table: ColumnTable, { timeUnit, detector }: ReadEventsOptions): Omit<EventList, 'files'> {
  const columns = eventColumns(table);
  if (columns === undefined)
    throw new OperandoError('column-missing', 'this is no list of events.', {
      cure: said`Lists of events have columns called time, and channel or energy; this has ${table.columns
        .map(({ label }) => label)
        .slice(0, 20)
        .join(', ')}.`,
    });
  const unit = timeUnit ?? columns.timeUnit;
  if (timeUnit !== undefined && columns.timeUnit !== undefined && timeUnit !== columns.timeUnit)
    throw new OperandoError('unit-mismatch', said`${columns.time.label} is in ${columns.timeUnit}.`, {
      where: { parameter: 'events.timeUnit' },
      cure: 'Leave timeUnit out.',
    });
  const warnings = unit === undefined ? [...table.warnings, secondsAssumed(columns.time)] : [...table.warnings];
  const chosen = columns.detector === undefined ? undefined : rowsOfDetector(columns.detector, detector).rows;
  if (detector !== undefined && columns.detector === undefined)
    throw new OperandoError('column-missing', 'the events do not say which detector counted.', {
      where: { parameter: 'events.detector' },
      cure: 'Leave detector out.',
    });
  const factor = eventTimeUnits[unit ?? 's'];
  const { time, pulse, keV, x, y } = columns;
  const rows: number[] = [];
  const count = chosen?.length ?? table.rows;
  let incomplete = 0;
  for (let k = 0; k < count; k++) {
    const i = chosen?.[k] ?? k;
    const sound = [time, pulse, x, y].every((column) => column === undefined || Number.isFinite(column.values[i]!));
    if (sound) rows.push(i);
    else incomplete++;
  }
  if (incomplete > 0)
    warnings.push({
      code: 'missing-values',
      message: `${incomplete} of ${count} events lack a number and were left out.`,
    });
  const taken = (values: Float64Array, by = 1): Float64Array => Float64Array.from(rows, (i) => by * values[i]!);
  const broken = keV === undefined ? rows.find((i) => !Number.isInteger(pulse.values[i]!)) : undefined;
  if (broken !== undefined)
    throw new OperandoError('bad-number', said`${pulse.values[broken]} in ${pulse.label} is no channel.`, {
      where: { line: table.lines[broken]! },
      cure: 'Channels are whole numbers; energies need their unit in the label, as energy_keV.',
    });
  return {
    time: taken(time.values, factor),
    pulse: taken(pulse.values, keV),
    pulseUnit: keV === undefined ? 'channel' : 'keV',
    ...(x === undefined || y === undefined ? {} : { x: taken(x.values), y: taken(y.values) }),
    ...(table.time === undefined ? {} : { epoch: table.time.epoch, zone: table.time.zone }),
    warnings,
  };
}

function joined(parts: readonly (Float64Array | undefined)[]): Float64Array | undefined {
  if (parts.includes(undefined)) return undefined;
  const out = new Float64Array(parts.reduce((sum, part) => sum + part!.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part!, at);
    at += part!.length;
  }
  return out;
}

/** Times that count from 1970 become those from a date. */
function sinceEpoch(list: Omit<EventList, 'files'>): Omit<EventList, 'files'> {
  const [first] = finiteExtent(list.time) ?? [0];
  if (!(first > sinceNineteenSeventy)) return list;
  const epoch = Math.floor(first);
  return { ...list, time: list.time.map((value) => value - epoch), epoch, zone: 'utc' };
}

/** Bytes of a file that show whether it lists events. */
const headBytes = 64 * 1024;

/** The whole rows that a file begins with, as a file of its own. */
async function headOf({ name, bytes }: NamedSource): Promise<NamedSource> {
  if (bytes.byteLength <= headBytes) return { name, bytes };
  const head = await bytes.slice(0, headBytes);
  const end = head.lastIndexOf(0x0a) + 1;
  return { name, bytes: bytesSource(head.subarray(0, end)) };
}

/** Whether a file is a list of events, by the labels of its columns and its first rows. */
export async function isEventList(source: NamedSource, options: ReadSourceOptions = {}): Promise<boolean> {
  try {
    return eventColumns(await frameTable(await headOf(source), options)) !== undefined;
  } catch (error) {
    // What cannot be read at all is told by whoever reads it.
    if (isOperandoError(error)) return false;
    throw error;
  }
}

/**
 * Events of list-mode files as one list: files of one measurement, in natural order of their names, whose clock runs on from
 * file to file.
 *
 * @throws OperandoError `column-missing` for files that are none, `unit-mismatch`, `time-backwards` where a file begins before the one
 * before it ends, `too-few-points` without events, and as `readSource`; always with the file.
 */
export async function readEventsFrom(
  sources: readonly NamedSource[],
  options: ReadEventsOptions = {},
): Promise<EventList> {
  const sorted = naturally(sources);
  const parts: Omit<EventList, 'files'>[] = [];
  const warnings: OperandoWarning[] = [];
  let end = -Infinity;
  for (const source of sorted) {
    try {
      const { timeUnit: _unit, ...reading } = options;
      const part = eventsOfTable(await frameTable(source, reading), options);
      const [from, to] = finiteExtent(part.time) ?? [Infinity, -Infinity];
      if (from < end)
        throw new OperandoError(
          'time-backwards',
          `its events begin at ${from} s, those of the file before end at ${end} s.`,
          {
            cure: 'Give files of one measurement, whose clock runs on from file to file; others one by one.',
          },
        );
      end = Math.max(end, to);
      if (parts[0] !== undefined && part.pulseUnit !== parts[0].pulseUnit)
        throw new OperandoError(
          'unit-mismatch',
          `its pulses are in ${part.pulseUnit}, those before in ${parts[0].pulseUnit}.`,
        );
      parts.push(part);
      for (const warning of part.warnings)
        warnings.push({ ...warning, where: { file: baseName(source), ...warning.where } });
    } catch (error) {
      throw placed(error, source.name);
    }
  }
  const [first] = parts;
  const time = joined(parts.map((part) => part.time));
  const pulse = joined(parts.map((part) => part.pulse));
  if (first === undefined || time === undefined || pulse === undefined || time.length === 0)
    throw new OperandoError('too-few-points', 'there are no events.');
  const x = joined(parts.map((part) => part.x));
  const y = joined(parts.map((part) => part.y));
  const whole = sinceEpoch({
    time,
    pulse,
    pulseUnit: first.pulseUnit,
    ...(x === undefined || y === undefined ? {} : { x, y }),
    ...(first.epoch === undefined || first.zone === undefined ? {} : { epoch: first.epoch, zone: first.zone }),
    warnings,
  });
  return { ...whole, files: distinctBaseNames(sorted) };
}
