import { gaussianArea, lorentzianArea } from './pseudo-voigt-point.js';
import type { SeparablePeak } from './separable-plan.js';
import type { Reduction } from './separable-reduction.js';
import type { Shares } from './separable-shares.js';
import { clear } from './small-arrays.js';
import { varianceOf, varianceOfShapes } from './separable-solve.js';
import type { SeparableSpace } from './separable-space.js';
import { otherPart, thompsonCoxHastingsParts, thompsonCoxHastingsWidths } from './thompson-cox-hastings.js';

/** Quantities of a fit in the space, and their errors by derivatives that are gathered first. */
export interface SeparableQuantities {
  /** Derivatives by shapes and amplitudes of the quantity whose error is asked next. */
  readonly byShapes: Float64Array;
  readonly byAmplitudes: Float64Array;
  /** Standard error of what the derivatives say; NaN where nothing that was measured matters. They are cleared. */
  error(this: void, scale: number): number;
  /** The same of a quantity that is of shapes alone. */
  errorOfShapes(this: void, scale: number): number;
  heightOf(this: void, unit: number): number;
  areaOf(this: void, peak: SeparablePeak): number;
  /** Add derivatives: of the area of a unit, of its Lorentzian share, of a quantity that has these by its two parts. */
  addArea(this: void, unit: number, weight: number): void;
  addShare(this: void, unit: number, weight: number): void;
  addParts(this: void, unit: number, byG: number, byL: number): void;
  /** Gaussian and Lorentzian width of the peak asked for last. */
  readonly parts: Float64Array;
  /** Fill {@link parts}, one of them as it is held, and make ready for `addParts`. */
  setParts(this: void, peak: SeparablePeak): void;
}

/** @param lowest Lower bounds of the model's parameters. */
export function createSeparableQuantities(
  { terms, amplitudes, shapes }: SeparableSpace,
  reduction: Reduction,
  shares: Shares,
  lowest: ArrayLike<number>,
): SeparableQuantities {
  const byShapes = new Float64Array(shapes.length);
  const byAmplitudes = new Float64Array(amplitudes.length);
  const parts = new Float64Array(2);
  const widths = new Float64Array(6);

  const unitArea = (unit: number): number => {
    const column = terms + 2 * unit;
    return amplitudes[column]! * lorentzianArea + amplitudes[column + 1]! * gaussianArea;
  };
  const heightOf = (unit: number): number => amplitudes[terms + 2 * unit]! + amplitudes[terms + 2 * unit + 1]!;
  const areaOf = ({ name, unit }: SeparablePeak): number => {
    const first = shapes[2 * unit + 1]! * unitArea(unit);
    if (name !== 'split-pseudo-voigt') return first;
    return 0.5 * (first + shapes[2 * unit + 3]! * unitArea(unit + 1));
  };
  const rootOf = (variance: number, scale: number): number => (variance > 0 ? scale * Math.sqrt(variance) : Number.NaN);
  const error = (scale: number): number => {
    const variance = varianceOf(reduction, byShapes, byAmplitudes);
    clear(byShapes);
    clear(byAmplitudes);
    return rootOf(variance, scale);
  };
  const errorOfShapes = (scale: number): number => {
    const variance = varianceOfShapes(reduction, byShapes);
    clear(byShapes);
    return rootOf(variance, scale);
  };
  const addArea = (unit: number, weight: number): void => {
    const column = terms + 2 * unit;
    const width = shapes[2 * unit + 1]!;
    byShapes[2 * unit + 1]! += weight * unitArea(unit);
    byAmplitudes[column]! += weight * width * lorentzianArea;
    byAmplitudes[column + 1]! += weight * width * gaussianArea;
  };
  const addShare = (unit: number, weight: number): void => {
    const column = terms + 2 * unit;
    const square = heightOf(unit) ** 2;
    byAmplitudes[column]! += (weight * amplitudes[column + 1]!) / square;
    byAmplitudes[column + 1]! -= (weight * amplitudes[column]!) / square;
  };
  const setParts = ({ at, unit }: SeparablePeak): void => {
    const width = shapes[2 * unit + 1]!;
    const state = shares.states[unit];
    thompsonCoxHastingsParts(width, shares.shareOf(unit), parts);
    if (state === 'lower') parts.set([otherPart(width, 1, lowest[at + 3]!), lowest[at + 3]!]);
    else if (state === 'upper') parts.set([lowest[at + 2]!, otherPart(width, 0, lowest[at + 2]!)]);
    thompsonCoxHastingsWidths(parts[0]!, parts[1]!, widths);
  };
  /** By the inverse of the derivatives of width and share by the parts. */
  const addParts = (unit: number, byG: number, byL: number): void => {
    const [widthByG, widthByL, shareByG, shareByL] = [widths[2]!, widths[3]!, widths[4]!, widths[5]!];
    const state = shares.states[unit];
    if (state !== 'free') {
      // One part is held: the other alone makes the width.
      byShapes[2 * unit + 1]! += state === 'lower' ? byG / widthByG : byL / widthByL;
      return;
    }
    const determinant = widthByG * shareByL - widthByL * shareByG;
    byShapes[2 * unit + 1]! += (byG * shareByL - byL * shareByG) / determinant;
    addShare(unit, (byL * widthByG - byG * widthByL) / determinant);
  };

  return {
    byShapes,
    byAmplitudes,
    error,
    errorOfShapes,
    heightOf,
    areaOf,
    addArea,
    addShare,
    addParts,
    parts,
    setParts,
  };
}
