import { valueAt } from './pool.js';
import type { MapValues } from './pool.js';

/** How values become colours. */
export type ColourScale = 'linear' | 'square-root' | 'logarithm';

/** Values at both ends of the colours. */
export type Limits = readonly [low: number, high: number];

/** Colours by number, red, green, blue, opaque, as a picture's pixels hold them. */
export type ColourList = Uint32Array;

/** Values that are looked at to find limits. */
const sampled = 50_000;
/** Shares of the values that lie beyond the limits on either side. */
const beyond = 0.001;

/** Limits of colours: of a thousand values one may lie beyond at either end, so that no hot pixel takes all the colours. */
export function robustLimits(map: MapValues): Limits {
  const count = map.rows * map.points;
  const stride = Math.max(1, Math.floor(count / sampled));
  // A stride that shares a divisor with the length of a row would see few of its points.
  const step = stride > 1 && map.points % stride === 0 ? stride + 1 : stride;
  const kept: number[] = [];
  for (let i = 0; i < count; i += step) {
    const value = valueAt(map, 0, i);
    if (Number.isFinite(value)) kept.push(value);
  }
  const sorted = Float64Array.from(kept).sort();
  if (sorted.length === 0) return [0, 1];
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  const [low, high] = [at(beyond), at(1 - beyond)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

/** The colours of a table of red, green, blue in base64. */
export function colourList(base64: string): ColourList {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return Uint32Array.from({ length: bytes.length / 3 }, (_, i) => {
    const [red, green, blue] = [bytes[3 * i]!, bytes[3 * i + 1]!, bytes[3 * i + 2]!];
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
}

/** Grey of what has no value; what has no frame stays as the page is. */
export const missingColour = 0xff_9e_9e_9e;

/** Where a value lies between the limits, 0 to 1. */
export function fractionOf(scale: ColourScale, [low, high]: Limits): (value: number) => number {
  if (scale === 'square-root') {
    const bottom = Math.max(0, low);
    const span = Math.sqrt(Math.max(high, 0)) - Math.sqrt(bottom) || 1;
    return (value) => (Math.sqrt(Math.max(0, value)) - Math.sqrt(bottom)) / span;
  }
  if (scale === 'logarithm') {
    const bottom = Math.log(Math.max(low, Math.abs(high) * 1e-6, 1e-300));
    const span = Math.log(Math.max(high, 1e-300)) - bottom || 1;
    return (value) => (value > 0 ? (Math.log(value) - bottom) / span : 0);
  }
  return (value) => (value - low) / (high - low);
}

/**
 * Pixels of a picture, from the top left, of pooled values that come column by column from the bottom.
 *
 * @param values NaN for what is missing, -Infinity for where nothing is.
 */
export function pixelsOf(
  values: Float32Array,
  width: number,
  height: number,
  fraction: (value: number) => number,
  colours: ColourList,
): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(width * height);
  const last = colours.length - 1;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const value = values[x * height + y]!;
      if (value === -Infinity) continue;
      const share = fraction(value);
      out[(height - 1 - y) * width + x] =
        value !== value ? missingColour : colours[share <= 0 ? 0 : share >= 1 ? last : Math.round(share * last)]!;
    }
  }
  return out;
}
