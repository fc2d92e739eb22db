import type { Series } from '@operando/core';
import type { NormalizedSeries, NormalizeOptions } from './normalize-types.js';
import { createNormalizer } from './normalizer.js';

/**
 * Normalize every spectrum of an operando series: `normalizeStack` with
 * the series' energies, time, channels and metadata kept, masked values left
 * out, variances divided by the squared edge step, and what was done written
 * into the provenance. For series that come block by block see `createNormalizer`.
 *
 * @throws OperandoError `unit-mismatch` for a series that is not along energy in eV;
 * otherwise as `normalizeStack`. Frames that cannot be normalized are NaN, with status `failed`.
 */
export function normalize(series: Series<'energy', 'eV'>, options: NormalizeOptions = {}): NormalizedSeries {
  const normalizer = createNormalizer(series.axis, options);
  const { norm, flat } = normalizer.add(series);
  return { norm, flat, ...normalizer.finish() };
}
