import type { OperandoWarning } from '@operando/core';
import type { NormalizeStackOptions } from '../normalize-stack-types.js';
import type { BackgroundOptions } from './background-settings.js';
import type { XftfOptions } from './forward-transform.js';

/** Options of `exafsStack`: those of the background, of the transform, and where to write. */
export interface ExafsStackOptions extends BackgroundOptions {
  /** One edge energy for all frames, or one each, eV. @default found by `normalizeStack` */
  readonly e0?: number | ArrayLike<number> | undefined;
  /** One edge step for all frames, or one each. @default found by `normalizeStack` */
  readonly edgeStep?: number | ArrayLike<number> | undefined;
  /** For `normalizeStack`, where edges or edge steps have to be found. @default those of `normalizeStack` */
  readonly normalization?: Omit<NormalizeStackOptions, 'e0' | 'edgeStep' | 'out' | 'flat'> | undefined;
  /** Options of the Fourier transform. @default those of `xftf` */
  readonly transform?: Omit<XftfOptions, 'kstep'> | undefined;
  /** Standard errors of chi that the background brings, too; with clamps this doubles the time. @default false */
  readonly stderr?: boolean | undefined;
  /** Arrays to write into: frames x points in k, frames x distances. @default new ones */
  readonly out?: { readonly chi?: Float64Array | undefined; readonly magnitude?: Float64Array | undefined } | undefined;
}

/** EXAFS of a stack on one grid. Rows of frames that failed are NaN. */
export interface ExafsStack {
  /** Rows of the stack. */
  readonly frames: number;
  /** Wavenumbers, 1/A, the same for all frames. */
  readonly k: Float64Array;
  /** Frames x points in k, row-major: chi(k), not weighted. */
  readonly chi: Float64Array;
  /** Likewise, with `stderr: true`. */
  readonly chiStderr?: Float64Array;
  /** Distances, A. */
  readonly r: Float64Array;
  /** Frames x distances, row-major: |chi(R)|. */
  readonly magnitude: Float64Array;
  /** Edge energy of each frame, eV; NaN where it failed. */
  readonly e0: Float64Array;
  /** Of each frame, in the unit of the absorption. */
  readonly edgeStep: Float64Array;
  /** End of the range that all frames have, 1/A. */
  readonly kmax: number;
  /** Of each frame's background. */
  readonly reducedChiSquare: Float64Array;
  /** Bytes of `statusNames`: `ok`, `doubtful` (see warnings) or `failed`. */
  readonly status: Uint8Array;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}
