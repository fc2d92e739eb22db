import { OperandoError } from '@operando/core';
import type { LevelSeries } from './input.js';
import { levelFor } from './level-window.js';
import type { XpsOptions } from './options.js';
import { plainLevel } from './reference.js';

/** The levels that were asked for. @throws OperandoError `column-missing`, `shape-mismatch` for levels of other numbers of spectra. */
export function wantedLevels(
  levels: readonly LevelSeries[],
  { region, model, reference }: XpsOptions,
): readonly LevelSeries[] {
  const wanted = region.map((name) => levelFor(name, levels));
  const named = (model?.regions ?? []).map(({ name }) => levelFor(name, levels));
  const main = wanted.length > 0 ? wanted : named.length > 0 && reference === undefined ? named : levels;
  const frames = main[0]?.series.time.start.length ?? 0;
  const other = main.find(({ series }) => series.time.start.length !== frames);
  if (other !== undefined)
    throw new OperandoError(
      'shape-mismatch',
      `there are ${frames} spectra of ${main[0]!.name} and ${other.series.time.start.length} of ${other.name}.`,
      {
        cure: 'Give as many of every level, or choose some with region (command: --region).',
      },
    );
  return main;
}

/** The model without regions of levels that were not asked for. @throws OperandoError `invalid-argument`. */
export function keptRegions({ model, region }: XpsOptions, levels: readonly LevelSeries[]): XpsOptions['model'] {
  if (model === undefined) return undefined;
  const regions = model.regions.filter(({ name }) =>
    levels.some((level) => plainLevel(level.name).includes(plainLevel(name))),
  );
  if (regions.length === 0)
    throw new OperandoError('invalid-argument', `the model has no region ${region.join(', ')}.`, {
      where: { parameter: 'region' },
      cure: `Regions: ${model.regions.map(({ name }) => name).join(', ')}.`,
    });
  return { ...model, regions };
}
