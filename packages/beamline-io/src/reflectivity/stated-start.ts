import type { OperandoWarning } from '@operando/core';
import type { TableTime } from '../table/column-table.js';
import { isMetadata } from '../text/is-metadata.js';
import { statedMoment } from '../text/stated-moment.js';

const inside = (value: unknown, key: string): unknown => (isMetadata(value) ? value[key] : undefined);

/** A moment, and not a day alone: that is no time of one curve among others. */
const hasClock = (text: unknown): text is string => typeof text === 'string' && /\d:\d/.test(text);

/** A curve's start, where its header states one, and what there is to say of it. */
export interface StatedStart {
  readonly time?: TableTime;
  readonly warnings: readonly OperandoWarning[];
}

/**
 * When the data of a curve were taken, as an ORSO header says: by the first `timestamp` of its `data_files`, else by the
 * `start_date` of the experiment, where that has a time of day.
 */
export function statedStart(header: unknown): StatedStart {
  const source = inside(header, 'data_source');
  const files = inside(inside(source, 'measurement'), 'data_files');
  const stamps = (Array.isArray(files) ? files : [files]).map((file) => inside(file, 'timestamp')).filter(hasClock);
  const begun = inside(inside(source, 'experiment'), 'start_date');
  const label = stamps.length > 0 ? 'timestamp' : 'start_date';
  const read = (stamps.length > 0 ? stamps : [begun].filter(hasClock)).map((text) => statedMoment(text, { label }));
  const warnings = read.flatMap((each) => each.warnings).slice(0, 1);
  const moments = read.flatMap(({ moment }) => (moment === undefined ? [] : [moment]));
  const [first] = moments.toSorted((a, b) => a.epoch - b.epoch);
  return first === undefined ? { warnings } : { time: { epoch: first.epoch, zone: first.zone }, warnings };
}

/** What is known of the time of a curve. */
interface TimedCurve {
  readonly time?: number;
  readonly start?: TableTime;
}

/**
 * Seconds of curves after the first of them: as a time-resolved file counts them, else by the starts that their headers state.
 * @returns Undefined where some have neither, where their clocks are in different zones, and where a curve begins no later than the
 * one before it.
 */
export function curveTimes(curves: readonly TimedCurve[]): readonly number[] | undefined {
  const counted = curves.flatMap(({ time }) => (time === undefined ? [] : [time]));
  if (counted.length === curves.length) return counted;
  const starts = curves.flatMap(({ start }) => (start === undefined ? [] : [start]));
  const [first] = starts;
  if (first === undefined || starts.length < curves.length) return undefined;
  const isOneClock = starts.every(({ zone }) => (zone === 'unstated') === (first.zone === 'unstated'));
  const seconds = starts.map(({ epoch }) => epoch - first.epoch);
  const isRising = seconds.every((at, i) => i === 0 || at > seconds[i - 1]!);
  return isOneClock && isRising ? seconds : undefined;
}
