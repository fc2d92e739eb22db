import type { Pattern, RefineOptions } from '../options.js';
import { createRefiner } from '../refiner.js';

/** Lines are widened by this, degrees, so that they meet those of cells that are not refined yet. */
const wider = 0.06;

/**
 * chi^2 of scales and background alone, cells as given and lines wide, at values of all parameters that are changed from those given;
 * Infinity where nothing can be calculated.
 */
export function searchAt(
  { twoTheta, intensity, sigma, mask }: Pattern,
  options: RefineOptions,
): (change: (values: Float64Array) => Float64Array) => number {
  const { instrument, phases } = options;
  const refiner = createRefiner(twoTheta, {
    ...options,
    method: 'rietveld',
    refine: { phases: Object.fromEntries(phases.map(({ name }) => [name, []])) },
    instrument: { ...instrument, z: (instrument.z ?? 0) + wider },
  });
  const data = refiner.observe(intensity, sigma, mask);
  const all = refiner.phases.map(() => true);
  return (change) => {
    const { linear, values } = refiner.start();
    const state = { values: change(values), linear };
    const outcome = refiner.fit(data, state, { scale: all, shape: all }, { maximumCycles: 0 });
    return outcome.end === 'failed' || !Number.isFinite(outcome.objective) ? Infinity : outcome.objective;
  };
}
