import {
  createAxis,
  createFrameTime,
  createSeries,
  defaultBlockFrames,
  OperandoError,
  unitConversion,
} from '@operando/core';
import type {
  Axis,
  Channel,
  FrameSource,
  FrameTime,
  JsonValue,
  Metadata,
  NamedSource,
  OperandoWarning,
  ProvenanceStep,
  Series,
} from '@operando/core';
import { placed } from '../bytes/file-error.js';
import { roleOf } from '../table/column-table.js';
import { energiesOf } from '../absorption/energy-axis.js';
import { column, hdf5Table } from './data-table.js';
import type { Hdf5File } from './file.js';
import { pointsOf } from './nexus-axes.js';
import type { NexusAxis } from './nexus-axes.js';
import { channelsOf } from './nexus-channels.js';
import { findNexusData, lookForNexusData } from './nexus-data.js';
import type { NexusChoice, NexusData } from './nexus-data.js';
import { historyOf } from './nexus-history.js';
import { clockOf, exposuresOf, isTimeName } from './nexus-time.js';
import type { OpenHdf5Options } from './options.js';
import { openHdf5Source, withHdf5 } from './open-source.js';

/** Options of `readNexusSeries`. */
export interface ReadNexusSeriesOptions<Name extends string, Unit extends string> extends NexusChoice, OpenHdf5Options {
  /** What the spectra run along, and the unit it is wanted in. */
  readonly axis: { readonly name: Name; readonly unit: Unit };
  /** First frame, and one past the last. @default all */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Seconds from frame to frame where the file has no times. @default frame numbers, with a warning */
  readonly timeStep?: number | undefined;
}

/** Coordinates that cannot stand for one another. */
const coordinates: ReadonlySet<string> = new Set(['energy', 'two-theta', 'q', 'd-spacing', 'time']);
/** Values read at once: 32 MB. */
const block = 4 * 1024 * 1024;
const mostValues = 512 * 1024 * 1024;
/** What a file may unpack to: 256 MB, or this many times its size. Deflate reaches 1032. */
const unpackedAlways = 256 * 1024 * 1024;
const mostRatio = 1000;

/** Rows of a two-dimensional dataset (or the only one of a spectrum), read piece by piece. */
function rowsOf(dataset: NexusData['signal'], from: number, to: number): Float64Array {
  if (dataset.shape.length === 1) return dataset.readAll();
  const width = dataset.shape[1]!;
  const out = new Float64Array((to - from) * width);
  const step = Math.max(1, Math.floor(block / Math.max(1, width)));
  for (let at = from; at < to; at += step) out.set(dataset.read(at, Math.min(to, at + step)), (at - from) * width);
  return out;
}

/** Frames that are read: the first, and one past the last. */
interface FrameRange {
  readonly from: number;
  readonly to: number;
}

/** The axis that all frames share; where each has its own, they must be the same. */
function sharedPoints(axis: NexusAxis, size: number, { from, to }: FrameRange): Float64Array {
  const { dataset } = axis;
  if (dataset.shape.length === 1) return pointsOf(axis, size);
  const width = dataset.shape[1]!;
  const first = dataset.read(from, from + 1);
  const step = Math.max(1, Math.floor(block / Math.max(1, width)));
  for (let at = from; at < to; at += step) {
    const other = dataset.read(at, Math.min(to, at + step)).findIndex((value, i) => value !== first[i % width]);
    if (other >= 0)
      throw new OperandoError('unsupported', `each frame has its own ${axis.name}, and they differ.`, {
        where: { column: axis.name, frame: at + Math.floor(other / width) },
        cure: 'Read the spectra one by one (readFile with scan) and bring them on to one grid.',
      });
  }
  return pointsOf(axis, size, from);
}

