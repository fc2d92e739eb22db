import type { InterfaceSheet } from '../interface/find-interface.js';
import type { VolumeShape } from '../volume.js';

/** What the bodies of frames are measured with: plain data, the same for all frames. */
export interface FrameSetup {
  readonly shape: VolumeShape;
  readonly pixels: Uint8Array;
  readonly sheet: InterfaceSheet;
  /** How far void lies below 0, and its error. */
  readonly contrast: number;
  readonly contrastError: number;
  readonly minimumVoxels: number;
  /** Slices in which cracks are looked for. */
  readonly cracks: { readonly from: number; readonly to: number };
  /** Bodies of a further material: slices, corrected grey value and its error. */
  readonly particles?: {
    readonly from: number;
    readonly to: number;
    readonly level: number;
    readonly levelError: number;
  };
  /** Row of which a cut is taken. */
  readonly cutRow: number;
}

/** What a frame shows above the interface. */
export interface FrameVoids {
  readonly footprint: Uint8Array;
  readonly heights: Float32Array;
}
