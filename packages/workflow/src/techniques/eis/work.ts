import { readImpedanceFrom } from '@operando/beamline-io';
import { readCycler } from '../../technique/read-files.js';
import { analyseEis } from './analyse.js';
import { eisFigures } from './figures.js';
import { idleEis } from './idle.js';
import { summariseEis } from './summary.js';
import { eisTables } from './tables.js';
import { eisViews } from './views.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { EisAnalysis, EisInput } from './analyse.js';
import type { EisOptions } from './options.js';

/** What `eis` does. */
export const eisWork: TechniqueWork<EisOptions, EisInput, EisAnalysis> = {
  async read(files, options) {
    const { spectra, warnings } = await readImpedanceFrom(files.data, {
      dateOrder: options.frameDateOrder,
      onError: options.skipBad ? 'skip' : 'throw',
    });
    return { spectra, told: warnings, cycler: await readCycler(files, options) };
  },
  analyse: analyseEis,
  idle: idleEis,
  toTables: eisTables,
  toFigures: eisFigures,
  toViews: eisViews,
  summarise: summariseEis,
};
