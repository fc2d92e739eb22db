import { concatenateSeries, flatMask, flatValues, frameOutline, OperandoError } from '@operando/core';
import type { Axis, Series } from '@operando/core';
import type { File, Group } from 'h5wasm';
import { formatDateTime } from '../text/format-date-time.js';
import {
  checkName,
  checkText,
  createNumberStack,
  nexusGroup,
  writeAttribute,
  writeJson,
  writeNumbers,
  writeText,
} from './hdf5-content.js';
import type { NumberStack } from './hdf5-content.js';
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

function namesOf(
  { axis, dims, coordinates }: Pick<Series, 'axis' | 'dims' | 'coordinates'>,
  { signal, auxiliary = {} }: NexusEntryOptions,
): DataNames {
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

/** The group of plottable data, and what its datasets are called. */
interface DataGroup {
  readonly data: Group;
  readonly names: DataNames;
}

/** The group with what does not depend on how many frames there are. */
function beginData(
  entry: Group,
  series: Pick<Series, 'axis' | 'dims' | 'coordinates'>,
  options: NexusEntryOptions,
): DataGroup {
  const { dims } = series;
  const names = namesOf(series, options);
  const data = nexusGroup(entry, 'data', 'NXdata');
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
  return { data, names };
}

/** Begins of the frames. */
function writeTimes({ data }: DataGroup, time: Series['time']): void {
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
}

/** What stands at the arrays over frames and points. */
function stackAttributes({ signal }: NexusEntryOptions, names: DataNames) {
  const { name: title = 'signal', unit: units } = signal ?? {};
  return {
    signal: { units, name: meaning(title, names.signal) },
    errors: { units },
    mask: { description: '1 where a value must not be used' },
    auxiliary: ([name, auxiliaryTitle, { unit }]: DataNames['auxiliary'][number]) => ({
      units: unit,
      name: meaning(auxiliaryTitle, name),
    }),
  };
}

function expectShape(title: string, values: Series['signal'], shape: readonly number[]): void {
  if (values.shape.join() === shape.join()) return;
  throw new OperandoError(
    'shape-mismatch',
    said`${title} is ${values.shape.join(' x ')}, the signal ${shape.join(' x ')}.`,
    { where: { parameter: 'auxiliary', column: shown(title) } },
  );
}

function writeData(entry: Group, series: Series, options: NexusEntryOptions, compression: number): void {
  const { time, variances, mask } = series;
  const { shape } = series.signal;
  const group = beginData(entry, series, options);
  const { data, names } = group;
  const attributes = stackAttributes(options, names);
  writeNumbers(
    data,
    names.signal,
    { values: flatValues(series.signal), shape, attributes: attributes.signal },
    compression,
  );
  if (variances !== undefined)
    writeNumbers(
      data,
      `${names.signal}_errors`,
      { values: flatValues(variances).map(Math.sqrt), shape, attributes: attributes.errors },
      compression,
    );
  if (mask !== undefined)
    writeNumbers(data, 'mask', { values: flatMask(mask), shape, attributes: attributes.mask }, compression);
  for (const each of names.auxiliary) {
    const [name, title, { values }] = each;
    expectShape(title, values, shape);
    writeNumbers(
      data,
      name,
      { values: flatValues(values), shape, attributes: attributes.auxiliary(each) },
      compression,
    );
  }
  writeTimes(group, time);
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

const programOf = (options: NexusEntryOptions) => options.program ?? { name: 'operando' };

/** An entry, and what points to it. */
function beginEntry(file: File, options: NexusEntryOptions): Group {
  writeAttribute(file, 'NX_class', 'NXroot');
  writeAttribute(file, 'default', 'entry');
  writeAttribute(file, 'creator', programOf(options).name);
  writeAttribute(file, 'file_time', new Date().toISOString());
  const entry = nexusGroup(file, 'entry', 'NXentry');
  writeAttribute(entry, 'default', 'data');
  if (options.title !== undefined) writeText(entry, 'title', options.title);
  return entry;
}

/** What stands in an entry beside the arrays over frames and points. */
function endEntry(entry: Group, series: Series, options: NexusEntryOptions): void {
  const { duration } = series.time;
  const moment = momentOf(series.time);
  if (moment !== undefined) writeText(entry, 'start_time', moment);
  writeNumbers(entry, 'exposure', { values: duration, shape: [duration.length], attributes: { units: 's' } }, 0);
  writeBeam(entry, series);
  writeChannels(entry, series);
  writeProvenance(entry, series, programOf(options));
  writeJson(nexusGroup(entry, 'notes', 'NXnote'), 'the metadata', series.metadata);
}

/** A series as an entry, and what points to it. @throws OperandoError as `writeNexus`. */
export function writeEntry(file: File, series: Series, options: NexusEntryOptions): void {
  const entry = beginEntry(file, options);
  writeData(entry, series, options, options.compression ?? 4);
  endEntry(entry, series, options);
}

/** Frames of a series that is written, with further arrays over them. */
export interface EntryBlock {
  readonly series: Series;
  readonly auxiliary?: NexusEntryOptions['auxiliary'];
}

/** The arrays over frames and points of an entry, written block by block. */
interface EntryStacks {
  readonly group: DataGroup;
  write(this: void, block: EntryBlock, from: number): void;
}

function beginStacks(
  entry: Group,
  { series: first, auxiliary }: EntryBlock,
  frames: number,
  given: NexusEntryOptions,
): EntryStacks {
  const options = { ...given, auxiliary };
  const group = beginData(entry, first, options);
  const { data, names } = group;
  const attributes = stackAttributes(options, names);
  const shape = [frames, ...first.signal.shape.slice(1)];
  const compression = options.compression ?? 4;
  const create = (
    name: string,
    type: '<d' | '<B',
    own: Parameters<typeof createNumberStack>[2]['attributes'],
  ): NumberStack =>
    createNumberStack(data, name, { shape, type, ...(own === undefined ? {} : { attributes: own }) }, compression);
  const signal = create(names.signal, '<d', attributes.signal);
  const errors = first.variances === undefined ? undefined : create(`${names.signal}_errors`, '<d', attributes.errors);
  const others = names.auxiliary.map((each) => [each[1], create(each[0], '<d', attributes.auxiliary(each))] as const);
  let mask: NumberStack | undefined;
  const write = ({ series, auxiliary: own = {} }: EntryBlock, from: number): void => {
    if ((series.variances === undefined) !== (errors === undefined))
      throw new OperandoError('shape-mismatch', 'only some blocks have variances.');
    signal.write(from, flatValues(series.signal));
    if (series.variances !== undefined) errors?.write(from, flatValues(series.variances).map(Math.sqrt));
    if (series.mask !== undefined) {
      mask ??= create('mask', '<B', attributes.mask);
      mask.write(from, flatMask(series.mask));
    }
    for (const [title, stack] of others) {
      const { values } = own[title]!;
      expectShape(title, values, series.signal.shape);
      stack.write(from, flatValues(values));
    }
  };
  return { group, write };
}

/**
 * A series that comes in blocks as an entry: what {@link writeEntry} makes of all of them.
 *
 * @param frames How many will come.
 * @returns The series without its arrays.
 * @throws OperandoError as `writeNexus`; `shape-mismatch` for blocks that do not make so many frames; `too-few-points` for none.
 */
export async function writeEntryBlocks(
  file: File,
  blocks: AsyncIterable<EntryBlock>,
  frames: number,
  options: Omit<NexusEntryOptions, 'auxiliary'>,
): Promise<Series> {
  const entry = beginEntry(file, options);
  const outlines: Series[] = [];
  let stacks: EntryStacks | undefined;
  let done = 0;
  for await (const block of blocks) {
    const next = done + block.series.time.start.length;
    if (next > frames) break;
    stacks ??= beginStacks(entry, block, frames, options);
    stacks.write(block, done);
    outlines.push(frameOutline(block.series));
    done = next;
  }
  if (stacks === undefined) throw new OperandoError('too-few-points', 'there are no frames to write.');
  if (done !== frames)
    throw new OperandoError('shape-mismatch', `other than the ${frames} frames came that were told.`);
  const outline = concatenateSeries(outlines);
  writeTimes(stacks.group, outline.time);
  endEntry(entry, outline, options);
  return outline;
}
