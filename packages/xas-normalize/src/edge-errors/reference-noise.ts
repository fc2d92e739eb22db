import type { Channel } from '@operando/core';
import type { EdgePositionColumn } from '../edge-position-stack.js';

/**
 * Adds to the errors of positions, in place, that of the shift by which `alignSeries` brought each spectrum onto its reference:
 * the noise of the foil moves what is read from the sample.
 *
 * @param channels Of the block that the positions are of.
 */
export function addReferenceNoise(
  columns: readonly EdgePositionColumn[],
  channels: Readonly<Record<string, Channel>>,
): void {
  const errors = channels['energy_shift']?.stderr;
  if (errors === undefined) return;
  for (const { stderr } of columns) {
    for (let f = 0; f < stderr.length; f++) if (errors[f]! > 0) stderr[f] = Math.hypot(stderr[f]!, errors[f]!);
  }
}
