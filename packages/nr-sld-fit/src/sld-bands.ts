import { OperandoError } from '@operando/core';
import type { FitProblem } from './fit-problem.js';
import type { SlabTable } from './slab-table.js';
import { interfaceDepths, profileAt, usualDepths } from './sld-profile.js';

/** Options of `sldBands` of a posterior. */
export interface SldBandOptions {
  /** Depths. @default 400 */
  readonly points?: number | undefined;
  /** Interface at which depths begin in every sample (the layer below it), so that what lies there is not blurred by all above. @default 1, the outermost */
  readonly align?: number | undefined;
}

/** SLD against depth with bands. */
export interface SldBands {
  /** angstrom below the outermost interface. */
  readonly z: Float64Array;
  /** 1e-6 per square angstrom, one for each depth. */
  readonly median: Float64Array;
  /** Lower end of 68.3 %, 1e-6 per square angstrom. */
  readonly low68: Float64Array;
  /** Upper end of 68.3 %, 1e-6 per square angstrom. */
  readonly high68: Float64Array;
  /** Lower end of 95.4 %, 1e-6 per square angstrom. */
  readonly low95: Float64Array;
  /** Upper end of 95.4 %, 1e-6 per square angstrom. */
  readonly high95: Float64Array;
}

/** Value below which a share of sorted values lies. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** Tails outside of one and of two standard deviations of a normal distribution. */
export const tails = { low68: 0.158655, high68: 0.841345, low95: 0.02275, high95: 0.97725 } as const;

/**
 * Bands of the SLD of a curve's model.
 *
 * @param best Values of the fit.
 * @param samples Of all parameters.
 * @throws OperandoError `outside-range` for a curve that is not there.
 */
export function sldBands(
  problem: FitProblem,
  best: Float64Array,
  samples: Iterable<Float64Array>,
  curve: number,
  { points = 400, align = 1 }: SldBandOptions,
): SldBands {
  const table = problem.slabs(best)[curve];
  if (table === undefined)
    throw new OperandoError('outside-range', `there is no curve ${curve}.`, { where: { parameter: 'curve' } });
  const zero = (slabs: SlabTable): number => interfaceDepths(slabs)[Math.min(slabs.count - 1, Math.max(1, align))]!;
  const shift = zero(table);
  const z = usualDepths(table, points).map((depth) => depth - shift);
  const profiles: Float64Array[] = [];
  for (const sample of samples) {
    const drawn = problem.slabs(sample)[curve]!;
    const own = zero(drawn);
    profiles.push(
      profileAt(
        drawn,
        z.map((depth) => depth + own),
      ).sld,
    );
  }
  const bands = {
    median: new Float64Array(points),
    low68: new Float64Array(points),
    high68: new Float64Array(points),
    low95: new Float64Array(points),
    high95: new Float64Array(points),
  };
  for (let p = 0; p < points; p++) {
    const sorted = Float64Array.from(profiles, (profile) => profile[p]!).sort();
    bands.median[p] = quantile(sorted, 0.5);
    for (const [name, share] of Object.entries(tails)) bands[name as keyof typeof tails][p] = quantile(sorted, share);
  }
  return { z, ...bands };
}
