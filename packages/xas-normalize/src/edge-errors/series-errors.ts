import { finiteMedian } from '@operando/core';
import type { SeriesTerms } from './position-error.js';
import { varianceOfLevels } from './scan-drift.js';
import type { LevelDrift } from './scan-drift.js';

/**
 * Errors of the positions of a series: those of its spectra, with what wanders within each scan, and with how far each position
 * is off against the median for where its edge lies on the grid.
 *
 * @param positions Of all spectra by one method, eV; NaN where there is none.
 * @param stderr Their own errors, eV.
 */
export function seriesErrors(
  positions: Float64Array,
  stderr: Float64Array,
  terms: readonly SeriesTerms[],
  drift: LevelDrift | undefined,
): Float64Array {
  const middle = finiteMedian(positions);
  const moving = finiteMedian(Float64Array.from(terms, (each, f) => (Number.isFinite(positions[f]!) ? each.moving : NaN)));
  return stderr.map((own, f) => {
    const moved = moving * (positions[f]! - middle);
    const wandering = drift === undefined ? 0 : varianceOfLevels(terms[f]!, drift);
    return Math.sqrt(own * own + moved * moved + wandering);
  });
}
