import { chiSquareTail } from '@operando/numerics';
import { pixelsOf } from './picture.js';
import type { Rectangle } from './picture.js';
import { meanOver } from './transmission-plan.js';
import type { TransmissionPlan } from './transmission-plan.js';

/** Rows of a block that is watched by itself. */
const blockRows = 8;
/** A block that is off by more than this share of the beam, for good, is not in the open beam. */
const mostOffset = 0.01;
const falseAlarm = 1e-4;

/** A block of the open region that does not see the open beam alone. */
export interface CoveredBlock extends Rectangle {
  /** Its mean transmission, and the chance of such changes over time by counting alone. */
  readonly transmission: number;
  readonly pValue: number;
}

/** Watches blocks of the open region frame by frame. */
export interface OpenRegionWatch {
  /** A frame as transmission. @param dose Its mean signal. */
  add(transmission: Float32Array, dose: number): void;
  /** Blocks that something covers. */
  finish(): readonly CoveredBlock[];
}

/** Watches whether the open region is open: blocks of it must keep their share of the dose, as counting lets them. */
export function watchOpenRegion(plan: TransmissionPlan): OpenRegionWatch {
  const blocks: {
    readonly place: Rectangle;
    readonly pixels: Int32Array;
    readonly values: number[];
    readonly variances: number[];
  }[] = [];
  for (const { top, bottom, left, right } of plan.openRegions)
    for (let at = Math.max(0, top); at < Math.min(plan.height, bottom); at += blockRows) {
      const place = { top: at, bottom: Math.min(bottom, plan.height, at + blockRows), left, right };
      const pixels = pixelsOf([place], plan, plan.bad.bad);
      if (pixels.length >= 4) blocks.push({ place, pixels, values: [], variances: [] });
    }
  return {
    add(transmission, dose) {
      for (const { pixels, values, variances } of blocks) {
        values.push(meanOver(transmission, pixels));
        variances.push(
          ((plan.gain * dose + plan.readVariance) / (dose * dose)) * (1 / pixels.length - 1 / plan.openPixels.length),
        );
      }
    },
    finish: () =>
      blocks.flatMap(({ place, values, variances }): CoveredBlock[] => {
        const weights = variances.map((each) => 1 / Math.max(each, 1e-30));
        const total = weights.reduce((sum, each) => sum + each, 0);
        const mean = values.reduce((sum, value, k) => sum + value * weights[k]!, 0) / total;
        const chiSquare = values.reduce((sum, value, k) => sum + weights[k]! * (value - mean) ** 2, 0);
        const pValue = values.length > 1 ? chiSquareTail(chiSquare, values.length - 1) : 1;
        const isCovered = pValue < falseAlarm / blocks.length || Math.abs(mean - 1) > mostOffset;
        return isCovered ? [{ ...place, transmission: mean, pValue }] : [];
      }),
  };
}
