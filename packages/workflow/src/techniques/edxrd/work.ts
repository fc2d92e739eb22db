import { readCycler } from '../../technique/read-files.js';
import { analyseEdxrd } from './analyse.js';
import { edxrdFigures } from './figures.js';
import { idleEdxrd } from './idle.js';
import { openScan } from './read.js';
import { summariseEdxrd } from './summary.js';
import { edxrdTables } from './tables.js';
import { edxrdViews } from './views.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { EdxrdAnalysis, EdxrdInput } from './analyse.js';
import type { EdxrdOptions } from './options.js';

/** What `edxrd` does. */
export const edxrdWork: TechniqueWork<EdxrdOptions, EdxrdInput, EdxrdAnalysis> = {
  read: async (files, options, { memory }) => ({
    scan: await openScan(files.data, options, memory?.counts),
    cycler: await readCycler(files, options),
  }),
  analyse: analyseEdxrd,
  idle: idleEdxrd,
  toTables: edxrdTables,
  toFigures: edxrdFigures,
  toViews: edxrdViews,
  summarise: summariseEdxrd,
};
