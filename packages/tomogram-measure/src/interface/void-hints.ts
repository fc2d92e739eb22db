import { smoothOver } from '../grey/smooth-plane.js';
import type { VolumeShape } from '../volume.js';
import type { Band } from './band.js';
import type { InterfaceSheet } from './find-interface.js';
import { heightScatter, missingBetween, voidHeights } from './heights.js';
import type { ColumnWindow } from './heights.js';
import { above, grown, medianOver, smoothedScatter, without } from './pixel-maps.js';
import type { VoidHints } from './settle-sheet.js';
import type { Step } from './step.js';

/** What frames are measured with. */
export interface InterfaceFrames {
  readonly shape: VolumeShape;
  readonly count: number;
  /** Slices about the interface of a frame. */
  band(frame: number): Promise<Band>;
}

const smoothing = 1.5;

/** Missing share of the lower material beside which a column stands above a crack. */
const mouthShare = 0.06;

/** Columns above a crack: the material below the interface is missing there. */
export function crackMouths(band: Band, sheet: InterfaceSheet, step: Step, shape: VolumeShape): Uint8Array {
  const [low, high] = [2.9 * sheet.blur, 2.9 * sheet.blur + 3];
  const { height, width } = shape;
  const missing = smoothOver(missingBetween(band, sheet, step, low, high), sheet.pixels, height, width, 1);
  const noise = smoothedScatter(band.scale.sigma / Math.sqrt(3), 1);
  return grown(above(missing, Math.max(mouthShare, 5 * noise)), sheet.pixels, shape, 2);
}

/** Columns with a void, found without knowing exactly where the interface lies: what is missing a little above it. */
function earlyVoids(band: Band, sheet: InterfaceSheet, step: Step, shape: VolumeShape): Uint8Array {
  const { height, width } = shape;
  const [low, high] = [-3.4 * sheet.blur, -0.7 * sheet.blur];
  const missing = smoothOver(missingBetween(band, sheet, step, low, high), sheet.pixels, height, width, 1.2);
  const noise = smoothedScatter(band.scale.sigma / Math.sqrt(2), 1.2);
  return grown(above(missing, Math.max(0.035, 3.7 * noise)), sheet.pixels, shape, 2);
}

/** Where voids are before the interface is known exactly: those of the first frame, and what grew in each frame since. */
export async function voidHints(
  frames: InterfaceFrames,
  sheet: InterfaceSheet,
  step: Step,
  window: ColumnWindow,
  contrast: number,
): Promise<VoidHints> {
  const { shape, count } = frames;
  const { height, width } = shape;
  const ofGrowth: Uint8Array[] = [];
  const mouths: Uint8Array[] = [];
  let early = new Uint8Array(sheet.z.length);
  let first: Float32Array | undefined;
  for (let t = 0; t < count; t++) {
    const own = await frames.band(t);
    const heights = voidHeights(own, sheet, step, window, contrast);
    first ??= heights;
    const before = first;
    if (t === 0) early = Uint8Array.from(earlyVoids(own, sheet, step, shape));
    const mouth = crackMouths(own, sheet, step, shape);
    mouths.push(mouth);
    const growth = heights.map((value, i) => value - before[i]!);
    const pixels = without(sheet.pixels, mouth);
    const quiet = medianOver(growth, pixels);
    const limit = 3 * Math.SQRT2 * smoothedScatter(heightScatter(own.scale.sigma, window, contrast), smoothing);
    const smooth = smoothOver(
      growth.map((value) => value - quiet),
      pixels,
      height,
      width,
      smoothing,
    );
    ofGrowth.push(t === 0 ? new Uint8Array(growth.length) : grown(above(smooth, limit), pixels, shape, 2));
  }
  return { early, grown: ofGrowth, mouths };
}
