import type { RegionData } from './region-data.js';
import type { RegionModel } from './region-model.js';

/** Standard deviations of the counts that a fit expects, of half a count at least. */
export function expectedErrors(
  { model, layout }: RegionModel,
  { energy, sigma, countsPerUnit }: RegionData,
  values: Float64Array,
): Float64Array {
  const n = energy.length;
  const count = layout.parameters.length;
  const out = new Float64Array(n);
  return sigma.map((own, i) => {
    const f = Math.floor(i / n);
    const perUnit = countsPerUnit![f]!;
    if (i % n === 0) model(values.slice(f * count, (f + 1) * count), energy, out, undefined, f);
    return perUnit > 0 ? Math.sqrt(Math.max(0.5, out[i % n]! * perUnit)) / perUnit : own;
  });
}
