import { flatMask, flatValues, isOperandoError, OperandoError } from '@operando/core';
import type { Axis, Series } from '@operando/core';
import type { File, Group } from 'h5wasm';
import { replaceFile } from './replace-file.js';
import type { WriteOptions } from './replace-file.js';
import { formatDateTime } from '../text/format-date-time.js';
import { stateOf } from '../hdf5/left-open.js';
import { hdf5Library, noteHdf5Closed, noteHdf5Failure } from '../hdf5/disk-library.js';
import { nexusNames } from './nexus-names.js';

/** Options of {@link writeNexus}. */
export interface WriteNexusOptions extends WriteOptions {
  /** Title of the entry. */
  readonly title?: string | undefined;
  /** What the signal is, e.g. `normalized absorption`. @default 'signal' */
  readonly signal?: { readonly name: string; readonly unit?: string } | undefined;
  /** Further arrays over the same frames and points (the detectors that a signal was computed from), by their names. @default none */
  readonly auxiliary?: Readonly<Record<string, AuxiliarySignal>> | undefined;
  /** Level of gzip, 0 (none) to 9; one chunk a frame. @default 4 */
  readonly compression?: number | undefined;
  /** Program and version, for the provenance. @default operando without version */
  readonly program?: { readonly name: string; readonly version?: string } | undefined;
}

/** An array of the signal's shape. */
export interface AuxiliarySignal {
  readonly values: Series['signal'];
  readonly unit?: string | undefined;
}

const timeName = 'time';
/** What means something beside the signal in a group of plottable data. */
const dataNames: readonly string[] = ['errors', 'mask', 'title'];

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** HDF5's strings end at a zero, and are UTF-8. */
function checkText(text: string, what: string): string {
  if (!/[\0\p{Surrogate}]/u.test(text)) return text;
  throw new OperandoError(
    'invalid-argument',
    `${what} ${JSON.stringify(text.slice(0, 40))} has characters that HDF5 cannot hold.`,
    { cure: 'Leave out zeros and halves of surrogate pairs.' },
  );
}

/** A name that is read back as it is. */
function checkName(name: string, what: string): string {
  if (!name.endsWith(' ')) return checkText(name, what);
  throw new OperandoError(
    'invalid-argument',
    `${what} ${JSON.stringify(name.slice(0, 40))} ends in a blank, which readers of HDF5 leave out.`,
    { cure: 'Give it a name without.' },
  );
}

function group(parent: Group, name: string, nexusClass: string): Group {
  const made = parent.create_group(name);
  made.create_attribute('NX_class', nexusClass);
  return made;
}

interface Content {
  readonly values: Float64Array | Uint8Array;
  readonly shape: readonly number[];
  readonly attributes?: Attributes;
}

function writeNumbers(
  parent: Group,
  name: string,
  { values, shape, attributes = {} }: Content,
  compression: number,
): void {
  const size = shape.reduce((product, each) => product * each, 1);
  // The smallest useful chunk is a frame; filters need chunks, and single numbers have none.
  const chunked = compression > 0 && size > 64 && shape.length > 0;
  const chunks = shape.length > 1 ? [1, ...shape.slice(1)] : [...shape];
  const dataset = parent.create_dataset({
    name,
    data: values,
    shape: [...shape],
    ...(chunked ? { chunks, compression } : {}),
  });
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined)
      dataset.create_attribute(key, typeof value === 'string' ? checkText(value, `${key} of ${name}`) : value);
}

/** Text of any letters: HDF5 strings of variable length are what every reader takes. */
function writeText(parent: Group, name: string, text: string): void {
  parent.create_dataset({ name, data: text === '' ? ' ' : checkText(text, `the ${name}`) });
}

/** As JSON, which has no zeros and surrogates to check. @throws OperandoError `invalid-argument`. */
function writeJson(parent: Group, what: string, value: unknown): void {
  writeText(parent, 'type', 'application/json');
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new OperandoError('invalid-argument', `${what} cannot be written as JSON.`, { cause });
  }
  parent.create_dataset({ name: 'data', data: text });
}

/** How the datasets of the plottable data are called. */
interface DataNames {
  readonly signal: string;
  /** Dimension by dimension; undefined where there are no coordinates. */
  readonly axes: readonly (string | undefined)[];
  readonly coordinates: readonly (Axis | undefined)[];
  readonly auxiliary: readonly (readonly [name: string, title: string, AuxiliarySignal])[];
}

