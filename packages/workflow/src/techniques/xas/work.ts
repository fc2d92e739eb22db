import { openSeries } from '@operando/beamline-io';
import { readCycler, seriesReading } from '../../technique/read-files.js';
import { analyseXas } from './analyse.js';
import { xasFigures } from './figures.js';
import { idleXas } from './idle.js';
import { absorptionSignal } from './signal.js';
import { summariseXas, xasTables } from './summary.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { XasAnalysis, XasInput } from './analyse.js';
import type { XasOptions } from './options.js';

/** Bytes of spectra that are kept from when they are looked at to when they are normalized: of more, all are read again. */
const keptBytes = 16 * 1024 * 1024;

/** What `xas` does. */
export const xasWork: TechniqueWork<XasOptions, XasInput, XasAnalysis> = {
  async read(files, options, context) {
    const spectra = await openSeries(files.data, {
      ...seriesReading(options, context),
      keptBytes,
      signal: absorptionSignal(options.signal),
      x: options.energy,
      scan: options.scan,
      columnsAsFrames: options.columnsAsFrames,
      onBadPoint: options.badPoints,
    });
    return { spectra, cycler: await readCycler(files, options) };
  },
  analyse: analyseXas,
  idle: idleXas,
  toTables: xasTables,
  toFigures: xasFigures,
  summarise: summariseXas,
};
