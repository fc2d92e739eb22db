import type { DepthProfiles } from './depth-profiles.js';

/** Options of {@link layerContent}. */
export interface LayerContentOptions {
  /** Rows of the layer. */
  readonly rows: readonly [top: number, bottom: number];
  /** Blur of the camera, pixels; 0 leaves its effect on the borders of the layer in. @default 0 */
  readonly psfSigma?: number | undefined;
}

/** Attenuation of a layer, summed over its rows. */
export interface LayerContent {
  /** Frame by frame. */
  readonly values: Float64Array;
  /** By counting in each frame; and by its dose, which moves all rows together. */
  readonly variances: Float64Array;
  /** By the dose of each frame, which moves all rows together. */
  readonly doseStderr: Float64Array;
  /** Rows that were summed: those of the layer, and those into which its borders are blurred. */
  readonly rows: readonly [top: number, bottom: number];
}

/** Mean of a profile over rows `from` to `to`, as far as there are any. */
function meanOf({ values, rows, firstRow }: DepthProfiles, f: number, from: number, to: number): number {
  const [a, b] = [Math.max(0, from - firstRow), Math.min(rows, to - firstRow)];
  let sum = 0;
  for (let y = a; y < b; y++) sum += values[f * rows + y]!;
  return sum / (b - a);
}

/**
 * Attenuation of a layer summed over its rows, frame by frame.
 *
 * The camera blurs transmission, not attenuation: at a border where the attenuation rises by c, the logarithm of what is blurred is too
 * low by sigma c^2 / (2 sqrt(pi)) in all, to second order. Where a border changes in time it would look like lithium, and is put back.
 */
export function layerContent(profiles: DepthProfiles, options: LayerContentOptions): LayerContent {
  const {
    rows: [top, bottom],
    psfSigma = 0,
  } = options;
  const { firstRow, rows, frames, variances } = profiles;
  const reach = Math.ceil(3 * psfSigma);
  const [from, to] = [Math.max(firstRow, top - reach), Math.min(firstRow + rows, bottom + reach)];
  const step = Math.max(1, Math.ceil(2.5 * psfSigma));
  const lost = psfSigma / (2 * Math.sqrt(Math.PI));
  const values = new Float64Array(frames);
  const spread = new Float64Array(frames);
  for (let f = 0; f < frames; f++) {
    for (let y = from - firstRow; y < to - firstRow; y++) {
      values[f] = values[f]! + profiles.values[f * rows + y]!;
      spread[f] = spread[f]! + variances[f * rows + y]!;
    }
    if (psfSigma === 0) continue;
    for (const border of [top, bottom]) {
      const rise =
        meanOf(profiles, f, border + step - 1, border + step + 2) -
        meanOf(profiles, f, border - step - 2, border - step + 1);
      if (Number.isFinite(rise)) values[f] = values[f]! + lost * rise * rise;
    }
  }
  return {
    values,
    variances: spread,
    doseStderr: profiles.doseStderr.map((each) => each * (to - from)),
    rows: [from, to],
  };
}
