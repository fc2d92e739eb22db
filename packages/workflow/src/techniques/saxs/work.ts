import { isPicture, readColumnSeriesFrom } from '@operando/beamline-io';
import { createAxis, deriveSeries } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { readCycler, seriesReading } from '../../technique/read-files.js';
import type { TechniqueFiles, TechniqueWork } from '../../technique/technique.js';
import type { RunContext } from '../../technique/context.js';
import { usedStep } from '../../technique/used-step.js';
import { radiationOf, wavelengthsOf } from '../xrd/radiation.js';
import { analyseSaxs } from './analyse.js';
import type { SaxsAnalysis, SaxsInput } from './analyse.js';
import { saxsFigures } from './figures.js';
import { idleSaxs } from './idle.js';
import type { SaxsOptions } from './options.js';
import { readImageCuts } from './read-images.js';
import { summariseSaxs } from './summary.js';
import { saxsTables } from './tables.js';
import { checkAssumedUnit } from './unit-of-q.js';
import { saxsViews } from './views.js';

/** Cuts from tables; q without a unit is in that given. */
async function readCuts(
  files: TechniqueFiles,
  options: SaxsOptions,
  context: RunContext,
): Promise<Series<'q', '1/angstrom'>> {
  const { column, columnsAsFrames, qUnit, wavelength } = options;
  const reading = {
    ...seriesReading(options, context),
    sigma: 'auto',
    wavelength: wavelength === undefined ? undefined : wavelengthsOf(radiationOf(wavelength)),
    columnsAsFrames,
    signal: column === undefined ? undefined : { column },
  } as const;
  if (qUnit !== '1/nm') {
    const read = await readColumnSeriesFrom(files.data, { ...reading, axis: { name: 'q', unit: '1/angstrom' } });
    if (qUnit !== undefined || column !== undefined || !isNameless(read)) return read;
    checkAssumedUnit(read.axis.values, options);
    return deriveSeries(read, {}, { ...usedStep('workflow/assumeUnit', { q: '1/angstrom' }), warnings: [assumed] });
  }
  const read = await readColumnSeriesFrom(files.data, { ...reading, axis: { name: 'q', unit: '1/nm' } });
  const axis = createAxis({ name: 'q', unit: '1/angstrom', values: read.axis.values.map((q) => q / 10) });
  return deriveSeries({ ...read, axis }, {}, usedStep('workflow/convertUnit', { q: '1/angstrom', from: '1/nm' }));
}

/** Whether no label says what the columns are. */
function isNameless({ metadata }: Series): boolean {
  const { signal, files } = metadata;
  if (signal !== 'columns') return typeof signal === 'string' && /^column \d+$/.test(signal);
  return Array.isArray(files) && files.every((name) => / column \d+$/.test(String(name)));
}

const assumed: OperandoWarning = {
  code: 'unit-assumed',
  message: 'No label that is understood states the unit of q; 1/angstrom was assumed. Say so, or 1/nm, with --q-unit.',
};

/** What `saxs` does. */
export const saxsWork: TechniqueWork<SaxsOptions, SaxsInput, SaxsAnalysis> = {
  async read(files, options, context) {
    const [first] = files.data;
    if (options.geometry !== undefined || (first !== undefined && (await isPicture(first))))
      return { ...(await readImageCuts(files, options, context)), cycler: await readCycler(files, options) };
    return { cuts: await readCuts(files, options, context), cycler: await readCycler(files, options) };
  },
  analyse: analyseSaxs,
  idle: idleSaxs,
  toTables: saxsTables,
  toFigures: saxsFigures,
  toViews: saxsViews,
  summarise: summariseSaxs,
};
