import type { InterfaceSheet } from '../interface/find-interface.js';
import type { VolumeShape } from '../volume.js';

/** What the bodies of frames are measured with: plain data, the same for all frames. */
export interface FrameSetup {
  /** Of all volumes. */
  readonly shape: VolumeShape;
  /** Slices that all frames have. */
  readonly slices: number;
  /** 1 at pixels of a slice that belong to the region. */
  readonly pixels: Uint8Array;
  /** Where both materials meet. */
  readonly sheet: InterfaceSheet;
  /** How far void lies below 0, in units of the contrast between the references. */
  readonly contrast: number;
  /** Standard error of it, in the same unit. */
  readonly contrastError: number;
  /** Smaller bodies are left out. */
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
  /** 1 at pixels over which the void is summed. */
  readonly footprint: Uint8Array;
  /** Height of the void above the interface at each pixel, voxels. */
  readonly heights: Float32Array;
}
