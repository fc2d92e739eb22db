import { isTextColumn } from '@operando/core';
import type { EstimateColumn, ResultTable, ViewTime } from '@operando/core';
import { frameSpans } from '@operando/plot';

/** Something that frames can stand against. */
export interface FrameAxis {
  /** `time`, `frame`, or the name of a column. */
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** In its unit, where that is one of time. */
  readonly seconds?: number;
  /** Of each frame. */
  readonly values: Float64Array;
  /** Frames stand in their order along it, each with a begin and an end. */
  readonly cells?: { readonly start: Float64Array; readonly end: Float64Array };
}

/** Frames along an axis: in increasing order of it, and which belong together. */
export interface OrderedFrames {
  /** Frames that have a place. */
  readonly order: Int32Array;
  readonly x: Float64Array;
  /** Number of the stretch of each frame, by frame: frames of one are joined by a line. */
  readonly stretch: Int32Array;
  readonly stretches: number;
  /** Where nothing was measured for long: no line is drawn across. */
  readonly pauses: readonly (readonly [from: number, to: number])[];
}

/** The most stretches that are told apart. */
const mostStretches = 40;

/** Seconds in a unit of time that suits a span. */
export function timeUnit(seconds: number): { readonly unit: string; readonly seconds: number } {
  if (seconds > 5400) return { unit: 'h', seconds: 3600 };
  return seconds > 180 ? { unit: 'min', seconds: 60 } : { unit: 's', seconds: 1 };
}

/** Columns of numbers of a table. */
export function numberColumns(table: ResultTable | undefined): EstimateColumn[] {
  return (table?.columns ?? []).filter((column): column is EstimateColumn => !isTextColumn(column));
}

function timeAxis({ start, duration }: ViewTime): FrameAxis {
  const { from, to, middle } = frameSpans(start, duration);
  const { unit, seconds } = timeUnit((to.at(-1) ?? 0) - (from[0] ?? 0));
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value / seconds);
  return {
    key: 'time',
    label: 'Time',
    unit,
    seconds,
    values: scaled(middle),
    cells: { start: scaled(from), end: scaled(to) },
  };
}

/** Words of a column's name. */
export function columnWords(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** All that frames can stand against: time where it is known, their numbers, and every column of theirs. */
export function frameAxes(frames: number, time: ViewTime | undefined, table: ResultTable | undefined): FrameAxis[] {
  const numbers = Float64Array.from({ length: frames }, (_, frame) => frame);
  const byNumber: FrameAxis = {
    key: 'frame',
    label: 'Frame',
    unit: '',
    values: numbers,
    cells: { start: numbers.map((frame) => frame - 0.5), end: numbers.map((frame) => frame + 0.5) },
  };
  const columns = numberColumns(table).filter(({ name }) => name !== 'time');
  const first = ['capacity', 'voltage', 'current'];
  const rank = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);
  return [
    ...(time === undefined ? [] : [timeAxis(time)]),
    byNumber,
    ...columns
      .filter(({ values }) => values.some(Number.isFinite))
      .toSorted((a, b) => rank(a.name) - rank(b.name))
      .map(({ name, unit, values }) => ({
        key: name,
        label: columnWords(name),
        unit: unit === '1' ? '' : unit,
        values,
      })),
  ];
}

/** Numbers of half cycles by frame: a new one where the current turns its sign; rests belong to the one before. */
export function halfCyclesOf(frames: number, current: Float64Array | undefined): Int32Array {
  const out = new Int32Array(frames);
  if (current === undefined) return out;
  const largest = current.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  let [sign, number] = [0, 0];
  for (let frame = 0; frame < frames; frame++) {
    const value = current[frame]!;
    const own = Math.abs(value) > 0.01 * largest ? Math.sign(value) : 0;
    if (own !== 0 && own !== sign) {
      if (sign !== 0) number++;
      sign = own;
    }
    out[frame] = number;
  }
  return out;
}

/** Pauses of the frames: where the cell of one does not reach to the next. */
function pausesOf({ cells }: FrameAxis): readonly (readonly [number, number])[] {
  if (cells === undefined || cells.start.length < 3) return [];
  const { start, end } = cells;
  const steps = start.subarray(1).map((from, i) => from - start[i]!);
  const usual = steps.toSorted()[steps.length >> 1]!;
  return Array.from(end.keys())
    .filter((i) => i + 1 < end.length && start[i + 1]! - end[i]! > 0.1 * usual)
    .map((i) => [end[i]!, start[i + 1]!] as const);
}

/** Frames in the order of an axis. */
export function orderedFrames(axis: FrameAxis, halfCycles: Int32Array): OrderedFrames {
  const { values, cells } = axis;
  const placed = Array.from(values.keys()).filter((frame) => Number.isFinite(values[frame]));
  const order = Int32Array.from(cells === undefined ? placed.toSorted((a, b) => values[a]! - values[b]!) : placed);
  const x = Float64Array.from(order, (frame) => values[frame]!);
  const count = (halfCycles.at(-1) ?? 0) + 1;
  const isOne = cells !== undefined || count > mostStretches;
  return {
    order,
    x,
    stretch: isOne ? new Int32Array(values.length) : halfCycles,
    stretches: isOne ? 1 : count,
    pauses: pausesOf(axis),
  };
}
