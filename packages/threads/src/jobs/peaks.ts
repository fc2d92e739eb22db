import { createPeakStackFitter } from '@operando/peak-fit';
import type { FitPeakStackOptions, FitPeakStackResult } from '@operando/peak-fit';
import type { Work } from '../job.js';

/** A window, and how its peaks are fitted. */
export interface PeaksToFit {
  readonly x: Float64Array;
  readonly options: FitPeakStackOptions;
}

/** Frames that follow each other. */
export interface PeakFrames {
  /** Number of the first of them. */
  readonly first: number;
  readonly values: Float64Array;
  /** As the values, where each has its own. */
  readonly sigma?: Float64Array | undefined;
  /** Frames that are fitted one from another. */
  readonly chain: number;
}

/** Fits the peaks of a window in frames that follow each other, the first of each chain as if there were none before. */
export function fitPeaksOfFrames({ x, options }: PeaksToFit): Work<PeakFrames, FitPeakStackResult> {
  return ({ first, values, sigma, chain }) => createPeakStackFitter(x, options, first).add(values, { sigma, chain });
}
