import type { MeasuredColumn } from '@operando/core';
import { createAxialDescription } from './finger-cox-jephcoat.js';
import type { PeakModel } from './peak-model.js';
import { hasParts } from './separable-plan.js';
import type { SeparablePeak, SeparablePlan } from './separable-plan.js';
import { createSeparableQuantities } from './separable-quantities.js';
import type { SeparableQuantities } from './separable-quantities.js';
import type { Reduction } from './separable-reduction.js';
import type { Shares } from './separable-shares.js';
import type { SeparableSpace } from './separable-space.js';
import { put } from './stack-columns.js';
import type { PeakColumns } from './stack-columns.js';

/** Full parameters and columns of fits in a separable space. */
export interface SeparableResults {
  /** Fill the parameters of the fit. @returns whether something lies on a bound. */
  collect(parameters: Float64Array): boolean;
  /** Write a frame, errors times `scale`; NaN for what was held or ended on a bound. */
  write(
    this: void,
    frame: number,
    scale: number,
    peaks: readonly PeakColumns[],
    background: readonly MeasuredColumn[],
  ): void;
}

/** Writes widths and shapes of peaks. */
type Writer = (peak: SeparablePeak, columns: PeakColumns, frame: number, scale: number) => void;

function shapeWriter({ shapes }: SeparableSpace, shares: Shares, quantities: SeparableQuantities): Writer {
  const { byShapes, error, errorOfShapes, addShare, addParts, parts, setParts } = quantities;
  const shareError = (unit: number, scale: number): number => {
    if (shares.states[unit] !== 'free') return Number.NaN;
    addShare(unit, 1);
    return error(scale);
  };
  const widthError = (unit: number, scale: number): number => {
    byShapes[2 * unit + 1] = 1;
    return errorOfShapes(scale);
  };
  return (peak, columns, frame, scale) => {
    const { name, unit } = peak;
    const { fwhm, shape } = columns;
    const width = shapes[2 * unit + 1]!;
    if (name === 'split-pseudo-voigt') {
      const high = shapes[2 * unit + 3]!;
      put(shape['fwhmLow']!, frame, width, widthError(unit, scale));
      put(shape['fwhmHigh']!, frame, high, widthError(unit + 1, scale));
      put(shape['etaLow']!, frame, shares.shareOf(unit), shareError(unit, scale));
      put(shape['etaHigh']!, frame, shares.shareOf(unit + 1), shareError(unit + 1, scale));
      byShapes[2 * unit + 1] = 0.5;
      byShapes[2 * unit + 3] = 0.5;
      put(fwhm, frame, 0.5 * (width + high), errorOfShapes(scale));
      return;
    }
    if (name !== 'finger-cox-jephcoat') put(fwhm, frame, width, widthError(unit, scale));
    if (name === 'pseudo-voigt') put(shape['eta']!, frame, shares.shareOf(unit), shareError(unit, scale));
    if (!hasParts(name)) return;
    setParts(peak);
    addParts(unit, 1, 0);
    put(shape['fwhmGaussian']!, frame, parts[0]!, error(scale));
    addParts(unit, 0, 1);
    put(shape['fwhmLorentzian']!, frame, parts[1]!, error(scale));
  };
}

/** Height, width and instrument of peaks that axial divergence smears: there is no closed form of the first two. */
function smearedWriter({ shapes, middle, smears }: SeparableSpace, quantities: SeparableQuantities): Writer {
  const { byShapes, error, areaOf, addArea, addParts, parts, setParts } = quantities;
  const own = new Float64Array(6);
  const describe = createAxialDescription();
  return (peak, columns, frame, scale) => {
    const { unit } = peak;
    const { heights } = smears[unit]!;
    const area = areaOf(peak);
    setParts(peak);
    own.set([shapes[2 * unit]! + middle, area, parts[0]!, parts[1]!, heights[0]!, heights[1]!]);
    const { top, fwhm, topBy, fwhmBy } = describe(own, 2);
    addArea(unit, top);
    byShapes[2 * unit]! += area * topBy[0]!;
    addParts(unit, area * topBy[1]!, area * topBy[2]!);
    put(columns.height, frame, area * top, error(scale));
    byShapes[2 * unit]! += fwhmBy[0]!;
    addParts(unit, fwhmBy[1]!, fwhmBy[2]!);
    put(columns.fwhm, frame, fwhm, error(scale));
    put(columns.shape['sampleHeight']!, frame, heights[0]!, Number.NaN);
    put(columns.shape['slitHeight']!, frame, heights[1]!, Number.NaN);
  };
}