async function gridOf(
  axis: NexusAxis | undefined,
  wanted: { readonly name: string; readonly unit: string },
  size: number,
  range: FrameRange,
  warnings: OperandoWarning[],
): Promise<Float64Array> {
  if (axis === undefined) {
    const why = warnings.filter(({ code }) => code === 'axis-left-out').map(({ message }) => message);
    throw new OperandoError('column-missing', ['the file gives no axis along the spectra.', ...why].join(' '), {
      cure: 'Give a dataset whose group has axes.',
    });
  }
  const points = sharedPoints(axis, size, range);
  if (axis.unit === undefined) {
    const role = roleOf(axis.meaning) ?? roleOf(axis.name);
    const other = isTimeName(axis.name) ? 'time' : role !== undefined && coordinates.has(role) ? role : undefined;
    if (other !== undefined && coordinates.has(wanted.name) && other !== wanted.name)
      throw new OperandoError(
        'unit-mismatch',
        `the axis ${axis.name} has no unit and seems to be ${other}, not ${wanted.name}.`,
        { where: { column: axis.name }, cure: 'Ask for the axis that the file has, or give the axis its unit.' },
      );
    if (role === 'energy' && wanted.unit === 'eV') {
      const energies = energiesOf(
        hdf5Table([column(axis.name, points, undefined, axis.meaning)], size, undefined, {
          warnings: [],
          metadata: {},
        }),
      );
      if (energies.warnings.length > 0) {
        warnings.push(...energies.warnings);
        return energies.values;
      }
    }
    warnings.push({
      code: 'unit-assumed',
      message: `${axis.name} has no unit; ${wanted.unit} was assumed.`,
      where: { column: axis.name },
    });
    return points;
  }
  if (axis.unit === wanted.unit) return points;
  const conversion = await unitConversion(axis.unit, wanted.unit).catch((cause: unknown) => {
    throw new OperandoError(
      'unit-mismatch',
      `the axis ${axis.name} (${axis.meaning}) is in ${axis.unit}, which is no ${wanted.name} in ${wanted.unit}.`,
      { where: { column: axis.name }, cure: 'Ask for the axis that the file has.', cause },
    );
  });
  return points.map((value) => value * conversion.factor + conversion.offset);
}

/** Whether the first axis rises; a falling one is turned with everything that runs along it. */
function turned(values: Float64Array, width: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += width)
    for (let i = 0; i < width; i++) out[row + i] = values[row + width - 1 - i]!;
  return out;
}

/** What is known of the series of a file before its frames are read. */
interface NexusPlan<Name extends string, Unit extends string> {
  readonly data: NexusData;
  readonly axis: Axis<Name, Unit>;
  /** Points of a spectrum. */
  readonly size: number;
  /** Frames of the file that are read: the first of `time` is this one. */
  readonly range: FrameRange;
  /** The axis falls: it is turned, with everything that runs along it. */
  readonly falling: boolean;
  readonly time: FrameTime;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly metadata: Metadata;
  /** Steps that led to what the file holds. */
  readonly history: readonly ProvenanceStep[];
  readonly warnings: readonly OperandoWarning[];
}

function rangeOf(
  total: number,
  { from = 0, to = total }: { readonly from?: number | undefined; readonly to?: number | undefined },
): FrameRange {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to > from && to <= total))
    throw new OperandoError('outside-range', `the file has ${total} frames, not ${from} to ${to}.`, {
      where: { parameter: 'from' },
    });
  return { from, to };
}

/** That so many frames may be unpacked at once. @throws OperandoError `too-large`. */
function expectRoom(file: Hdf5File, frames: number, size: number): void {
  if (frames * size > mostValues)
    throw new OperandoError('too-large', `${frames * size} values.`, {
      cure: 'Read fewer frames at a time (from, to).',
    });
  const bytes = frames * size * Float64Array.BYTES_PER_ELEMENT;
  if (bytes > unpackedAlways && bytes > mostRatio * file.bytes())
    throw new OperandoError(
      'too-large',
      `${bytes} bytes of values in a file of ${file.bytes()}: more than ${mostRatio} times its size.`,
      { cure: 'Read fewer frames at a time (from, to).' },
    );
}

