import { componentResults } from './component-results.js';
import type { ComponentResult } from './component-results.js';
import { fitRegionSeries } from './fit-region-series.js';
import type { RegionSeriesFit } from './fit-region-series.js';
import type { ActiveBackground } from './region.js';

/** What another background would say. */
export interface BackgroundComparison {
  readonly background: ActiveBackground;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Half the difference of the areas, a row for each frame: the systematic part of their errors. */
  readonly areaSpread: readonly Float64Array[];
  /** Half the difference of the centres, eV. */
  readonly energySpread: readonly Float64Array[];
  /** The background that was chosen does not describe the data, the other does far better. */
  readonly isOtherBetter: boolean;
}

const halfDifference = (one: Float64Array, two: Float64Array): Float64Array =>
  one.map((value, f) => Math.abs(value - two[f]!) / 2);

/**
 * Fit a region once more over another background (Tougaard losses in place of a Shirley step, or the other way round): half
 * the difference of the areas is what the choice of the background may do to them.
 */
export function compareBackgrounds(series: RegionSeriesFit, results: readonly ComponentResult[]): BackgroundComparison {
  const { region, data, fit } = series;
  const background: ActiveBackground = series.model.layout.background === 'tougaard' ? 'shirley' : 'tougaard';
  const other = fitRegionSeries({ ...region, background }, data);
  const others = componentResults(other);
  const { chiSquare, degreesOfFreedom } = other.fit;
  const deviations = (fit.chiSquare - fit.degreesOfFreedom) / Math.sqrt(2 * fit.degreesOfFreedom);
  return {
    background,
    chiSquare,
    degreesOfFreedom,
    areaSpread: results.map(({ area }, c) => halfDifference(area.values, others[c]!.area.values)),
    energySpread: results.map(({ center }, c) => halfDifference(center.values, others[c]!.center.values)),
    isOtherBetter: deviations > 5 && fit.chiSquare - chiSquare > 25,
  };
}
