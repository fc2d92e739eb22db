import { OperandoError } from '@operando/core';
import type { File, Group } from 'h5wasm';
import { formatDateTime } from '../text/format-date-time.js';
import { nexusGroup, writeAttribute, writeNumbers, writeText } from './hdf5-content.js';
import type { NxxasSpectrum } from './nxxas-spectrum.js';
import { writeHdf5 } from './write-nexus.js';
import type { WriteOptions } from './replace-file.js';

/** Options of {@link writeNxxas}. */
export interface WriteNxxasOptions extends WriteOptions {
  /** What is known of the source of the beam; `unknown` where it is not. */
  readonly source?: { readonly name?: string | undefined; readonly type?: string | undefined } | undefined;
}

function writeSpectrum(entry: Group, spectrum: NxxasSpectrum, { source = {} }: WriteNxxasOptions): void {
  const { energy, absorption, start, duration } = spectrum;
  const shape = [energy.length];
  if (absorption.length !== energy.length)
    throw new OperandoError('shape-mismatch', `${energy.length} energies and ${absorption.length} values.`);
  writeAttribute(entry, 'default', 'data');
  writeText(entry, 'title', spectrum.title);
  writeText(entry, 'start_time', formatDateTime(start.epoch, start.zone));
  writeText(entry, 'definition', 'NXxas');
  const instrument = nexusGroup(entry, 'instrument', 'NXinstrument');
  const beam = nexusGroup(instrument, 'source', 'NXsource');
  writeText(beam, 'type', source.type ?? 'unknown');
  writeText(beam, 'name', source.name ?? 'unknown');
  writeText(beam, 'probe', 'x-ray');
  const monochromator = nexusGroup(instrument, 'monochromator', 'NXmonochromator');
  writeNumbers(monochromator, 'energy', { values: energy, shape, attributes: { units: 'eV' } }, 0);
  const incoming = nexusGroup(instrument, 'incoming_beam', 'NXdetector');
  const ones = new Float64Array(energy.length).fill(1);
  const divided = 'the absorption is given with the incoming beam divided out';
  writeNumbers(incoming, 'data', { values: ones, shape, attributes: { description: divided } }, 0);
  const absorbed = nexusGroup(instrument, 'absorbed_beam', 'NXdetector');
  writeNumbers(absorbed, 'data', { values: absorption, shape, attributes: { signal: 1 } }, 0);
  writeText(nexusGroup(entry, 'sample', 'NXsample'), 'name', spectrum.sample);
  const monitor = nexusGroup(entry, 'monitor', 'NXmonitor');
  writeText(monitor, 'mode', 'timer');
  writeNumbers(monitor, 'preset', { values: Float64Array.of(duration), shape: [1], attributes: { units: 's' } }, 0);
  writeNumbers(monitor, 'data', { values: ones, shape, attributes: { description: divided } }, 0);
  const data = nexusGroup(entry, 'data', 'NXdata');
  writeAttribute(data, 'signal', 'absorbed_beam');
  writeAttribute(data, 'axes', ['energy']);
  if (spectrum.mode !== undefined) writeText(data, 'mode', spectrum.mode);
  data.create_hard_link(`${entry.path}/instrument/monochromator/energy`, 'energy');
  data.create_hard_link(`${entry.path}/instrument/absorbed_beam/data`, 'absorbed_beam');
}

async function writeSpectra(
  file: File,
  spectra: Iterable<NxxasSpectrum> | AsyncIterable<NxxasSpectrum>,
  options: WriteNxxasOptions,
): Promise<void> {
  writeAttribute(file, 'NX_class', 'NXroot');
  writeAttribute(file, 'creator', 'operando');
  writeAttribute(file, 'file_time', new Date().toISOString());
  let count = 0;
  for await (const spectrum of spectra) {
    const name = `entry${++count}`;
    const entry = nexusGroup(file, name, 'NXentry');
    writeSpectrum(entry, spectrum, options);
    if (count === 1) writeAttribute(file, 'default', name);
  }
  if (count === 0) throw new OperandoError('too-few-points', 'there are no spectra to write.');
}

/**
 * Write absorption spectra after the application definition NXxas of NeXus (version 1.0), an entry for each, with all its fields.
 *
 * @throws OperandoError as `writeNexus`; `too-few-points` for none.
 */
export async function writeNxxas(
  path: string,
  spectra: Iterable<NxxasSpectrum> | AsyncIterable<NxxasSpectrum>,
  options: WriteNxxasOptions = {},
): Promise<void> {
  await writeHdf5(path, options, (file) => writeSpectra(file, spectra, options));
}
