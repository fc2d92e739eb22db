import { normalizeShare } from '@operando/xas-normalize';
import type { NormalizerShare, SharedRows } from '@operando/xas-normalize';
import type { FrameBlock } from '../frame-block.js';
import type { Work } from '../job.js';

/** Values of a block, masked ones NaN. */
function unmasked({ values, mask }: FrameBlock): Float64Array {
  return mask === undefined ? values : values.map((value, i) => (mask[i] === 0 ? value : Number.NaN));
}

/** Normalizes spectra of a series whose normalizer gave the share. */
export function normalizeSpectra(share: NormalizerShare): Work<FrameBlock, SharedRows> {
  const normalize = normalizeShare(share);
  return (block) => normalize(unmasked(block), block.first);
}
