import type { Estimate, OperandoWarning } from '@operando/core';
import type { BodyRuns } from '../bodies/kept-runs.js';
import type { InterfaceCourse } from '../interface/measure-interface.js';
import type { Registration } from '../motion/register.js';
import type { VoidBodies } from './void-bodies.js';
import type { PreparedFrames, PreparationOptions } from './prepare-frames.js';

/** What tomograms through time are measured with. Lengths are in voxels. */
export interface TomogramOptions extends PreparationOptions {
  /** Grey value of void in the first frame. */
  readonly voidGrey: number;
  /** Standard error of it, grey values. */
  readonly voidError: number;
  /** Material in bodies below the interface, by its grey value in the first frame; none is measured without. */
  readonly particles?: { readonly grey: number; readonly stderr: number } | undefined;
  /** The material at 0 meets the one at 1 here; about which slice. @default found */
  readonly interface?: number | undefined;
  /** Roughness and voids stay within so many voxels of the interface. */
  readonly reach: number;
  /** The frames lie on each other: no motion is looked for. */
  readonly registered: boolean;
  /** Smaller bodies are left out. */
  readonly minimumVoxels: number;
}

/** A crack, or a body of cracks that blur joins. */
export interface CrackBody {
  /** Voxels of void that would take away as much from the grey value; with lithium in it, a wider crack takes away as much. */
  readonly emptyEquivalent: Estimate;
  /** Voxels of the material above the interface that would take away as much. */
  readonly filledEquivalent: Estimate;
  /** Deepest slice of the body. */
  readonly tip: number;
  /** First slice of the body. */
  readonly top: number;
  /** It reaches the interface. */
  readonly isConnected: boolean;
  /** It touches the border of the volume: its size is a lower limit. */
  readonly touchesBorder: boolean;
  /** Mean aperture, voxels. */
  readonly aperture: number;
  /** Mean place of its voxels. */
  readonly centroid: readonly [z: number, y: number, x: number];
  /** Unit vector (z, y, x) across the crack. */
  readonly normal: readonly [z: number, y: number, x: number];
}

/** What is known of cracks in a frame. */
export interface CrackFrame {
  /** All of the frame. */
  readonly bodies: readonly CrackBody[];
  /** Where they are, in slices from `from` on. */
  readonly runs: BodyRuns;
  /** Size of each. */
  readonly voxels: readonly number[];
  /** Of all bodies together, voxels, as of {@link CrackBody}. */
  readonly emptyEquivalent: Estimate;
  /** Of all bodies together, voxels, as of {@link CrackBody}. */
  readonly filledEquivalent: Estimate;
  /** Deepest slice of a crack that reaches the interface; NaN without one. */
  readonly tip: number;
  /** Deepest slice at which that crack is filled; NaN where that cannot be told. */
  readonly filledTip: number;
  /** Mean aperture is below three standard deviations of the blur: empty and filled cracks are not told apart. */
  readonly isThin: boolean;
  /** A crack goes from the interface to the last slice that is looked at. */
  readonly spans: boolean;
}

/** Bodies of a further material in a frame. */
export interface ParticleFrame {
  /** How many there are. */
  readonly bodies: number;
  /** Of all together, voxels. */
  readonly volume: Estimate;
  /** Corrected grey value away from their border; NaN where they are too few, or too small, to tell. */
  readonly level: number;
}

/** Contact of the two materials in a frame: NaN where no frame of the series shows a void. */
export interface ContactFrame {
  /** Area seen from above, in pixels. */
  readonly projected: Estimate;
  /** True area, in pixels: that of the interface as it is bent. */
  readonly area: Estimate;
  /** Share of the interface in contact. */
  readonly fraction: Estimate;
}

/** Tomograms through time. */
export interface TomogramCourse {
  /** The volumes as they were measured: scales of grey values, the region, moved on to each other. */
  readonly frames: PreparedFrames;
  /** Slices were counted from the other end: z of results are those of the volume as it was given. */
  readonly isTurned: boolean;
  /** How frames had moved from the first; absent where that was not looked for. */
  readonly motions?: readonly Registration[];
  /** Where both materials meet. */
  readonly interface: InterfaceCourse;
  /** Area of the region in pixels. */
  readonly regionArea: Estimate;
  /** Of each frame. */
  readonly contact: readonly ContactFrame[];
  /** Of each frame. */
  readonly cracks: readonly CrackFrame[];
  /** Of each frame. */
  readonly voids: readonly VoidBodies[];
  /** Of each frame; absent where none were asked for. */
  readonly particles?: readonly ParticleFrame[];
  /** Share of void and crack in each slice: [frame x slice]. */
  readonly profiles: Float64Array;
  /** Corrected grey values of each frame in one row of all slices: [slice x column]. */
  readonly cuts: { readonly row: number; readonly values: readonly Float32Array[] };
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}
