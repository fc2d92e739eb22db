import type { GreyScale } from '../grey/grey-scale.js';
import type { InterfaceSheet } from '../interface/find-interface.js';
import type { Step } from '../interface/step.js';

/** Corrected grey value of sound material at a voxel. */
export interface Expected {
  /** Pixels that are looked at. */
  readonly pixels: Uint8Array;
  /** Below an interface, blurred as it is; without, the material at 1 is everywhere. */
  readonly below?: { readonly sheet: InterfaceSheet; readonly step: Step };
  /** +1: what is missing is looked for, -1: what is there too much. */
  readonly sign: 1 | -1;
}

/** How much a slice differs from sound material, voxel by voxel; 0 where nothing is looked for. */
export function difference(
  slice: Float32Array,
  z: number,
  { offset, gain }: GreyScale,
  { pixels, below, sign }: Expected,
  out: Float32Array,
): void {
  for (let i = 0; i < slice.length; i++) {
    if (pixels[i] === 0) {
      out[i] = 0;
      continue;
    }
    const sound = below === undefined ? 1 : below.step(z - below.sheet.z[i]!);
    out[i] = sign * (sound - (slice[i]! - offset[i]!) * gain[i]!);
  }
}
