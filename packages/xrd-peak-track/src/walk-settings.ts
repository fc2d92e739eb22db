import type { FitSettings } from './fit-group.js';
import type { PeakSearch } from './search.js';

/** Settings of the walk through the frames. */
export interface WalkSettings extends FitSettings {
  readonly search: PeakSearch;
  readonly auto: boolean;
  /** Least significance of a new peak in the boxes of the search. */
  readonly threshold: number;
  readonly confirm: readonly [number, number];
  readonly maxGap: number;
  /** Widths to each side of a peak that its window holds. */
  readonly window: number;
  readonly staticLines: readonly number[];
  /** New peaks are looked for in one of so many frames; tracks that are missed, in every one. */
  readonly everyFrames: number;
  /** No more frames than a confirmation takes. */
  readonly short: boolean;
}

/** Gaussian and Lorentzian mixed: area of height and width 1, near enough for a start. */
export const usualUnitArea = 1.3;
