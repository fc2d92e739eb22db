import type { OperandoWarning } from '@operando/core';
import { parseDateTime } from '../text/date-time.js';
import type { Hdf5File } from './file.js';
import type { NexusData } from './nexus-data.js';
import { fieldOf, nexusGroup } from './nexus-field.js';
import { memberPath, unitOf } from './nexus-members.js';
import { isTimeName, secondsOfUnit, timeUnit, unitOfTimes, unknownUnit } from './time-unit.js';
import { said, shown } from '../text/said.js';

/** Times after this many seconds from 1970 (2001) count from there; beyond the second number (year 5138) they are no seconds. */
const since1970 = 1e9;
const tooLate = 1e11;

/** When the frames began, in seconds. */
export interface Clock {
  readonly start: Float64Array;
  readonly duration?: Float64Array;
  readonly epoch?: number;
  readonly zone?: string;
}

/** Whether the axis of the frames is one of time: by its unit, else by its name. */
export function isTimeAxis({ signal, axes }: NexusData): boolean {
  const axis = signal.shape.length === 2 ? axes[0] : undefined;
  if (axis === undefined) return false;
  return (axis.unit !== undefined && timeUnit(axis.unit) !== undefined) || isTimeName(axis.name);
}

function timesOf(data: NexusData, from: number, frames: number, warnings: OperandoWarning[]): Clock | undefined {
  const { name, dataset } = data.axes[0]!;
  const unit = unitOfTimes(name, dataset, warnings);
  if (unit === undefined) {
    warnings.push(unknownUnit(name, unitOf(dataset.attributes)));
    return undefined;
  }
  const values = dataset.readAll();
  const first = (values[from] ?? 0) * unit.seconds;
  if (first > tooLate) {
    warnings.push({
      code: 'unknown-unit',
      message: said`${name} begins at ${values[from]}, which cannot be ${unit.seconds === 1 ? 'seconds' : `units of ${unit.seconds} s`}; it was not used.`,
      where: { column: shown(name) },
    });
    return undefined;
  }
  const stated = dataset.attributes['start'] ?? unit.since;
  const moment = typeof stated === 'string' ? parseDateTime(stated) : undefined;
  // What counts from another moment that the file states stays as it is.
  const absolute = first > since1970 && (moment === undefined || moment.epoch === 0);
  // Differences first: nanoseconds since 1970 have no digits to lose.
  const zero = absolute ? values[from]! : 0;
  const start = Float64Array.from({ length: frames }, (_, i) => (values[from + i]! - zero) * unit.seconds);
  const edges = values.length === data.signal.shape[0]! + 1;
  const duration = edges
    ? {
        duration: Float64Array.from(
          { length: frames },
          (_, i) => (values[from + i + 1]! - values[from + i]!) * unit.seconds,
        ),
      }
    : {};
  if (absolute) return { start, ...duration, epoch: first, zone: moment?.zone ?? 'utc' };
  const origin = moment ?? data.time;
  return { start, ...duration, ...(origin === undefined ? {} : { epoch: origin.epoch, zone: origin.zone }) };
}

/** Frames that are read, and what is known of their times beside the file's axis. */
interface FramesRead {
  readonly from: number;
  readonly frames: number;
  /** Seconds from frame to frame, where they were given. */
  readonly timeStep: number | undefined;
  /** The file's times are numbers of frames, as its history says. */
  readonly isNumbered: boolean;
}

/** Times of the frames: the axis of the first dimension if it is one of time, else the step, else frame numbers. */
export function clockOf(
  data: NexusData,
  { from, frames, timeStep, isNumbered }: FramesRead,
  warnings: OperandoWarning[],
): Clock {
  const isReplaced = isNumbered && timeStep !== undefined;
  const times = isTimeAxis(data) && !isReplaced ? timesOf(data, from, frames, warnings) : undefined;
  if (times !== undefined) {
    // Dates of their own make it plain that the file is timed.
    if (timeStep !== undefined && times.epoch === undefined)
      warnings.push({
        code: 'option-without-effect',
        message: 'timeStep has no effect: the file has the times of its frames.',
        where: { parameter: 'timeStep' },
      });
    return times;
  }
  if (timeStep === undefined && frames > 1)
    warnings.push({
      code: 'time-unknown',
      message:
        'The file gives no times of its frames: frame numbers stand for seconds. Give timeStep (command: --time-step).',
    });
  const step = timeStep ?? 1;
  return {
    start: Float64Array.from({ length: frames }, (_, i) => (from + i) * step),
    ...(timeStep === undefined ? {} : { duration: new Float64Array(frames).fill(timeStep) }),
    ...(data.time === undefined ? {} : { epoch: data.time.epoch, zone: data.time.zone }),
  };
}

/** Exposures of the frames in seconds, where the entry has them: one for each, or one for all; of one spectrum the length of its entry. */
export function exposuresOf(
  file: Hdf5File,
  data: NexusData,
  from: number,
  frames: number,
  warnings: OperandoWarning[],
): Float64Array | undefined {
  if (file.kind(memberPath(data.entry, 'exposure')) !== 'numbers') {
    const whole = data.signal.shape.length === 1 ? data.time?.duration : undefined;
    return whole === undefined ? undefined : Float64Array.of(whole);
  }
  const dataset = fieldOf(file, nexusGroup(file, data.entry), 'exposure', warnings);
  const total = data.signal.shape.length === 2 ? data.signal.shape[0]! : 1;
  const one = dataset.shape.length === 0 || (dataset.shape.length === 1 && dataset.shape[0] === 1);
  if (!one && !(dataset.shape.length === 1 && dataset.shape[0] === total)) {
    warnings.push({
      code: 'exposure-left-out',
      message: `exposure is ${dataset.shape.join(' x ')}, where the file has ${total} frames; it was not used.`,
    });
    return undefined;
  }
  const seconds = secondsOfUnit('exposure', dataset, warnings);
  if (seconds === undefined) return undefined;
  const values = dataset.readAll();
  return Float64Array.from({ length: frames }, (_, i) => values[one ? 0 : from + i]! * seconds);
}
