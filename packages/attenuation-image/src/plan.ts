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
  readonly dark: Float32Array;
  readonly bad: BadPixels;
  readonly openRegions: readonly Rectangle[];
  /** Their sound pixels. */
  readonly openPixels: Int32Array;
  /** Their mean without beam. */
  readonly openDark: number;
  /** Per unit dose: what a frame is multiplied by, and what is taken off: T = (signal / dose) factor - scatter. */
  readonly factor: Float32Array;
  readonly scatter: Float32Array;
  /** Variance of ln of the open beam, pixel by pixel: the same in every frame. */
  readonly openVariance: Float32Array;
  /** Scatter by black bodies with and without sample; undefined where none were given. */
  readonly surfaces?: {
    readonly sample: Omit<ScatterSurface, 'values'>;
    readonly open: Omit<ScatterSurface, 'values'>;
  };
  readonly blackBodies?: BlackBodies;
  readonly psfSigma: number;
  readonly warnings: readonly OperandoWarning[];
}
