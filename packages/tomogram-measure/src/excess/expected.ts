import type { GreyScale } from '../grey/grey-scale.js';
import { rowSpans } from '../grey/row-spans.js';
import type { RowSpans } from '../grey/row-spans.js';
import type { InterfaceSheet } from '../interface/find-interface.js';
import type { Step } from '../interface/step.js';
import { stepReach } from '../interface/step.js';
import type { VolumeShape, Voxels } from '../volume.js';

/** Corrected grey value of sound material at a voxel. */
export interface Expected {
  /** Pixels that are looked at. */
  readonly pixels: Uint8Array;
  /** Below an interface, blurred as it is; without, the material at 1 is everywhere. */
  readonly below?: { readonly sheet: InterfaceSheet; readonly step: Step };
  /** +1: what is missing is looked for, -1: what is there too much. */
  readonly sign: 1 | -1;
}

/** How slices of a frame differ from sound material, made ready for one slice after another. */
export interface Differences {
  readonly spans: RowSpans;
  /** Deepest place of the interface; -Infinity without one. */
  readonly deepest: number;
  /**
   * Differences of a slice in a stretch of its pixels, 0 where nothing is looked for. What lies outside stays as it was.
   */
  readonly take: (slice: Voxels, z: number, from: number, to: number, out: Float32Array) => void;
}

/** Differences of a frame from sound material. */
export function differencesFrom(
  { pixels, below, sign }: Expected,
  { offset, gain }: GreyScale,
  { height, width }: VolumeShape,
): Differences {
  // sign x (1 - (grey - offset) x gain), and nothing where no pixel counts.
  const level = offset.map((own, i) => (pixels[i] === 0 ? 0 : sign * (1 + own * gain[i]!)));
  const slope = gain.map((own, i) => (pixels[i] === 0 ? 0 : sign * own));
  let deepest = -Infinity;
  below?.sheet.z.forEach((z, i) => {
    if (pixels[i] !== 0 && z > deepest) deepest = z;
  });
  const plain = deepest + (below === undefined ? 0 : stepReach * below.sheet.blur);
  return {
    spans: rowSpans(pixels, height, width),
    deepest,
    take: (slice, z, from, to, out) => {
      for (let i = from; i < to; i++) out[i] = level[i]! - slope[i]! * slice[i]!;
      if (below === undefined || z > plain) return;
      const { sheet, step } = below;
      for (let i = from; i < to; i++) if (pixels[i] !== 0) out[i]! += sign * (step(z - sheet.z[i]!) - 1);
    },
  };
}
