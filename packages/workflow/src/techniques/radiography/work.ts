import type { TechniqueWork } from '../../technique/technique.js';
import { analyseRadiography } from './analyse.js';
import type { RadiographyAnalysis } from './analysis.js';
import { radiographyFigures } from './figures.js';
import { idleRadiography } from './idle.js';
import type { RadiographyInput } from './input.js';
import type { RadiographyOptions } from './options.js';
import { readRadiographs } from './read.js';
import { summariseRadiography } from './summary.js';
import { radiographyTables } from './tables.js';
import { radiographyViews } from './views.js';

/** What `radiography` does. */
export const radiographyWork: TechniqueWork<RadiographyOptions, RadiographyInput, RadiographyAnalysis> = {
  read: readRadiographs,
  analyse: analyseRadiography,
  idle: idleRadiography,
  toTables: radiographyTables,
  toFigures: radiographyFigures,
  toViews: radiographyViews,
  summarise: summariseRadiography,
};
