import { readCycler } from '../../technique/read-files.js';
import { analyseNdp } from './analyse.js';
import { readStopping } from './stopping.js';
import { readBlank } from './blank.js';
import { pixelFiles } from './pixel-results.js';
import { readCounts } from './read-counts.js';
import { ndpFigures } from './figures.js';
import { idleNdp } from './idle.js';
import { summariseNdp } from './summary.js';
import { ndpTables } from './tables.js';
import { ndpViews } from './views.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { NdpAnalysis } from './analyse.js';
import type { NdpInput } from './input.js';
import type { NdpOptions } from './options.js';

/** What `ndp` does. */
export const ndpWork: TechniqueWork<NdpOptions, NdpInput, NdpAnalysis> = {
  async read(files, options, context) {
    const counts = await readCounts(files.data, options, context);
    const blank = await readBlank(files.named['background'], counts.spectra?.axis.size);
    const stopping = await readStopping(options.sample, files.named);
    return { ...counts, blank, stopping, cycler: await readCycler(files, options) };
  },
  analyse: analyseNdp,
  idle: idleNdp,
  toTables: ndpTables,
  toFigures: ndpFigures,
  toViews: ndpViews,
  toFiles: pixelFiles,
  summarise: summariseNdp,
};