/** @param isWhole All frames will be read at once. @throws OperandoError as {@link readNexusSeriesFrom}. */
async function planOf<const Name extends string, const Unit extends string>(
  file: Hdf5File,
  data: NexusData,
  name: string,
  options: ReadNexusSeriesOptions<Name, Unit>,
  isWhole: boolean,
): Promise<NexusPlan<Name, Unit>> {
  const { shape } = data.signal;
  if (shape.length !== 1 && shape.length !== 2)
    throw new OperandoError(
      'unsupported',
      `${data.path}/${data.name} is ${shape.join(' x ') || 'a single number'}, no stack of spectra.`,
      { cure: 'Give another dataset, or read it slice by slice.' },
    );
  const size = shape.at(-1)!;
  const range = rangeOf(shape.length === 1 ? 1 : shape[0]!, options);
  const frames = range.to - range.from;
  // Of frames that come in blocks only times and channels are held.
  expectRoom(file, frames, isWhole ? size : 1);
  const warnings: OperandoWarning[] = [...data.warnings];
  const grid = await gridOf(data.axes.at(-1), options.axis, size, range, warnings);
  const falling = grid.length > 1 && grid[0]! > grid[1]!;
  if (falling)
    warnings.push({
      code: 'descending-reversed',
      message: `${data.axes.at(-1)!.name} falls; it was turned with the spectra.`,
    });
  const clock = clockOf(data, range.from, frames, options.timeStep, warnings);
  const duration = exposuresOf(file, data, range.from, frames, warnings) ?? clock.duration;
  const channels = channelsOf(file, data, range.from, frames, warnings);
  const history = historyOf(file, data.entry);
  const metadata: Record<string, JsonValue> = {
    ...history.metadata,
    files: [name.split(/[/\\]/).at(-1)!],
    formats: ['nexus'],
    signal: `${data.path}/${data.name}`,
    ...(data.title === undefined ? {} : { title: data.title }),
  };
  return {
    data,
    axis: createAxis({ name: options.axis.name, unit: options.axis.unit, values: falling ? grid.toReversed() : grid }),
    size,
    range,
    falling,
    time: createFrameTime({ ...clock, duration }),
    channels,
    metadata,
    history: history.provenance,
    warnings,
  };
}

/** A part of a column of frames. */
function partOf(channel: Channel, from: number, to: number): Channel {
  const { values, stderr, status } = channel;
  return {
    ...channel,
    values: values.slice(from, to),
    ...(stderr === undefined ? {} : { stderr: stderr.slice(from, to) }),
    ...(status === undefined ? {} : { status: status.slice(from, to) }),
  };
}

/** Frames of a plan, counted from its first, as a series. */
function blockOf<Name extends string, Unit extends string>(
  file: Hdf5File,
  plan: NexusPlan<Name, Unit>,
  from: number,
  to: number,
): Series<Name, Unit> {
  const { data, size, range, falling, time } = plan;
  expectRoom(file, to - from, size);
  const rows = (dataset: NexusData['signal']): Float64Array => {
    const values = rowsOf(dataset, range.from + from, range.from + to);
    return falling ? turned(values, size) : values;
  };
  const signal = rows(data.signal);
  const errors = data.errors === undefined ? undefined : rows(data.errors);
  const mask = data.mask === undefined ? undefined : rows(data.mask);
  const masked = mask !== undefined || signal.some((value) => !Number.isFinite(value));
  const whole = to - from === time.start.length;
  const step: ProvenanceStep = {
    step: 'beamline-io/readNexusSeries',
    options: { dataset: plan.metadata['signal'], ...range },
    warnings: [...plan.warnings, ...file.warnings],
  };
  return createSeries({
    signal,
    axis: plan.axis,
    time: whole ? time : { ...time, start: time.start.subarray(from, to), duration: time.duration.subarray(from, to) },
    channels: whole
      ? plan.channels
      : Object.fromEntries(Object.entries(plan.channels).map(([name, each]) => [name, partOf(each, from, to)])),
    metadata: plan.metadata,
    ...(errors === undefined ? {} : { variances: errors.map((value) => value * value) }),
    ...(masked
      ? {
          mask: Uint8Array.from(signal, (value, i) =>
            Number.isFinite(value) && (mask === undefined || mask[i] === 0) ? 0 : 1,
          ),
        }
      : {}),
    provenance: [...plan.history, step],
  });
}

