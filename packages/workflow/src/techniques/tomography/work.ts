import type { TechniqueWork } from '../../technique/technique.js';
import { analyseTomography } from './analyse.js';
import type { TomographyAnalysis } from './analyse.js';
import { tomographyFigures } from './figures.js';
import { idleTomography } from './idle.js';
import type { TomographyInput } from './input.js';
import type { TomographyOptions } from './options.js';
import { readTomography } from './read.js';
import { summariseTomography } from './summary.js';
import { tomographyTables } from './tables.js';
import { tomographyViews } from './views.js';

/** What `tomography` does. */
export const tomographyWork: TechniqueWork<TomographyOptions, TomographyInput, TomographyAnalysis> = {
  read: readTomography,
  analyse: analyseTomography,
  idle: idleTomography,
  toTables: tomographyTables,
  toFigures: tomographyFigures,
  toViews: tomographyViews,
  summarise: summariseTomography,
};
