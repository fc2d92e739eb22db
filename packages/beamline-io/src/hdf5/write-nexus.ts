import { OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import type { File, Group } from 'h5wasm/node';
import { replaceFile } from '../replace-file.js';
import type { WriteOptions } from '../replace-file.js';
import { hdf5Library } from './library.js';

/** Options of {@link writeNexus}. */
export interface WriteNexusOptions extends WriteOptions {
  /** Title of the entry. */
  readonly title?: string | undefined;
  /** What the signal is, e.g. `normalized absorption`. @default 'signal' */
  readonly signal?: { readonly name: string; readonly unit?: string } | undefined;
  /** Level of gzip, 0 (none) to 9; one chunk a frame. @default 4 */
  readonly compression?: number | undefined;
  /** Program and version, for the provenance. @default operando without version */
  readonly program?: { readonly name: string; readonly version?: string } | undefined;
}

const timeName = 'time';
const nameOf = (text: string): string => {
  const name = text.replaceAll(/[^\w]+/g, '_').replace(/^_+|_+$/g, '');
  return name === '' ? 'signal' : name;
};

function group(parent: Group, name: string, nexusClass: string): Group {
  const made = parent.create_group(name);
  made.create_attribute('NX_class', nexusClass);
  return made;
}

interface Content {
  readonly values: Float64Array | Uint8Array;
  readonly shape: readonly number[];
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
}

function writeNumbers(parent: Group, name: string, { values, shape, attributes = {} }: Content, compression: number): void {
  const size = shape.reduce((product, each) => product * each, 1);
  // The smallest useful chunk is a frame; filters need chunks, and single numbers have none.
  const chunked = compression > 0 && size > 64 && shape.length > 0;
  const chunks = shape.length > 1 ? [1, ...shape.slice(1)] : [...shape];
  const dataset = parent.create_dataset({ name, data: values, shape: [...shape], ...(chunked ? { chunks, compression } : {}) });
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) dataset.create_attribute(key, value);
}

/** Text of any letters: HDF5 strings of variable length are what every reader takes. */
function writeText(parent: Group, name: string, text: string): void {
  parent.create_dataset({ name, data: text === '' ? ' ' : text });
}

function writeData(entry: Group, series: Series, signalName: string, options: WriteNexusOptions, compression: number): void {
  const { axis, dims, coordinates, time, variances, mask } = series;
  const { shape } = series.signal;
  const data = group(entry, 'data', 'NXdata');
  const unitOf = options.signal?.unit;
  data.create_attribute('signal', signalName);
  data.create_attribute('axes', dims.map((dim) => (dim === 'time' ? timeName : nameOf(dim))));
  dims.forEach((dim, d) => data.create_attribute(`${dim === 'time' ? timeName : nameOf(dim)}_indices`, d));
  if (options.title !== undefined) writeText(data, 'title', options.title);
  const flat = (values: { readonly data: Float64Array | Uint8Array }): Float64Array | Uint8Array => values.data;
  writeNumbers(data, signalName, { values: flat(series.signal), shape, attributes: { units: unitOf } }, compression);
  if (variances !== undefined) writeNumbers(data, `${signalName}_errors`, { values: Float64Array.from(flat(variances), Math.sqrt), shape, attributes: { units: unitOf } }, compression);
  if (mask !== undefined) writeNumbers(data, 'mask', { values: Uint8Array.from(flat(mask)), shape, attributes: { description: '1 where a value must not be used' } }, compression);
  const start = time.epoch === undefined ? undefined : new Date(1000 * time.epoch).toISOString();
  writeNumbers(data, timeName, { values: time.start, shape: [time.start.length], attributes: { units: 's', start: start === undefined ? undefined : zoned(start, time.zone), long_name: 'start of the frame' } }, 0);
  writeNumbers(data, nameOf(axis.name), { values: axis.values, shape: [axis.values.length], attributes: { units: axis.unit, long_name: `${axis.name} (${axis.unit})` } }, 0);
  for (const [name, coordinate] of Object.entries(coordinates)) {
    if (dims.includes(name)) writeNumbers(data, nameOf(name), { values: coordinate.values, shape: [coordinate.values.length], attributes: { units: coordinate.unit } }, 0);
  }
}

