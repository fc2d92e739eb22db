import { openSeries } from '@operando/beamline-io';
import { keptFrameBytes, readCycler, seriesReading } from '../../technique/read-files.js';
import { analyseXas } from './analyse.js';
import { xasFigures } from './figures.js';
import { binningOf } from './binning.js';
import { glanceAtFoil, openReference } from './foil.js';
import { idleXas } from './idle.js';
import { absorptionSignal } from './signal.js';
import { readStandards } from './standards.js';
import { spectraFiles } from './spectra-files.js';
import { summariseXas, xasTables } from './summary.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { XasAnalysis, XasInput } from './analyse.js';
import type { XasOptions } from './options.js';

/** What `xas` does. */
export const xasWork: TechniqueWork<XasOptions, XasInput, XasAnalysis> = {
  async read(files, options, context) {
    const reading = {
      ...seriesReading(options, context),
      keptBytes: keptFrameBytes,
      x: options.energy,
      scan: options.scan,
      columnsAsFrames: options.columnsAsFrames,
      onBadPoint: options.badPoints,
      sweeps: options.sweeps,
      binning: binningOf(options),
    } as const;
    const spectra = await openSeries(files.data, { ...reading, signal: absorptionSignal(options.signal) });
    const { reference } = options;
    const beside = { cycler: await readCycler(files, options), standards: await readStandards(files, options) };
    if (reference !== undefined)
      return { spectra, ...beside, reference: await openReference(files.data, reference, reading) };
    return { spectra, ...beside, foil: await glanceAtFoil(files.data, { ...reading, onProgress: undefined }) };
  },
  analyse: analyseXas,
  idle: idleXas,
  toTables: xasTables,
  toFigures: xasFigures,
  summarise: summariseXas,
  toFiles: spectraFiles,
};