function namesOf({ axis, dims, coordinates }: Series, { signal, auxiliary = {} }: WriteNexusOptions): DataNames {
  const nameOf = nexusNames([timeName, ...dataNames]);
  const signalName = nameOf(signal?.name ?? 'signal', 'signal');
  const along = dims.map((dim, d) => (d === 0 ? undefined : d === dims.length - 1 ? axis : coordinates[dim]));
  return {
    signal: signalName,
    axes: along.map((coordinate, d) =>
      d === 0 ? timeName : coordinate === undefined ? undefined : nameOf(dims[d]!, 'axis'),
    ),
    coordinates: along,
    auxiliary: Object.entries(auxiliary).map(([title, content]) => [nameOf(title, 'auxiliary'), title, content]),
  };
}

/** The name that a dataset stands for, where that is not its own. */
const meaning = (name: string, stored: string): string | undefined =>
  name === stored ? undefined : checkName(name, 'the name');

function writeData(entry: Group, series: Series, options: WriteNexusOptions, compression: number): void {
  const { dims, time, variances, mask } = series;
  const { shape } = series.signal;
  const names = namesOf(series, options);
  const data = group(entry, 'data', 'NXdata');
  const { name: title = 'signal', unit: units } = options.signal ?? {};
  data.create_attribute('signal', names.signal);
  if (names.auxiliary.length > 0)
    data.create_attribute(
      'auxiliary_signals',
      names.auxiliary.map(([name]) => name),
    );
  data.create_attribute(
    'axes',
    names.axes.map((name) => name ?? '.'),
  );
  names.axes.forEach((name, d) => {
    if (name !== undefined) data.create_attribute(`${name}_indices`, d);
  });
  if (options.title !== undefined) writeText(data, 'title', options.title);
  writeNumbers(
    data,
    names.signal,
    { values: flatValues(series.signal), shape, attributes: { units, name: meaning(title, names.signal) } },
    compression,
  );
  if (variances !== undefined)
    writeNumbers(
      data,
      `${names.signal}_errors`,
      { values: flatValues(variances).map(Math.sqrt), shape, attributes: { units } },
      compression,
    );
  if (mask !== undefined)
    writeNumbers(
      data,
      'mask',
      { values: flatMask(mask), shape, attributes: { description: '1 where a value must not be used' } },
      compression,
    );
  for (const [name, auxiliaryTitle, { values, unit }] of names.auxiliary) {
    if (values.shape.join() !== shape.join())
      throw new OperandoError(
        'shape-mismatch',
        `${auxiliaryTitle} is ${values.shape.join(' x ')}, the signal ${shape.join(' x ')}.`,
        { where: { parameter: 'auxiliary', column: auxiliaryTitle } },
      );
    writeNumbers(
      data,
      name,
      { values: flatValues(values), shape, attributes: { units: unit, name: meaning(auxiliaryTitle, name) } },
      compression,
    );
  }
  writeNumbers(
    data,
    timeName,
    {
      values: time.start,
      shape: [time.start.length],
      attributes: { units: 's', start: momentOf(time), long_name: 'start of the frame' },
    },
    0,
  );
  names.coordinates.forEach((coordinate, d) => {
    const name = names.axes[d];
    if (coordinate === undefined || name === undefined) return;
    const { values, unit } = coordinate;
    const dim = dims[d]!;
    writeNumbers(
      data,
      name,
      {
        values,
        shape: [values.length],
        attributes: {
          units: unit || undefined,
          long_name: unit === '' ? dim : `${dim} (${unit})`,
          name: meaning(dim, name),
        },
      },
      0,
    );
  });
}

function momentOf({ epoch, zone }: Series['time']): string | undefined {
  return epoch === undefined ? undefined : formatDateTime(epoch, zone);
}

function writeChannels(entry: Group, { channels }: Series): void {
  const names = Object.keys(channels);
  if (names.length === 0) return;
  const collection = group(entry, 'channels', 'NXcollection');
  const nameOf = nexusNames();
  for (const name of names) {
    const { values, unit, stderr, status, description } = channels[name]!;
    const units = unit || undefined;
    const shape = [values.length];
    const stored = nameOf(name, 'channel');
    writeNumbers(
      collection,
      stored,
      { values, shape, attributes: { units, description, name: meaning(name, stored) } },
      0,
    );
    if (stderr !== undefined)
      writeNumbers(collection, `${stored}_errors`, { values: stderr, shape, attributes: { units } }, 0);
    if (status !== undefined) writeNumbers(collection, `${stored}_flags`, { values: status, shape }, 0);
  }
}

