import { readColumnSeriesFrom } from '@operando/beamline-io';
import { readCycler, seriesReading } from '../../technique/read-files.js';
import { analyseNdp } from './analyse.js';
import { readStopping } from './stopping.js';
import { readBlank } from './blank.js';
import { ndpFigures } from './figures.js';
import { idleNdp } from './idle.js';
import { summariseNdp } from './summary.js';
import { ndpTables } from './tables.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { NdpAnalysis, NdpInput } from './analyse.js';
import type { NdpOptions } from './options.js';

/** What `ndp` does. */
export const ndpWork: TechniqueWork<NdpOptions, NdpInput, NdpAnalysis> = {
  async read(files, options, context) {
    const spectra = await readColumnSeriesFrom(files.data, {
      ...seriesReading(options, context),
      axis: { name: 'channel', unit: '1' },
    });
    const blank = await readBlank(files.named['background'], spectra.axis.size);
    const stopping = await readStopping(options.sample, files.named);
    return { spectra, blank, stopping, cycler: await readCycler(files, options) };
  },
  analyse: analyseNdp,
  idle: idleNdp,
  toTables: ndpTables,
  toFigures: ndpFigures,
  summarise: summariseNdp,
};
