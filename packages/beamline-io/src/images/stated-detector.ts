import type { OperandoWarning } from '@operando/core';

/** What a picture's header states of the detector and the beam, each where it is stated. */
export interface StatedDetector {
  /** From sample to detector, mm. */
  readonly distance?: number;
  /** Edge of a square pixel, mm. */
  readonly pixel?: number;
  /** Row and column of the direct beam, from 0 at the middle of the first pixel. */
  readonly centre?: readonly [number, number];
  /** angstrom */
  readonly wavelength?: number;
  /** Time over which a picture was taken, s. */
  readonly exposure?: number;
  /** Number at which the counters end. */
  readonly cutoff?: number;
}

/** Parts that place a detector, which are one for a series. */
const places = ['distance', 'pixel', 'centre', 'wavelength'] as const;

/** Relative difference below which numbers of headers are the same. */
const same = 1e-4;

/** The number that a text begins with; undefined for one that does not. */
export function firstNumber(text: string | undefined): number | undefined {
  const found = /^[-+]?[\d.]+(?:e[-+]?\d+)?/i.exec(text ?? '')?.[0];
  return found === undefined ? undefined : Number(found);
}

/** Both edges of a pixel, where they are one. */
export function squarePixel(one: number | undefined, other: number | undefined): number | undefined {
  return one !== undefined && other !== undefined && Math.abs(one - other) < same * one ? one : undefined;
}

/** Numbers that can be, as what a header states: others are not stated. */
export function statedDetector(given: {
  readonly [Key in keyof StatedDetector]: StatedDetector[Key] | undefined;
}): StatedDetector {
  const positive = (value: number | undefined): value is number => value !== undefined && value > 0 && value < Infinity;
  const { distance, pixel, centre, wavelength, exposure, cutoff } = given;
  // 172e-6 m are 0.172 mm, not 0.17200000000000001.
  const short = (value: number): number => Number(value.toPrecision(14));
  return {
    ...(positive(distance) ? { distance: short(distance) } : {}),
    ...(positive(pixel) ? { pixel: short(pixel) } : {}),
    // Detectors that were never told write 0, 0.
    ...(centre?.every(Number.isFinite) === true && !centre.every((at) => at === -0.5) ? { centre } : {}),
    ...(positive(wavelength) ? { wavelength: short(wavelength) } : {}),
    ...(positive(exposure) ? { exposure } : {}),
    ...(positive(cutoff) ? { cutoff } : {}),
  };
}

function isOther(a: number, b: number, scale: number): boolean {
  return Math.abs(a - b) > same * scale;
}

/** Whether two headers place the detector otherwise in some part. */
function differs(key: (typeof places)[number], a: StatedDetector, b: StatedDetector): boolean {
  if (key !== 'centre') return a[key] !== undefined && b[key] !== undefined && isOther(a[key], b[key], a[key]);
  const [one, other] = [a.centre, b.centre];
  // Pixels, of which hundredths count.
  return one !== undefined && other !== undefined && (isOther(one[0], other[0], 100) || isOther(one[1], other[1], 100));
}

/** What the headers of many files state: parts in which files differ are not believed, and told. */
export function statedByAll(files: readonly { readonly name: string; readonly detector?: StatedDetector }[]): {
  readonly detector?: StatedDetector;
  readonly warnings: readonly OperandoWarning[];
} {
  const first = files.find(({ detector }) => detector !== undefined);
  if (first?.detector === undefined) return { warnings: [] };
  const kept = { ...first.detector };
  const warnings: OperandoWarning[] = [];
  for (const key of places) {
    const other = files.find(({ detector }) => detector !== undefined && differs(key, first.detector!, detector));
    if (other === undefined) continue;
    delete kept[key];
    warnings.push({
      code: 'geometry-differs',
      message: `The headers state another ${key} in ${other.name} (${String(other.detector![key])}) than in ${first.name} (${String(first.detector[key])}): none was believed.`,
    });
  }
  return { detector: kept, warnings };
}
