import { openColumnSeries } from '@operando/beamline-io';
import { rietveldViews } from './views.js';
import type { TechniqueWork } from '../../technique/technique.js';
import { readCycler } from '../../technique/read-files.js';
import { patternReading } from '../xrd/pattern-reading.js';
import { analyseRietveld } from './analyse.js';
import type { RietveldAnalysis, RietveldInput } from './analysis.js';
import { readEmptyCell } from './empty-cell.js';
import { rietveldFigures } from './figures.js';
import { idleRietveld } from './idle.js';
import type { RietveldOptions } from './options.js';
import { readStructures } from './phases.js';
import { summariseRietveld } from './summary.js';
import { rietveldTables } from './tables.js';

/** What `rietveld` does. */
export const rietveldWork: TechniqueWork<RietveldOptions, RietveldInput, RietveldAnalysis> = {
  async read(files, options, context) {
    // A CIF that cannot be read is told before a thousand patterns are.
    const structures = await readStructures(options.phases, files.named);
    const emptyCell = await readEmptyCell(files.named['background.pattern']);
    const patterns = await openColumnSeries(files.data, patternReading(options, files, context));
    return { patterns, structures, emptyCell, cycler: await readCycler(files, options) };
  },
  analyse: analyseRietveld,
  idle: idleRietveld,
  toTables: rietveldTables,
  toFigures: rietveldFigures,
  toViews: rietveldViews,
  summarise: summariseRietveld,
};
