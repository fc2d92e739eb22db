import { checkLogTimes, createAxis, createSeries, OperandoError } from '@operando/core';
import type { Channel, JsonValue, OperandoWarning, Series } from '@operando/core';
import { absorptionOf } from '../absorption/signal.js';
import { sequenceWarnings } from './frame-sequence.js';
import type { AbsorptionSignal, OnBadPoint } from '../absorption/signal.js';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { energiesOf } from '../absorption/energy-axis.js';
import { increasingGrid } from './monotonic-grid.js';

/** Which columns become the spectra, and how frames are put together. */
export interface AssembleOptions {
  /** Column of the abscissa, by label or number. @default the column that says so */
  readonly x?: string | number | undefined;
  /** What to take as signal. @default 'auto' */
  readonly signal?: AbsorptionSignal | undefined;
  /** Column of standard deviations; `auto`: the third of a file of three columns, where it is above 0 throughout. @default none */
  readonly sigma?: string | number | undefined;
  /** Rows without a usable value. @default 'error' */
  readonly onBadPoint?: OnBadPoint | undefined;
  /** Files on other grids than the first: refuse them, or interpolate on to it. @default 'error' */
  readonly grid?: 'error' | 'interpolate' | undefined;
  /** Seconds from frame to frame where the files carry no time. */
  readonly timeStep?: number | undefined;
}

/** One frame, reduced to what a series needs. */
export interface Frame {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly expression: string;
  /** Standard deviations of y. */
  readonly sigma?: Float64Array | undefined;
  readonly time: TableTime | undefined;
  readonly scalars: ColumnTable['scalars'];
  readonly warnings: readonly OperandoWarning[];
  readonly format: string;
}

/** The frame of a table: energies in eV and absorption. */
export function absorptionFrame(table: ColumnTable, name: string, options: AssembleOptions): Frame {
  const energy = energiesOf(table, options.x);
  const signal = absorptionOf(table, options.signal ?? 'auto', options.onBadPoint);
  return gridded(table, name, energy.values, signal.values, signal.expression, [
    ...table.warnings,
    ...energy.warnings,
    ...signal.warnings,
  ]);
}

/** The frame of a table: any abscissa, one column against it. */
export function columnFrame(table: ColumnTable, name: string, options: AssembleOptions): Frame {
  const x = options.x === undefined ? table.columns[0]! : findColumn(table, options.x);
  const signal = options.signal;
  const wanted = typeof signal === 'object' && 'column' in signal ? signal.column : 2;
  const y = findColumn(table, wanted);
  const frame = gridded(table, name, x.values, y.values, y.label, table.warnings);
  const errors = sigmaColumn(table, options.sigma);
  return errors === undefined ? frame : { ...frame, sigma: errorsOnGrid(x.values, errors, table.lines) };
}

/** Standard deviations along an increasing grid; that of an average of several values is smaller than theirs. */
function errorsOnGrid(x: Float64Array, sigma: Float64Array, lines: Int32Array): Float64Array {
  const { y, averaged } = increasingGrid(x, sigma, lines);
  if (averaged === undefined) return y;
  const { y: variances } = increasingGrid(
    x,
    sigma.map((value) => value * value),
    lines,
  );
  return variances.map((value, i) => Math.sqrt(value / averaged[i]!));
}

function sigmaColumn(table: ColumnTable, wanted: string | number | undefined): Float64Array | undefined {
  if (wanted === undefined) return undefined;
  if (wanted !== 'auto') return findColumn(table, wanted).values;
  const third = table.columns[2];
  return table.columns.length === 3 && third !== undefined && third.values.every((value) => value > 0)
    ? third.values
    : undefined;
}

function gridded(
  table: ColumnTable,
  name: string,
  x: Float64Array,
  y: Float64Array,
  expression: string,
  warnings: readonly OperandoWarning[],
): Frame {
  const grid = increasingGrid(x, y, table.lines);
  return {
    name,
    x: grid.x,
    y: grid.y,
    expression,
    time: table.time,
    scalars: table.scalars,
    warnings: [...warnings, ...grid.warnings],
    format: table.format,
  };
}

function firstDifference(a: Float64Array, b: Float64Array): number {
  if (a === b) return -1;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? -1 : n;
}

