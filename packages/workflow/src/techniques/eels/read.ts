import { OperandoError } from '@operando/core';
import type { FrameSource, NamedSource } from '@operando/core';
import { areEnergyMaps, openColumnSeries, openEnergyMaps, readColumnSeriesFrom } from '@operando/beamline-io';
import type { RunContext } from '../../technique/context.js';
import { readCycler, seriesReading } from '../../technique/read-files.js';
import type { TechniqueFiles } from '../../technique/technique.js';
import type { EelsInput, MeasuredEdge } from './input.js';
import type { EelsOptions } from './options.js';

const axis = { name: 'energy', unit: 'eV' } as const;

const ofBareNumbers =
  'Of files of bare numbers say what they hold: raw: {shape: [frames, rows, columns, energies], type: uint16} and energy: {offset, step} in eV.';

/** Maps of files, or tables of single spectra. @throws OperandoError as their readers. */
async function openMaps(
  files: readonly NamedSource[],
  options: EelsOptions,
  context: RunContext,
): Promise<FrameSource<'energy', 'eV'>> {
  const { dataset, energy, raw, timeStep, frameDateOrder: dateOrder } = options;
  const [first] = files;
  if (first !== undefined && (await areEnergyMaps(first, { raw })))
    return openEnergyMaps(files, { dataset, energy, raw, timeStep, dateOrder });
  try {
    return await openColumnSeries(files, {
      ...seriesReading(options, context),
      axis,
      columnsAsFrames: options.columnsAsFrames,
    });
  } catch (error) {
    if (!(error instanceof OperandoError) || (error.code !== 'unknown-format' && error.code !== 'unsupported'))
      throw error;
    const { code, problem, where, cure = '' } = error;
    throw new OperandoError(code, problem, { where, cure: `${cure} ${ofBareNumbers}`.trim(), cause: error });
  }
}

/** An edge of a table: its first column against its second. */
async function readTemplate(source: NamedSource): Promise<MeasuredEdge> {
  const { axis: along, signal } = await readColumnSeriesFrom([source], { axis });
  if (signal.shape[0] !== 1)
    throw new OperandoError('shape-mismatch', `the file holds ${signal.shape[0]} spectra.`, {
      where: { file: source.name },
      cure: 'Give a table of one edge: energy, intensity.',
    });
  return { energy: along.values, intensity: Float64Array.from(along.values, (_, i) => signal.get(0, i)) };
}

/** Maps, low loss, templates and the log of the cycler from files. */
export async function readEels(files: TechniqueFiles, options: EelsOptions, context: RunContext): Promise<EelsInput> {
  const { named } = files;
  const templates: Record<string, MeasuredEdge> = {};
  for (const [k, { file }] of options.edges.entries()) {
    const source = named[`edges[${k}].file`];
    if (file !== undefined && source !== undefined) templates[file] = await readTemplate(source);
  }
  const low = named['lowLoss'];
  // Energies and shapes that are given are those of the maps.
  const alone = { ...options, raw: undefined, energy: undefined, dataset: undefined };
  return {
    maps: await openMaps(files.data, options, context),
    ...(low === undefined ? {} : { lowLoss: await openMaps([low], alone, context) }),
    templates,
    cycler: await readCycler(files, options),
  };
}
