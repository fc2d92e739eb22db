import { axisPoints, createPacer, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { compareBackgrounds, componentResults, fitRegionSeries, totalAreas } from '@operando/photoelectron-fit';
import type { Region } from '@operando/photoelectron-fit';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { FittedLevel } from './fitted-level.js';
import type { LevelSeries } from './input.js';
import { levelWarnings } from './level-warnings.js';
import { countsOf, levelFor, windowOf } from './level-window.js';
import type { ModelRegion, XpsOptions } from './options.js';
import { parseReference, plainLevel } from './reference.js';

const regionOf = ({ components, background, tougaard, scope, links, values }: ModelRegion): Region => ({
  components: components.map(({ constant: _constant, literature: _literature, ...rest }) => rest),
  background,
  tougaard,
  scope,
  links,
  values,
});

/** The reference where the model does not have it: one line over a Shirley step, in the level that holds its energy. */
function ownReference(
  levels: readonly LevelSeries[],
  reference: string,
): { region: ModelRegion; level: LevelSeries } | undefined {
  const { line, energy } = parseReference(reference)!;
  const reach = 1.6;
  const holds = ({ series }: LevelSeries): boolean => {
    const points = axisPoints(series.axis);
    return points[0]! < energy - reach && points.at(-1)! > energy + reach;
  };
  const level =
    levels.find((each) => holds(each) && plainLevel(line).startsWith(plainLevel(each.name))) ?? levels.find(holds);
  if (level === undefined) return undefined;
  return {
    level,
    region: {
      name: line,
      energies: [energy - reach, energy + reach],
      background: 'shirley',
      components: [
        { name: line, shape: 'voigt', center: energy, range: 1, constant: false, values: { sigma: 0.25, gamma: 0.15 } },
      ],
      links: [],
      rsfUncertainty: 0,
    },
  };
}

/** Every region of the model, and the reference, fitted. */
export async function fitLevels(
  levels: readonly LevelSeries[],
  { model, reference, singleBackground, weights }: XpsOptions,
  context: RunContext,
): Promise<{ readonly fitted: readonly FittedLevel[]; readonly warnings: readonly OperandoWarning[] }> {
  const line = reference === undefined ? undefined : parseReference(reference)!.line;
  const regions = (model?.regions ?? []).map((region) => ({
    region,
    level: levelFor(region.name, levels),
    isOwn: false,
  }));
  const isInModel =
    line === undefined ||
    regions.some(({ region }) => region.components.some(({ name }) => plainLevel(name) === plainLevel(line)));
  const own = isInModel ? undefined : ownReference(levels, reference!);
  if (!isInModel && own === undefined)
    throw new OperandoError('column-missing', `no component is called ${line}, and no spectra hold its energy.`, {
      where: { parameter: 'reference' },
      cure: 'Give the files of the reference too, or name one of the components of the model.',
    });
  const jobs = [...regions, ...(own === undefined ? [] : [{ ...own, isOwn: true }])];
  const progress = progressOf(context, 'fitting');
  const pace = createPacer(context.signal);
  const fitted: FittedLevel[] = [];
  for (const { region, level, isOwn } of jobs) {
    const data = windowOf(level.series, region.energies);
    const fit = fitRegionSeries({ ...data, countsPerUnit: countsOf(data, weights) }, regionOf(region));
    await pace();
    const components = componentResults(fit);
    const comparison = !singleBackground && !isOwn ? compareBackgrounds(fit, components) : undefined;
    await pace();
    const isReference =
      isOwn || (line !== undefined && region.components.every(({ name }) => plainLevel(name) === plainLevel(line)));
    fitted.push({
      name: region.name,
      region,
      series: level.series,
      fit,
      components,
      isReference,
      ...(comparison === undefined ? {} : { comparison }),
      ...(region.rsf === undefined ? {} : { totals: totalAreas(fit) }),
    });
    progress(fitted.length, jobs.length);
  }
  return { fitted, warnings: fitted.flatMap(levelWarnings) };
}
