import { secondCenter } from '@operando/peak-fit';
import type { Doublet } from '@operando/peak-fit';

/** Two-theta of the second line of a doublet, degrees; 180 where there is none. */
export function secondPeak(doublet: Doublet, center: number): number {
  const out = new Float64Array(2);
  secondCenter(doublet, center, out);
  return Number.isNaN(out[0]!) ? 180 : out[0]!;
}
