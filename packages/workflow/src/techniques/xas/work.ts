import { openSeries } from '@operando/beamline-io';
import { keptFrameBytes, readCycler, seriesReading } from '../../technique/read-files.js';
import { analyseXas } from './analyse.js';
import { xasFigures } from './figures.js';
import { idleXas } from './idle.js';
import { absorptionSignal } from './signal.js';
import { summariseXas, xasTables } from './summary.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { XasAnalysis, XasInput } from './analyse.js';
import type { XasOptions } from './options.js';

/** What `xas` does. */
export const xasWork: TechniqueWork<XasOptions, XasInput, XasAnalysis> = {
  async read(files, options, context) {
    const spectra = await openSeries(files.data, {
      ...seriesReading(options, context),
      keptBytes: keptFrameBytes,
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