/**
 * A frame that shares its grid with the one before, where both are the same: of a hundred thousand frames one grid is kept
 * instead of as many as there are.
 */
export function withSharedGrid<F extends Frame>(frame: F, before: Frame | undefined): F {
  return before === undefined || firstDifference(frame.x, before.x) >= 0 ? frame : { ...frame, x: before.x };
}

/** Linear interpolation on to a grid inside the frame's range. */
function interpolateOnto(grid: Float64Array, frame: Frame): Float64Array {
  const { x, y } = frame;
  let i = 0;
  return grid.map((value) => {
    while (i + 2 < x.length && x[i + 1]! <= value) i++;
    const t = (value - x[i]!) / (x[i + 1]! - x[i]!);
    return (1 - t) * y[i]! + t * y[i + 1]!;
  });
}

function commonGrid(
  frames: readonly Frame[],
  mode: 'error' | 'interpolate',
  warnings: OperandoWarning[],
): Float64Array {
  const first = frames[0]!;
  const other = frames.find((frame) => firstDifference(first.x, frame.x) >= 0);
  if (other === undefined) return first.x;
  if (mode === 'error') {
    const at = firstDifference(first.x, other.x);
    throw new OperandoError(
      'shape-mismatch',
      `the grid differs from that of ${first.name}: point ${at + 1} is ${other.x[at] ?? 'missing'}, there ${first.x[at] ?? 'missing'}.`,
      {
        where: { file: other.name },
        cure: "Pass grid: 'interpolate' (command: --grid interpolate) to bring all on to the first.",
      },
    );
  }
  let low = -Infinity;
  let high = Infinity;
  for (const { x } of frames) {
    low = Math.max(low, x[0]!);
    high = Math.min(high, x[x.length - 1]!);
  }
  const grid = first.x.filter((value) => value >= low && value <= high);
  if (grid.length < 2)
    throw new OperandoError('shape-mismatch', 'the files have no range in common.', { where: { file: other.name } });
  const count = frames.filter((frame) => firstDifference(first.x, frame.x) >= 0).length;
  warnings.push({
    code: 'interpolated',
    message: `${count} of ${frames.length} files were interpolated linearly on to the grid of ${first.name}, from ${low} to ${high}; neighbouring values are no longer independent.`,
  });
  return grid;
}

interface Clock {
  readonly start: Float64Array;
  readonly duration: Float64Array;
  readonly epoch?: number;
  readonly zone?: string;
}

function clockOf(frames: readonly Frame[], timeStep: number | undefined, warnings: OperandoWarning[]): Clock {
  const times = frames.map(({ time }) => time);
  const stamped = times.filter((time) => time !== undefined);
  if (stamped.length === frames.length) {
    const epoch = stamped[0]!.epoch;
    const zones = new Set(stamped.map(({ zone }) => zone));
    if (zones.size > 1) {
      warnings.push({
        code: 'time-zones-differ',
        message: `The files' times are in different zones: ${[...zones].join(', ')}.`,
      });
    }
    const note = stamped.find((time) => time.note !== undefined)?.note;
    if (note !== undefined) warnings.push({ code: 'duration-inferred', message: `${note}.` });
    const start = Float64Array.from(stamped, (time) => time.epoch - epoch);
    const same = start.findIndex((value, i) => i > 0 && value === start[i - 1]);
    if (same > 0) {
      warnings.push({
        code: 'time-repeated',
        message: `${frames[same]!.name} has the time of ${frames[same - 1]!.name}.`,
        where: { frame: same },
      });
    }
    for (const { row, seconds } of checkLogTimes(start).gaps.slice(0, 20)) {
      warnings.push({
        code: 'frames-gap',
        message: `${seconds.toFixed(0)} s pass before ${frames[row]!.name}, more than ten usual steps.`,
        where: { frame: row },
      });
    }
    return { start, duration: Float64Array.from(stamped, (time) => time.duration ?? 0), epoch, zone: stamped[0]!.zone };
  }
  if (stamped.length > 0 && timeStep === undefined) {
    warnings.push({
      code: 'time-incomplete',
      message: `Only ${stamped.length} of ${frames.length} files carry a time; none was used.`,
    });
  }
  if (timeStep === undefined && frames.length > 1) {
    warnings.push({
      code: 'time-unknown',
      message: 'The files carry no time: frame numbers stand for seconds. Give timeStep.',
    });
  }
  const step = timeStep ?? 1;
  return {
    start: Float64Array.from(frames, (_, i) => i * step),
    duration: new Float64Array(frames.length).fill(timeStep ?? 0),
  };
}

