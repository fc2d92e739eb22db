import type { KeptFrame } from './count-frames.js';
import type { DepthModel } from './depth-model.js';
import { isInverted } from './conversion.js';
import type { ConcentrationProfile } from './profile.js';

/** Spectra as they were fitted: in the rows of the forward model, each the sum of a few channels. */
export interface FittedSpectra {
  /** Edges of the rows, keV. */
  readonly edges: Float64Array;
  /** Counts in the rows of each frame; NaN where they were not used. */
  readonly counts: readonly Float64Array[];
  /** Expected counts in the rows of each frame; undefined for frames that were not fitted. */
  readonly expected: readonly (Float64Array | undefined)[];
}

/** Counts of a frame in the rows of a model. */
function rowsOf({ counts, mask }: KeptFrame, model: DepthModel): Float64Array {
  const isGathered = counts.length === model.rows;
  const rows = isGathered ? counts : model.gather(counts);
  if (mask === undefined) return rows;
  const left = isGathered ? mask : model.gather(mask);
  return rows.map((value, row) => (left[row] === 0 ? value : Number.NaN));
}

/**
 * What was fitted to the spectra of a series.
 *
 * @param model One for all frames; undefined for methods without.
 * @param channelEdges keV.
 */
export function fittedSpectra(
  frames: readonly KeptFrame[],
  profiles: readonly (ConcentrationProfile | undefined)[],
  model: DepthModel | undefined,
  channelEdges: Float64Array,
): FittedSpectra | undefined {
  if (model === undefined) return undefined;
  const { rows, firstChannel, channelsPerRow } = model;
  return {
    edges: Float64Array.from({ length: rows + 1 }, (_, row) => channelEdges[firstChannel + row * channelsPerRow]!),
    counts: frames.map((frame) => rowsOf(frame, model)),
    expected: profiles.map((profile) => (profile !== undefined && isInverted(profile) ? profile.fitted : undefined)),
  };
}
