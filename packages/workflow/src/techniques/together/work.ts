import { readCycler } from '../../technique/read-files.js';
import { analyseTogether } from './analyse.js';
import { togetherFigures } from './figures.js';
import { idleTogether } from './idle.js';
import { readSignalTables } from './read-tables.js';
import { summariseTogether } from './summary.js';
import { togetherTables } from './tables.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { TogetherAnalysis, TogetherInput } from './analyse.js';
import type { TogetherOptions } from './options.js';

/** How logs are read, among the tables too. */
const logReading = ({ currentSign, timeUnit, lastRow, dateOrder }: TogetherOptions) => ({
  currentSign,
  timeUnit,
  lastRow,
  dateOrder,
});

/** What `together` does. */
export const togetherWork: TechniqueWork<TogetherOptions, TogetherInput, TogetherAnalysis> = {
  read: async (files, options) => ({
    tables: await readSignalTables(files.data, logReading(options)),
    cycler: await readCycler(files, options),
  }),
  analyse: analyseTogether,
  idle: idleTogether,
  toTables: togetherTables,
  toFigures: togetherFigures,
  summarise: summariseTogether,
};
