import { readColumnSeriesFrom } from '@operando/beamline-io';
import { readCycler } from '../../technique/read-files.js';
import { analyseXrd, expectCellInputs } from './analyse.js';
import { xrdFigures } from './figures.js';
import { idleXrd } from './idle.js';
import { patternReading } from './pattern-reading.js';
import { summariseXrd } from './summary.js';
import { xrdTables } from './tables.js';
import { xrdViews } from './views.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { XrdAnalysis, XrdInput } from './analyse.js';
import type { XrdOptions } from './options.js';

/** What `xrd` does. */
export const xrdWork: TechniqueWork<XrdOptions, XrdInput, XrdAnalysis> = {
  async read(files, options, context) {
    // The wavelength may stand in the headers.
    expectCellInputs(options, true);
    const patterns = await readColumnSeriesFrom(files.data, patternReading(options, files, context));
    return { patterns, cycler: await readCycler(files, options) };
  },
  analyse: analyseXrd,
  idle: idleXrd,
  toTables: xrdTables,
  toFigures: xrdFigures,
  toViews: xrdViews,
  summarise: summariseXrd,
};