function writeProvenance(
  entry: Group,
  { provenance }: Series,
  { name, version = '' }: { readonly name: string; readonly version?: string },
): void {
  provenance.forEach((step, i) => {
    const process = group(entry, `process_${i + 1}`, 'NXprocess');
    writeText(process, 'program', `${name} ${step.step}`);
    writeText(process, 'version', version);
    writeText(process, 'date', new Date().toISOString());
    process.create_dataset({ name: 'sequence_index', data: Int32Array.of(i + 1), shape: [1] });
    writeJson(group(process, 'configuration', 'NXnote'), `step ${i + 1} of the provenance`, {
      options: step.options ?? {},
      warnings: step.warnings ?? [],
    });
  });
}

function writeEntry(file: File, series: Series, options: WriteNexusOptions): void {
  const compression = options.compression ?? 4;
  const program = options.program ?? { name: 'operando' };
  file.create_attribute('NX_class', 'NXroot');
  file.create_attribute('default', 'entry');
  file.create_attribute('creator', checkText(program.name, 'the program'));
  file.create_attribute('file_time', new Date().toISOString());
  const entry = group(file, 'entry', 'NXentry');
  entry.create_attribute('default', 'data');
  if (options.title !== undefined) writeText(entry, 'title', options.title);
  const { duration } = series.time;
  const moment = momentOf(series.time);
  if (moment !== undefined) writeText(entry, 'start_time', moment);
  writeNumbers(entry, 'exposure', { values: duration, shape: [duration.length], attributes: { units: 's' } }, 0);
  writeData(entry, series, options, compression);
  writeChannels(entry, series);
  writeProvenance(entry, series, program);
  writeJson(group(entry, 'notes', 'NXnote'), 'the metadata', series.metadata);
}

/** What was thrown while the library wrote: errors of HDF5 are the disk's, any others no matter of the file. */
function libraryError(cause: unknown): unknown {
  if (cause instanceof Error && /memory/i.test(cause.message) && cause.name === 'Error')
    return new OperandoError('too-large', 'the arrays are larger than the HDF5 library here can hold.', {
      cure: 'Write fewer frames to a file.',
      cause,
    });
  const isHdf5 =
    cause instanceof WebAssembly.RuntimeError || (cause instanceof Error && cause.message.startsWith('HDF5'));
  return isHdf5
    ? new OperandoError('file-access', 'the file cannot be written: the HDF5 library failed.', {
        cure: 'Is the disk full?',
        cause,
      })
    : cause;
}

/**
 * Write a series as NeXus: an NXentry with NXdata (signal, its errors, mask, times in seconds, axis with its unit), one number
 * a frame under `channels` (with `_errors` and `_flags`), an NXprocess for each step of the provenance, the metadata as
 * JSON. Names are made to follow NeXus's rules; what they stand for is their attribute `name`. h5py, silx and
 * {@link readNexusSeries} read it. Written to a temporary name, flushed, then renamed.
 *
 * @throws OperandoError `file-exists` unless forced, `file-access`; `invalid-argument` for a level of compression, a time zone
 * that is no offset, names and texts that HDF5 cannot hold; `shape-mismatch` for auxiliary arrays of another shape; `too-large`.
 */
export async function writeNexus(path: string, series: Series, options: WriteNexusOptions = {}): Promise<void> {
  const { compression = 4 } = options;
  if (!Number.isInteger(compression) || compression < 0 || compression > 9)
    throw new OperandoError('invalid-argument', `compression ${compression}.`, {
      where: { parameter: 'compression' },
      cure: 'Give 0 (none) to 9.',
    });
  const library = await hdf5Library();
  await replaceFile(path, options, (temporary) => {
    const file = new library.File(temporary, 'w');
    let whole = false;
    try {
      writeEntry(file, series, options);
      whole = true;
    } catch (error) {
      if (!isOperandoError(error)) noteHdf5Failure(library, error);
      throw libraryError(error);
    } finally {
      closeWritten(library, file, temporary, whole);
    }
    return Promise.resolve();
  });
}

/** Closes a file; of one that could not be written whole the first error is the one to be told. */
function closeWritten(
  library: Awaited<ReturnType<typeof hdf5Library>>,
  file: File,
  temporary: string,
  whole: boolean,
): void {
  try {
    file.close();
  } catch (error) {
    noteHdf5Failure(library, error);
    if (whole) throw libraryError(error);
  } finally {
    noteHdf5Closed(library, [stateOf(temporary)]);
  }
}
