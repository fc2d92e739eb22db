import { median } from '@operando/numerics';
import type { MapFrame, MapShape } from './map-frame.js';

/** Standard deviations above its neighbours at which a count is none of the spectrum. */
const atSigma = 8;

/** A map without its spikes, and where they were. */
export interface DespikedFrame extends MapFrame {
  /** 1 where a spike was. */
  readonly mask: Uint8Array;
  /** How many there were. */
  readonly removed: number;
}

/** Total counts of spectra: what their neighbours are scaled by. */
function total(counts: Float64Array, at: number, channels: number): number {
  let sum = 0;
  for (let i = at; i < at + channels; i++) sum += counts[i]!;
  return sum;
}

/**
 * Replace what X-rays and cosmic rays leave: single channels more than 8 standard deviations above both channels beside them, and
 * above the median of the neighbouring pixels' spectra scaled to the same dose. They are replaced by that median, and masked. A map
 * of one pixel has no neighbours: there the channels beside decide.
 *
 * @param gain Counts of the detector for each electron. @default 1
 */
export function removeSpikes({ counts }: MapFrame, shape: MapShape, gain = 1): DespikedFrame {
  const { rows, columns, channels } = shape;
  const mask = new Uint8Array(counts.length);
  let out = counts;
  let removed = 0;
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    const start = pixel * channels;
    for (let i = 1; i < channels - 1; i++) {
      const [left, here, right] = [counts[start + i - 1]!, counts[start + i]!, counts[start + i + 1]!];
      const beside = 0.5 * (left + right);
      const above = here - beside;
      // Most channels end here: no root is taken for them.
      if (!(above > 0 && above * above > atSigma * atSigma * gain * Math.max(1.5 * beside, gain))) continue;
      const expected = neighbourMedian(counts, shape, pixel, i) ?? beside;
      if (!(here - expected > atSigma * Math.sqrt(gain * Math.max(expected, gain)))) continue;
      if (out === counts) out = counts.slice();
      out[start + i] = expected;
      mask[start + i] = 1;
      removed++;
    }
  }
  return { counts: out, mask, removed };
}

/** What the pixels around one say of a channel, at its dose; undefined without neighbours that have counts. */
function neighbourMedian(
  counts: Float64Array,
  { rows, columns, channels }: MapShape,
  pixel: number,
  channel: number,
): number | undefined {
  const [row, column] = [Math.floor(pixel / columns), pixel % columns];
  const around: number[] = [];
  const own = total(counts, pixel * channels, channels) - counts[pixel * channels + channel]!;
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
      const at = (r * columns + c) * channels;
      if (r === row && c === column) continue;
      const sum = total(counts, at, channels) - counts[at + channel]!;
      if (sum > 0) around.push((counts[at + channel]! * own) / sum);
    }
  }
  return around.length === 0 ? undefined : median(around);
}
