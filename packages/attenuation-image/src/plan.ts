import type { OperandoWarning } from '@operando/core';
import type { BadPixels } from './bad-pixels.js';
import type { BlackBodies } from './black-bodies.js';
import type { NoiseModel } from './noise.js';
import type { PictureSize, Rectangle } from './picture.js';
import type { ScatterSurface } from './scatter-surface.js';

/** Options of `transmissionPlan`. */
export interface TransmissionOptions extends PictureSize {
  /** Parts of the picture beside the sample, in all frames: the dose is measured there. */
  readonly openRegions: readonly Rectangle[];
  /** Variance of a pixel per signal. @default by photon transfer of the open-beam frames */
  readonly gain?: number | undefined;
  /** Standard deviation of the blur of the camera, pixels. @default at the rims of the black bodies */
  readonly psfSigma?: number | undefined;
}

/** All that turns a frame into transmission. */
export interface TransmissionPlan extends PictureSize, NoiseModel {
  /** Mean of the dark frames, units of the camera. */
  readonly dark: Float32Array;
  /** Pixels that must not be used. */
  readonly bad: BadPixels;
  /** Parts that see the open beam: they give the dose. */
  readonly openRegions: readonly Rectangle[];
  /** Their sound pixels. */
  readonly openPixels: Int32Array;
  /** Their mean without beam. */
  readonly openDark: number;
  /** What a frame is multiplied by, for each unit of dose: T = (signal / dose) factor - scatter. */
  readonly factor: Float32Array;
  /** What is taken off, for each unit of dose. */
  readonly scatter: Float32Array;
  /** Variance of ln of the open beam, pixel by pixel: the same in every frame. */
  readonly openVariance: Float32Array;
  /** Scatter by black bodies with and without sample; undefined where none were given. */
  readonly surfaces?: {
    readonly sample: Omit<ScatterSurface, 'values'>;
    readonly open: Omit<ScatterSurface, 'values'>;
  };
  /** Dots of the grid; absent without one. */
  readonly blackBodies?: BlackBodies;
  /** Standard deviation of the blur, pixels. */
  readonly psfSigma: number;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}
