import type { KernelChoice } from '@operando/numerics';
import type { OperandoWarning } from '@operando/core';
import type { AbsorberOptions } from './edge-search/absorber.js';
import type { NormalizationKind } from './renormalize.js';
import type { NormalizationOptions } from './pre-edge-ranges.js';

/** How the edges of a series are found. */
export interface SeriesEdgeOptions extends AbsorberOptions {
  /**
   * `continuous`: one curve through the series, beyond pre-edge peaks; a frame in which it jumps is named. `each`: the steepest
   * point of each spectrum, as Larch's `find_e0` has it.
   * @default 'continuous' of series, 'each' of stacks
   */
  readonly edgeSearch?: 'continuous' | 'each' | undefined;
  /** Elements of the sample beside the absorber: fits end before their edges. @default those whose steps stand in the data */
  readonly elements?: readonly string[] | undefined;
}

/** Options of `normalizeStack`: those of one spectrum, how edges are found, and where to write. */
export interface NormalizeStackOptions extends Omit<NormalizationOptions, 'e0' | 'limits'>, SeriesEdgeOptions {
  /** What the absorption is divided by; nothing but the step is flattened. @default 'step' */
  readonly normalization?: NormalizationKind | undefined;
  /** Kernels in WebAssembly where they run, or loops in JavaScript: results are the same to the bit. @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
  /** One edge energy for all frames, or one each. @default found, frame by frame */
  readonly e0?: number | ArrayLike<number> | undefined;
  /** Arrays of frames x energies to write into. May not be the input. @default new ones */
  readonly out?: { readonly norm: Float64Array; readonly flat?: Float64Array | undefined } | undefined;
}

/** A normalized stack. Rows of frames that failed are NaN. */
export interface NormalizedStack {
  /** Rows of the stack. */
  readonly frames: number;
  /** Edge energy of each frame, eV; NaN where it failed. */
  readonly e0: Float64Array;
  /** Of each frame, in the unit of mu; NaN where it failed. */
  readonly edgeStep: Float64Array;
  /** Standard error of each step, in the unit of mu; NaN where the step was given. */
  readonly edgeStepStderr: Float64Array;
  /** Frames x energies, row-major. */
  readonly norm: Float64Array;
  /** Frames x energies, row-major; the same array as `norm` with `flat: false`. */
  readonly flat: Float64Array;
  /** Bytes of `statusNames`: `ok`, `doubtful` (see warnings) or `failed`. */
  readonly status: Uint8Array;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}