function scalarChannels(frames: readonly Frame[]): Record<string, Channel> {
  const names = new Set(frames.flatMap(({ scalars }) => Object.keys(scalars)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      {
        values: Float64Array.from(frames, ({ scalars }) => scalars[name]?.value ?? Number.NaN),
        unit: frames.find(({ scalars }) => name in scalars)!.scalars[name]!.unit,
        description: 'from the file headers',
      },
    ]),
  );
}

/** Warnings of many files, each kind told once. */
function fileWarnings(frames: readonly Frame[]): OperandoWarning[] {
  const byCode = new Map<string, { warning: OperandoWarning; file: string; count: number }>();
  for (const { name, warnings } of frames) {
    for (const warning of warnings) {
      const known = byCode.get(warning.code);
      if (known === undefined) byCode.set(warning.code, { warning, file: name, count: 1 });
      else known.count++;
    }
  }
  return Array.from(byCode.values(), ({ warning, file, count }) => ({
    code: warning.code,
    message: count === 1 ? `${file}: ${warning.message}` : `${count} files, first ${file}: ${warning.message}`,
    where: { ...warning.where, file },
  }));
}

/**
 * Put frames together as a series. Frames with time stamps are ordered by them;
 * others stay as given. Scalars of the headers become channels, the file names
 * `metadata.files`, and everything that had to be assumed a warning in the provenance.
 *
 * @param frames At least one.
 * @throws OperandoError `shape-mismatch` naming the file on another grid, `invalid-argument` without frames.
 */
export function assembleSeries<const Name extends string, const Unit extends string>(
  frames: readonly Frame[],
  axis: { readonly name: Name; readonly unit: Unit },
  options: AssembleOptions & { readonly warnings?: readonly OperandoWarning[] } = {},
): Series<Name, Unit> {
  if (frames.length === 0) throw new OperandoError('invalid-argument', 'there are no spectra.');
  const warnings: OperandoWarning[] = [...(options.warnings ?? [])];
  const ordered = frames.every(({ time }) => time !== undefined)
    ? [...frames].sort((a, b) => a.time!.epoch - b.time!.epoch)
    : frames;
  const grid = commonGrid(ordered, options.grid ?? 'error', warnings);
  const signal = new Float64Array(ordered.length * grid.length);
  ordered.forEach((frame, i) => {
    const row =
      frame.x.length === grid.length && firstDifference(frame.x, grid) < 0 ? frame.y : interpolateOnto(grid, frame);
    signal.set(row, i * grid.length);
  });
  // On another grid, neighbouring values share their noise: no variances then.
  const measured = ordered.every(
    (frame) => frame.sigma !== undefined && frame.x.length === grid.length && firstDifference(frame.x, grid) < 0,
  );
  const variances = measured ? new Float64Array(signal.length) : undefined;
  if (variances !== undefined)
    ordered.forEach(({ sigma }, i) =>
      variances.set(
        sigma!.map((value) => value * value),
        i * grid.length,
      ),
    );
  const masked = signal.some((value) => !Number.isFinite(value));
  const time = clockOf(ordered, options.timeStep, warnings);
  warnings.push(...sequenceWarnings(ordered, signal, grid.length), ...fileWarnings(ordered));
  const metadata: Record<string, JsonValue> = {
    files: ordered.map(({ name }) => name),
    formats: [...new Set(ordered.map(({ format }) => format))],
    signal: [...new Set(ordered.map(({ expression }) => expression))].join('; '),
  };
  return createSeries({
    signal,
    axis: createAxis({ name: axis.name, unit: axis.unit, values: grid }),
    time,
    channels: scalarChannels(ordered),
    metadata,
    ...(variances === undefined ? {} : { variances }),
    ...(masked ? { mask: Uint8Array.from(signal, (value) => (Number.isFinite(value) ? 0 : 1)) } : {}),
    provenance: [
      {
        step: 'beamline-io/readSeries',
        options: { files: ordered.length, signal: metadata['signal'], grid: options.grid ?? 'error' },
        warnings,
      },
    ],
  });
}
