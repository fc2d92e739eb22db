import type { Series } from '@operando/core';
import type { Normalization, NormalizedFlat, NormalizedSpectra } from './normalize-types.js';
import type { NormalizerShare, SharedRows } from './share-rows.js';

/** Normalizes a series that comes block by block. */
export interface Normalizer {
  /**
   * Normalize more frames. The channels are those of this block, errors of positions without what only the whole series tells (see
   * `finish`); warnings in its provenance tell of its frames, counted from
   * the first block.
   *
   * @throws OperandoError as `normalize`; `shape-mismatch` for another axis or other dimensions than those before.
   */
  add(this: void, block: Series<'energy', 'eV'>): NormalizedSpectra;
  /**
   * What other threads need to normalize frames that come after those so far, by `normalizeShare`: plain data, and the same object for
   * as long as nothing changed.
   *
   * @param block The frames, whose signal tells how noise goes with it.
   * @returns Nothing as long as no whole spectrum came, and of series with several spectra to a frame: `add` takes the next block then.
   */
  share(this: void, block: Series<'energy', 'eV'>): NormalizerShare | undefined;
  /**
   * Take the next frames with what became of them in another thread. Where they turn out to depend on those before (an edge that
   * jumps), they are normalized here: all is as if it had been given to `add`.
   *
   * @param by The share that the other thread had.
   * @throws OperandoError as `add`.
   */
  join(this: void, block: Series<'energy', 'eV'>, rows: SharedRows, by: NormalizerShare): NormalizedFlat;
  /** @throws OperandoError `shape-mismatch` when edge energies were given for more spectra than came. */
  finish(this: void): Normalization;
}
