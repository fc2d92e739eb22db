import { readReflectivityFrom } from '@operando/beamline-io';
import { analyseNr } from './analyse.js';
import { nrFigures } from './figures.js';
import { summariseNr } from './summary.js';
import { nrTables } from './tables.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { NrAnalysis, NrInput } from './analyse.js';
import type { NrOptions } from './options.js';

/** What `nr` does. */
export const nrWork: TechniqueWork<NrOptions, NrInput, NrAnalysis> = {
  async read(files, { columnKind }, context) {
    context.signal?.throwIfAborted();
    return { curves: await readReflectivityFrom(files.data, columnKind === undefined ? {} : { dqKind: columnKind }) };
  },
  analyse: analyseNr,
  toTables: nrTables,
  toFigures: nrFigures,
  summarise: summariseNr,
};