function frameSource<Name extends string, Unit extends string>(
  source: NamedSource,
  plan: NexusPlan<Name, Unit>,
  options: ReadNexusSeriesOptions<Name, Unit>,
): FrameSource<Name, Unit> {
  const { axis, time, channels, metadata, warnings, size } = plan;
  const frames = time.start.length;
  return {
    axis,
    frames,
    time,
    channels,
    metadata,
    warnings,
    async *blocks({ frames: asked = defaultBlockFrames(size), signal } = {}) {
      signal?.throwIfAborted();
      const file = await openHdf5Source(source, options);
      try {
        const data = findNexusData(file, options);
        if (data.signal.shape.join() !== plan.data.signal.shape.join())
          throw new OperandoError(
            'shape-mismatch',
            `the stack is ${data.signal.shape.join(' x ')}, and was ${plan.data.signal.shape.join(' x ')} when it was opened.`,
            { cure: 'Open it again: it was written to meanwhile.' },
          );
        for (let from = 0; from < frames; from += asked) {
          signal?.throwIfAborted();
          yield blockOf(file, { ...plan, data }, from, Math.min(frames, from + asked));
        }
      } catch (error) {
        throw placed(error, source.name);
      } finally {
        file.close();
      }
    },
  };
}

/**
 * A stack of spectra in an HDF5 (NeXus) file as a series: frames along the first dimension, spectra along the second, as
 * pyFAI writes its multi-frame integrations and as `writeNexus` writes. Errors become variances, single numbers of each frame
 * channels, the axis is converted to the unit asked for. Of a file by `writeNexus`, metadata and provenance come along.
 *
 * @throws OperandoError as `openHdf5` and `findNexusData`; `unit-mismatch` for an axis of another kind, `unsupported` for other
 * dimensions, `outside-range` for frames that are not there, `too-large` for more than 512 Mi values, `axis-not-increasing`.
 */
export async function readNexusSeriesFrom<const Name extends string, const Unit extends string>(
  source: NamedSource,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return withHdf5(source, options, async (file) => {
    const plan = await planOf(file, findNexusData(file, options), source.name, options, true);
    return blockOf(file, plan, 0, plan.time.start.length);
  });
}

/**
 * A stack of spectra in an HDF5 (NeXus) file, frame by frame: see {@link readNexusSeriesFrom}, whose frames these are. The file is opened for
 * what stands beside them, and again for the blocks, which are slabs of the dataset.
 *
 * @throws OperandoError as {@link readNexusSeriesFrom}.
 */
export async function openNexusSeries<const Name extends string, const Unit extends string>(
  source: NamedSource,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<FrameSource<Name, Unit>> {
  const plan = await withHdf5(source, options, (file) =>
    planOf(file, findNexusData(file, options), source.name, options, false),
  );
  return frameSource(source, plan, options);
}

/** The same, but undefined for a file whose data are no two-dimensional stack. */
export async function openNexusStack<const Name extends string, const Unit extends string>(
  source: NamedSource,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<FrameSource<Name, Unit> | undefined> {
  const plan = await withHdf5(source, options, async (file) => {
    const data = lookForNexusData(file, options);
    return data?.signal.shape.length === 2 ? planOf(file, data, source.name, options, false) : undefined;
  });
  return plan && frameSource(source, plan, options);
}
