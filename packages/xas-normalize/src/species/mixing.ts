import type { McrConstraints } from './mcr-steps.js';

/** One mixture of the species of a resolution that describes the data equally well. */
export interface Mixture {
  /** Frames x count. */
  readonly concentrations: Float64Array;
  /** Count x points. */
  readonly spectra: Float64Array;
}

/** What a mixture may fall below zero by: the noise of each value. */
export interface MixtureLimits {
  readonly frames: number;
  readonly points: number;
  readonly constraints: McrConstraints;
  /** Frames x count; Infinity where nothing is demanded. */
  readonly concentrationSlack: Float64Array;
  /** Count x points. */
  readonly spectraSlack: Float64Array;
}

/** How far a spectrum may be moved along a direction, and what stops it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Gradient of the condition that stops it at either end, over the coefficients of the direction; undefined at the farthest that is looked at. */
  readonly lowNormal: Float64Array | undefined;
  readonly highNormal: Float64Array | undefined;
}

/** Farther than this (in spectra of the present mixture) nothing is looked for. */
const farthest = 100;

/**
 * Moving spectrum i by lambda times a combination of all spectra changes the concentrations to those of the others less
 * lambda d_j c_i / (1 + lambda d_i), and c_i to c_i / (1 + lambda d_i): conditions that all are linear in lambda once multiplied by
 * the denominator, so that the interval is exact.
 */
export function feasibleInterval(
  { concentrations, spectra }: Mixture,
  limits: MixtureLimits,
  i: number,
  direction: Float64Array,
): Interval {
  const { frames, points, constraints, concentrationSlack, spectraSlack } = limits;
  const { count } = constraints;
  const own = direction[i]!;
  let [low, high] = [-farthest, farthest];
  // The determinant of the mixing stays positive.
  if (own > 0) low = Math.max(low, -(1 - 1e-9) / own);
  if (own < 0) high = Math.min(high, -(1 - 1e-9) / own);
  let [lowAt, highAt] = [-1, -1];
  /** value + lambda slope >= 0, where value is not below 0 now (but for rounding). */
  const limit = (value: number, slope: number, at: number): void => {
    if (slope === 0 || value === Infinity) return;
    const bound = -Math.max(0, value) / slope;
    if (slope > 0 && bound > low) {
      low = bound;
      lowAt = at;
    } else if (slope < 0 && bound < high) {
      high = bound;
      highAt = at;
    }
  };
  for (let f = 0; f < frames; f++) {
    const mover = concentrations[f * count + i]!;
    for (let j = 0; j < count; j++) {
      const at = f * count + j;
      const room = concentrations[at]! + concentrationSlack[at]!;
      limit(room, j === i ? concentrationSlack[at]! * own : room * own - direction[j]! * mover, at);
    }
  }
  const total = frames * count;
  for (let e = 0; e < points; e++) {
    let slope = 0;
    for (let j = 0; j < count; j++) slope += direction[j]! * spectra[j * points + e]!;
    limit(spectra[i * points + e]! + spectraSlack[i * points + e]!, slope, total + e);
  }
  const normal = (at: number): Float64Array | undefined => {
    if (at < 0) return undefined;
    if (at >= total) return Float64Array.from({ length: count }, (_, j) => spectra[j * points + at - total]!);
    const j = at % count;
    const out = new Float64Array(count);
    if (j === i) out[i] = concentrationSlack[at]!;
    else {
      out[i] = concentrations[at]! + concentrationSlack[at]!;
      out[j] = -concentrations[at - j + i]!;
    }
    return out;
  };
  return { low, high, lowNormal: normal(lowAt), highNormal: normal(highAt) };
}

/** The mixture with spectrum i moved. */
export function move(
  { concentrations, spectra }: Mixture,
  { frames, points, constraints }: MixtureLimits,
  i: number,
  direction: Float64Array,
  lambda: number,
): Mixture {
  const { count } = constraints;
  const nextSpectra = spectra.slice();
  for (let j = 0; j < count; j++) {
    const share = lambda * direction[j]!;
    if (share !== 0) for (let e = 0; e < points; e++) nextSpectra[i * points + e]! += share * spectra[j * points + e]!;
  }
  const nextConcentrations = concentrations.slice();
  const determinant = 1 + lambda * direction[i]!;
  for (let f = 0; f < frames; f++) {
    const mover = concentrations[f * count + i]!;
    for (let j = 0; j < count; j++) {
      nextConcentrations[f * count + j] =
        j === i ? mover / determinant : concentrations[f * count + j]! - (lambda * direction[j]! * mover) / determinant;
    }
  }
  return { concentrations: nextConcentrations, spectra: nextSpectra };
}
