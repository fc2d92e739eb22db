import { eachColumn } from './band.js';
import type { Band } from './band.js';
import type { InterfaceSheet } from './find-interface.js';
import type { Step } from './step.js';

/** How far above and below the interface columns are summed, in voxels. */
export interface ColumnWindow {
  readonly above: number;
  readonly below: number;
}

/** What is missing in a column beside the step that is expected: a void of height h takes away h times its contrast. */
export function missingIn(column: Float64Array, from: number, z: number, step: Step, window: ColumnWindow): number {
  const first = Math.max(0, Math.ceil(z - window.above) - from);
  const last = Math.min(column.length - 1, Math.floor(z + window.below) - from);
  let sum = 0;
  for (let k = first; k <= last; k++) sum += step(from + k - z) - column[k]!;
  return sum;
}

/** Mean grey value a little below the interface: what lies there above a crack. */
function levelBelow(column: Float64Array, from: number, z: number, blur: number): number {
  const first = Math.max(0, Math.ceil(z + 1.6 * blur) - from);
  const last = Math.min(column.length - 1, Math.floor(z + 1.6 * blur + 3) - from);
  let sum = 0;
  for (let k = first; k <= last; k++) sum += column[k]!;
  return sum / (last - first + 1);
}

/**
 * Height of the void above the interface in each column above a crack: there the step goes to what is found below it, filled
 * or empty, in place of sound material.
 */
export function voidHeightsAboveCracks(
  band: Band,
  sheet: InterfaceSheet,
  mouths: Uint8Array,
  step: Step,
  { above }: ColumnWindow,
  contrast: number,
): Float32Array {
  const heights = new Float32Array(band.size);
  const below = 2 * sheet.blur;
  eachColumn(band, mouths, (column, i) => {
    const z = sheet.z[i]!;
    const level = levelBelow(column, band.from, z, sheet.blur);
    const scaled: Step = (distance) => level * step(distance);
    heights[i] = missingIn(column, band.from, z, scaled, { above, below }) / contrast;
  });
  return heights;
}

/**
 * Height of the void above the interface in each column, from what is missing in its sum of grey values: unbiased however
 * thin the void, since no voxel has to be called void.
 *
 * @param contrast How far the void lies below 0, in units of the contrast of the references.
 * @returns Voxels; 0 where pixels do not count.
 */
export function voidHeights(
  band: Band,
  sheet: InterfaceSheet,
  step: Step,
  window: ColumnWindow,
  contrast: number,
): Float32Array {
  const heights = new Float32Array(band.size);
  eachColumn(band, sheet.pixels, (column, i) => {
    heights[i] = missingIn(column, band.from, sheet.z[i]!, step, window) / contrast;
  });
  return heights;
}

/** Mean of what is missing between two distances below the interface (above: negative). */
export function missingBetween(band: Band, sheet: InterfaceSheet, step: Step, low: number, high: number): Float32Array {
  const means = new Float32Array(band.size);
  eachColumn(band, sheet.pixels, (column, i) => {
    let [sum, count] = [0, 0];
    column.forEach((value, k) => {
      const distance = band.from + k - sheet.z[i]!;
      if (distance < low || distance >= high) return;
      sum += step(distance) - value;
      count++;
    });
    means[i] = count === 0 ? 0 : sum / count;
  });
  return means;
}

/** Standard error of a column's height from the scatter of voxels. */
export function heightScatter(sigma: number, { above, below }: ColumnWindow, contrast: number): number {
  return (sigma * Math.sqrt(above + below)) / contrast;
}
