import { createAxis, createFrameTime, createSeries, OperandoError } from '@operando/core';
import type {
  Axis,
  Channel,
  FrameTime,
  JsonValue,
  Metadata,
  OperandoWarning,
  ProvenanceStep,
  Series,
} from '@operando/core';
import type { Hdf5File } from './file.js';
import { channelsOf } from './nexus-channels.js';
import type { NexusChoice, NexusData } from './nexus-data.js';
import { gridOf, valuesAtOnce } from './nexus-grid.js';
import type { FrameRange } from './nexus-grid.js';
import { historyOf, isUntimed, withoutWarning } from './nexus-history.js';
import { unitOf } from './nexus-members.js';
import { clockOf, exposuresOf } from './nexus-time.js';
import type { OpenHdf5Options } from './options.js';
import { knownWavelength, wavelengthWarnings } from '../series/header-wavelength.js';
import { said } from '../text/said.js';
import { nexusWavelength } from './nexus-wavelength.js';
import { usableRows } from './usable-rows.js';

/** Options of `readNexusSeries`. */
export interface ReadNexusSeriesOptions<Name extends string, Unit extends string> extends NexusChoice, OpenHdf5Options {
  /** What the spectra run along, and the unit it is wanted in. */
  readonly axis: { readonly name: Name; readonly unit: Unit };
  /** Wavelengths in angstrom, the one to convert an axis in q or d to two-theta with first. @default none: such an axis is refused */
  readonly wavelength?: number | readonly number[] | undefined;
  /** First frame that is read, from 0. @default the first */
  readonly from?: number | undefined;
  /** One past the last frame that is read. @default all */
  readonly to?: number | undefined;
  /** Seconds from frame to frame where the file has no times. @default frame numbers, with a warning */
  readonly timeStep?: number | undefined;
}

/** Options of `openNexusSeries`. */
export interface OpenNexusSeriesOptions<Name extends string, Unit extends string> extends ReadNexusSeriesOptions<
  Name,
  Unit
> {
  /** Bytes of frames that are read when the file is opened, and kept: larger stacks are read block by block. @default 64 MiB */
  readonly keptBytes?: number | undefined;
}

const mostValues = 512 * 1024 * 1024;
/** What a file may unpack to: 256 MB, or this many times its size. Deflate reaches 1032. */
const unpackedAlways = 256 * 1024 * 1024;
const mostRatio = 1000;

/** Rows of a two-dimensional dataset (or the only one of a spectrum), read piece by piece. */
function rowsOf(dataset: NexusData['signal'], from: number, to: number): Float64Array {
  if (dataset.shape.length === 1) return dataset.readAll();
  const width = dataset.shape[1]!;
  const out = new Float64Array((to - from) * width);
  const step = Math.max(1, Math.floor(valuesAtOnce / Math.max(1, width)));
  for (let at = from; at < to; at += step) out.set(dataset.read(at, Math.min(to, at + step)), (at - from) * width);
  return out;
}

/** Whether the first axis rises; a falling one is turned with everything that runs along it. */
function turned(values: Float64Array, width: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let row = 0; row < values.length; row += width)
    for (let i = 0; i < width; i++) out[row + i] = values[row + width - 1 - i]!;
  return out;
}

/** What is known of the series of a file before its frames are read. */
export interface NexusPlan<Name extends string, Unit extends string> {
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

/** @param isWhole All frames will be read at once. @throws OperandoError as `readNexusSeriesFrom`. */
export async function planOf<const Name extends string, const Unit extends string>(
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
      said`${data.path}/${data.name} is ${shape.join(' x ') || 'a single number'}, no stack of spectra.`,
      { cure: 'Give another dataset, or read it slice by slice.' },
    );
  const size = shape.at(-1)!;
  const range = rangeOf(shape.length === 1 ? 1 : shape[0]!, options);
  const frames = range.to - range.from;
  // Of frames that come in blocks only times and channels are held.
  expectRoom(file, frames, isWhole ? size : 1);
  const warnings: OperandoWarning[] = [...data.warnings];
  const beam = nexusWavelength(file, data.entry);
  warnings.push(...wavelengthWarnings(options.wavelength, beam));
  const wavelength = knownWavelength(options.wavelength, beam);
  const grid = await gridOf(data.axes.at(-1), options.axis, size, range, warnings, wavelength);
  const falling = grid.length > 1 && grid[0]! > grid[1]!;
  if (falling)
    warnings.push({
      code: 'descending-reversed',
      message: said`${data.axes.at(-1)!.name} falls; it was turned with the spectra.`,
    });
  const { metadata: kept, provenance } = historyOf(file, data.entry);
  // Numbers of frames that stood for times when it was written give way to the step that is now given.
  const isNumbered = isUntimed(provenance);
  const history =
    isNumbered && options.timeStep !== undefined ? withoutWarning(provenance, 'time-unknown') : provenance;
  const clock = clockOf(data, { from: range.from, frames, timeStep: options.timeStep, isNumbered }, warnings);
  const exposures = exposuresOf(file, data, range.from, frames, warnings);
  // Exposures of 0 are those that were not known.
  const duration = exposures?.some((seconds) => seconds > 0) === true ? exposures : clock.duration;
  const channels = channelsOf(file, data, range.from, frames, warnings);
  const expression = kept['expression'] ?? kept['signal'];
  const unit = unitOf(data.signal.attributes);
  const metadata: Record<string, JsonValue> = {
    ...kept,
    ...(unit === undefined ? {} : { signal_unit: unit }),
    files: [name.split(/[/\\]/).at(-1)!],
    formats: ['nexus'],
    signal: `${data.path}/${data.name}`,
    // What it was computed from before it was written.
    ...(expression === undefined ? {} : { expression }),
    ...(beam === undefined ? {} : { wavelength: beam.wavelength }),
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
    history,
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
export function blockOf<Name extends string, Unit extends string>(
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
  const mask = data.mask === undefined ? undefined : rows(data.mask);
  const stored = data.errors === undefined ? undefined : rows(data.errors);
  const usable = usableRows(rows(data.signal), stored, plan.axis, mask, plan.history);
  const { signal, errors } = usable;
  const masked = mask !== undefined || signal.some((value) => !Number.isFinite(value));
  const whole = to - from === time.start.length;
  const step: ProvenanceStep = {
    step: 'beamline-io/readNexusSeries',
    options: { dataset: plan.metadata['signal'], ...range },
    warnings: [...plan.warnings, ...file.warnings, ...usable.warnings],
  };
  return createSeries({
    signal,
    axis: plan.axis,
    time: whole ? time : { ...time, start: time.start.subarray(from, to), duration: time.duration.subarray(from, to) },
    channels: whole
      ? plan.channels
      : Object.fromEntries(Object.entries(plan.channels).map(([name, each]) => [name, partOf(each, from, to)])),
    metadata: errors === undefined ? plan.metadata : { ...plan.metadata, errors: 'file' },
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
