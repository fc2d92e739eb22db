import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { RadiographyAnalysis } from './analysis.js';
import type { RadiographyInput } from './input.js';
import type { RadiographyOptions } from './options.js';

/** Options of the cell that have no effect. */
function idleOfCell(
  { cell }: RadiographyOptions,
  { cycler }: RadiographyInput,
  { series }: RadiographyAnalysis,
): IdleOptions[] {
  const at = (...names: readonly string[]): (readonly string[])[] => names.map((name) => ['cell', name]);
  const noSigma = cell?.wavelength === undefined && cell?.crossSection === undefined;
  const noCapacity = series.channels['net_capacity_ah'] === undefined;
  return [
    ...idleWhere(
      noSigma,
      at('li6Fraction', 'crossSectionUncertainty', 'charge'),
      'there is neither a wavelength nor a cross-section',
    ),
    ...idleWhere(
      cell?.crossSection !== undefined,
      at('wavelength', 'li6Fraction'),
      'the cross-section itself is given',
    ),
    ...idleWhere(cell?.pixelSize === undefined, at('charge'), 'the size of pixels is not given'),
    ...idleWhere(cycler === undefined, at('charge'), 'there is no log of the cycler'),
    ...idleWhere(noCapacity, at('charge'), 'the log of the cycler has neither capacity nor current'),
    ...idleWhere(
      cell?.charge === undefined || cycler === undefined,
      at('crossSectionUncertainty'),
      'lithium is not compared with charge',
    ),
  ];
}

/** Options that have no effect. */
export function idleRadiography(
  options: RadiographyOptions,
  input: RadiographyInput,
  analysis: RadiographyAnalysis,
): IdleOptions[] {
  const { cell, blackBody, blackBodyOpen } = options;
  const pictures = [
    'open',
    'dark',
    'blackBody',
    'blackBodyOpen',
    'statistic',
    'firstFrames',
    'keepSpots',
    'psfSigma',
    'gain',
  ];
  const isHalf = (blackBody === undefined) !== (blackBodyOpen === undefined);
  return [
    ...idleWhere(cell === undefined, pictures, 'there is no cell'),
    ...idleWhere(isHalf, ['blackBody', 'blackBodyOpen'], 'black bodies are needed with sample and without'),
    ...idleOfCell(options, input, analysis),
    ...idleWhere(
      input.cycler === undefined && options.exposure !== undefined && cell === undefined,
      ['exposure'],
      'there is no log of the cycler',
    ),
    ...idleWithoutCycler(input.cycler),
    ...idleTimeStep(analysis.series),
  ];
}
