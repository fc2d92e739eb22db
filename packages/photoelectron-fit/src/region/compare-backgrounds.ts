import { componentResults } from './component-results.js';
import type { ComponentResult } from './component-results.js';
import { fitRegionSeries } from './fit-region-series.js';
import type { RegionSeriesFit } from './fit-region-series.js';
import type { ActiveBackground } from './region.js';

/** What another background would say. */
export interface BackgroundComparison {
  /** Which one. */
  readonly background: ActiveBackground;
  /** With it; not reduced. */
  readonly chiSquare: number;
  /** Points less what was fitted. */
  readonly degreesOfFreedom: number;
  /** Half the difference of the areas, a row for each frame: the systematic part of their errors. */
  readonly areaSpread: readonly Float64Array[];
  /** Half the difference of the centres, eV. */
  readonly energySpread: readonly Float64Array[];
  /** The other background describes the data better by more than chance can make (chi2 by 25). */
  readonly isOtherBetter: boolean;
}

/** The series as it was fitted, the height of the other background from nothing. */
function startOf({ values, model }: RegionSeriesFit): Float64Array | undefined {
  if (model.layout.background === 'line') return undefined;
  const count = model.layout.parameters.length;
  const height = model.layout.backgroundFirst + 2;
  const starts = values.map((value, i) => (Number.isNaN(value) ? model.layout.parameters[i % count]!.start : value));
  for (let i = height; i < starts.length; i += count) starts[i] = 0;
  return starts;
}

const halfDifference = (one: Float64Array, two: Float64Array): Float64Array =>
  one.map((value, f) => Math.abs(value - two[f]!) / 2);

/**
 * Fit a region once more over another background (Tougaard losses in place of a Shirley step, or the other way round): half
 * the difference of the areas is what the choice of the background may do to them.
 * @throws as {@link fitRegionSeries}.
 */
export function compareBackgrounds(series: RegionSeriesFit, results: readonly ComponentResult[]): BackgroundComparison {
  const { region, data, fit } = series;
  const background: ActiveBackground = series.model.layout.background === 'shirley' ? 'tougaard' : 'shirley';
  const other = fitRegionSeries(data, { ...region, background }, startOf(series));
  const others = componentResults(other);
  const { chiSquare, degreesOfFreedom } = other.fit;
  return {
    background,
    chiSquare,
    degreesOfFreedom,
    areaSpread: results.map(({ area }, c) => halfDifference(area.values, others[c]!.area.values)),
    energySpread: results.map(({ center }, c) => halfDifference(center.values, others[c]!.center.values)),
    // Both have as many parameters: as good ones differ by a few.
    isOtherBetter: fit.chiSquare - chiSquare > 25,
  };
}
