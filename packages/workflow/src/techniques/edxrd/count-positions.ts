import type { EdxrdOptions } from './options.js';

/** Positions that the options state: so many spectra make a frame. */
export function countPositions({ positions }: Pick<EdxrdOptions, 'positions'>): number {
  return 'count' in positions ? positions.count : positions.length;
}
