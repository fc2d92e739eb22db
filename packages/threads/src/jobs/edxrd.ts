import { fitSlices } from '@operando/edxrd-depth-profile';
import type { FittedSlices, SliceSetup, SliceTask } from '@operando/edxrd-depth-profile';
import type { Work } from '../job.js';

/** Some slices of some frames. */
export interface SlicesToFit {
  readonly task: SliceTask;
  readonly frames: number;
  /** Of whole frames, one after another. */
  readonly counts: Float64Array;
  /** The same of live times. */
  readonly live: Float64Array;
}

/** Part `f` of `count` equal parts of an array. */
function partOf(values: Float64Array, f: number, count: number): Float64Array {
  const size = values.length / count;
  return values.subarray(f * size, (f + 1) * size);
}

/** Fits slices of depth profiles. */
export function fitSlicesOfFrames(setup: SliceSetup): Work<SlicesToFit, FittedSlices> {
  const fit = fitSlices(setup);
  return ({ task, frames, counts, live }) =>
    fit(
      Array.from({ length: frames }, (_, f) => ({
        counts: partOf(counts, f, frames),
        live: partOf(live, f, frames),
      })),
      task,
    );
}
