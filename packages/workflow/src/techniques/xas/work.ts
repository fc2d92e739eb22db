import { openSeries } from '@operando/beamline-io';
import { edgesOf } from '@operando/tables';
import { keptFrameBytes, readCycler, seriesReading } from '../../technique/read-files.js';
import { analyseXas } from './analyse.js';
import { xasFigures } from './figures.js';
import { binningOf } from './binning.js';
import { glanceAtFoil, openReference } from './foil.js';
import { idleXas } from './idle.js';
import { absorptionSignal, onBadPointOf } from './signal.js';
import { readStandards } from './standards.js';
import { spectraFiles } from './spectra-files.js';
import { summariseXas, xasTables } from './summary.js';
import { xasViews } from './views.js';
import type { TechniqueWork } from '../../technique/technique.js';
import type { XasAnalysis } from './analyse.js';
import type { XasInput } from './input.js';
import type { XasOptions } from './options.js';

/** Energy of the edge that options name, eV: what relative energies count from. @throws OperandoError `invalid-argument` for what is no element. */
function tabulatedEdge({ element, edge }: XasOptions): number | undefined {
  if (element === undefined || edge === undefined) return undefined;
  return edgesOf(element).find((each) => each.edge === edge)?.energy;
}

/** What `xas` does. */
export const xasWork: TechniqueWork<XasOptions, XasInput, XasAnalysis> = {
  async read(files, options, context) {
    const reading = {
      ...seriesReading(options, context),
      keptBytes: keptFrameBytes,
      x: options.energy,
      energyUnit: options.energyUnit,
      edgeEnergy: options.edgeEnergy ?? tabulatedEdge(options),
      scan: options.scan,
      columnsAsFrames: options.columnsAsFrames,
      onBadPoint: onBadPointOf(options),
      sweeps: options.sweeps,
      binning: binningOf(options),
    } as const;
    const signal = options.formula === undefined ? absorptionSignal(options.signal) : { formula: options.formula };
    const spectra = await openSeries(files.data, { ...reading, signal });
    const { reference } = options;
    // What is remembered is of the spectra, not of the foil.
    const other = { ...reading, memory: undefined };
    const beside = { cycler: await readCycler(files, options), standards: await readStandards(files, options) };
    if (reference !== undefined)
      return { spectra, ...beside, reference: await openReference(files.data, reference, other) };
    return { spectra, ...beside, foil: await glanceAtFoil(files.data, { ...other, onProgress: undefined }) };
  },
  analyse: analyseXas,
  idle: idleXas,
  toTables: xasTables,
  toFigures: xasFigures,
  toViews: xasViews,
  summarise: summariseXas,
  toFiles: spectraFiles,
};
