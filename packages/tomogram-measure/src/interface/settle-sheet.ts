import { smoothOver } from '../grey/smooth-plane.js';
import type { VolumeShape } from '../volume.js';
import { eachColumn } from './band.js';
import type { Band } from './band.js';
import { interfaceFromSums, nearReach } from './find-interface.js';
import type { InterfaceSheet } from './find-interface.js';
import { missingIn } from './heights.js';
import type { ColumnWindow } from './heights.js';
import { medianOver, without } from './pixel-maps.js';
import type { Step } from './step.js';

/** What is known of voids before the interface is settled. */
export interface VoidHints {
  /** Columns with a void in the first frame already. */
  readonly early: Uint8Array;
  /** Of each frame: columns whose void grew since the first. */
  readonly grown: readonly Uint8Array[];
  /** Of each frame: columns above a crack. */
  readonly mouths: readonly Uint8Array[];
}

/** Places that are tried for the interface below an early void, from its first place. */
const trials: Float64Array = Float64Array.from({ length: 61 }, (_, k) => (k - 30) * 0.1);

/** Squares of what a step with a void does not describe, for each trial and each early column, added to `misfit`. */
function addMisfit(
  band: Band,
  early: Uint8Array,
  sheet: InterfaceSheet,
  step: Step,
  window: ColumnWindow,
  contrast: number,
  misfit: Map<number, Float64Array>,
): void {
  eachColumn(band, early, (column, i) => {
    const own = misfit.get(i) ?? new Float64Array(trials.length);
    misfit.set(i, own);
    trials.forEach((shift, trial) => {
      const z = sheet.z[i]! + shift;
      const height = missingIn(column, band.from, z, step, window) / contrast;
      const first = Math.max(0, Math.ceil(z - window.above - 3) - band.from);
      const last = Math.min(column.length - 1, Math.floor(z + window.below + 2) - band.from);
      let sum = 0;
      for (let k = first; k <= last; k++) {
        const distance = band.from + k - z;
        const expected = step(distance);
        const model = expected - contrast * (step(distance + height) - expected);
        sum += (column[k]! - model) ** 2;
      }
      own[trial]! += sum;
    });
  });
}

/** Shift of the least misfit, between the trials by a parabola. */
function bestShift(misfit: Float64Array): number {
  const best = misfit.indexOf(Math.min(...misfit));
  const [before, at, after] = [misfit[best - 1], misfit[best]!, misfit[best + 1]];
  if (before === undefined || after === undefined) return trials[best]!;
  const bend = before - 2 * at + after;
  return trials[best]! + (bend > 0 ? (0.05 * (before - after)) / bend : 0);
}

/**
 * The interface from all frames: in each column the mean over the frames without a void there; below voids that are there
 * from the beginning, where a step with a void above it describes all frames best.
 *
 * @returns The sheet, and for each pixel the number of frames behind it.
 */
export async function settleSheet(
  bands: { readonly count: number; band(frame: number): Promise<Band> },
  shape: VolumeShape,
  sheet: InterfaceSheet,
  step: Step,
  window: ColumnWindow,
  contrast: number,
  { early, grown, mouths }: VoidHints,
): Promise<InterfaceSheet & { readonly frames: Uint16Array }> {
  const sum = new Float64Array(sheet.z.length);
  const frames = new Uint16Array(sheet.z.length);
  const misfit = new Map<number, Float64Array>();
  let first: Float32Array | undefined;
  for (let t = 0; t < bands.count; t++) {
    const band = await bands.band(t);
    const own = interfaceFromSums(band, sheet.pixels, sheet.z, nearReach);
    first ??= own;
    const reference = first;
    const quiet = without(sheet.pixels, early, grown[t]!, mouths[t]!);
    const drift = medianOver(
      own.map((z, i) => z - reference[i]!),
      quiet,
    );
    quiet.forEach((is, i) => {
      if (is === 0) return;
      sum[i]! += own[i]! - drift;
      frames[i]!++;
    });
    addMisfit(band, without(early, mouths[t]!), sheet, step, window, contrast, misfit);
  }
  const rough = sheet.z.map((z, i) => (frames[i]! > 0 ? sum[i]! / frames[i]! : z));
  for (const [i, own] of misfit) {
    rough[i] = sheet.z[i]! + bestShift(own);
    frames[i] = bands.count;
  }
  const smooth = smoothOver(rough, sheet.pixels, shape.height, shape.width, 1.5);
  return {
    ...sheet,
    z: sheet.z.map((z, i) => (frames[i] === 0 || sheet.pixels[i] === 0 ? z : smooth[i]!)),
    frames,
  };
}
