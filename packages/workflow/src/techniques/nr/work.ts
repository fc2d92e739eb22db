import { readReflectivityFrom } from '@operando/beamline-io';
import { readingProgress } from '../../technique/read-files.js';
import { analyseNr } from './analyse.js';
import { nrFigures } from './figures.js';
import { idleNr } from './idle.js';
import { summariseNr } from './summary.js';
import { nrTables } from './tables.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { NrAnalysis, NrInput } from './analyse.js';
import type { NrOptions } from './options.js';

/** What `nr` does. */
export const nrWork: TechniqueWork<NrOptions, NrInput, NrAnalysis> = {
  async read(files, { columnKind }, context) {
    const reading = { ...readingProgress(context), ...(columnKind === undefined ? {} : { dqKind: columnKind }) };
    return { curves: await readReflectivityFrom(files.data, reading) };
  },
  analyse: analyseNr,
  idle: idleNr,
  toTables: nrTables,
  toFigures: nrFigures,
  summarise: summariseNr,
};
