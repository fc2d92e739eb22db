import { readReflectivityFrom } from '@operando/beamline-io';
import type { OperandoWarning } from '@operando/core';
import { readCycler, readingProgress } from '../../technique/read-files.js';
import { analyseNr } from './analyse.js';
import { nrFigures } from './figures.js';
import { idleNr } from './idle.js';
import { summariseNr } from './summary.js';
import { nrTables } from './tables.js';
import { nrViews } from './views.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { NrAnalysis, NrInput } from './analyse.js';
import type { NrOptions } from './options.js';

/** What `nr` does. */
export const nrWork: TechniqueWork<NrOptions, NrInput, NrAnalysis> = {
  async read(files, options, context) {
    const { columnKind, skipBad } = options;
    const skipped: OperandoWarning[] = [];
    const curves = await readReflectivityFrom(files.data, {
      ...readingProgress(context),
      ...(columnKind === undefined ? {} : { dqKind: columnKind }),
      onError: skipBad ? 'skip' : 'throw',
      onSkip: (warning) => skipped.push(warning),
    });
    return { curves, cycler: await readCycler(files, options), skipped };
  },
  analyse: analyseNr,
  idle: idleNr,
  toTables: nrTables,
  toFigures: nrFigures,
  toViews: nrViews,
  summarise: summariseNr,
};
