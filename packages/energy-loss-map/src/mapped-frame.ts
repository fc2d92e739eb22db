import type { EdgeFrame } from './edge-frame.js';

/** One map and what was found in it. */
export interface MappedFrame extends EdgeFrame {
  /** Spectra of the layers, summed over their pixels. */
  readonly sums: readonly Float64Array[];
  /** Of each layer, each edge: standard deviation of its ratio over other choices of the energies. */
  readonly spread: readonly Float64Array[];
  /** Counts of single channels that were spikes. */
  readonly spikes: number;
}
