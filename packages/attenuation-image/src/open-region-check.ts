import { chiSquareTail } from '@operando/numerics';
import type { FrameSignal } from './frame-signal.js';
import { meanOver, pixelsOf } from './picture.js';
import type { Rectangle } from './picture.js';
import { modelOf, transmissionAt } from './pixel-model.js';
import type { PixelModel } from './pixel-model.js';
import type { SignalSource } from './signal-source.js';
import type { TransmissionPlan } from './plan.js';

/** Rows of a block that is watched by itself. */
const blockRows = 8;
/** A block that is off by more than this share of the beam, for good, is not in the open beam. */
const mostOffset = 0.01;
const falseAlarm = 1e-4;

/** A block of the open region that does not see the open beam alone. */
export interface CoveredBlock extends Rectangle {
  /** Its mean transmission. */
  readonly transmission: number;
  /** Chance of such changes over time by counting alone. */
  readonly pValue: number;
}

/** Watches blocks of the open region frame by frame. */
export interface OpenRegionWatch {
  /** A frame as transmission. @param dose Its mean signal. */
  add(transmission: Float32Array, dose: number): void;
  /** A frame as signal. */
  addSignal(frame: Pick<FrameSignal, 'signal' | 'dose'>): void;
  /** Blocks that something covers. */
  finish(): readonly CoveredBlock[];
}

/** Sum of the transmission of the sound pixels of a place, row by row. */
function sumOfPlace(
  signal: SignalSource,
  model: PixelModel,
  { top, bottom, left, right }: Rectangle,
  { width, bad: { bad } }: TransmissionPlan,
): number {
  const row = new Float32Array(right - left);
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    const from = y * width + left;
    signal.read(from, row);
    for (let x = 0; x < row.length; x++) if (bad[from + x] === 0) sum += transmissionAt(row[x]!, model, from + x);
  }
  return sum;
}

/** Watches whether the open region is open: blocks of it must keep their share of the dose, as counting lets them. */
export function watchOpenRegion(plan: TransmissionPlan): OpenRegionWatch {
  const blocks: {
    readonly place: Rectangle;
    readonly pixels: Int32Array;
    readonly values: number[];
    readonly variances: number[];
  }[] = [];
  for (const { top, bottom, left: from, right: to } of plan.openRegions) {
    const [left, right] = [Math.max(0, from), Math.min(plan.width, to)];
    for (let at = Math.max(0, top); at < Math.min(plan.height, bottom); at += blockRows) {
      const place = { top: at, bottom: Math.min(bottom, plan.height, at + blockRows), left, right };
      const pixels = pixelsOf([place], plan, plan.bad.bad);
      if (pixels.length >= 4) blocks.push({ place, pixels, values: [], variances: [] });
    }
  }
  const take = (dose: number, meanOf: (pixels: Int32Array, place: Rectangle) => number): void => {
    for (const { place, pixels, values, variances } of blocks) {
      values.push(meanOf(pixels, place));
      variances.push(
        ((plan.gain * dose + plan.readVariance) / (dose * dose)) * (1 / pixels.length - 1 / plan.openPixels.length),
      );
    }
  };
  return {
    add: (transmission, dose) => take(dose, (pixels) => meanOver(transmission, pixels)),
    addSignal({ signal, dose }) {
      const model = modelOf(plan, dose);
      take(dose, (pixels, place) => sumOfPlace(signal, model, place, plan) / pixels.length);
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
