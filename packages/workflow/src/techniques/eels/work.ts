import type { TechniqueWork } from '../../technique/technique.js';
import { analyseEels } from './analyse.js';
import type { EelsAnalysis } from './analyse.js';
import { eelsFigures } from './figures.js';
import { idleEels } from './idle.js';
import type { EelsInput } from './input.js';
import type { EelsOptions } from './options.js';
import { readEels } from './read.js';
import { summariseEels } from './summary.js';
import { eelsTables } from './tables.js';
import { eelsViews } from './views.js';

/** What `eels` does. */
export const eelsWork: TechniqueWork<EelsOptions, EelsInput, EelsAnalysis> = {
  read: readEels,
  analyse: analyseEels,
  idle: idleEels,
  toTables: eelsTables,
  toFigures: eelsFigures,
  toViews: eelsViews,
  summarise: summariseEels,
};
