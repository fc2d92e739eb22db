import { flatMask, flatValues, OperandoError } from '@operando/core';
import type { Axis, Series } from '@operando/core';
import type { File, Group } from 'h5wasm';
import { formatDateTime } from '../text/format-date-time.js';
import {
  checkName,
  checkText,
  nexusGroup,
  writeAttribute,
  writeJson,
  writeNumbers,
  writeText,
} from './hdf5-content.js';
import { nexusNames } from './nexus-names.js';
import { said, shown } from '../text/said.js';

/** What stands in the entry beside the series. */
export interface NexusEntryOptions {
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

/** How the datasets of the plottable data are called. */
interface DataNames {
  readonly signal: string;
  /** Dimension by dimension; undefined where there are no coordinates. */
  readonly axes: readonly (string | undefined)[];
  readonly coordinates: readonly (Axis | undefined)[];
  readonly auxiliary: readonly (readonly [name: string, title: string, AuxiliarySignal])[];
}

function namesOf({ axis, dims, coordinates }: Series, { signal, auxiliary = {} }: NexusEntryOptions): DataNames {
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

function writeData(entry: Group, series: Series, options: NexusEntryOptions, compression: number): void {
  const { dims, time, variances, mask } = series;
  const { shape } = series.signal;
  const names = namesOf(series, options);
  const data = nexusGroup(entry, 'data', 'NXdata');
  const { name: title = 'signal', unit: units } = options.signal ?? {};
  writeAttribute(data, 'signal', names.signal);
  if (names.auxiliary.length > 0)
    writeAttribute(
      data,
      'auxiliary_signals',
      names.auxiliary.map(([name]) => name),
    );
  writeAttribute(
    data,
    'axes',
    names.axes.map((name) => name ?? '.'),
  );
  names.axes.forEach((name, d) => {
    if (name !== undefined) writeAttribute(data, `${name}_indices`, d);
  });
  // As a text of variable length: silx shows the bytes of others with their quotes.
  if (options.title !== undefined) data.create_attribute('title', checkText(options.title, 'the title'));
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
        said`${auxiliaryTitle} is ${values.shape.join(' x ')}, the signal ${shape.join(' x ')}.`,
        { where: { parameter: 'auxiliary', column: shown(auxiliaryTitle) } },
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
  const collection = nexusGroup(entry, 'channels', 'NXcollection');
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
    const process = nexusGroup(entry, `process_${i + 1}`, 'NXprocess');
    writeText(process, 'program', `${name} ${step.step}`);
    writeText(process, 'version', version);
    writeText(process, 'date', new Date().toISOString());
    process.create_dataset({ name: 'sequence_index', data: Int32Array.of(i + 1), shape: [1] });
    writeJson(nexusGroup(process, 'configuration', 'NXnote'), `step ${i + 1} of the provenance`, {
      options: step.options ?? {},
      warnings: step.warnings ?? [],
    });
  });
}

/** The wavelength of the beam, where a series knows it: without it, q and d could not become angles again. */
function writeBeam(entry: Group, { metadata: { wavelength } }: Series): void {
  if (typeof wavelength !== 'number' || !(wavelength > 0)) return;
  const beam = nexusGroup(nexusGroup(entry, 'instrument', 'NXinstrument'), 'beam', 'NXbeam');
  const units = 'angstrom';
  writeNumbers(
    beam,
    'incident_wavelength',
    { values: Float64Array.of(wavelength), shape: [1], attributes: { units } },
    0,
  );
}

/** A series as an entry, and what points to it. @throws OperandoError as `writeNexus`. */
export function writeEntry(file: File, series: Series, options: NexusEntryOptions): void {
  const compression = options.compression ?? 4;
  const program = options.program ?? { name: 'operando' };
  writeAttribute(file, 'NX_class', 'NXroot');
  writeAttribute(file, 'default', 'entry');
  writeAttribute(file, 'creator', program.name);
  writeAttribute(file, 'file_time', new Date().toISOString());
  const entry = nexusGroup(file, 'entry', 'NXentry');
  writeAttribute(entry, 'default', 'data');
  if (options.title !== undefined) writeText(entry, 'title', options.title);
  const { duration } = series.time;
  const moment = momentOf(series.time);
  if (moment !== undefined) writeText(entry, 'start_time', moment);
  writeNumbers(entry, 'exposure', { values: duration, shape: [duration.length], attributes: { units: 's' } }, 0);
  writeData(entry, series, options, compression);
  writeBeam(entry, series);
  writeChannels(entry, series);
  writeProvenance(entry, series, program);
  writeJson(nexusGroup(entry, 'notes', 'NXnote'), 'the metadata', series.metadata);
}