/** ISO 8601 without a zone where none is known. */
function zoned(iso: string, zone: string | undefined): string {
  return zone === undefined || zone === 'unstated' ? iso.replace('Z', '') : iso;
}

function writeChannels(entry: Group, { channels }: Series): void {
  const names = Object.keys(channels);
  if (names.length === 0) return;
  const collection = group(entry, 'channels', 'NXcollection');
  for (const name of names) {
    const { values, unit, stderr, flags, description } = channels[name]!;
    const shape = [values.length];
    writeNumbers(collection, nameOf(name), { values, shape, attributes: { units: unit, description } }, 0);
    if (stderr !== undefined) writeNumbers(collection, `${nameOf(name)}_errors`, { values: stderr, shape, attributes: { units: unit } }, 0);
    if (flags !== undefined) writeNumbers(collection, `${nameOf(name)}_flags`, { values: flags, shape }, 0);
  }
}

function writeProvenance(entry: Group, { provenance }: Series, { name, version = '' }: { readonly name: string; readonly version?: string }): void {
  provenance.forEach((step, i) => {
    const process = group(entry, `process_${i + 1}`, 'NXprocess');
    writeText(process, 'program', `${name} ${step.step}`);
    writeText(process, 'version', version);
    writeText(process, 'date', new Date().toISOString());
    process.create_dataset({ name: 'sequence_index', data: Int32Array.of(i + 1), shape: [1] });
    const note = group(process, 'configuration', 'NXnote');
    writeText(note, 'type', 'application/json');
    writeText(note, 'data', JSON.stringify({ options: step.options ?? {}, warnings: step.warnings ?? [] }));
  });
}

function writeEntry(file: File, series: Series, options: WriteNexusOptions): void {
  const compression = options.compression ?? 4;
  const program = options.program ?? { name: 'operando' };
  const signalName = nameOf(options.signal?.name ?? 'signal');
  file.create_attribute('NX_class', 'NXroot');
  file.create_attribute('default', 'entry');
  file.create_attribute('creator', program.name);
  file.create_attribute('file_time', new Date().toISOString());
  const entry = group(file, 'entry', 'NXentry');
  entry.create_attribute('default', 'data');
  if (options.title !== undefined) writeText(entry, 'title', options.title);
  const { epoch, zone, duration } = series.time;
  if (epoch !== undefined) writeText(entry, 'start_time', zoned(new Date(1000 * epoch).toISOString(), zone));
  writeNumbers(entry, 'exposure', { values: duration, shape: [duration.length], attributes: { units: 's' } }, 0);
  writeData(entry, series, signalName, options, compression);
  writeChannels(entry, series);
  writeProvenance(entry, series, program);
  const notes = group(entry, 'notes', 'NXnote');
  writeText(notes, 'type', 'application/json');
  writeText(notes, 'data', JSON.stringify(series.metadata));
}

/**
 * Write a series as NeXus: an NXentry with NXdata (signal, its errors, mask, times in seconds, axis with its unit), one number
 * a frame under `channels` (with `_errors` and `_flags`), an NXprocess for each step of the provenance, the metadata as
 * JSON. h5py, silx and {@link readNexusSeries} read it. Written to a temporary name, flushed, then renamed.
 *
 * @throws OperandoError `file-exists` unless forced, `file-access`, `invalid-argument` for a level of compression.
 */
export async function writeNexus(path: string, series: Series, options: WriteNexusOptions = {}): Promise<void> {
  const { compression = 4 } = options;
  if (!Number.isInteger(compression) || compression < 0 || compression > 9) throw new OperandoError('invalid-argument', `compression ${compression}.`, { where: { parameter: 'compression' }, cure: 'Give 0 (none) to 9.' });
  const library = await hdf5Library();
  await replaceFile(path, options, async (temporary) => {
    const file = new library.File(temporary, 'w');
    try {
      writeEntry(file, series, options);
    } finally {
      file.close();
    }
  });
}
