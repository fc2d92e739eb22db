import { readCycler } from '../../technique/read-files.js';
import type { TechniqueWork } from '../../technique/technique.js';
import { analyseXps } from './analyse.js';
import type { XpsAnalysis } from './analyse.js';
import { xpsFigures } from './figures.js';
import { idleXps } from './idle.js';
import type { XpsInput } from './input.js';
import type { XpsOptions } from './options.js';
import { readLevels } from './read.js';
import { summariseXps } from './summary.js';
import { xpsTables } from './tables.js';
import { xpsViews } from './views.js';

/** What `xps` does. */
export const xpsWork: TechniqueWork<XpsOptions, XpsInput, XpsAnalysis> = {
  read: async (files, options, context) => ({
    levels: await readLevels(files.data, options, context),
    cycler: await readCycler(files, options),
  }),
  analyse: analyseXps,
  idle: idleXps,
  toTables: xpsTables,
  toFigures: xpsFigures,
  toViews: xpsViews,
  summarise: summariseXps,
};
