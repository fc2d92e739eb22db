import type { Series } from '@operando/core';
import type { File, Group } from 'h5wasm';
import { formatDateTime } from '../text/format-date-time.js';
import { nexusGroup, writeAttribute, writeJson, writeNumbers, writeText } from './hdf5-content.js';
import { meaning, timeName } from './nexus-data-group.js';
import type { DataGroup } from './nexus-data-group.js';
import type { NexusEntryOptions } from './nexus-entry-options.js';
import { nexusNames } from './nexus-names.js';

function momentOf({ epoch, zone }: Series['time']): string | undefined {
  return epoch === undefined ? undefined : formatDateTime(epoch, zone);
}

const programOf = (options: NexusEntryOptions) => options.program ?? { name: 'operando' };

/** An entry, and what points to it. */
export function beginEntry(file: File, options: NexusEntryOptions): Group {
  writeAttribute(file, 'NX_class', 'NXroot');
  writeAttribute(file, 'default', 'entry');
  writeAttribute(file, 'creator', programOf(options).name);
  writeAttribute(file, 'file_time', new Date().toISOString());
  const entry = nexusGroup(file, 'entry', 'NXentry');
  writeAttribute(entry, 'default', 'data');
  if (options.title !== undefined) writeText(entry, 'title', options.title);
  return entry;
}

/** Begins of the frames. */
export function writeTimes({ data }: DataGroup, time: Series['time']): void {
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

/** What stands in an entry beside the arrays over frames and points. */
export function endEntry(entry: Group, series: Series, options: NexusEntryOptions): void {
  const { duration } = series.time;
  const moment = momentOf(series.time);
  if (moment !== undefined) writeText(entry, 'start_time', moment);
  writeNumbers(entry, 'exposure', { values: duration, shape: [duration.length], attributes: { units: 's' } }, 0);
  writeBeam(entry, series);
  writeChannels(entry, series);
  writeProvenance(entry, series, programOf(options));
  writeJson(nexusGroup(entry, 'notes', 'NXnote'), 'the metadata', series.metadata);
}
