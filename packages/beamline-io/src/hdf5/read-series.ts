import { createAxis, createSeries, OperandoError, unitConversion } from '@operando/core';
import type { JsonValue, OperandoWarning, ProvenanceStep, Series } from '@operando/core';
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
import type { OpenHdf5Options } from './session.js';
import { withHdf5 } from './with-file.js';

/** Options of {@link readNexusSeries}. */
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

async function seriesOf<const Name extends string, const Unit extends string>(
  file: Hdf5File,
  data: NexusData,
  path: string,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  const { shape } = data.signal;
  if (shape.length !== 1 && shape.length !== 2)
    throw new OperandoError(
      'unsupported',
      `${data.path}/${data.name} is ${shape.join(' x ') || 'a single number'}, no stack of spectra.`,
      { cure: 'Give another dataset, or read it slice by slice.' },
    );
  const size = shape.at(-1)!;
  const total = shape.length === 1 ? 1 : shape[0]!;
  const { from = 0, to = total } = options;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to > from && to <= total))
    throw new OperandoError('outside-range', `the file has ${total} frames, not ${from} to ${to}.`, {
      where: { parameter: 'from' },
    });
  if ((to - from) * size > mostValues)
    throw new OperandoError('too-large', `${(to - from) * size} values.`, {
      cure: 'Read fewer frames at a time (from, to).',
    });
  const bytes = (to - from) * size * Float64Array.BYTES_PER_ELEMENT;
  if (bytes > unpackedAlways && bytes > mostRatio * file.bytes())
    throw new OperandoError(
      'too-large',
      `${bytes} bytes of values in a file of ${file.bytes()}: more than ${mostRatio} times its size.`,
      { cure: 'Read fewer frames at a time (from, to).' },
    );
  const warnings: OperandoWarning[] = [...data.warnings];
  const grid = await gridOf(data.axes.at(-1), options.axis, size, { from, to }, warnings);
  const falling = grid.length > 1 && grid[0]! > grid[1]!;
  const straight = (values: Float64Array): Float64Array => (falling ? turned(values, size) : values);
  const signal = straight(rowsOf(data.signal, from, to));
  const errors = data.errors === undefined ? undefined : straight(rowsOf(data.errors, from, to));
  if (falling)
    warnings.push({
      code: 'descending-reversed',
      message: `${data.axes.at(-1)!.name} falls; it was turned with the spectra.`,
    });
  const time = clockOf(data, from, to - from, options.timeStep, warnings);
  const exposure = exposuresOf(file, data, from, to - from, warnings);
  const channels = channelsOf(file, data, from, to - from, warnings);
  const mask = data.mask === undefined ? undefined : straight(rowsOf(data.mask, from, to));
  const masked = mask !== undefined || signal.some((value) => !Number.isFinite(value));
  const history = historyOf(file, data.entry);
  const metadata: Record<string, JsonValue> = {
    ...history.metadata,
    files: [path.split(/[/\\]/).at(-1)!],
    formats: ['nexus'],
    signal: `${data.path}/${data.name}`,
    ...(data.title === undefined ? {} : { title: data.title }),
  };
  const step: ProvenanceStep = {
    step: 'beamline-io/readNexusSeries',
    options: { dataset: metadata['signal'], from, to },
    warnings: [...warnings, ...file.warnings],
  };
  return createSeries({
    signal,
    axis: createAxis({ name: options.axis.name, unit: options.axis.unit, values: falling ? grid.toReversed() : grid }),
    time: exposure === undefined ? time : { ...time, duration: exposure },
    channels,
    metadata,
    ...(errors === undefined ? {} : { variances: errors.map((value) => value * value) }),
    ...(masked
      ? {
          mask: Uint8Array.from(signal, (value, i) =>
            Number.isFinite(value) && (mask === undefined || mask[i] === 0) ? 0 : 1,
          ),
        }
      : {}),
    provenance: [...history.provenance, step],
  });
}

/**
 * A stack of spectra in an HDF5 (NeXus) file as a series: frames along the first dimension, spectra along the second, as
 * pyFAI writes its multi-frame integrations and as `writeNexus` writes. Errors become variances, single numbers of each frame
 * channels, the axis is converted to the unit asked for. Of a file by `writeNexus`, metadata and provenance come along.
 *
 * @throws OperandoError as `openHdf5` and `findNexusData`; `unit-mismatch` for an axis of another kind, `unsupported` for other
 * dimensions, `outside-range` for frames that are not there, `too-large` for more than 512 Mi values, `axis-not-increasing`.
 */
export async function readNexusSeries<const Name extends string, const Unit extends string>(
  path: string,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit>> {
  return withHdf5(path, options, (file) => seriesOf(file, findNexusData(file, options), path, options));
}

/** The same, but undefined for a file whose data are no two-dimensional stack. */
export async function readNexusStack<const Name extends string, const Unit extends string>(
  path: string,
  options: ReadNexusSeriesOptions<Name, Unit>,
): Promise<Series<Name, Unit> | undefined> {
  return withHdf5(path, options, (file) => {
    const data = lookForNexusData(file, options);
    return data?.signal.shape.length === 2 ? seriesOf(file, data, path, options) : undefined;
  });
}