/** What a fit in the space says, in terms of the model. @param lowest Lower bounds of its parameters. */
export function createSeparableResults(
  plan: SeparablePlan,
  { background, names }: PeakModel,
  space: SeparableSpace,
  reduction: Reduction,
  shares: Shares,
  lowest: ArrayLike<number>,
): SeparableResults {
  const { terms, amplitudes, shapes, middle } = space;
  const quantities = createSeparableQuantities(space, reduction, shares, lowest);
  const { byShapes, byAmplitudes, error, errorOfShapes, heightOf, areaOf, addArea, parts, setParts } = quantities;
  const writeShape = shapeWriter(space, shares, quantities);
  const writeSmeared = smearedWriter(space, quantities);
  return {
    collect(parameters) {
      for (const peak of plan.peaks) {
        const { name, amplitude, at, unit } = peak;
        parameters[at + 1] = amplitude === 'height' ? heightOf(unit) : areaOf(peak);
        if (!hasParts(name)) continue;
        setParts(peak);
        parameters.set(parts, at + 2);
      }
      for (let shape = 0; shape < shapes.length; shape++) {
        const k = plan.parameterOf[shape]!;
        if (k >= 0) parameters[k] = shapes[shape]! + (shape % 2 === 0 ? middle : 0);
      }
      let clipped = false;
      for (let k = 0; k < plan.shares.length; k++) {
        const { parameter } = plan.shares[k]!;
        if (parameter >= 0) parameters[parameter] = shares.shareOf(k);
        const state = shares.states[k];
        if (state === 'lower' || state === 'upper') clipped = true;
      }
      for (let k = background; k < names.length; k++) parameters[k] = amplitudes[k - background]!;
      for (let j = 0; j < reduction.leader.length; j++) {
        const shape = reduction.leader[j]!;
        const low = shapes[shape]! <= reduction.lower[j]!;
        if (!low && !(shapes[shape]! >= reduction.upper[j]!)) continue;
        clipped = true;
        // Free of the rounding by the middle.
        const { lower, upper } = plan.freeShapes[j]!;
        if (plan.parameterOf[shape]! >= 0) parameters[plan.parameterOf[shape]!] = low ? lower : upper;
      }
      return clipped;
    },
    write(frame, scale, peaks, coefficients) {
      for (let p = 0; p < plan.peaks.length; p++) {
        const peak = plan.peaks[p]!;
        const { name, unit } = peak;
        const columns = peaks[p]!;
        byShapes[2 * unit] = 1;
        put(columns.center, frame, shapes[2 * unit]! + middle, errorOfShapes(scale));
        const split = name === 'split-pseudo-voigt';
        addArea(unit, split ? 0.5 : 1);
        if (split) addArea(unit + 1, 0.5);
        put(columns.area, frame, areaOf(peak), error(scale));
        if (name === 'finger-cox-jephcoat') writeSmeared(peak, columns, frame, scale);
        else {
          byAmplitudes[terms + 2 * unit] = 1;
          byAmplitudes[terms + 2 * unit + 1] = 1;
          put(columns.height, frame, heightOf(unit), error(scale));
        }
        writeShape(peak, columns, frame, scale);
      }
      for (let j = 0; j < coefficients.length; j++) {
        byAmplitudes[j] = 1;
        put(coefficients[j]!, frame, amplitudes[j]!, error(scale));
      }
    },
  };
}
