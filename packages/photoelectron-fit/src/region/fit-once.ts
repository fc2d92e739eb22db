import { fitSeries } from '@operando/numerics';
import type { SeriesFitResult } from '@operando/numerics';
import { isMisfit } from '@operando/peak-fit';
import type { RegionData } from './region-data.js';
import type { RegionModel } from './region-model.js';
import type { RegionLayout } from './region-parameters.js';
import { startValues } from './start-values.js';

/** Bounds of every parameter, frames x parameters. */
export interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** All frames together, from a start. */
export function fitOnce(
  { model, layout }: RegionModel,
  { energy, values, sigma, times }: RegionData,
  start: Float64Array,
  bounds: Bounds,
): SeriesFitResult {
  const n = energy.length;
  const frames = values.length / n;
  const single = frames === 1;
  const named = (...scopes: string[]): number[] =>
    layout.parameters.flatMap(({ scope, link }, k) => (link === undefined && scopes.includes(scope) ? [k] : []));
  return fitSeries(
    {
      model,
      frames: Array.from({ length: frames }, (_, f) => ({
        x: energy,
        y: values.subarray(f * n, (f + 1) * n),
        sigma: sigma.subarray(f * n, (f + 1) * n),
      })),
      times,
      start,
      parameters: layout.parameters.length,
      // What one frame shares with nobody is its own.
      shared: single ? [] : named('shared'),
      smooth: single ? [] : named('smooth'),
      free: single ? named('shared', 'smooth', 'free') : named('free'),
      bounds,
    },
    { badFrames: 'skip' },
  );
}

/** Whether a fit seems to have lost its way: it did not end, or lines ended on their bounds and the data are not described. */
function isAstray({ components }: RegionLayout, fit: SeriesFitResult): boolean {
  if (fit.status === 'stalled' || fit.status === 'limit-reached') return true;
  const { frames, parameters: count, clipped } = fit;
  return (
    isMisfit(fit.chiSquare, fit.degreesOfFreedom) &&
    components.some(({ center }) =>
      Array.from({ length: frames }, (_, f) => f).some((f) => clipped[f * count + center] === 1),
    )
  );
}

/** Factors on the widths that begin, tried where a fit went astray. */
const otherWidths = [0.6, 1.6, 0.35];

/** The fit from a start, or the best from narrower and wider lines where that went astray. */
export function fitFirst(
  model: RegionModel,
  data: RegionData,
  begin: Float64Array,
  bounds: Bounds,
  isGiven: boolean,
): SeriesFitResult {
  let best = fitOnce(model, data, begin, bounds);
  if (isGiven) return best;
  for (const factor of otherWidths) {
    if (!isAstray(model.layout, best)) break;
    const other = fitOnce(model, data, startValues(model, data.energy, data.values, factor), bounds);
    if (other.chiSquare < best.chiSquare) best = other;
  }
  return best;
}
