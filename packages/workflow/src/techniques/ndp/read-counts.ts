import { createSeries, OperandoError } from '@operando/core';
import type { NamedSource, Series } from '@operando/core';
import { isEventList, openCounts, readColumnSeriesFrom, readEventsFrom } from '@operando/beamline-io';
import type { RunContext } from '../../technique/context.js';
import { inMemory, seriesReading } from '../../technique/read-files.js';
import type { NdpInput } from './input.js';
import type { NdpOptions } from './options.js';

type Counts = Series<'channel', '1'>;

/** A dataset [frame x y x x x channel], or [frame x pixel x channel]; positions and detectors of scans are rows and columns here. */
async function pixelDataset(
  files: readonly NamedSource[],
  dataset: string,
  { timeStep, frameDateOrder: dateOrder }: NdpOptions,
  context: RunContext,
): Promise<Counts> {
  if (files.length !== 1)
    throw new OperandoError('invalid-argument', `a dataset is named, but there are ${files.length} files.`, {
      where: { parameter: 'dataset' },
      cure: 'Give one HDF5 file.',
    });
  const series = await inMemory(await openCounts(files, { dataset, timeStep, dateOrder }), context);
  const { signal, axis, time, channels, metadata, provenance } = series;
  if (signal.shape.length === 3) return series;
  return createSeries({ signal, dims: ['time', 'y', 'x', 'channel'], axis, time, channels, metadata, provenance });
}

/** Spectra of files, of a dataset, or events of list-mode files. @throws OperandoError as their readers. */
export async function readCounts(
  files: readonly NamedSource[],
  options: NdpOptions,
  context: RunContext,
): Promise<Pick<NdpInput, 'events'> & { readonly spectra?: Counts }> {
  const { dataset, events } = options;
  if (dataset !== undefined) return { spectra: await pixelDataset(files, dataset, options, context) };
  const [first] = files;
  if (first !== undefined && (events !== undefined || (await isEventList(first)))) {
    const { timeUnit, detector } = events ?? {};
    return { events: await readEventsFrom(files, { timeUnit, detector }) };
  }
  return {
    spectra: await readColumnSeriesFrom(files, {
      ...seriesReading(options, context),
      axis: { name: 'channel', unit: '1' },
    }),
  };
}
